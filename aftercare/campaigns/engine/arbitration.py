"""Fourth stage: one arbitration over all campaigns of the day, phone by phone, the lowest priority number first.

A phone gets one message a day; it carries every occasion that a sentence can tell. Hold-out passes the same arbitration
among all, to be written down where a message would have gone, and is then taken away: the phone gets what it would have
got without the campaign.
"""

from aftercare.campaigns.engine.limits import UNDISTURBED
from aftercare.campaigns.engine.plan import Plan

BEST = "ORDER BY priority, due_on, occasion"

RANKED = f"""
CREATE TEMP TABLE plan_ranked ON COMMIT DROP AS
WITH busy AS (
    SELECT DISTINCT m.phone_id FROM aftercare_message m JOIN aftercare_campaignrun u ON u.id = m.run_id
     WHERE u.day = %(day)s AND m.state NOT IN {UNDISTURBED} AND m.phone_id IS NOT NULL
),
-- most phones have one occasion: only the others are compared
crowded AS MATERIALIZED (SELECT phone_id FROM plan_open WHERE obstacle IS NULL GROUP BY 1 HAVING count(*) > 1),
seen AS (
    SELECT o.n, o.phone_id, o.person_id, o.occasion, o.arm, o.name_key, o.birth_date,
           coalesce(o.ends_on, o.anchor_on) AS due_on, o.campaign_id, c.key, c.priority, c.traffic_class, c.rides
      FROM plan_open o JOIN crowded USING (phone_id) JOIN plan_campaign c ON c.campaign_id = o.campaign_id
     WHERE o.obstacle IS NULL
),
known_twins AS (
    SELECT *, name_key <> '' AND birth_date IS NOT NULL AND dense_rank() OVER (
               PARTITION BY phone_id, campaign_id, name_key, birth_date ORDER BY person_id) > 1 AS is_twin
      FROM seen
),
placed AS (
    SELECT *, row_number() OVER everybody AS place, first_value(traffic_class) OVER everybody AS best_class,
           first_value(key) OVER everybody AS best_key,
           row_number() OVER own AS own_place, first_value(traffic_class) OVER own AS own_class,
           first_value(key) OVER own AS own_key, first_value(n) OVER own AS own_winner
      FROM known_twins
    WINDOW everybody AS (PARTITION BY phone_id, is_twin {BEST}), own AS (PARTITION BY phone_id, is_twin, arm {BEST})
),
compared AS (
    SELECT n, own_winner, CASE
            WHEN is_twin THEN 'duplicate'
            WHEN arm = 'control' AND (place = 1 OR rides AND (best_class = 'advertising' OR traffic_class = 'service'))
                 THEN 'control'
            WHEN arm = 'control' THEN 'lost_arbitration'
            WHEN own_place = 1 THEN 'message'
            WHEN rides AND (own_class = 'advertising' OR traffic_class = 'service') THEN 'joined'
            ELSE 'lost_arbitration'
        END AS outcome,
        CASE WHEN is_twin OR arm = 'treatment' AND own_place = 1 OR arm = 'control' AND place = 1 THEN ''
             WHEN arm = 'control' THEN best_key ELSE own_key END AS gave_way_to
      FROM placed
)
SELECT o.n, o.campaign_id, o.person_id, o.card_id, o.occasion, o.ends_on, o.recipient_id, o.is_guardian, o.oldest_card,
       o.called, o.phone_id, o.number, o.text_salon_id, o.household_id, o.not_before, o.expires_at, o.arm, o.has_arm,
       coalesce(x.own_winner, o.n) AS own_winner,
       CASE WHEN busy.phone_id IS NOT NULL THEN 'lost_arbitration' WHEN x.n IS NOT NULL THEN x.outcome
            WHEN o.arm = 'control' THEN 'control' ELSE 'message' END AS outcome,
       CASE WHEN busy.phone_id IS NOT NULL OR x.n IS NULL THEN '' ELSE x.gave_way_to END AS gave_way_to
  FROM plan_open o LEFT JOIN compared x ON x.n = o.n LEFT JOIN busy ON busy.phone_id = o.phone_id
 WHERE o.obstacle IS NULL
"""


def arbitrate(plan: Plan) -> None:
    """Fills plan_ranked: `message`, `joined` (with `own_winner`), `control`, or the reason of a loss."""
    plan.run(RANKED)
    plan.run("ANALYZE plan_ranked (campaign_id, phone_id, recipient_id, occasion, outcome)")


# the end of every occasion of the day, one row each
VERDICTS = """
SELECT campaign_id, person_id, card_id, occasion, verdict, '' AS detail FROM plan_judged WHERE verdict IS NOT NULL
UNION ALL SELECT campaign_id, person_id, card_id, occasion, obstacle, '' FROM plan_open WHERE obstacle IS NOT NULL
UNION ALL SELECT campaign_id, person_id, card_id, occasion, outcome, gave_way_to FROM plan_ranked
"""
