"""What this floor hears of the floor below."""

import uuid
from collections.abc import Iterable

from customers import events
from optics_crm.core.models import News
from optics_crm.core.news import hears
from orders.exam_offers import open_offers, settle_exams


@hears("orders.exam_offers", events.EXAM_RECORDED, events.EXAM_CORRECTED)
def offer_what_was_advised(batch: list[News]) -> None:
    """Sellable advice becomes the work of the salon's consultant; one that was promised before follows its exam."""
    exams = {exam for row in batch for exam in _ids(row)}
    open_offers(exams)
    settle_exams(exams)


def _ids(row: News) -> Iterable[uuid.UUID]:
    said = row.ids["exam"]
    return [uuid.UUID(one) for one in (said if isinstance(said, list) else [said])]
