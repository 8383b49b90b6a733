"""The list of reasons is edited: added, renamed, put in order, retired; what a call was given is never deleted."""

import uuid

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from contactcenter.models import ContactReason
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

LONGEST = 80


@transaction.atomic
def add_reason(actor: Employee, name: str, parent: ContactReason | None = None) -> ContactReason:
    """A new reason, the last of its level; the list has two levels."""
    if parent is not None and parent.parent_id is not None:
        raise DomainError("too_deep", _("The list has two levels."), pointer="/parent")
    level = ContactReason.objects.filter(parent=parent)
    row = ContactReason.objects.create(
        parent=parent,
        code=f"own_{uuid.uuid4().hex[:12]}",
        name=_name(name, parent),
        position=(level.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    audit.record(actor, "contactcenter.reason.added", row)
    return row


@transaction.atomic
def rename_reason(actor: Employee, row: ContactReason, name: str) -> ContactReason:
    """Another name for the same reason, also of the calls that were."""
    row = _locked(row)
    row.name = _name(name, row.parent, but=row)
    _save(row)
    audit.record(actor, "contactcenter.reason.renamed", row)
    return row


@transaction.atomic
def retire_reason(actor: Employee, row: ContactReason) -> ContactReason:
    """Takes a reason out of use with all below it; calls that have it keep it."""
    row = _locked(row)
    now = clock.now()
    ContactReason.objects.filter(parent=row).update(is_active=False, updated_at=now)
    row.is_active = False
    _save(row)
    audit.record(actor, "contactcenter.reason.retired", row)
    return row


@transaction.atomic
def restore_reason(actor: Employee, row: ContactReason) -> ContactReason:
    """Takes a reason into use again; a lower one of a retired upper one cannot be chosen and is refused."""
    row = _locked(row)
    if row.parent is not None and not row.parent.is_active:
        raise Conflict("parent_retired", _("Take the group into use first."))
    row.is_active = True
    _save(row)
    audit.record(actor, "contactcenter.reason.restored", row)
    return row


@transaction.atomic
def move_reason(actor: Employee, row: ContactReason, *, up: bool) -> None:
    """Puts a reason one place up or down among those of its level; at the end of the list nothing happens."""
    level = list(ContactReason.objects.select_for_update().filter(parent=row.parent_id).order_by("position", "name"))
    at = next(place for place, one in enumerate(level) if one.pk == row.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(level):
        return
    level[at], level[to] = level[to], level[at]
    for place, one in enumerate(level, start=1):
        one.position = place
    ContactReason.objects.bulk_update(level, ["position"])
    audit.record(actor, "contactcenter.reason.moved", row)


def _name(name: str, parent: ContactReason | None, but: ContactReason | None = None) -> str:
    """The name, when it can be one; of a level no two are alike."""
    clean = " ".join(name.split())
    if not 1 <= len(clean) <= LONGEST:
        raise DomainError("name_length", _("A name has from 1 to 80 characters."), pointer="/name")
    same = ContactReason.objects.filter(parent=parent, name__iexact=clean)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Conflict("name_taken", _("There is a reason of this name."))
    return clean


def _locked(row: ContactReason) -> ContactReason:
    return ContactReason.objects.select_for_update(of=("self",)).select_related("parent").get(pk=row.pk)


def _save(row: ContactReason) -> None:
    row.updated_at = clock.now()
    row.save()
