"""Second stage: who would hear of it, and what of their own stands in the way. A minor's guardian hears instead."""

from collections.abc import Iterator

from aftercare.campaigns.engine.plan import Plan
from aftercare.campaigns.engine.words import SOURCES, VALUES
from aftercare.suppression import SUPPRESSORS
from aftercare.templates_grammar import required

ADULT_YEARS = 18

# the customer's own zone, else the home salon's, else the region of the phone's code; '' where nobody knows
ZONE = "coalesce(nullif(r.timezone, ''), home.timezone, nullif(t.region_timezone, ''), '')"

FRESH = """
WITH fresh AS (
    SELECT DISTINCT ON (k.campaign_id, k.occasion) k.*
      FROM plan_candidate k
     WHERE NOT EXISTS (SELECT 1 FROM plan_known n WHERE n.campaign_id = k.campaign_id AND n.occasion = k.occasion)
     ORDER BY k.campaign_id, k.occasion
),
minor AS MATERIALIZED (
    SELECT DISTINCT f.person_id FROM fresh f JOIN customers_person o ON o.id = f.person_id
     WHERE (o.birth_date + make_interval(years => %(adult)s))::date > %(day)s
),
near AS (
    SELECT m.person_id, r.relative_id AS id, 0 AS place
      FROM minor m JOIN customers_relationship r ON r.person_id = m.person_id AND r.kind IN ('guardian', 'parent')
    UNION ALL
    SELECT m.person_id, b.person_id, 1
      FROM minor m JOIN customers_membership a ON a.person_id = m.person_id AND a.is_home
      JOIN customers_membership b ON b.household_id = a.household_id AND b.role IN ('head', 'spouse', 'parent')
),
-- of several guardians the one who can be reached and has agreed
guardian AS (
    SELECT DISTINCT ON (n.person_id) n.person_id, g.id
      FROM near n JOIN customers_person g ON g.id = n.id LEFT JOIN customers_phone t ON t.id = g.main_phone_id
     WHERE g.id <> n.person_id AND g.merged_into_id IS NULL AND g.deceased_on IS NULL
       AND (g.birth_date IS NULL OR (g.birth_date + make_interval(years => %(adult)s))::date <= %(day)s)
     ORDER BY n.person_id, coalesce(t.is_mobile AND NOT t.is_foreign, false) DESC, g.opted_out, g.consent_ads DESC,
              n.place, g.id
)
"""

SILENCE = """CASE
    WHEN o.deceased_on IS NOT NULL THEN 'deceased'
    WHEN minor.person_id IS NOT NULL AND r.id IS NULL THEN 'minor_without_guardian'
    WHEN t.id IS NULL OR t.unreachable_at IS NOT NULL THEN 'no_contact'
    WHEN NOT t.is_mobile OR t.is_foreign THEN 'not_mobile'
    WHEN o.opted_out OR r.opted_out OR t.refused_at IS NOT NULL THEN 'opted_out'
    WHEN c.traffic_class = 'advertising' AND NOT r.consent_ads THEN 'no_consent'
    WHEN f.bought THEN 'bought_already'
    {plugged}
    {missing}
END"""


def judge(plan: Plan) -> None:
    """Fills plan_judged: occasions not taken up, their recipient, and the first reason against each, if any."""
    silence = SILENCE.format(plugged=" ".join(_plugged()), missing=" ".join(_missing(plan)))
    plan.run(
        f"""CREATE TEMP TABLE plan_judged ON COMMIT DROP AS {FRESH}
            SELECT row_number() OVER () AS n, f.*, c.key, c.traffic_class, c.priority, c.expires_days, c.cap_days,
                   c.cap_messages, c.rides, r.id AS recipient_id, r.id IS DISTINCT FROM o.id AS is_guardian,
                   o.oldest_card, btrim(o.name_key) AS name_key, o.birth_date, t.id AS phone_id,
                   live.household_id, coalesce(r.home_salon_id, f.salon_id) AS text_salon_id, {ZONE} AS zone,
                   {silence} AS verdict
              FROM fresh f JOIN plan_campaign c ON c.campaign_id = f.campaign_id
              JOIN customers_person o ON o.id = f.person_id
              LEFT JOIN minor ON minor.person_id = f.person_id
              LEFT JOIN guardian ON guardian.person_id = f.person_id
              LEFT JOIN customers_person r
                ON r.id = CASE WHEN minor.person_id IS NULL THEN f.person_id ELSE guardian.id END
              LEFT JOIN customers_phone t ON t.id = r.main_phone_id
              LEFT JOIN core_salon home ON home.id = r.home_salon_id
              LEFT JOIN customers_membership live ON live.person_id = f.person_id AND live.is_home
              {SOURCES}""",
        {"adult": ADULT_YEARS},
    )
    plan.run("ANALYZE plan_judged (campaign_id, person_id, recipient_id, phone_id, household_id, zone, verdict)")


def _plugged() -> Iterator[str]:
    for suppressor in SUPPRESSORS:
        yield f"WHEN f.person_id IN ({suppressor.people_sql}) THEN '{suppressor.reason}'"


def _missing(plan: Plan) -> Iterator[str]:
    """Values that a campaign's texts cannot do without; only those that may be missing at all are asked."""
    for entry in plan.entries:
        names = {name for one in entry.variants for name in required(one.text) | required(one.joined_text)}
        for name in sorted(names & VALUES.keys()):
            yield f"WHEN c.key = '{entry.campaign.key}' AND ({VALUES[name]}) IS NULL THEN 'missing_data'"
