"""The promises of this floor on the first page: the user's own, and the late ones of the user's people."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.followup_figures import late_promises
from customers.followup_shown import next_step, who
from customers.followups import KINDS, origins_of
from customers.models import FollowUp
from optics_crm.core import formats
from optics_crm.core.home import Panel, WorkItem, WorkSource, add_panel, add_work
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can


def items(user: Employee, limit: int) -> Iterator[WorkItem]:
    return _items(FollowUp.objects.waiting_for(user), user, limit)


def count(user: Employee) -> int:
    return FollowUp.objects.waiting_for(user).count()


def late_items(user: Employee, limit: int) -> Iterator[WorkItem]:
    return _items(_late(user), user, limit)


def late_count(user: Employee) -> int:
    return _late(user).count()


def _late(user: Employee) -> "QuerySet[FollowUp]":
    """Late promises that are others' to keep, and of which the user is told as their chief."""
    mine = FollowUp.objects.waiting_for(user).values("pk")
    return FollowUp.objects.late_under(user).exclude(pk__in=mine)


def _items(found: "QuerySet[FollowUp]", user: Employee, limit: int) -> Iterator[WorkItem]:
    opens = can(user, "customers.view")
    for row in found.select_related("person", "owner").order_by("due_at")[:limit]:
        kind = KINDS.find(row.kind)
        page = reverse("customers:followup", args=[row.pk])
        label, url = next_step(row, user)
        source = next((address for _words, address in origins_of(user, row)), "")
        yield WorkItem(
            due=row.due_at,
            start=row.created_at,
            who=who(row, opens=opens) or formats.DASH,
            who_url=reverse("customers:person", args=[row.person_id]) if opens and row.person_id else source or page,
            what=row.title,
            why=row.reason,
            icon=kind.icon if kind else "checkup-list",
            action_label=label,
            action_url=url,
            owner=formats.short_name(row.owner.full_name) if row.owner else "",
        )


def late_panel(user: Employee) -> Mapping[str, Any]:
    """How many promises of the user's people are past their term, and the way to them."""
    found = late_promises(FollowUp.objects.visible_to(user))
    return {"late": found, "groups": found.groups[:5], "url": f"{reverse('customers:followups')}?late=1"}


CHIEFS = frozenset({"supervisor", "salon_manager", "medical_head", "director"})

add_work(WorkSource("followups", _("Promises"), "phone-call", "followups.view", items, count))
add_work(
    WorkSource(
        "late_followups", _("Late promises of others"), "alert-triangle", "followups.view", late_items, late_count
    )
)
add_panel(
    Panel(
        "late_promises",
        _("Past their term"),
        "clock-exclamation",
        "customers/_home_late.html",
        "followups.view",
        late_panel,
        order=15,
        roles=CHIEFS,
    )
)
