"""`/api/v1/followups/`: promises to clients, and what may be done with one."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

import django_filters
from django.utils import timezone
from django.utils.translation import gettext as _
from msgspec import UNSET, Meta, Struct, UnsetType
from rest_framework import serializers

from customers.followups import KINDS, assign_followup, close_followup, postpone_followup
from customers.handing import answer_followup
from customers.models import FollowUp
from optics_crm.core import days
from optics_crm.core.api.parameters import Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can
from optics_crm.core.programs import zone_of_caller


class FollowUpRow(serializers.ModelSerializer[FollowUp]):
    """A promise: who keeps it (`owner`, else anybody of `role`), by when, how it ended.

    `call` is the call that it came from, `proof` the one that closed it. One that `returns` was handed over: its
    `phase` goes from `open` to `answered` (the author tells the client) to `closed`; `status` stays open until the end.
    """

    customer = serializers.UUIDField(source="person_id", read_only=True, allow_null=True)
    phase = serializers.ChoiceField(choices=FollowUp.Phase.choices, read_only=True)
    department = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = FollowUp
        fields = (
            "id",
            "kind",
            "title",
            "reason",
            "notes",
            "customer",
            "household",
            "call",
            "proof",
            "salon",
            "role",
            "department",
            "owner",
            "author",
            "status",
            "phase",
            "returns",
            "answer",
            "answered_at",
            "answered_by",
            "exam",
            "tries",
            "escalated",
            "due_at",
            "outcome",
            "outcome_note",
            "closed_at",
            "closed_by",
            "revision",
            "created_at",
            "updated_at",
        )


class FollowUpFilters(Filters):
    """`free`: nobody has taken it yet."""

    call = django_filters.UUIDFilter()
    customer = django_filters.UUIDFilter(field_name="person")
    status = django_filters.ChoiceFilter(choices=FollowUp.Status.choices)
    kind = django_filters.ChoiceFilter(choices=lambda: [(kind.code, kind.label) for kind in KINDS])
    owner = django_filters.UUIDFilter()
    salon = django_filters.UUIDFilter()
    free = YesNoFilter(field_name="owner", lookup_expr="isnull")


class FollowUpChanges(Struct, forbid_unknown_fields=True):
    """Closing (`status` with `outcome`, `outcome_note`), handing over (`owner`, null: back to the role), postponing
    (`due_at` with its `reason`), answering what was handed over (`answer`). `proof` is the call that shows the end.
    """

    status: Literal["closed"] | UnsetType = UNSET
    outcome: Annotated[str, Meta(max_length=40)] | UnsetType = UNSET
    outcome_note: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    owner: uuid.UUID | None | UnsetType = UNSET
    due_at: dt.datetime | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    answer: Annotated[str, Meta(max_length=2000)] | UnsetType = UNSET
    proof: uuid.UUID | UnsetType = UNSET


@resource("followups")
class FollowUps(Resource):
    """Promises to clients."""

    model = FollowUp
    scope = "followup"
    capability = "followups.view"
    write_capability = "followups.work"
    changes = FollowUpChanges
    related = ("department",)
    serializer_class = FollowUpRow
    filterset_class = FollowUpFilters

    def change(self, actor: Any, row: FollowUp, said: FollowUpChanges) -> None:
        _check_whole(said)
        if said.owner is not UNSET:
            assign_followup(actor, row, _owner(said.owner))
        if said.due_at is not UNSET and said.reason is not UNSET:
            postpone_followup(actor, row, _moment(said.due_at, actor), reason=said.reason)
        if said.answer is not UNSET:
            answer_followup(actor, row, said.answer)
        if said.status == "closed" and said.outcome is not UNSET:
            note = "" if said.outcome_note is UNSET else said.outcome_note
            close_followup(actor, row, said.outcome, note=note, proof=None if said.proof is UNSET else said.proof)


def _check_whole(said: FollowUpChanges) -> None:
    """What belongs together comes together."""
    if said.status is UNSET and not (said.outcome is UNSET and said.outcome_note is UNSET and said.proof is UNSET):
        raise DomainError("status_missing", _("An outcome closes the promise: say so."), pointer="/status")
    if said.status is not UNSET and said.outcome is UNSET:
        raise DomainError("outcome_unknown", _("Say how it ended."), pointer="/outcome")
    if said.due_at is not UNSET and not (said.reason is not UNSET and said.reason.strip()):
        raise DomainError("reason_missing", _("Choose a moment and write the reason."), pointer="/reason")
    if said.due_at is UNSET and said.reason is not UNSET:
        raise DomainError("due_at_missing", _("Choose a moment and write the reason."), pointer="/due_at")


def _owner(pk: uuid.UUID | None) -> Employee | None:
    """A colleague who keeps promises; None gives the promise back to its role."""
    if pk is None:
        return None
    owner = Employee.objects.filter(pk=pk, deleted_at=None).first()
    if owner is None or not can(owner, "followups.work"):
        raise DomainError("owner_unknown", _("There is no such colleague who keeps promises."), pointer="/owner")
    return owner


def _moment(moment: dt.datetime, actor: Any) -> dt.datetime:
    if not days.is_sane(moment.date()):
        raise DomainError("date_malformed", _("Choose a moment in the future."), pointer="/due_at")
    return moment if moment.tzinfo else timezone.make_aware(moment, zone_of_caller(actor))
