"""Fourth stage: one arbitration over all campaigns of the day, phone by phone, the lowest priority number first.

A phone gets one message a day; it carries every occasion that a sentence can tell. Hold-out passes the same arbitration
among all, to be written down where a message would have gone, and is then taken away: the phone gets what it would have
got without the campaign.
"""

from aftercare.campaigns.engine.limits import UNDISTURBED
from aftercare.campaigns.engine.plan import Plan

BEST = "ORDER BY priority, coalesce(ends_on, anchor_on), occasion"

RANKED = f"""
CREATE TEMP TABLE plan_ranked ON COMMIT DROP AS
WITH busy AS (
    SELECT DISTINCT m.phone_id FROM aftercare_message m JOIN aftercare_campaignrun u ON u.id = m.run_id
     WHERE u.day = %(day)s AND m.state NOT IN {UNDISTURBED} AND m.phone_id IS NOT NULL
),
seen AS (
    SELECT o.*, busy.phone_id IS NOT NULL AS is_busy,
           o.name_key <> '' AND o.birth_date IS NOT NULL AND dense_rank() OVER (
               PARTITION BY o.phone_id, o.campaign_id, o.name_key, o.birth_date ORDER BY o.person_id) > 1 AS is_twin
      FROM plan_open o LEFT JOIN busy ON busy.phone_id = o.phone_id WHERE o.obstacle IS NULL
),
placed AS (
    SELECT *, row_number() OVER everybody AS place, first_value(traffic_class) OVER everybody AS best_class,
           first_value(key) OVER everybody AS best_key,
           row_number() OVER own AS own_place, first_value(traffic_class) OVER own AS own_class,
           first_value(key) OVER own AS own_key, first_value(n) OVER own AS own_winner
      FROM seen
    WINDOW everybody AS (PARTITION BY phone_id, is_twin {BEST}), own AS (PARTITION BY phone_id, is_twin, arm {BEST})
)
SELECT *, CASE
        WHEN is_busy THEN 'lost_arbitration'
        WHEN is_twin THEN 'duplicate'
        WHEN arm = 'control' AND (place = 1 OR rides AND (best_class = 'advertising' OR traffic_class = 'service'))
             THEN 'control'
        WHEN arm = 'control' THEN 'lost_arbitration'
        WHEN own_place = 1 THEN 'message'
        WHEN rides AND (own_class = 'advertising' OR traffic_class = 'service') THEN 'joined'
        ELSE 'lost_arbitration'
    END AS outcome,
    CASE WHEN is_busy OR is_twin OR arm = 'treatment' AND own_place = 1 OR arm = 'control' AND place = 1 THEN ''
         WHEN arm = 'control' THEN best_key ELSE own_key END AS gave_way_to
  FROM placed
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
