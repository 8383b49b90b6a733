"""The free-service right: what it is on a day, and its use by one key on the dossier."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee, Salon
from orders import events
from orders.models import EntitlementUse, ServiceEntitlement


def is_valid_on(entitlement: ServiceEntitlement, day: dt.date) -> bool:
    """Whether the right gives a free service on that day: [starts_on, ends_on), and not void by then."""
    if entitlement.void_on is not None and entitlement.void_on <= day:
        return False
    return entitlement.starts_on <= day < entitlement.ends_on


def entitlements_of(persons: Collection[uuid.UUID]) -> "QuerySet[ServiceEntitlement]":
    """Rights of these people's glasses, those that end last first; void ones are left out."""
    rows = ServiceEntitlement.objects.filter(purchase__card__person__in=persons, purchase__deleted_at__isnull=True)
    rows = rows.filter(Q(void_on__isnull=True))
    return rows.select_related("purchase", "purchase__card", "purchase__salon").order_by("-ends_on")


@transaction.atomic
def use_entitlement(
    actor: Any,
    entitlement: ServiceEntitlement,
    salon: Salon,
    on: dt.date | None = None,
    *,
    reason: str = "",
) -> EntitlementUse:
    """Records a free service of that pair; the key pressed twice on one day gives the first use back.

    A void right is refused. One that is over, or has not begun, needs a reason: goodwill is written down.
    """
    day = on or clock.today(salon.timezone)
    right = ServiceEntitlement.objects.select_for_update().select_related("purchase").get(pk=entitlement.pk)
    if right.void_on is not None and right.void_on <= day:
        raise Conflict("entitlement_void", _("These glasses were returned: the free service is void."))
    if not is_valid_on(right, day) and not reason.strip():
        message = _("The free service of these glasses is over; write why it is given all the same.")
        raise DomainError("entitlement_over", message, pointer="/reason")
    use, fresh = EntitlementUse.objects.get_or_create(
        entitlement=right,
        used_on=day,
        salon=salon,
        source_guid=None,
        defaults={"actor": actor if isinstance(actor, Employee) else None, "note": reason.strip()[:300]},
    )
    if fresh:
        audit.record(actor, "orders.entitlement.used", right, reason=reason.strip(), salon=salon.pk)
        ids = {"entitlement": right.pk, "purchase": right.purchase_id, "use": use.pk}
        news.say(events.ENTITLEMENT_USED, ids, actor=actor)
    return use
