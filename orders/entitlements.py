"""The free-service right: what it is on a day, and its use by one key on the dossier or by a ticket."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee, Salon
from optics_crm.core.sync import tables
from orders import events
from orders.models import EntitlementUse, ServiceEntitlement

# uses that tickets tell, by the ticket's GUID; what was given is a fact, also after the term
RECORD = """
INSERT INTO orders_entitlementuse
    (entitlement_id, used_on, salon_id, actor_id, source_guid, note, created_at, updated_at)
SELECT e.id, r.used_on, r.salon_id, r.actor_id, r.source_guid, r.note, app.at, app.at
  FROM jsonb_to_recordset(%s::jsonb) AS r(purchase_id uuid, used_on date, salon_id uuid, actor_id uuid,
                                          source_guid uuid, note text)
  JOIN orders_serviceentitlement e ON e.purchase_id = r.purchase_id AND (e.void_on IS NULL OR e.void_on > r.used_on),
       (SELECT app_now() AS at OFFSET 0) app
 ORDER BY r.source_guid
ON CONFLICT (source_guid) DO UPDATE
   SET entitlement_id = EXCLUDED.entitlement_id, used_on = EXCLUDED.used_on, salon_id = EXCLUDED.salon_id,
       updated_at = EXCLUDED.updated_at
 WHERE (orders_entitlementuse.entitlement_id, orders_entitlementuse.used_on, orders_entitlementuse.salon_id)
       IS DISTINCT FROM (EXCLUDED.entitlement_id, EXCLUDED.used_on, EXCLUDED.salon_id)
RETURNING id, entitlement_id, xmax = 0
"""


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


def record_uses(uses: Sequence[dict[str, Any]], *, origin: str | None = None, actor: Any = None) -> None:
    """Records the free services that tickets tell (purchase_id, used_on, salon_id, actor_id, source_guid, note), each
    once; a ticket that names another pair or day moves its use. `origin` None: nothing is said (history).
    """
    if not uses:
        return
    rows = tables.ask(RECORD, [tables.rows_json(uses)])
    fresh = [(use, right) for use, right, is_new in rows if is_new]
    if fresh and origin is not None:
        ids = {"entitlement": [right for _use, right in fresh], "use": [use for use, _right in fresh]}
        news.say(events.ENTITLEMENT_USED, ids, actor=actor, origin=origin)


def withdraw_uses(guids: Collection[uuid.UUID]) -> None:
    """Takes back the uses that these tickets told: the ticket was refused, deleted, or is about something else."""
    if guids:
        EntitlementUse.objects.filter(source_guid__in=guids).delete()
