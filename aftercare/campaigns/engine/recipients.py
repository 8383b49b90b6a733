"""Second stage: who would hear of it, and what of their own stands in the way. A minor's guardian hears instead."""

import datetime as dt
from collections.abc import Iterator

from aftercare.campaigns.engine.plan import Plan
from aftercare.campaigns.engine.words import SOURCES, VALUES
from aftercare.suppression import SUPPRESSORS
from aftercare.templates_grammar import required
from optics_crm.core.clock import months_after

ADULT_YEARS = 18

# the customer's own zone, else the home salon's, else the region of the phone's code; '' where nobody knows
ZONE = "coalesce(nullif(f.timezone, ''), home.timezone, nullif(t.region_timezone, ''), '')"

MINORS = """
SELECT DISTINCT k.person_id FROM plan_candidate k JOIN customers_person o ON o.id = k.person_id
 WHERE o.birth_date > %(youngest_adult)s
"""

# families are read through merges: a child with everybody merged into it
SELVES = """
SELECT person_id, person_id AS id FROM plan_minor
UNION ALL SELECT m.person_id, s.id FROM plan_minor m JOIN plan_merged s ON s.person_id = m.person_id
"""
RELATIVES = """
SELECT n.person_id, coalesce(merged.person_id, n.id) AS id, min(n.place) AS place
  FROM (
    SELECT m.person_id, r.relative_id AS id, 0 AS place
      FROM plan_self m JOIN customers_relationship r ON r.person_id = m.id AND r.kind IN ('guardian', 'parent')
    UNION ALL
    SELECT m.person_id, b.person_id, 1
      FROM plan_self m JOIN customers_membership a ON a.person_id = m.id AND a.is_home
      JOIN customers_membership b ON b.household_id = a.household_id AND b.role IN ('head', 'spouse', 'parent')
  ) n LEFT JOIN plan_merged merged ON merged.id = n.id
 WHERE coalesce(merged.person_id, n.id) <> n.person_id GROUP BY 1, 2
"""

# of several guardians the one who can be reached and has agreed
GUARDIANS = """
SELECT DISTINCT ON (n.person_id) n.person_id, g.id, g.opted_out, g.consent_ads, g.main_phone_id, g.home_salon_id,
       g.timezone
  FROM plan_relative n JOIN customers_person g ON g.id = n.id LEFT JOIN customers_phone t ON t.id = g.main_phone_id
 WHERE g.deceased_on IS NULL
   AND (g.birth_date IS NULL OR g.birth_date <= %(youngest_adult)s)
 ORDER BY n.person_id, coalesce(t.is_mobile AND NOT t.is_foreign, false) DESC, g.opted_out, g.consent_ads DESC,
          n.place, g.id
"""

# the home of somebody merged into the person, for whoever has none of the own
OTHER_HOMES = """
SELECT DISTINCT ON (s.person_id) s.person_id, m.household_id
  FROM plan_candidate k JOIN plan_merged s ON s.person_id = k.person_id
  JOIN customers_membership m ON m.person_id = s.id AND m.is_home
 ORDER BY s.person_id, s.id
"""

# each occasion with its person and with who hears of it: one look at each, whatever is asked of them afterwards
HEARD = """
SELECT k.*, o.deceased_on, o.opted_out, o.oldest_card, o.name_key, o.birth_date, o.first_name, o.middle_name,
       coalesce(live.household_id, other.household_id) AS household_id, minor.yes AS is_minor,
       CASE WHEN minor.yes THEN g.id ELSE o.id END AS recipient_id,
       CASE WHEN minor.yes THEN g.opted_out ELSE o.opted_out END AS refuses,
       CASE WHEN minor.yes THEN g.consent_ads ELSE o.consent_ads END AS consent_ads,
       CASE WHEN minor.yes THEN g.main_phone_id ELSE o.main_phone_id END AS main_phone_id,
       CASE WHEN minor.yes THEN g.home_salon_id ELSE o.home_salon_id END AS home_salon_id,
       CASE WHEN minor.yes THEN g.timezone ELSE o.timezone END AS timezone,
       coalesce(CASE WHEN minor.yes THEN g.home_salon_id ELSE o.home_salon_id END, k.salon_id) AS text_salon_id
  FROM plan_candidate k JOIN customers_person o ON o.id = k.person_id
  CROSS JOIN LATERAL (SELECT coalesce(o.birth_date > %(youngest_adult)s, false) AS yes) minor
  LEFT JOIN plan_guardian g ON g.person_id = k.person_id
  LEFT JOIN customers_membership live ON live.person_id = k.person_id AND live.is_home
  LEFT JOIN plan_other_home other ON other.person_id = k.person_id
 WHERE NOT EXISTS (SELECT 1 FROM plan_known n WHERE n.n = k.n)
OFFSET '0'
"""

