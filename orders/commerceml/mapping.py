"""What the groups of a book are here: said by a person, at once true for every good that the group has."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient
from optics_crm.core.sync import files
from optics_crm.core.sync.jobs import actions
from orders.commerceml import imports, merging
from orders.commerceml.converting import Converter
from orders.models import CommerceGood, CommerceGroup
from orders.models.catalogue import Category

TOGETHER = 500
BELOW = """WITH RECURSIVE below(ident) AS (
        SELECT %s::text UNION SELECT g.ident FROM orders_commercegroup g JOIN below b ON g.parent = b.ident
        WHERE g.client_id = %s)
    SELECT ident FROM below"""


@transaction.atomic
def map_group(actor: Any, group: CommerceGroup, category: str) -> CommerceGroup:
    """Says what the goods of a group are (empty: nobody knows), and sends them in again as that."""
    if category and category not in Category.values:
        raise DomainError("bad_category", _("Choose a category of the list."), pointer="/category")
    client = SyncClient.objects.select_for_update(no_key=True).get(pk=group.client_id)
    row = CommerceGroup.objects.select_for_update().get(pk=group.pk)
    if row.category == category:
        return row
    row.category, row.updated_at = category, clock.now()
    row.save(update_fields=["category", "updated_at"])
    audit.record(actor, "orders.commerceml.group_mapped", row, category=category)
    _send_again(client, row)
    return row


def _send_again(client: SyncClient, group: CommerceGroup) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [group.ident, client.pk])
        idents = [ident for (ident,) in cursor.fetchall()]
    out = files.create(client, "mapped")
    converter = Converter(client, imports.next_version(client.pk), out, lambda _rows: None)
    last = ""
    while rows := list(
        CommerceGood.objects.filter(client=client, group__in=idents, ident__gt=last).order_by("ident")[:TOGETHER]
    ):
        last = rows[-1].ident
        variants = CommerceGood.objects.filter(client=client, parent__in=[row.ident for row in rows])
        converter.emit(merging.kept_rows(client, [*rows, *variants]))
    converter.close()
    if converter.rows:
        actions.queue_rows(client, out, ["product:write"], converter.rows)
    else:
        out.delete()
