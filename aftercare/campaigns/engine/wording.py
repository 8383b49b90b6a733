"""Fifth stage: what is said: the variant, the certificate, the values of the text, its parts and cost."""

from collections.abc import Iterable
from decimal import Decimal
from secrets import token_hex

from aftercare import sms
from aftercare.campaigns.engine.arbitration import RANKED
from aftercare.campaigns.engine.plan import Plan
from aftercare.campaigns.engine.words import SOURCES, SPELT, Literals, columns_sql, params_sql, rendered_sql
from aftercare.templates_grammar import holes
from optics_crm.core.ids import id_in_series
from orders.certificates import ALPHABET

# six random bytes in base64 are eight signs; each is mapped to one of the letters that nobody confuses. The bytes come
# from the planning's own secret: asking the system for them row by row takes longer than the rest of the row
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
FRESH_CODE = (  # of row `n`
    "translate(encode(substring(sha256((%(code_secret)s || {n}::text)::bytea) FOR 6), 'base64'), "
    f"'{BASE64}', '{(ALPHABET * 3)[: len(BASE64)]}')"
)

# phones on the cards of several people
SHARED = """
SELECT phone_id FROM (
    SELECT DISTINCT h.phone_id, d.person_id FROM customers_cardphone h JOIN customers_card d ON d.id = h.card_id
     WHERE d.deleted_at IS NULL AND h.phone_id IN (SELECT phone_id FROM plan_open)) owner
 GROUP BY 1 HAVING count(*) > 1
"""

# certificates that an earlier run of the day, or one that lost its message, has issued for the occasion
ISSUED = """
SELECT o.n, x.code FROM plan_open o JOIN plan_campaign c ON c.campaign_id = o.campaign_id
  JOIN orders_certificate x ON x.campaign_key = c.key AND x.occasion = o.occasion
 WHERE c.certificate_value IS NOT NULL
"""

# `id` is that of the message, the enrolment and the certificate alike; a text is kept where riders may join it.
# OFFSET: every value is computed there, once; typed like this it leaves several processes at the work
SEND = """
SELECT n, {id} AS id, campaign_id, person_id, card_id, recipient_id, phone_id, own_winner, variant_id, not_before,
       expires_at, is_guardian, has_arm, is_issued, outcome, arm, occasion, gave_way_to, household_id, text_salon_id,
       number, code, params, CASE WHEN outcome = 'message' THEN {parts} END AS parts,
       CASE WHEN is_crowded THEN said END AS said, told
  FROM (
    SELECT u.*, length(said) AS units FROM (
    SELECT v.*, CASE WHEN is_said THEN {params} END AS params,
           CASE WHEN outcome = 'message' THEN {said} END AS said,
           CASE WHEN outcome = 'joined' THEN {told} END AS told
      FROM (
        SELECT f.*{columns}
          FROM (
            SELECT k.*, v.variant_id, k.outcome IN ('message', 'joined') AS is_said,
                   CASE WHEN c.certificate_value IS NOT NULL AND k.outcome IN ('message', 'joined')
                        THEN coalesce(x.code, {code}) END AS code,
                   x.code IS NOT NULL AS is_issued, shared.phone_id IS NOT NULL AS is_shared
              FROM ({ranked}) k JOIN plan_campaign c ON c.campaign_id = k.campaign_id
              JOIN plan_variant v ON v.campaign_id = k.campaign_id AND CASE
                       WHEN v.low = 0 AND v.high = v.total THEN true
                       ELSE v.total * app_bucket_of(
                                c.salt || ':variant', coalesce(k.household_id, k.oldest_card, k.person_id))
                            / 4294967296 BETWEEN v.low AND v.high - 1 END
              LEFT JOIN plan_issued x ON x.n = k.n
              LEFT JOIN plan_shared shared ON shared.phone_id = k.phone_id
          ) f JOIN plan_campaign c ON c.campaign_id = f.campaign_id {sources} OFFSET '0'
      ) v OFFSET '0') u OFFSET '0'
  ) w
"""

# eight letters are a hundred billion codes: a clash is rare, and is drawn again
CLASHING = """
SELECT n FROM (SELECT w.n, w.occasion, w.code, x.occasion AS other,
                      row_number() OVER (PARTITION BY w.code ORDER BY w.n) AS place
                 FROM plan_send w LEFT JOIN orders_certificate x ON x.code = w.code WHERE w.code IS NOT NULL) drawn
 WHERE place > 1 OR other <> occasion
"""
REDRAWN = f"""
UPDATE plan_send w SET code = {FRESH_CODE.format(n="w.n")} WHERE w.n IN ({CLASHING})
"""
RESPELT = f"""
UPDATE plan_send w SET params = w.params || jsonb_build_object('сертификат', {SPELT.replace("f.", "w.")})
 WHERE w.code IS NOT NULL AND w.params ->> 'сертификат' IS DISTINCT FROM {SPELT.replace("f.", "w.")}
"""

