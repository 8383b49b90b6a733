"""Whose people are whose: 404 for foreign customers, an hour after an exact look-up, nothing for marketers."""

from collections.abc import Callable
from datetime import datetime

import pytest

from customers.lookup import PER_HOUR, look_up
from customers.models import Exam, FollowUp, Person, PhoneLookup
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry, Employee, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_exam, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def consultant(salon: Salon) -> Employee:
    return make_employee("consultant", salon=salon)


def test_a_consultant_sees_people_at_home_or_examined_there(salon: Salon, consultant: Employee) -> None:
    elsewhere = make_salon("Другой салон")
    home = make_person("Домашняя", home_salon=salon)
    examined = make_person("Осмотренная", home_salon=elsewhere)
    make_exam(examined, salon)
    make_person("Чужая", home_salon=elsewhere)

    assert set(Person.objects.visible_to(consultant)) == {home, examined}


def test_an_exact_phone_opens_a_stranger_for_an_hour(consultant: Employee, clock_at: Callable[[str], datetime]) -> None:
    clock_at("2026-11-21T11:00:00+03:00")
    stranger = make_person("Чужая", phone="+79123456789", home_salon=make_salon("Другой"))
    assert not Person.objects.visible_to(consultant).exists()

    assert list(look_up(consultant, "8 (912) 345-67-89")) == [stranger]

    assert list(Person.objects.visible_to(consultant)) == [stranger]
    assert AuditEntry.objects.get(verb="customers.phone.looked_up").data == {"found": 1}
    clock_at("2026-11-21T12:00:01+03:00")
    assert not Person.objects.visible_to(consultant).exists()


def test_too_many_look_ups_are_refused(consultant: Employee) -> None:
    from optics_crm.core import clock

    now = clock.now()
    PhoneLookup.objects.bulk_create(
        PhoneLookup(user=consultant, at=now - clock.dt.timedelta(seconds=n)) for n in range(PER_HOUR)
    )

    with pytest.raises(DomainError) as refusal:
        look_up(consultant, "+79123456789")

    assert (refusal.value.code, refusal.value.status) == ("too_many_lookups", 429)


def test_people_without_a_living_card_are_seen_by_nobody(salon: Salon, consultant: Employee) -> None:
    from optics_crm.core import clock

    person = make_person(home_salon=salon)
    person.cards.update(deleted_at=clock.now())

    assert not Person.objects.visible_to(consultant).exists()
    assert not Person.objects.visible_to(make_employee("operator")).exists()


@pytest.mark.parametrize(("role", "people"), [("operator", 1), ("privacy", 1), ("marketer", 0), ("director", 0)])
def test_chain_wide_roles_see_all_or_none(role: str, people: int) -> None:
    make_person(home_salon=make_salon("Другой"))

    assert Person.objects.visible_to(make_employee(role)).count() == people


def test_exams_are_the_doctors(salon: Salon, consultant: Employee) -> None:
    exam = make_exam(make_person(home_salon=salon), salon)

    assert list(Exam.objects.visible_to(make_employee("doctor", salon=salon))) == [exam]
    assert not Exam.objects.visible_to(consultant).exists()


def test_a_promise_waits_for_its_owner_or_its_role(salon: Salon, consultant: Employee) -> None:
    from optics_crm.core import clock

    colleague = make_employee("consultant", username="second", salon=salon)
    due = clock.now()
    mine = FollowUp.objects.create(kind="task", title="мне", due_at=due, salon=salon, owner=consultant)
    role = FollowUp.objects.create(kind="exam", title="роли", due_at=due, salon=salon, role="consultant")
    FollowUp.objects.create(kind="task", title="коллеге", due_at=due, salon=salon, owner=colleague)
    FollowUp.objects.create(kind="exam", title="другим", due_at=due, salon=make_salon("Другой"), role="consultant")

    assert set(FollowUp.objects.waiting_for(consultant)) == {mine, role}