SILENCE = """CASE
    WHEN f.deceased_on IS NOT NULL THEN 'deceased'
    WHEN f.is_minor AND f.recipient_id IS NULL THEN 'minor_without_guardian'
    WHEN t.id IS NULL OR t.unreachable_at IS NOT NULL THEN 'no_contact'
    WHEN NOT t.is_mobile OR t.is_foreign THEN 'not_mobile'
    WHEN f.opted_out OR f.refuses OR t.refused_at IS NOT NULL THEN 'opted_out'
    WHEN c.traffic_class = 'advertising' AND NOT f.consent_ads THEN 'no_consent'
    WHEN f.bought THEN 'bought_already'
    {plugged}
    {missing}
END"""


JUDGED = """
SELECT f.n, f.campaign_id, f.person_id, f.card_id, f.occasion, f.anchor_on, f.ends_on, f.recipient_id,
       f.recipient_id IS DISTINCT FROM f.person_id AS is_guardian, f.oldest_card, btrim(f.name_key) AS name_key,
       f.birth_date, btrim(f.first_name || ' ' || f.middle_name) AS called, t.id AS phone_id, t.number,
       f.household_id, f.text_salon_id, {zone} AS zone, {silence} AS verdict
  FROM ({heard}) f
  JOIN plan_campaign c ON c.campaign_id = f.campaign_id
  LEFT JOIN customers_phone t ON t.id = f.main_phone_id
  LEFT JOIN core_salon home ON home.id = f.home_salon_id
  {sources}
"""


def judge(plan: Plan) -> None:
    """Fills plan_judged: occasions not taken up, their recipient, and the first reason against each, if any."""
    age = {"youngest_adult": youngest_adult(plan.day)}
    plan.create("plan_minor", MINORS, age)
    plan.create("plan_self", SELVES)
    plan.create("plan_relative", RELATIVES)
    plan.create("plan_guardian", GUARDIANS, age, analyse="person_id")
    plan.create("plan_other_home", OTHER_HOMES)
    plan.create("plan_plugged", _plugged())
    silence = SILENCE.format(plugged=" ".join(_reasons()), missing=" ".join(_missing(plan)))
    plan.create(
        "plan_judged",
        JUDGED.format(zone=ZONE, silence=silence, heard=HEARD, sources=SOURCES),
        age,
        analyse="campaign_id, person_id, phone_id, household_id, zone, verdict",
    )


def youngest_adult(day: dt.date) -> dt.date:
    """The last birth date of those who are of age on the day; who was born on 29 February comes of age on the 28th."""
    born = months_after(day, -12 * ADULT_YEARS)
    tomorrow = born + dt.timedelta(days=1)
    return tomorrow if months_after(tomorrow, 12 * ADULT_YEARS) <= day else born


def _plugged() -> str:
    """The people of whom an app above knows a reason; each source is asked once, for all processes."""
    asked = "x.person_id IN (SELECT person_id FROM plan_candidate)"
    sources = (
        f"SELECT x.person_id, '{one.reason}' FROM ({one.people_sql}) x (person_id) WHERE {asked}" for one in SUPPRESSORS
    )
    return " UNION ".join(("SELECT NULL::uuid AS person_id, NULL::text AS reason WHERE false", *sources))


def _reasons() -> Iterator[str]:
    for one in SUPPRESSORS:
        people = f"SELECT person_id FROM plan_plugged WHERE reason = '{one.reason}'"
        yield f"WHEN f.person_id IN ({people}) THEN '{one.reason}'"


def _missing(plan: Plan) -> Iterator[str]:
    """Values that a campaign's texts cannot do without; only those that may be missing at all are asked."""
    for entry in plan.entries:
        names = {name for one in entry.variants for name in required(one.text) | required(one.joined_text)}
        for name in sorted(names & VALUES.keys()):
            yield f"WHEN c.key = '{entry.campaign.key}' AND ({VALUES[name]}) IS NULL THEN 'missing_data'"
