"""Last stage: the plan becomes rows, in one transaction.

One run writes at a time, so that what the plan saw still holds: occasions that it found free have no enrolment yet,
and a day's first run meets no suppression of its own. Rows go in sorted by their once-key: its index then grows at one
place at a time.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from aftercare.campaigns.engine.arbitration import VERDICTS
from aftercare.campaigns.engine.plan import Plan
from aftercare.campaigns.engine.wording import SIZED

CAREFULLY = "ON CONFLICT DO NOTHING"

RUNS = """
INSERT INTO aftercare_campaignrun (campaign_id, version_id, day, started_at)
SELECT campaign_id, version_id, %(day)s, %(at)s FROM plan_campaign ON CONFLICT (campaign_id, day) DO NOTHING
"""

FREED = "DELETE FROM aftercare_enrolment e USING plan_freed f WHERE e.id = f.id"

RUN_IDS = """
SELECT u.id AS run_id, u.campaign_id FROM aftercare_campaignrun u JOIN plan_campaign USING (campaign_id)
 WHERE u.day = %(day)s
"""

CERTIFICATES = """
INSERT INTO orders_certificate (id, created_at, updated_at, code, card_id, occasion, campaign_key, value, issued_on,
    valid_until)
SELECT s.id, now.at, now.at, s.code, s.card_id, s.occasion, c.key, c.certificate_value, %(day)s,
       %(day)s::date + c.certificate_days
  FROM (SELECT app_now() AS at OFFSET 0) now, plan_send s JOIN plan_campaign c ON c.campaign_id = s.campaign_id
 WHERE s.code IS NOT NULL AND NOT s.is_issued ORDER BY s.n
"""

MESSAGES = f"""
WITH written AS (
INSERT INTO aftercare_message (id, campaign_id, step_id, step_number, variant_id, run_id, occasion, occasions,
    person_id, card_id, about_id, household_id, salon_id, phone_id, channel, address, traffic_class, priority, params,
    parts, cost, not_before, expires_at, planned_at)
SELECT m.id, m.campaign_id, m.step_id, m.step_number, m.variant_id, u.run_id, m.occasion,
       m.occasion::varchar || coalesce(m.occasions, '{{}}'),
       m.recipient_id, m.card_id, CASE WHEN m.is_guardian THEN m.person_id END, m.household_id, m.text_salon_id,
       m.phone_id, 'sms', m.number, m.traffic_class, m.priority,
       CASE WHEN m.sentences IS NULL THEN m.params ELSE m.params || jsonb_build_object('ещё', m.sentences) END,
       m.parts, m.cost, m.not_before, m.expires_at, %(at)s
  FROM ({SIZED}) m JOIN plan_run u ON u.campaign_id = m.campaign_id
 ORDER BY m.n
{CAREFULLY}
RETURNING campaign_id, parts, cost)
SELECT campaign_id, count(*), sum(parts), sum(cost) FROM written GROUP BY 1
"""

ENROLMENTS = """
INSERT INTO aftercare_enrolment (id, campaign_id, card_id, person_id, occasion, arm, variant_id, enrolled_on,
    enrolled_at)
SELECT s.id, s.campaign_id, s.card_id, s.person_id, s.occasion, s.arm,
       CASE WHEN s.outcome <> 'control' THEN s.variant_id END, %(day)s, %(at)s
  FROM plan_send s WHERE s.outcome IN ('message', 'joined', 'control')
 ORDER BY s.n
"""

ARMS = f"""
INSERT INTO aftercare_armassignment (campaign_id, household_id, person_id, arm, assigned_at)
SELECT DISTINCT ON (person_id, campaign_id) campaign_id, household_id, person_id, arm, %(at)s::timestamptz
  FROM plan_send WHERE outcome IN ('message', 'joined', 'control') AND NOT has_arm
 ORDER BY person_id, campaign_id
{CAREFULLY}
"""

CONTROLS = f"""
INSERT INTO aftercare_control (run_id, campaign_id, day, person_id, card_id, phone_id, occasion, planned_for)
SELECT u.run_id, k.campaign_id, %(day)s, k.person_id, k.card_id, k.phone_id, k.occasion, k.not_before
  FROM plan_send k JOIN plan_run u ON u.campaign_id = k.campaign_id WHERE k.outcome = 'control'
{CAREFULLY}
"""

SUPPRESSIONS = f"""
INSERT INTO aftercare_suppression (run_id, campaign_id, day, person_id, card_id, occasion, reason, detail)
SELECT u.run_id, v.campaign_id, %(day)s, v.person_id, v.card_id, v.occasion, v.verdict, v.detail
  FROM ({VERDICTS}) v JOIN plan_run u ON u.campaign_id = v.campaign_id WHERE v.verdict NOT IN ('message', 'control')
 ORDER BY v.n
"""

# a reason is of the day's last look; whoever is served after all has none
LATEST_REASON = """
ON CONFLICT (run_id, occasion) DO UPDATE SET reason = excluded.reason, detail = excluded.detail
 WHERE aftercare_suppression.reason <> excluded.reason
"""

SERVED_AFTER_ALL = """
DELETE FROM aftercare_suppression s USING plan_send k, plan_run u
 WHERE u.campaign_id = k.campaign_id AND s.run_id = u.run_id AND s.occasion = k.occasion
   AND k.outcome IN ('message', 'control')
"""


Planned = list[tuple[Any, int, int, Decimal]]


def write(plan: Plan) -> Planned:
    """Writes everything a plan came to; returns (campaign, messages, parts, cost) of what was queued."""
    is_first = plan.run(RUNS) == len(plan.entries)
    plan.create("plan_run", RUN_IDS)
    plan.run(FREED)
    plan.run(CERTIFICATES)
    planned: Planned = _add(plan.ask, MESSAGES)
    plan.run(ENROLMENTS)
    for statement in (ARMS, CONTROLS):
        _add(plan.run, statement)
    if is_first:
        plan.run(SUPPRESSIONS)
    else:
        plan.run(SERVED_AFTER_ALL)
        plan.run(SUPPRESSIONS + LATEST_REASON)
    return planned


def _add(put: Callable[[str], Any], statement: str) -> Any:
    """Inserts what the plan knows to be new; only where a row turns out to stand there is every key asked for.

    Asking costs a second look at the index and a second record of the log for each of a hundred thousand rows.
    """
    try:
        with transaction.atomic():
            return put(statement.replace(CAREFULLY, ""))
    except IntegrityError:
        return put(statement)


def imagine(plan: Plan) -> Planned:
    """What `write` would return, with nothing written."""
    return plan.ask(f"SELECT campaign_id, count(*), sum(parts), sum(cost) FROM ({SIZED}) m GROUP BY 1")
