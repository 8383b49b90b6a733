"""Why a waiting message must not leave any more: one SQL expression, asked at the claim and by those who cancel.

Everything is asked of facts as they are now, whatever the plan knew. Aliases: `m` the message, `c` its
campaign, `p` the person who gets it (the survivor of merges), `ab` whom it is about when a guardian gets it, `ph` the
phone.
"""

from typing import Any

from django.db import connection

from aftercare.campaigns.preset import load_presets
from aftercare.models import TrafficClass
from aftercare.templates_grammar import MORE

# before a statement that joins RECIPIENT: tables are joined as they are written, message by message along keys. The
# planner would come to the same after trying every other order, which takes it longer than the rows do.
AS_WRITTEN = "SET LOCAL join_collapse_limit = 1;"

RECIPIENT = """
    JOIN customers_person p0 ON p0.id = m.person_id
    JOIN customers_person p ON p.id = coalesce(p0.merged_into_id, p0.id)
    LEFT JOIN customers_phone ph ON ph.id = m.phone_id
    LEFT JOIN customers_person ab0 ON ab0.id = m.about_id
    LEFT JOIN customers_person ab ON ab.id = coalesce(ab0.merged_into_id, ab0.id)
    LEFT JOIN aftercare_campaign c ON c.id = m.campaign_id
"""

# what a consent or a stop changes: asked again in the statement that sets the submit mark
FORBIDDEN = f"""
    CASE WHEN c.status = 'stopped' THEN 'stopped'
         WHEN p.deceased_on IS NOT NULL OR ab.deceased_on IS NOT NULL THEN 'deceased'
         WHEN m.campaign_id IS NOT NULL AND (p.opted_out OR ab.opted_out) THEN 'opted_out'
         WHEN m.traffic_class = '{TrafficClass.ADVERTISING}' AND NOT p.consent_ads THEN 'no_consent'
         WHEN ph.refused_at IS NOT NULL THEN 'opted_out'
         WHEN ph.unreachable_at IS NOT NULL THEN 'no_contact'
         WHEN m.channel = 'sms' AND (NOT ph.is_mobile OR ph.is_foreign) THEN 'not_mobile' END
"""

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def _bought(occasion: str, preset: str) -> str:
    """The client did what the reminder asks for, or the pair that it is about came back."""
    return f"""
    CASE WHEN {occasion} ~ '^exam:{_UUID}:' AND {preset} = ANY(%(exit_on_purchase)s) THEN EXISTS (
             SELECT 1 FROM customers_exam e
             JOIN customers_card ec ON ec.id = e.card_id
             JOIN customers_card oc ON oc.person_id = ec.person_id
             JOIN orders_purchase b ON b.card_id = oc.id
             WHERE e.guid = split_part({occasion}, ':', 2)::uuid AND b.sold_on >= e.examined_on
               AND b.kind = 'sale' AND b.is_posted AND b.deleted_at IS NULL AND b.gone_on IS NULL)
         WHEN {occasion} ~ '^purchase:{_UUID}:' AND m.campaign_id IS NOT NULL THEN EXISTS (
             SELECT 1 FROM orders_purchase o
             JOIN customers_card uc ON uc.id = o.card_id
             WHERE o.guid = split_part({occasion}, ':', 2)::uuid
               AND (o.medical_until IS NOT NULL OR o.deleted_at IS NOT NULL OR NOT o.is_posted
                    OR ({preset} = ANY(%(exit_on_medical)s) AND EXISTS (
                        SELECT 1 FROM customers_card oc JOIN orders_purchase b ON b.card_id = oc.id
                        WHERE oc.person_id = uc.person_id AND b.medical_on > CASE
                              -- a pair's service ends whatever was bought in its two years: only new glasses count
                              WHEN right({occasion}, 12) = ':service_end' THEN (
                                  SELECT u.day - 31 FROM aftercare_campaignrun u WHERE u.id = m.run_id)
                              ELSE o.medical_on END
                          AND b.medical_until IS NULL AND b.deleted_at IS NULL))))
         ELSE false END
"""


# whether the purpose of the message's own occasion is met
BOUGHT = _bought("m.occasion", "c.preset")

# the occasions of a joined message whose purpose is met; NULL where a message has one occasion
MET = f"""
    CASE WHEN jsonb_typeof(m.params -> '{MORE}') = 'array' THEN ARRAY(
        SELECT told.occasion FROM (
            SELECT m.occasion::text AS occasion, c.preset::text AS preset
            UNION ALL
            SELECT rider ->> 'occasion', rc.preset FROM jsonb_array_elements(m.params -> '{MORE}') rider
            JOIN aftercare_campaign rc ON rc.id = (rider ->> 'campaign')::uuid) told
        WHERE {_bought("told.occasion", "told.preset")}) END
"""


def exits() -> dict[str, list[str]]:
    """Parameters of BOUGHT and MET: keys of presets that end with any purchase, and with new medical glasses."""
    return {
        "exit_on_purchase": [preset.key for preset in load_presets() if preset.exits_on == "any"],
        "exit_on_medical": [preset.key for preset in load_presets() if preset.exits_on == "medical"],
    }


def run(sql: str, params: dict[str, Any]) -> int:
    """Runs one statement; returns the rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def ask(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Runs one statement; returns its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
