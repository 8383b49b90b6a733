"""Open screens hear of the promises that their people keep, and of no others."""

import uuid

import pytest

from customers.followups import close_followup, open_followup
from customers.models import FollowUp
from customers.reactions import tell_keepers
from optics_crm.core import clock
from optics_crm.core.models import Employee, LiveEvent, News
from tests.core.staff import make_employee, make_salon

pytestmark = pytest.mark.django_db


def told() -> dict[frozenset[uuid.UUID] | None, tuple[int, int]]:
    """By who is told: how many opened, how many closed."""
    LiveEvent.objects.all().delete()
    tell_keepers(list(News.objects.filter(kind__startswith="customers.followup_")))
    return {
        None if row.employees is None else frozenset(row.employees): (
            len(row.payload["opened"]),
            len(row.payload["closed"]),
        )
        for row in LiveEvent.objects.all()
    }


def promise(kind: str, **more: object) -> FollowUp:
    return open_followup("test", kind, title="Перезвонить", due_at=clock.now(), **more)  # type: ignore[arg-type]


def test_owner_role_and_salon_are_told_apart() -> None:
    here, there = make_salon(), make_salon("Другой")
    operators = frozenset(make_employee("operator", username=name).pk for name in ("anna", "boris"))
    seller, other = (
        make_employee("consultant", username=name, salon=salon) for name, salon in (("vera", here), ("galina", there))
    )
    Employee.objects.filter(pk=make_employee("operator", username="gone").pk).update(is_active=False)
    promise("callback")
    promise("exam", salon=here)
    mine = promise("exam", owner=other)
    assert told() == {operators: (1, 0), frozenset({seller.pk}): (1, 0), frozenset({other.pk}): (1, 0)}
    close_followup("test", mine, "not_needed", note="Передумал")
    assert told()[frozenset({other.pk})] == (0, 1)


def test_many_are_one_event_with_few_names() -> None:
    anna = make_employee("operator", username="anna")
    for _ in range(30):
        promise("callback")
    assert told() == {frozenset({anna.pk}): (20, 0)}
