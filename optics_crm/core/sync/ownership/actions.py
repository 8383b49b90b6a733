"""Setting a field of another book's object here, and deciding about what the book says against it."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import SyncField, SyncOwner
from optics_crm.core.sync import tables
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.ownership.values import plain

NOTE = """INSERT INTO core_syncfield (id, kind, object_id, field, base, set_at, at)
    SELECT app_uuid7(), %s, %s, r.key, r.value, app.at, app.at FROM jsonb_each(%s::jsonb) r, {clock} app ORDER BY r.key
    ON CONFLICT (object_id, kind, field) DO UPDATE SET set_at = EXCLUDED.set_at,
        base = CASE WHEN core_syncfield.set_at IS NULL THEN EXCLUDED.base ELSE core_syncfield.base END"""


def set_here(kind: str, object_id: uuid.UUID, before: Mapping[str, Any]) -> None:
    """Notes that fields were set here, by their names in the exchange, each with the value that stood `before`.

    Call it in the transaction of the change. Of an object that no other book knows it costs a row and does no harm.
    """
    owned = KINDS.get(kind).owned
    told = {name: plain(value) for name, value in before.items() if name in owned}
    if told:
        tables.ask(NOTE.format(clock=tables.APP_CLOCK), [kind, object_id, json.dumps(told)])


def proposals() -> QuerySet[SyncField]:
    """What books say against our values, the newest first."""
    return SyncField.objects.filter(proposed_at__isnull=False).select_related("proposed_by").order_by("-proposed_at")


@transaction.atomic
def accept(actor: Any, proposal_id: uuid.UUID) -> None:
    """Takes the book's value for ours."""
    row = _open(proposal_id)
    kind = KINDS.get(row.kind)
    column = kind.owned[row.field].column
    tables.ask(
        f"""UPDATE {kind.table} t SET "{column}" = r."{column}", updated_at = app_now()
            FROM jsonb_populate_record(NULL::{kind.table}, %s::jsonb) r WHERE t.id = %s""",
        [json.dumps({column: row.proposed}), row.object_id],
    )
    row.delete()
    audit.record(actor, "core.sync.proposal_accepted", kind=row.kind, object=str(row.object_id), field=row.field)
    kind.corrected(row.object_id, row.field)


@transaction.atomic
def reject(actor: Any, proposal_id: uuid.UUID) -> None:
    """Ours stands; the book is asked no more about this value, and heard again once it says another."""
    row = _open(proposal_id)
    row.base, row.set_at = row.proposed, clock.now()
    row.proposed = row.proposed_at = row.proposed_by = None
    row.save()
    audit.record(actor, "core.sync.proposal_rejected", kind=row.kind, object=str(row.object_id), field=row.field)


@transaction.atomic
def set_owner(actor: Any, kind: str, field: str, owner: str) -> SyncOwner:
    """Says whose word counts on a field from now on."""
    known = KINDS.find(kind)
    if known is None or field not in known.owned:
        raise DomainError("field_unknown", _("Nobody but the book writes this field."), pointer="/field")
    if owner not in SyncOwner.Owner.values:
        raise DomainError("owner_unknown", _("There is no such owner."), pointer="/owner")
    if owner == SyncOwner.Owner.UNION and not known.owned[field].is_list:
        raise DomainError("field_no_list", _("Only lists can be joined."), pointer="/owner")
    row, _made = SyncOwner.objects.update_or_create(
        kind=kind, field=field, defaults={"owner": owner, "updated_at": clock.now()}
    )
    audit.record(actor, "core.sync.owner_set", row, kind=kind, field=field, owner=owner)
    return row


def _open(proposal_id: uuid.UUID) -> SyncField:
    row = SyncField.objects.select_for_update(of=("self",)).filter(pk=proposal_id, proposed_at__isnull=False).first()
    if row is None:
        raise Conflict("proposal_settled", _("This difference has been settled already."))
    return row
