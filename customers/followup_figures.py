"""How many promises are past their term, whose and of what kind: nought is the aim."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.functional import Promise

from customers.followups import KINDS
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.permissions import ROLES


@dataclass(frozen=True)
class LateGroup:
    """Late promises of one kind that one employee is to keep, or anybody of a role; `oldest` is their first term."""

    kind: str
    label: str | Promise
    icon: str
    owner: uuid.UUID | None
    name: str | Promise
    count: int
    oldest: dt.datetime


@dataclass(frozen=True)
class LatePromises:
    """All that is past its term, the worst group first."""

    total: int
    groups: Sequence[LateGroup]


def late_promises(rows: "QuerySet[FollowUp]") -> LatePromises:
    """Open promises of these rows past their term, by kind and owner; one question."""
    late = rows.filter(status=FollowUp.Status.OPEN, due_at__lt=clock.now()).order_by()
    kept_by = late.values("kind", "owner", "owner__full_name", "role")
    groups = [_group(line) for line in kept_by.annotate(count=Count("pk"), oldest=Min("due_at"))]
    groups.sort(key=lambda one: (-one.count, one.oldest))
    return LatePromises(sum(group.count for group in groups), groups)


def _group(line: Mapping[str, Any]) -> LateGroup:
    kind, desk = KINDS.find(line["kind"]), ROLES.find(line["role"])
    return LateGroup(
        kind=line["kind"],
        label=kind.label if kind else line["kind"],
        icon=kind.icon if kind else "checkup-list",
        owner=line["owner"],
        name=line["owner__full_name"] or (desk.label if desk else ""),
        count=line["count"],
        oldest=line["oldest"],
    )
