"""The promises of this floor on the first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.followups import KINDS, origins_of
from customers.models import FollowUp
from optics_crm.core import formats
from optics_crm.core.home import WorkItem, WorkSource, add_work
from optics_crm.core.models import Employee


def items(user: Employee, limit: int) -> Iterator[WorkItem]:
    rows = FollowUp.objects.waiting_for(user).select_related("person", "owner").order_by("due_at")[:limit]
    for row in rows:
        kind = KINDS.find(row.kind)
        url = _address(user, row)
        yield WorkItem(
            due=row.due_at,
            start=row.created_at,
            who=row.person.full_name if row.person else formats.DASH,
            who_url=url,
            what=row.title,
            why=row.reason,
            icon=kind.icon if kind else "checkup-list",
            action_label=_("Open"),
            action_url=url,
            owner=formats.short_name(row.owner.full_name) if row.owner else "",
        )


def _address(user: Employee, row: FollowUp) -> str:
    """Where the promise is kept: with the person, else at what it came from."""
    if row.person_id:
        return reverse("customers:person", args=[row.person_id])
    return next((url for _words, url in origins_of(user, row)), reverse("customers:followups"))


def count(user: Employee) -> int:
    return FollowUp.objects.waiting_for(user).count()


add_work(WorkSource("followups", _("Promises"), "phone-call", "followups.view", items, count))
