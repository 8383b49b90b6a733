"""The statements of survivorship: which card is believed about which field. One place, for writing and for showing.

`asked(person_id, whose)` names the people and whose cards speak for them: their own, and of a merge that is only
looked at also the other's.
"""

# which card is believed first: verified at a desk of ours, then a desk's newest, then a source's newest
PLACE = """row_number() OVER (PARTITION BY asked.person_id ORDER BY
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
CONTACTS = ("main_phone_id", "main_email_id")


def _chosen(field: str) -> str:
    """Somebody chose this card for this field."""
    return f"coalesce('{field}' = ANY(chosen), false) DESC"


def _vague(field: str) -> str:
    """What says less gives way, whoever says it: a letter to a name, the first of January to another day."""
    if field in ("first_name", "middle_name"):
        return f"{field} ~ '^.[.]?$',"
    if field == "birth_date":
        return f"extract(doy FROM {field}) = 1,"
    return ""


def believed(field: str, value: str, name: str) -> str:
    """The `value` of the card that is believed about a field: chosen by hand, else the first that says it in full."""
    said = f"{field} <> ''" if field in TEXT_FIELDS else f"{field} IS NOT NULL"
    return f"(array_agg({value} ORDER BY {_chosen(field)}, {_vague(field)} place) FILTER (WHERE {said}))[1] AS {name}"


def _kept_or(field: str, fresh: str) -> str:
    """A person without a card keeps what was believed last."""
    return f"CASE WHEN s.asked_id IS NULL THEN o.{field} ELSE {fresh} END AS {field}"


SAID = ", ".join(believed(field, field, field) for field in (*TEXT_FIELDS, *OTHER_FIELDS))

# what a person's cards say; without a live card the dead ones still tell the name
RANKED = f"""
asked AS MATERIALIZED (SELECT * FROM unnest(%(ids)s::uuid[], %(whose)s::uuid[]) AS asked(person_id, whose)),
choice AS MATERIALIZED (
    SELECT asked_id, card_id, array_agg(field::text) AS fields FROM (
        SELECT DISTINCT ON (a.person_id, f.field) a.person_id AS asked_id, f.field, f.card_id
          FROM customers_fieldchoice f JOIN customers_person fp ON fp.id = f.person_id
          JOIN asked a ON a.whose = coalesce(fp.merged_into_id, fp.id)
          JOIN customers_card c ON c.id = f.card_id AND c.deleted_at IS NULL
          JOIN asked b ON b.person_id = a.person_id AND b.whose = c.person_id
         WHERE NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = f.event_id)
         ORDER BY a.person_id, f.field, f.id DESC
    ) newest GROUP BY 1, 2
),
ranked AS MATERIALIZED (
    SELECT asked.person_id AS asked_id, c.*, c.deleted_at IS NULL AS live, {PLACE} AS place, choice.fields AS chosen
      FROM asked JOIN customers_card c ON c.person_id = asked.whose
      LEFT JOIN choice ON choice.asked_id = asked.person_id AND choice.card_id = c.id
),
telling AS (
    SELECT * FROM ranked r
     WHERE live OR NOT EXISTS (SELECT 1 FROM ranked l WHERE l.asked_id = r.asked_id AND l.live)
)"""

PHONE = f"""SELECT DISTINCT ON (r.asked_id) r.asked_id, p.id, r.id AS card_id
      FROM ranked r JOIN customers_cardphone u ON u.card_id = r.id JOIN customers_phone p ON p.id = u.phone_id
     WHERE r.live
     ORDER BY r.asked_id, {_chosen("main_phone_id")}, (p.is_mobile AND u.role = 'own') DESC, p.is_mobile DESC,
              (u.role = 'own') DESC, u.is_main DESC, r.place, u.position, u.id"""

EMAIL = f"""SELECT DISTINCT ON (r.asked_id) r.asked_id, e.email_id AS id, r.id AS card_id
      FROM ranked r JOIN customers_cardemail e ON e.card_id = r.id
     WHERE r.live AND e.email_id IS NOT NULL
     ORDER BY r.asked_id, {_chosen("main_email_id")}, (e.role = 'own') DESC, e.is_main DESC, r.place, e.id"""

FRESH = f"""
WITH {RANKED},
said AS (SELECT asked_id, {SAID} FROM telling GROUP BY asked_id),
forbidden AS (SELECT asked_id, bool_or(ads_forbidden) AS ads_forbidden FROM ranked WHERE live GROUP BY asked_id),
-- tombstones count: the stable random number of a person must not move when 1C deletes a card
oldest AS (SELECT DISTINCT ON (asked_id) asked_id, id FROM ranked ORDER BY asked_id, created_at, id),
phone AS ({PHONE}),
email AS ({EMAIL}),
latest AS (
    SELECT DISTINCT ON (r.asked_id, k.card_id, k.purpose, k.channel)
           r.asked_id, r.live, k.card_id, k.purpose, k.channel, k.status, k.at
      FROM ranked r JOIN customers_consent k ON k.card_id = r.id
     WHERE k.purpose IN ('pd', 'ads')
       -- what was agreed to at another dossier holds here while both are one person; a refusal holds for ever
       AND (k.said_by_id IS NULL OR k.status <> 'given' OR EXISTS (
            SELECT 1 FROM customers_person g JOIN asked b ON b.whose = coalesce(g.merged_into_id, g.id)
             WHERE g.id = k.said_by_id AND b.person_id = r.asked_id))
     ORDER BY r.asked_id, k.card_id, k.purpose, k.channel, k.at DESC, (k.status = 'given'), k.recorded_at DESC
),
-- an act for every channel replaces older acts for one channel
standing AS (
    SELECT *, max(at) FILTER (WHERE channel = '') OVER (PARTITION BY asked_id, card_id, purpose) AS whole_at
      FROM latest
),
consent AS (
    SELECT asked_id,
           coalesce(bool_or(status = 'given' AND live) FILTER (WHERE purpose = 'pd'), false) AS pd_given,
           coalesce(bool_or(status <> 'given') FILTER (WHERE purpose = 'pd'), false) AS pd_refused,
           coalesce(bool_or(status = 'given' AND live) FILTER (WHERE purpose = 'ads'), false) AS ads_given,
           coalesce(bool_or(status <> 'given') FILTER (WHERE purpose = 'ads'), false) AS ads_refused
      FROM standing WHERE channel = '' OR whole_at IS NULL OR at >= whole_at GROUP BY asked_id
),
fresh AS (
    SELECT o.id, o.consent_pd AS pd_before, o.consent_ads AS ads_before, o.opted_out AS out_before,
           {", ".join(_kept_or(field, f"coalesce(s.{field}, '')") for field in TEXT_FIELDS)},
           {", ".join(_kept_or(field, f"s.{field}") for field in OTHER_FIELDS)},
           phone.id AS main_phone_id, email.id AS main_email_id,
           coalesce(k.pd_given AND NOT k.pd_refused, false) AS consent_pd,
           coalesce(k.ads_given AND NOT k.ads_refused AND NOT k.pd_refused, false)
               AND NOT coalesce(f.ads_forbidden, false) AS consent_ads,
           coalesce(k.ads_refused, false) OR coalesce(f.ads_forbidden, false) AS opted_out,
           coalesce(oldest.id, o.oldest_card) AS oldest_card
      FROM (SELECT DISTINCT person_id AS asked_id FROM asked) a JOIN customers_person o ON o.id = a.asked_id
      LEFT JOIN said s USING (asked_id) LEFT JOIN forbidden f USING (asked_id) LEFT JOIN oldest USING (asked_id)
      LEFT JOIN phone USING (asked_id) LEFT JOIN email USING (asked_id) LEFT JOIN consent k USING (asked_id)
)
"""

COLUMNS = (
    *TEXT_FIELDS,
    *OTHER_FIELDS,
    *CONTACTS,
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
