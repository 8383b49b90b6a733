"""Which purchase answers which advice, and the first one since an exam."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence

from optics_crm.core.sync.tables import ask, uuid_array
from orders.models.catalogue import Category

GLASSES = (Category.SPECTACLE_LENS.value,)
LENSES = (Category.CONTACT_LENS.value,)
SUN = (Category.SUNGLASSES.value,)
CARE = (Category.CARE_PRODUCT.value,)

# categories of lines by which a code of `customers.recommendations` is bought
ANSWERS: Mapping[str, Sequence[str]] = {
    "glasses_distance": GLASSES,
    "glasses_near": (*GLASSES, Category.READING_GLASSES.value),
    "glasses_office": GLASSES,
    "glasses_progressive": GLASSES,
    "glasses_bifocal": GLASSES,
    "lenses_myopia_control": (*GLASSES, *LENSES),
    "contact_lens_soft": LENSES,
    "contact_lens_toric": LENSES,
    "contact_lens_multifocal": LENSES,
    "orthokeratology": LENSES,
    "sunglasses_rx": (*GLASSES, *SUN),
    "sunglasses_plano": SUN,
    "care_products": CARE,
}

# the first sale that stays (what was given back proves nothing), else the first order that stands
BOUGHT = """
SELECT k.exam, found.id, found.number
  FROM unnest(%(exams)s::uuid[], %(people)s::uuid[], %(days)s::date[], %(wanted)s::text[]) k(exam, person, day, wanted)
 CROSS JOIN LATERAL (
    SELECT pu.id, pu.number, 1 AS rank, pu.sold_on AS day
      FROM customers_card c JOIN orders_purchase pu ON pu.card_id = c.id
     WHERE c.person_id = k.person AND pu.kind = 'sale' AND pu.is_posted AND pu.deleted_at IS NULL
       AND pu.sold_on >= k.day AND pu.gone_on IS NULL AND pu.medical_until IS NULL
       AND EXISTS (SELECT 1 FROM orders_purchaseline l LEFT JOIN orders_product g ON g.id = l.product_id
                    WHERE l.purchase_id = pu.id
                      AND coalesce(nullif(l.category, ''), g.category) = ANY(string_to_array(k.wanted, ' ')))
    UNION ALL
    SELECT o.id, coalesce(nullif(o.number, ''), o.shop_number), 2, o.ordered_on
      FROM customers_card c JOIN orders_order o ON o.card_id = c.id
     WHERE c.person_id = k.person AND o.deleted_at IS NULL AND o.ordered_on >= k.day
       AND o.status NOT IN ('new', 'cancelled', 'returned')
       AND EXISTS (SELECT 1 FROM orders_orderline l LEFT JOIN orders_product g ON g.id = l.product_id
                    WHERE l.entry_id = o.lines_from_id
                      AND coalesce(nullif(l.category, ''), g.category) = ANY(string_to_array(k.wanted, ' ')))
     ORDER BY rank, day, id LIMIT 1) found"""


def wanted(advice: Collection[str]) -> frozenset[str]:
    """The categories that answer this advice. Care products alone keep no promise of glasses or lenses."""
    main = [code for code in advice if code != "care_products"] or list(advice)
    return frozenset(category for code in main for category in ANSWERS.get(code, ()))


def bought_since(
    asked: Sequence[tuple[uuid.UUID, uuid.UUID, dt.date, Collection[str]]],
) -> dict[uuid.UUID, tuple[uuid.UUID, str]]:
    """For each (exam, person, day, categories) what the person bought or ordered of them since: id and number.

    One question for all; those who bought nothing are missing.
    """
    words = {
        "exams": uuid_array(exam for exam, _person, _day, _wanted in asked),
        "people": uuid_array(person for _exam, person, _day, _wanted in asked),
        "days": [day for _exam, _person, day, _wanted in asked],
        "wanted": [" ".join(sorted(categories)) for _exam, _person, _day, categories in asked],
    }
    return {exam: (found, number) for exam, found, number in ask(BOUGHT, words)}
