"""Fourth stage: one arbitration over all campaigns of the day, phone by phone, the lowest priority number first.

A phone gets one message a day; it carries every occasion that a sentence can tell. Hold-out passes the same arbitration
among all, to be written down where a message would have gone, and is then taken away: the phone gets what it would have
got without the campaign.
"""

from aftercare.campaigns.engine.limits import UNDISTURBED
from aftercare.campaigns.engine.plan import Plan

BEST = "ORDER BY priority, due_on, occasion"

# phones that have a message of the day already
BUSY = f"""
SELECT DISTINCT m.phone_id FROM aftercare_message m JOIN aftercare_campaignrun u ON u.id = m.run_id
 WHERE u.day = %(day)s AND m.state NOT IN {UNDISTURBED} AND m.phone_id IS NOT NULL
"""

# most phones have one occasion: only the others are compared
CROWDED = "SELECT phone_id FROM plan_open WHERE obstacle IS NULL GROUP BY 1 HAVING count(*) > 1"

COMPARED = f"""
WITH seen AS (
    SELECT o.n, o.phone_id, o.person_id, o.occasion, o.arm, o.name_key, o.birth_date,
           coalesce(o.ends_on, o.anchor_on) AS due_on, o.campaign_id, c.key, c.priority, c.traffic_class, c.rides
      FROM plan_open o JOIN plan_crowded USING (phone_id) JOIN plan_campaign c ON c.campaign_id = o.campaign_id
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
)
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
"""

# the open occasions with their outcome: `message`, `joined` (with `own_winner`), `control`, or the reason of a loss
RANKED = """
SELECT o.*, x.n IS NOT NULL AS is_crowded, coalesce(x.own_winner, o.n) AS own_winner,
       CASE WHEN busy.phone_id IS NOT NULL THEN 'lost_arbitration' WHEN x.n IS NOT NULL THEN x.outcome
            WHEN o.arm = 'control' THEN 'control' ELSE 'message' END AS outcome,
       CASE WHEN busy.phone_id IS NOT NULL OR x.n IS NULL THEN '' ELSE x.gave_way_to END AS gave_way_to
  FROM plan_open o LEFT JOIN plan_compared x ON x.n = o.n LEFT JOIN plan_busy busy ON busy.phone_id = o.phone_id
 WHERE o.obstacle IS NULL
"""


def arbitrate(plan: Plan) -> None:
    """Fills plan_busy and plan_compared, from which `RANKED` tells how every open occasion ends."""
    plan.create("plan_busy", BUSY)
    plan.create("plan_crowded", CROWDED)
    plan.create("plan_compared", COMPARED, analyse="n")


# the end of every occasion of the day, one row each
VERDICTS = """
SELECT n, campaign_id, person_id, card_id, occasion, verdict, '' AS detail FROM plan_judged WHERE verdict IS NOT NULL
UNION ALL SELECT n, campaign_id, person_id, card_id, occasion, obstacle, '' FROM plan_open WHERE obstacle IS NOT NULL
UNION ALL SELECT n, campaign_id, person_id, card_id, occasion, outcome, gave_way_to FROM plan_send
"""
