"""First stage: who has an occasion on the day, and which occasions have been taken up before."""

from typing import Any

from aftercare.campaigns.engine.plan import Entry, Plan
from aftercare.segments.compile import compile_rule

# one statement for all campaigns, so that the database may give each a process of its own. `n` follows the keys of the
# rows that will be written. The books of two clients may name an occasion alike: it is one
CANDIDATE = """
CREATE {kind} TABLE plan_candidate AS
SELECT row_number() OVER (ORDER BY campaign_id, occasion) AS n, k.* FROM (
SELECT DISTINCT ON (campaign_id, occasion) * FROM (
SELECT NULL::uuid AS campaign_id, NULL::uuid AS person_id, NULL::uuid AS card_id, NULL::text COLLATE "C" AS occasion,
       NULL::uuid AS salon_id, NULL::date AS anchor_on, NULL::date AS ends_on, NULL::boolean AS bought WHERE false
{campaigns}) every
 ORDER BY campaign_id, occasion, card_id) k
"""
OF_CAMPAIGN = """UNION ALL
SELECT %(campaign)s::uuid, o.person_id, o.card_id, o.occasion::text COLLATE "C", o.salon_id, o.anchor_on, o.ends_on,
       o.bought FROM ({occasions}) o
"""

# people who became part of another: few, and asked for at every stage
MERGED = "SELECT id, merged_into_id AS person_id FROM customers_person WHERE merged_into_id IS NOT NULL"

# occasions that rode in a message which never left are free again; the winner's own is not: its moment has passed
FREED = """
SELECT e.id
  FROM aftercare_message m JOIN aftercare_campaignrun u ON u.id = m.run_id
  CROSS JOIN LATERAL unnest(m.occasions[2:]) AS rider(occasion) CROSS JOIN plan_campaign c
  JOIN aftercare_enrolment e ON e.campaign_id = c.campaign_id AND e.occasion = rider.occasion
 WHERE u.day > %(day)s::date - 60 AND m.state IN ('cancelled', 'expired') AND cardinality(m.occasions) > 1
   AND e.arm = 'treatment' AND e.enrolled_on = u.day
   AND NOT EXISTS (SELECT 1 FROM aftercare_message own
                    WHERE own.campaign_id = e.campaign_id AND own.occasion = e.occasion)
"""

# an occasion is taken up once for ever: its enrolment says by which arm
YEAR = len("birthday:2026:")
KNOWN = f"""
SELECT k.n, k.campaign_id, e.arm
  FROM plan_candidate k JOIN aftercare_enrolment e ON e.campaign_id = k.campaign_id AND e.occasion = k.occasion
 WHERE e.id NOT IN (SELECT id FROM plan_freed)
UNION
-- a birthday is named by the oldest card, which a merge may change: two people who became one were greeted once
SELECT k.n, k.campaign_id, e.arm
  FROM plan_candidate k JOIN plan_merged s ON s.person_id = k.person_id
  JOIN aftercare_enrolment e ON e.person_id IN (s.id, k.person_id) AND e.campaign_id = k.campaign_id
                            AND left(e.occasion, {YEAR}) = left(k.occasion, {YEAR})
 WHERE k.occasion LIKE 'birthday:%%' AND e.id NOT IN (SELECT id FROM plan_freed)
"""


def collect(plan: Plan) -> None:
    """Fills plan_candidate, plan_merged, plan_freed (enrolments that will make room) and plan_known."""
    plan.by_whole_tables()
    occasions = "".join(_occasions(plan, entry) for entry in plan.entries)
    plan.run_spelt(CANDIDATE.format(kind=plan.kind, campaigns=occasions))
    plan.by_pieces()
    for entry in plan.entries:
        if entry.version.audience:
            _narrow(plan, entry, entry.version.audience)
    plan.run("ANALYZE plan_candidate (campaign_id, person_id, occasion)")
    plan.create("plan_merged", MERGED)
    plan.create("plan_freed", FREED)
    plan.create("plan_known", KNOWN)


def _occasions(plan: Plan, entry: Entry) -> str:
    window = entry.preset.window_of(entry.version.window)
    statement = OF_CAMPAIGN.format(occasions=entry.preset.occasions(plan.scope))
    return plan.spelt(statement, {"campaign": entry.campaign.pk, **window})


def _narrow(plan: Plan, entry: Entry, rule: dict[str, Any]) -> None:
    """Keeps the people of the version's own rule: the others have no occasion in this campaign."""
    people = compile_rule(rule, plan.day)
    plan.run(
        f"DELETE FROM plan_candidate WHERE campaign_id = %(campaign)s AND person_id NOT IN ({people.sql})",
        {"campaign": entry.campaign.pk, **people.params},
    )
