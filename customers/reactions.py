"""What this floor does a little after its own news."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from customers.events import FOLLOWUP_CLOSED, FOLLOWUP_OPENED
from customers.live import OBLIGATION
from customers.models import FollowUp
from optics_crm.core.live import push
from optics_crm.core.models import Employee, News
from optics_crm.core.news import hears

MOST_NAMED = 20  # beyond that who is told looks at the whole list anyway
Keepers = frozenset[uuid.UUID] | None


@hears("customers.obligations", FOLLOWUP_OPENED, FOLLOWUP_CLOSED)
def tell_keepers(batch: Sequence[News]) -> None:
    """Lets the counts of those who keep these promises change: one event for each set of keepers. Two statements."""
    rows = list(FollowUp.objects.filter(pk__in={pk for news in batch for pk in _ids(news)}))
    colleagues = _colleagues({row.role for row in rows if row.owner_id is None})
    told: dict[Keepers, dict[str, list[uuid.UUID]]] = defaultdict(lambda: {"opened": [], "closed": []})
    for row in rows:
        is_open = row.status == FollowUp.Status.OPEN
        told[_keepers(row, colleagues)]["opened" if is_open else "closed"].append(row.pk)
    for keepers, ids in told.items():
        push(OBLIGATION, {what: some[:MOST_NAMED] for what, some in ids.items()}, to=keepers)


def _ids(news: News) -> list[str]:
    named = news.ids["followup"]
    return named if isinstance(named, list) else [named]


def _colleagues(roles: set[str]) -> list[tuple[uuid.UUID, str, uuid.UUID | None]]:
    """Employees of these roles with their salons; of all where a promise is nobody's in particular."""
    staff = Employee.objects.filter(is_active=True, deleted_at=None)
    limited = staff if "" in roles else staff.filter(role__in=roles)
    return list(limited.values_list("pk", "role", "salon")) if roles else []


def _keepers(row: FollowUp, colleagues: Sequence[tuple[uuid.UUID, str, uuid.UUID | None]]) -> Keepers:
    """Whose work list it is on: the owner's, else those of the role (`FollowUpQuerySet.waiting_for`), at its salon."""
    if row.owner_id is not None:
        return frozenset({row.owner_id})
    if not row.role and row.salon_id is None:
        return None
    return frozenset(
        pk
        for pk, role, salon in colleagues
        if (not row.role or role == row.role) and (row.salon_id is None or salon is None or salon == row.salon_id)
    )
