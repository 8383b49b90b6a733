"""Fifth stage: what is said: the variant, the certificate, the values of the text, its parts and cost."""

from decimal import Decimal
from secrets import token_hex

from aftercare import sms
from aftercare.campaigns.engine.plan import Plan
from aftercare.campaigns.engine.words import SOURCES, SPELT, Literals, columns_sql, params_sql, rendered_sql
from aftercare.templates_grammar import holes
from orders.certificates import ALPHABET

# six random bytes in base64 are eight signs; each is mapped to one of the letters that nobody confuses. The bytes come
# from the planning's own secret: asking the system for them row by row takes longer than the rest of the row
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
FRESH_CODE = (  # of row `n`
    "translate(encode(substring(sha256((%(code_secret)s || {n}::text)::bytea) FOR 6), 'base64'), "
    f"'{BASE64}', '{(ALPHABET * 3)[: len(BASE64)]}')"
)

SEND = """
CREATE TEMP TABLE plan_send ON COMMIT DROP AS
WITH chosen AS MATERIALIZED (
    SELECT k.n, k.campaign_id, k.person_id, k.card_id, k.occasion, k.ends_on, k.recipient_id, k.is_guardian, k.called,
           k.phone_id, k.number, k.text_salon_id, k.household_id, k.not_before, k.expires_at, k.outcome, k.own_winner,
           v.variant_id,
           CASE WHEN c.certificate_value IS NOT NULL THEN coalesce(x.code, {code}) END AS code,
           x.code IS NOT NULL AS is_issued
      FROM plan_ranked k JOIN plan_campaign c ON c.campaign_id = k.campaign_id
      JOIN plan_variant v ON v.campaign_id = k.campaign_id AND CASE
               WHEN v.low = 0 AND v.high = v.total THEN true
               ELSE v.total * app_bucket_of(c.salt || ':variant', coalesce(k.household_id, k.oldest_card, k.person_id))
                    / 4294967296 BETWEEN v.low AND v.high - 1 END
      LEFT JOIN orders_certificate x ON x.campaign_key = c.key AND x.occasion = k.occasion
           AND c.certificate_value IS NOT NULL
     WHERE k.outcome IN ('message', 'joined')
),
-- phones of several cards, before the cards are looked at
handed AS MATERIALIZED (
    SELECT phone_id, card_id FROM (SELECT phone_id, card_id, count(*) OVER (PARTITION BY phone_id) AS cards
                                     FROM customers_cardphone WHERE phone_id IN (SELECT phone_id FROM chosen)) h
     WHERE cards > 1
),
shared AS MATERIALIZED (
    SELECT h.phone_id FROM handed h JOIN customers_card d ON d.id = h.card_id WHERE d.deleted_at IS NULL
     GROUP BY h.phone_id HAVING count(DISTINCT d.person_id) > 1
),
known AS (SELECT chosen.*, shared.phone_id IS NOT NULL AS is_shared FROM chosen LEFT JOIN shared USING (phone_id)),
-- OFFSET 0: every value is computed here, once
valued AS (SELECT f.*{columns} FROM known f JOIN plan_campaign c ON c.campaign_id = f.campaign_id {sources} OFFSET 0)
SELECT n, campaign_id, person_id, card_id, occasion, recipient_id, is_guardian, phone_id, number, text_salon_id,
       household_id, not_before, expires_at, outcome, own_winner, variant_id, code, is_issued, {params} AS params,
       CASE WHEN outcome = 'message' THEN CASE variant_id {texts} END END AS said,
       CASE WHEN outcome = 'joined' THEN CASE variant_id {joined} END END AS told
  FROM valued
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
CREATE TEMP TABLE plan_rider ON COMMIT DROP AS
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
CREATE TEMP TABLE plan_variant (campaign_id uuid, variant_id uuid, low int, high int, total int, joined_text text)
    ON COMMIT DROP
"""


def word(plan: Plan) -> None:
    """Fills plan_send (winners and riders with their values) and plan_rider (what a winner carries for others)."""
    _variants(plan)
    plan.run("ANALYZE plan_variant")
    literals = Literals()
    variants = [variant for entry in plan.entries for variant in entry.variants]
    names = {hole.name for one in variants for hole in holes(one.text) + holes(one.joined_text)}
    plan.run(
        SEND.format(
            code=FRESH_CODE.format(n="k.n"),
            columns=columns_sql(names),
            params=params_sql(names),
            sources=SOURCES,
            texts=" ".join(f"WHEN '{one.pk}' THEN {rendered_sql(one.text, literals)}" for one in variants),
            joined=" ".join(f"WHEN '{one.pk}' THEN {rendered_sql(one.joined_text, literals)}" for one in variants),
        ),
        literals,
    )
    plan.run("ANALYZE plan_send (n, campaign_id, phone_id, outcome, own_winner, variant_id, code)")
    while plan.run(REDRAWN, {"code_secret": token_hex()}):
        plan.run(RESPELT)
    plan.run(RIDERS)
    plan.run("ANALYZE plan_rider (n)")


def _variants(plan: Plan) -> None:
    plan.run(VARIANT)
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


# the last word on parts is said when the text goes; this is what the plan costs
SIZED = f"""
SELECT w.*, w.parts * CASE w.traffic_class
           WHEN 'service' THEN {Decimal(sms.TARIFF["service"])} ELSE {Decimal(sms.TARIFF["advertising"])} END AS cost
  FROM (SELECT t.*, CASE
          WHEN t.text ~ '[^ -~\n]' THEN CASE WHEN length(t.text) <= 70 THEN 1 ELSE (length(t.text) + 66) / 67 END
          ELSE CASE WHEN length(t.text) <= 160 THEN 1 ELSE (length(t.text) + 152) / 153 END END AS parts
          FROM (SELECT m.*, c.step_id, c.step_number, c.traffic_class, c.priority, x.occasions, x.sentences,
                       btrim(replace(m.said || coalesce(' ' || x.told, ''), '  ', ' ')) AS text
                  FROM plan_send m JOIN plan_campaign c ON c.campaign_id = m.campaign_id
                  LEFT JOIN plan_rider x USING (n)
                 WHERE m.outcome = 'message' OFFSET 0) t OFFSET 0) w
"""
