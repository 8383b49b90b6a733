"""What codes of other books mean here: which wait for a meaning, and giving one."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncClient, SyncCode, SyncParked
from optics_crm.core.sync.codes import fields_of
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.parking import sweeping

LONGEST = 200


@dataclass(frozen=True)
class WaitingValue:
    """A value of a client that rows wait for, how many and since when, and the codes that it can be."""

    client: SyncClient
    kind: str
    field: str
    value: str
    rows: int
    oldest_at: dt.datetime
    codes: tuple[str, ...]


def waiting_values() -> list[WaitingValue]:
    """Values without a meaning, those that hold up most rows first."""
    found = (
        SyncParked.objects.filter(reason=SyncParked.Reason.UNKNOWN_ENUM)
        .values("client", "kind", "field", "value")
        .annotate(rows=Count("id"), oldest_at=Min("at"))
        .order_by("-rows", "kind", "field", "value")
    )
    clients = SyncClient.objects.in_bulk()
    return [
        WaitingValue(
            client=clients[told["client"]],
            kind=told["kind"],
            field=told["field"],
            value=told["value"],
            rows=told["rows"],
            oldest_at=told["oldest_at"],
            codes=_codes(told["kind"], told["field"]),
        )
        for told in found
    ]


def _codes(kind: str, field: str) -> tuple[str, ...]:
    owner = KINDS.find(kind)
    return tuple(sorted(fields_of(owner).get(field, ()))) if owner else ()


@transaction.atomic
def map_value(
    actor: Any, kind: str, field: str, *, value: str, code: str, client: SyncClient | None = None
) -> SyncCode:
    """Says that `value` of a book (of every book without `client`) is `code` here; rows that waited for it go in.

    Objects written under an earlier meaning keep it until they are sent with other content.
    """
    _check(kind, field, value, code)
    row, _made = SyncCode.objects.update_or_create(
        client=client, kind=kind, field=field, value=value, defaults={"code": code, "updated_at": clock.now()}
    )
    audit.record(actor, "core.sync.code_mapped", row, kind=kind, field=field, value=value, code=code)
    sweeping.let_meant_go()
    return row


@transaction.atomic
def forget_meaning(actor: Any, meaning_id: uuid.UUID) -> None:
    """Takes a meaning back: the value waits again from the next row on. One that is gone already stays so."""
    row = SyncCode.objects.select_for_update().filter(pk=meaning_id).first()
    if row is None:
        return
    audit.record(actor, "core.sync.code_unmapped", row, kind=row.kind, field=row.field, value=row.value, code=row.code)
    row.delete()


def _check(kind: str, field: str, value: str, code: str) -> None:
    owner = KINDS.find(kind)
    known = fields_of(owner).get(field) if owner else None
    if known is None:
        raise DomainError("field_unknown", _("There is no such field with codes."), pointer="/field")
    if code not in known:
        raise DomainError("code_unknown", _("This is no code of the field."), pointer="/code")
    if not 0 < len(value) <= LONGEST:
        raise DomainError("value_unusable", _("The value must have 1 to 200 characters."), pointer="/value")
    if value in known:
        raise DomainError("value_is_ours", _("This value is a code of ours already."), pointer="/value")
