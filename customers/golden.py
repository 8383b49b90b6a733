"""What we believe about a person, computed from the cards: the only place that writes the golden fields of
`Person`.
"""

import uuid
from collections.abc import Collection

from django.db import connection, transaction

from customers.moments import CONSENT_CHANGED, PEOPLE_CHANGED

# which card is believed first: verified at a desk of ours, then a desk's newest, then a source's newest
PLACE = """row_number() OVER (PARTITION BY c.person_id ORDER BY
    (c.client_id IS NULL AND c.verified_at IS NOT NULL) DESC, (c.client_id IS NULL) DESC,
    coalesce(c.verified_at, c.updated_at) DESC, c.id)"""

TEXT_FIELDS = (
    "last_name",
    "first_name",
    "middle_name",
    "sex",
    "address",
    "city",
    "preferred_channel",
)
OTHER_FIELDS = ("birth_date", "home_salon_id")


def _believed(field: str, *, text: bool) -> str:
    said = f"{field} <> ''" if text else f"{field} IS NOT NULL"
    return f"(array_agg({field} ORDER BY place) FILTER (WHERE {said}))[1] AS {field}"


def _kept_or(field: str, fresh: str) -> str:
    """A person without a live card keeps what was believed last."""
    return f"CASE WHEN s.person_id IS NULL THEN o.{field} ELSE {fresh} END AS {field}"


FRESH = f"""
WITH asked AS (SELECT unnest(%(ids)s::uuid[]) AS person_id),
ranked AS MATERIALIZED (
    SELECT c.*, c.deleted_at IS NULL AS live, {PLACE} AS place
      FROM asked JOIN customers_card c USING (person_id)
),
said AS (
    SELECT person_id, {", ".join(_believed(field, text=True) for field in TEXT_FIELDS)},
           {", ".join(_believed(field, text=False) for field in OTHER_FIELDS)},
           bool_or(ads_forbidden) AS ads_forbidden
      FROM ranked WHERE live GROUP BY person_id
),
-- tombstones count: the stable random number of a person must not move when 1C deletes a card
oldest AS (SELECT DISTINCT ON (person_id) person_id, id FROM ranked ORDER BY person_id, created_at, id),
phone AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, p.id
      FROM ranked r JOIN customers_cardphone u ON u.card_id = r.id JOIN customers_phone p ON p.id = u.phone_id
     WHERE r.live
     ORDER BY r.person_id, (p.is_mobile AND u.role = 'own') DESC, p.is_mobile DESC, (u.role = 'own') DESC,
              u.is_main DESC, r.place, u.position, u.id
),
email AS (
    SELECT DISTINCT ON (r.person_id) r.person_id, e.email_id AS id
      FROM ranked r JOIN customers_cardemail e ON e.card_id = r.id
     WHERE r.live AND e.email_id IS NOT NULL
     ORDER BY r.person_id, (e.role = 'own') DESC, e.is_main DESC, r.place, e.id
),
latest AS (
    SELECT DISTINCT ON (k.card_id, k.purpose, k.channel)
           r.person_id, r.live, k.card_id, k.purpose, k.channel, k.status, k.at
      FROM ranked r JOIN customers_consent k ON k.card_id = r.id
     WHERE k.purpose IN ('pd', 'ads')
     ORDER BY k.card_id, k.purpose, k.channel, k.at DESC, (k.status = 'given'), k.recorded_at DESC
),
-- an act for every channel replaces older acts for one channel
standing AS (
    SELECT *, max(at) FILTER (WHERE channel = '') OVER (PARTITION BY card_id, purpose) AS whole_at FROM latest
),
consent AS (
    SELECT person_id,
           coalesce(bool_or(status = 'given' AND live) FILTER (WHERE purpose = 'pd'), false) AS pd_given,
           coalesce(bool_or(status <> 'given') FILTER (WHERE purpose = 'pd'), false) AS pd_refused,
           coalesce(bool_or(status = 'given' AND live) FILTER (WHERE purpose = 'ads'), false) AS ads_given,
           coalesce(bool_or(status <> 'given') FILTER (WHERE purpose = 'ads'), false) AS ads_refused
      FROM standing WHERE channel = '' OR whole_at IS NULL OR at >= whole_at GROUP BY person_id
),
fresh AS (
    SELECT o.id, o.consent_pd AS pd_before, o.consent_ads AS ads_before, o.opted_out AS out_before,
           {", ".join(_kept_or(field, f"coalesce(s.{field}, '')") for field in TEXT_FIELDS)},
           {", ".join(_kept_or(field, f"s.{field}") for field in OTHER_FIELDS)},
           phone.id AS main_phone_id, email.id AS main_email_id,
           coalesce(k.pd_given AND NOT k.pd_refused, false) AS consent_pd,
           coalesce(k.ads_given AND NOT k.ads_refused AND NOT k.pd_refused, false)
               AND NOT coalesce(s.ads_forbidden, false) AS consent_ads,
           coalesce(k.ads_refused, false) OR coalesce(s.ads_forbidden, false) AS opted_out,
           coalesce(oldest.id, o.oldest_card) AS oldest_card
      FROM asked JOIN customers_person o ON o.id = asked.person_id
      LEFT JOIN said s USING (person_id) LEFT JOIN oldest USING (person_id) LEFT JOIN phone USING (person_id)
      LEFT JOIN email USING (person_id) LEFT JOIN consent k USING (person_id)
)
"""

COLUMNS = (
    *TEXT_FIELDS,
    *OTHER_FIELDS,
    "main_phone_id",
    "main_email_id",
    "consent_pd",
    "consent_ads",
    "opted_out",
    "oldest_card",
)

REFRESH = f"""{FRESH}
UPDATE customers_person p
   SET {", ".join(f"{column} = f.{column}" for column in COLUMNS)},
       bucket = CASE WHEN f.oldest_card IS NULL THEN p.bucket ELSE app_bucket(f.oldest_card) END,
       revision = p.revision + 1, updated_at = app_now()
  FROM fresh f
 WHERE p.id = f.id
   AND ({", ".join(f"p.{column}" for column in COLUMNS)})
       IS DISTINCT FROM ({", ".join(f"f.{column}" for column in COLUMNS)})
RETURNING p.id, (f.pd_before, f.ads_before, f.out_before) IS DISTINCT FROM (p.consent_pd, p.consent_ads, p.opted_out)
"""

# taken in one order by everybody, so that two doors refreshing one family wait for each other instead of
# deadlocking
LOCK = "SELECT id FROM customers_person WHERE id = ANY(%s::uuid[]) ORDER BY id FOR UPDATE"


@transaction.atomic
def refresh_people(ids: Collection[uuid.UUID]) -> None:
    """Computes the golden fields, contacts, consent flags and bucket of these people from their cards,
    set-based.

    Each field is the first one given in the order of belief (verified desk, newest desk, newest source).
    Consent is the most restrictive over all cards, tombstones included; a refused `pd` refuses `ads` too. A
    person without a live card keeps the name and loses the contacts. `revision` and `updated_at` move only
    where something changed.

    Happens inside: `PEOPLE_CHANGED` for people whose row changed, `CONSENT_CHANGED` for those whose flags
    changed. Whoever moves cards between people, or records a withdrawal, lets these happen itself for the
    ids concerned: hearing a moment twice is harmless. Call it in the transaction of the change, with at most
    some thousands of ids at a time.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [wanted])
        cursor.execute(REFRESH, {"ids": wanted})
        changed = cursor.fetchall()
    PEOPLE_CHANGED.happen([person for person, _consent in changed])
    CONSENT_CHANGED.happen([person for person, consent in changed if consent])
