"""Many promises at once: what a batch of facts, or a day, owes to clients."""

from collections.abc import Sequence

from customers import events
from customers.followups import KINDS
from customers.models import FollowUp
from optics_crm.core import news
from optics_crm.core.models import AuditEntry


def open_many(actor: str, rows: Sequence[FollowUp]) -> int:
    """Makes those of the promises whose `occasion` was not promised before; returns how many. Four statements."""
    for row in rows:
        row.role = row.role or KINDS.get(row.kind).role
    FollowUp.objects.bulk_create(rows, ignore_conflicts=True)
    fresh = list(FollowUp.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", "kind"))
    if fresh:
        label = FollowUp._meta.label_lower
        AuditEntry.objects.bulk_create(
            AuditEntry(
                actor_label=actor,
                verb="customers.followup.opened",
                object_type=label,
                object_id=pk,
                data={"kind": kind},
            )
            for pk, kind in fresh
        )
        news.say(events.FOLLOWUP_OPENED, {"followup": [pk for pk, _kind in fresh]}, actor=actor)
    return len(fresh)
