"""Families: members, relatives, who answers for a child."""

import datetime as dt

import pytest

from customers.families import LARGEST, add_member, found_household, guardians_of, relate, remove_member, unrelate
from customers.models import Household, Membership, Relationship
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
BORN = dt.date(1985, 1, 1)


def test_a_relationship_has_its_inverse_and_is_written_once() -> None:
    child, mother = make_person(birth_date=dt.date(2015, 1, 1)), make_person(birth_date=BORN)

    relate("desk", child, mother, "parent")
    relate("desk", child, mother, "parent")

    rows = Relationship.objects.values_list("person", "relative", "kind")
    assert set(rows) == {(child.pk, mother.pk, "parent"), (mother.pk, child.pk, "child")}
    unrelate("desk", mother, child, "child")
    assert not Relationship.objects.exists()


def test_a_parent_is_not_younger_than_the_child() -> None:
    child, mother = make_person(birth_date=BORN), make_person(birth_date=dt.date(2015, 1, 1))

    with pytest.raises(DomainError) as refusal:
        relate("desk", child, mother, "parent")

    assert refusal.value.code == "parent_is_younger"
    assert not Relationship.objects.exists()


def test_nobody_becomes_their_own_ancestor() -> None:
    a, b, c = (make_person(name) for name in ("Первая", "Вторая", "Третья"))
    relate("desk", a, b, "parent")
    relate("desk", b, c, "parent")

    with pytest.raises(DomainError) as refusal:
        relate("desk", c, a, "parent")

    assert refusal.value.code == "family_circle"


def test_a_family_holds_twelve() -> None:
    household = found_household("desk", make_person())
    for n in range(LARGEST - 1):
        add_member("desk", household, make_person(f"Член {n}"), "other")

    with pytest.raises(DomainError) as refusal:
        add_member("desk", household, make_person("Тринадцатый"), "other")

    assert refusal.value.code == "household_full"
    assert household.memberships.count() == LARGEST


def test_a_person_has_one_home() -> None:
    person = make_person()
    first, second = found_household("desk", person), Household.objects.create(name="Вторая")

    add_member("desk", second, person, "spouse")

    assert list(Membership.objects.filter(person=person, is_home=True).values_list("household", flat=True)) == [
        second.pk
    ]
    remove_member("desk", second, person)
    second.refresh_from_db()
    assert second.deleted_at is not None
    assert first.pk != second.pk


def test_named_guardians_come_before_grown_ups_of_the_household() -> None:
    child = make_person("Ребёнок", birth_date=clock.years_after(clock.today(), -8))
    father, mother = make_person("Отец", birth_date=BORN), make_person("Мать", birth_date=BORN)
    brother = make_person("Брат", birth_date=clock.years_after(clock.today(), -15))
    household = found_household("desk", father)
    add_member("desk", household, child, "child")
    add_member("desk", household, brother, "child")
    relate("desk", child, mother, "parent")

    assert guardians_of([child.pk]) == {child.pk: [mother.pk, father.pk]}
