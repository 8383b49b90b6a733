"""Third stage: permitted hours, caps of person and phone, and the arm that each household was given."""

import datetime as dt

from django.db import connection
from psycopg2.extras import execute_values

from aftercare.campaigns.engine.plan import Plan
from aftercare.quiet_hours import slot

# what ended without reaching anybody disturbed nobody
UNDISTURBED = "('cancelled', 'expired', 'failed')"

# advertising of other runs within the longest cap; a second run of a day meets its own messages in the arbitration.
# What somebody got who was merged into another since counts as that one's
RECENT = f"""
SELECT coalesce(merged.person_id, m.person_id) AS person_id, m.phone_id,
       coalesce(u.day, (m.planned_at AT TIME ZONE 'Europe/Moscow')::date) AS on_day
  FROM aftercare_message m LEFT JOIN aftercare_campaignrun u ON u.id = m.run_id
  LEFT JOIN plan_merged merged ON merged.id = m.person_id
 WHERE m.traffic_class = 'advertising' AND m.state NOT IN {UNDISTURBED} AND m.planned_at >= %(since)s
   AND u.day IS DISTINCT FROM %(day)s
"""

# how much a person (or a phone: `whose` names the column) got within each cap of the day's campaigns
GOT = """
SELECT span.cap_days, recent.{whose}, count(*) AS got
  FROM (SELECT DISTINCT cap_days FROM plan_campaign WHERE traffic_class = 'advertising' AND cap_days > 0) span
  JOIN plan_recent recent ON recent.on_day > %(day)s - span.cap_days
 WHERE recent.{whose} IS NOT NULL GROUP BY 1, 2
"""

# of the arms of several people who are one the hold-out's holds
OTHER_ARMS = """
SELECT a.campaign_id, merged.person_id, bool_or(a.arm = 'control') AS is_control
  FROM plan_judged j JOIN plan_merged merged ON merged.person_id = j.person_id
  JOIN aftercare_armassignment a ON a.campaign_id = j.campaign_id AND a.person_id = merged.id
 WHERE j.verdict IS NULL GROUP BY 1, 2
"""

FAMILIES = """
SELECT campaign_id, household_id, bool_or(arm = 'control') AS is_control FROM aftercare_armassignment
 WHERE household_id IN (SELECT household_id FROM plan_judged WHERE verdict IS NULL) GROUP BY 1, 2
"""

OPEN = """
SELECT j.n, j.campaign_id, j.person_id, j.card_id, j.occasion, j.anchor_on, j.ends_on,
       j.recipient_id, j.is_guardian, j.oldest_card, j.name_key, j.birth_date, j.called, j.phone_id, j.number,
       j.text_salon_id, j.household_id, h.not_before, h.expires_at,
       coalesce(CASE WHEN other.is_control THEN 'control' END, a.arm,
                CASE WHEN NOT other.is_control THEN 'treatment' END,
                CASE WHEN family.is_control THEN 'control' WHEN NOT family.is_control THEN 'treatment' END,
                CASE WHEN app_bucket_of(c.salt, coalesce(j.household_id, j.oldest_card, j.person_id)) %% 10000
                          < c.holdout THEN 'control' ELSE 'treatment' END) AS arm,
       a.arm IS NOT NULL AS has_arm,
       CASE WHEN h.not_before >= h.expires_at THEN 'quiet_expired'
            WHEN c.traffic_class = 'advertising' AND person.got >= c.cap_messages THEN 'cap_person'
            WHEN c.traffic_class = 'advertising' AND phone.got >= c.cap_messages THEN 'cap_household'
       END AS obstacle
  FROM plan_judged j JOIN plan_campaign c ON c.campaign_id = j.campaign_id
  JOIN plan_hours h ON h.zone = j.zone AND h.days = c.expires_days
  LEFT JOIN plan_cap_person person ON person.cap_days = c.cap_days AND person.person_id = j.recipient_id
  LEFT JOIN plan_cap_phone phone ON phone.cap_days = c.cap_days AND phone.phone_id = j.phone_id
  LEFT JOIN aftercare_armassignment a ON a.campaign_id = j.campaign_id AND a.person_id = j.person_id
  LEFT JOIN plan_other_arm other ON other.campaign_id = j.campaign_id AND other.person_id = j.person_id
  LEFT JOIN plan_family family ON family.campaign_id = j.campaign_id AND family.household_id = j.household_id
 WHERE j.verdict IS NULL
"""


def limit(plan: Plan) -> None:
    """Fills plan_open from the occasions nothing speaks against."""
    _hours(plan)
    longest = max((entry.version.cap_days for entry in plan.entries), default=0)
    since = min(plan.at, dt.datetime.combine(plan.day, dt.time(), dt.UTC)) - dt.timedelta(days=longest + 2)
    plan.create("plan_recent", RECENT, {"since": since})
    plan.create("plan_cap_person", GOT.format(whose="person_id"))
    plan.create("plan_cap_phone", GOT.format(whose="phone_id"))
    plan.create("plan_other_arm", OTHER_ARMS)
    plan.create("plan_family", FAMILIES)
    plan.create("plan_open", OPEN, analyse="n, campaign_id, phone_id, occasion, text_salon_id, obstacle")


def _hours(plan: Plan) -> None:
    """The permitted slot of every zone that occurs: calendar arithmetic is Python's, once per zone."""
    plan.run(
        f"CREATE {plan.kind} TABLE plan_hours (zone text, days int, not_before timestamptz, expires_at timestamptz)"
    )
    pairs = plan.ask(
        """SELECT DISTINCT j.zone, c.expires_days
             FROM (SELECT DISTINCT campaign_id, zone FROM plan_judged WHERE verdict IS NULL) j
             JOIN plan_campaign c ON c.campaign_id = j.campaign_id"""
    )
    rows = [(zone, days, *_edges(plan, zone, days)) for zone, days in pairs]
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, "INSERT INTO plan_hours VALUES %s", rows)
    plan.run("ANALYZE plan_hours")


def _edges(plan: Plan, zone: str, days: int) -> tuple[dt.datetime, dt.datetime]:
    found = slot(zone, plan.day, plan.at, days)
    return found.not_before, found.expires_at