# a rider's sentence is told once, and not where the winner's own text says the same; it carries whatever a message of
# its own would need, should the winner's purpose be met before the message leaves
RIDERS = """
WITH told AS (
    SELECT j.*, v.joined_text, c.priority, row_number() OVER (
               PARTITION BY j.own_winner, j.campaign_id, j.params ORDER BY j.occasion) = 1
               AND (j.campaign_id, j.params) IS DISTINCT FROM (w.campaign_id, w.params - 'имя') AS is_told
      FROM plan_send j JOIN plan_send w ON w.n = j.own_winner AND w.outcome = 'message'
      JOIN plan_variant v ON v.variant_id = j.variant_id JOIN plan_campaign c ON c.campaign_id = j.campaign_id
     WHERE j.outcome = 'joined'
)
SELECT own_winner AS n, array_agg(occasion::varchar ORDER BY priority, occasion) AS occasions,
       jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
           'text', joined_text, 'params', params, 'told', is_told, 'occasion', occasion, 'campaign', campaign_id,
           'variant', variant_id, 'to', recipient_id, 'about', CASE WHEN is_guardian THEN person_id END,
           'household', household_id, 'salon', text_salon_id, 'until', expires_at)) ORDER BY priority, occasion)
           AS sentences,
       string_agg(told, ' ' ORDER BY priority, occasion) FILTER (WHERE is_told) AS told
  FROM told GROUP BY own_winner
"""

VARIANT = """
CREATE {kind} TABLE plan_variant (campaign_id uuid, variant_id uuid, low int, high int, total int, joined_text text)
"""


def word(plan: Plan) -> None:
    """Fills plan_send (all open occasions, what is said with its values) and plan_rider (what a winner carries)."""
    _variants(plan)
    literals = Literals()
    variants = [variant for entry in plan.entries for variant in entry.variants]
    names = {hole.name for one in variants for hole in holes(one.text) + holes(one.joined_text)}
    send = SEND.format(
        id=id_in_series("n"),
        ranked=RANKED,
        code=FRESH_CODE.format(n="k.n"),
        columns=columns_sql(names),
        params=params_sql(names),
        sources=SOURCES,
        said=TIDY.format(text=_by_variant((one.pk, rendered_sql(one.text, literals)) for one in variants)),
        told=_by_variant((one.pk, rendered_sql(one.joined_text, literals)) for one in variants),
        parts=parts_sql("said", "units"),
    )
    plan.create("plan_shared", SHARED)
    plan.create("plan_issued", ISSUED)
    plan.create("plan_send", send, literals, analyse="n, campaign_id, phone_id, outcome, own_winner, variant_id, code")
    while plan.run(REDRAWN, {"code_secret": token_hex(16)}):
        plan.run(RESPELT)
    plan.create("plan_rider", RIDERS, analyse="n")


def _by_variant(texts: Iterable[tuple[object, str]]) -> str:
    cases = " ".join(f"WHEN '{key}' THEN {text}" for key, text in texts)
    return f"CASE variant_id {cases} END"


def _variants(plan: Plan) -> None:
    plan.run(VARIANT.format(kind=plan.kind))
    for entry in plan.entries:
        total, low = sum(variant.weight for variant in entry.variants), 0
        for variant in entry.variants:
            row = {
                "campaign": entry.campaign.pk,
                "id": variant.pk,
                "low": low,
                "high": low + variant.weight,
                "total": total,
            }
            plan.run(
                "INSERT INTO plan_variant VALUES (%(campaign)s, %(id)s, %(low)s, %(high)s, %(total)s, %(joined)s)",
                row | {"joined": variant.joined_text},
            )
            low += variant.weight
    plan.run("ANALYZE plan_variant")


# what is left of a text when its empty holes are closed
TIDY = "btrim(replace({text}, '  ', ' '))"


def parts_sql(text: str, units: str) -> str:
    """SMS parts of a text and its length; the last word is said when it goes, this is what the plan costs."""
    # only a text of one byte a letter needs a closer look
    return f"""CASE
        WHEN octet_length({text}) > {units} OR {text} ~ '[^ -~\n]'
             THEN CASE WHEN {units} <= 70 THEN 1 ELSE ({units} + 66) / 67 END
        ELSE CASE WHEN {units} <= 160 THEN 1 ELSE ({units} + 152) / 153 END END"""


WHOLE = TIDY.format(text="m.said || ' ' || x.told")

# messages with what they carry, their parts and their cost
SIZED = f"""
SELECT w.*, w.parts * CASE w.traffic_class
           WHEN 'service' THEN {Decimal(sms.TARIFF["service"])} ELSE {Decimal(sms.TARIFF["advertising"])} END AS cost
  FROM (SELECT m.n, m.id, m.campaign_id, m.person_id, m.card_id, m.occasion, m.recipient_id, m.is_guardian, m.phone_id,
               m.number, m.text_salon_id, m.household_id, m.not_before, m.expires_at, m.variant_id, m.params,
               c.step_id, c.step_number, c.traffic_class, c.priority, x.occasions, x.sentences,
               CASE WHEN x.told IS NULL THEN m.parts ELSE {parts_sql(WHOLE, f"length({WHOLE})")} END
               AS parts
          FROM plan_send m JOIN plan_campaign c ON c.campaign_id = m.campaign_id
          LEFT JOIN plan_rider x ON x.n = m.n
         WHERE m.outcome = 'message') w
"""
