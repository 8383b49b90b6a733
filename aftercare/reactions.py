"""What this floor hears of the floor below."""

import uuid
from collections.abc import Iterable

from aftercare.surveys.queue import remember
from optics_crm.core.models import News
from optics_crm.core.news import hears
from orders import events


@hears("aftercare.post_purchase", events.PURCHASE_RECORDED)
def remember_purchases(batch: list[News]) -> None:
    """Sales that are news may be asked about; history is quiet and never comes here."""
    remember({purchase for row in batch for purchase in _ids(row)})


def _ids(row: News) -> Iterable[uuid.UUID]:
    said = row.ids["purchase"]
    return [uuid.UUID(one) for one in (said if isinstance(said, list) else [said])]
