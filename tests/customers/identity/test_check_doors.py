"""The doors of the check: the form, its answers, the REST address; what each user may see of a candidate."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from customers.models import CardPhone, IdentityEvent, Membership, NotSame, Person, PhoneLookup, Proposal, Relationship
from optics_crm.core import clock
from optics_crm.core.models import Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
MASHA = {"last_name": "Иванова", "first_name": "Маша", "birth_date": "1984-03-08", "phone_0": "8 912 345-67-89"}
NEW, API = "/customers/new/", "/api/v1/identity/check"


@pytest.fixture
def salon() -> Salon:
    return make_salon(phone="+78312345678")


@pytest.fixture
def desk(client: Client, salon: Salon) -> Client:
    client.force_login(make_employee("consultant", salon=salon))
    return client


def known(salon: Salon, **more: Any) -> Person:
    told = {"phone": "+79123456789", "birth_date": dt.date(1984, 3, 8), "home_salon": salon} | more
    return make_person("Иванова Мария Сергеевна", **told)


def ask(client: Client, **body: Any) -> Any:
    return client.post(API, json.dumps(body), content_type="application/json")


def test_the_desk_is_shown_who_it_may_be_with_reasons_and_nothing_is_written(desk: Client, salon: Salon) -> None:
    person = known(salon)

    page = desk.post(NEW, MASHA)

    text = page.content.decode()
    assert page.status_code == 422
    assert f"same:{person.pk}" in text
    assert Person.objects.count() == 1


def test_this_is_the_person_opens_the_dossier_with_what_was_typed_as_an_offer(desk: Client, salon: Salon) -> None:
    person = known(salon)

    answer = desk.post(NEW, {**MASHA, "phone_1": "+7 915 000-11-22", "choice": f"same:{person.pk}"})
    assert answer["Location"] == f"/customers/{person.pk}/"
    page = desk.get(answer["Location"]).content.decode()
    assert f"/customers/{person.pk}/edit/" in page
    assert "+7 915 •••-••-22" in page
    form = desk.get(f"/customers/{person.pk}/edit/").content.decode()

    assert 'value="+79150001122"' in form
    assert Person.objects.count() == 1


def test_a_relative_is_registered_into_the_family(desk: Client, salon: Salon) -> None:
    mother = known(salon)
    child = {"last_name": "Иванов", "first_name": "Артём", "birth_date": "2016-05-01", "phone_0": "+79123456789"}

    assert desk.post(NEW, child).status_code == 422
    answer = desk.post(
        NEW,
        {**child, "choice": f"relative:{mother.pk}", f"kind-{mother.pk}": "parent", "seen": [str(mother.pk)]},
    )

    son = Person.objects.get(first_name="Артём")
    assert answer["Location"] == f"/customers/{son.pk}/"
    assert Relationship.objects.filter(person=son, relative=mother, kind="parent").exists()
    assert set(Membership.objects.values_list("person", flat=True)) == {mother.pk, son.pk}
    assert CardPhone.objects.get(card__person=son).role == "parent"
    assert not Proposal.objects.filter(status="open").exists()


def test_somebody_else_is_registered_and_the_pair_is_remembered_for_ever(desk: Client, salon: Salon) -> None:
    person = known(salon)
    answer = {"choice": "other", "seen": [str(person.pk)]}

    desk.post(NEW, {**MASHA, **answer})

    fresh = Person.objects.exclude(pk=person.pk).get()
    assert NotSame.objects.count() == 1
    assert IdentityEvent.objects.get().kind == "not_same"
    page = desk.post(f"/customers/{fresh.pk}/edit/", {**MASHA, "middle_name": "Сергеевна", "revision": fresh.revision})
    assert page.status_code == 302


def test_somebody_else_of_whom_the_desk_saw_nobody_is_asked_again(desk: Client, salon: Salon) -> None:
    known(salon)

    assert desk.post(NEW, {**MASHA, "choice": "other"}).status_code == 422
    assert Person.objects.count() == 1


def test_an_edit_that_makes_somebody_else_of_a_person_asks_first(desk: Client, salon: Salon) -> None:
    twin = known(salon)
    person = make_person("Петрова Ольга", home_salon=salon)
    form = {**MASHA, "first_name": "Мария", "middle_name": "Сергеевна", "revision": person.revision}

    asked = desk.post(f"/customers/{person.pk}/edit/", form)
    assert asked.status_code == 422
    assert str(twin.pk) in asked.content.decode()
    saved = desk.post(f"/customers/{person.pk}/edit/", {**form, "choice": "other", "seen": [str(twin.pk)]})

    assert saved.status_code == 302
    assert NotSame.objects.count() == 1


def test_a_client_of_another_salon_is_masked_and_opened_by_the_phone_alone(desk: Client) -> None:
    other = known(make_salon(name="Другой"))

    page = desk.post(NEW, MASHA).content.decode()
    assert "Мария И." in page
    assert "Иванова Мария" not in page
    assert "Другой" not in page
    answer = desk.post(NEW, {**MASHA, "choice": f"same:{other.pk}"})

    assert answer["Location"] == f"/customers/{other.pk}/"
    assert PhoneLookup.objects.get().person_id == other.pk


def test_a_client_of_another_salon_without_the_phone_stays_closed(desk: Client) -> None:
    other = known(make_salon(), phone="+79150000000")
    form = {**MASHA, "first_name": "Мария", "middle_name": "Сергеевна", "choice": f"same:{other.pk}"}

    page = desk.post(NEW, form)

    assert page.status_code == 403
    assert not PhoneLookup.objects.filter(person__isnull=False).exists()


def test_of_a_child_it_is_asked_whose_the_phone_is(desk: Client) -> None:
    born = clock.years_after(clock.today(), -9).isoformat()
    form = {"last_name": "Орлов", "first_name": "Илья", "birth_date": born, "phone_0": "+79123456789"}

    asked = desk.post(NEW, form)
    assert asked.status_code == 422
    assert 'name="whose"' in asked.content.decode()
    assert desk.post(NEW, {**form, "whose": "parent"}).status_code == 302

    assert CardPhone.objects.get().role == "parent"


def test_a_note_beside_the_phone_says_whose_it_is_and_a_short_number_is_completed(desk: Client) -> None:
    form = {"last_name": "Орлов", "first_name": "Илья", "phone_0": "8 912 345-67-89 (мама)", "phone_1": "234-56-78"}

    assert desk.post(NEW, form).status_code == 302

    uses = CardPhone.objects.order_by("position").values_list("phone__number", "role", "owner_hint")
    assert list(uses) == [("+79123456789", "parent", "мама"), ("+78312345678", "own", "")]


@pytest.mark.parametrize(
    "typed",
    [("Мария", "Иванова", "Сергеевна"), ("bdfyjdf", "vfhbz", "cthuttdyf"), ("Ivanova", "Maria", "Sergeevna")],
)
def test_a_better_reading_of_the_name_is_offered_and_done_when_it_is_asked_for(
    desk: Client, typed: tuple[str, str, str]
) -> None:
    form = dict(zip(("last_name", "first_name", "middle_name"), typed, strict=True))

    live = desk.post("/customers/new/candidates/", form)
    assert "Иванова Мария Сергеевна" in live.content.decode()
    page = desk.post(NEW, {**form, "choice": "repair"}).content.decode()

    assert 'value="Иванова"' in page
    assert 'value="Мария"' in page
    assert not Person.objects.exists()


def test_eight_candidates_cost_as_many_queries_as_one(
    desk: Client, salon: Salon, django_assert_max_num_queries: Any
) -> None:
    for year in range(8):
        known(salon, birth_date=dt.date(1984 + year, 3, 8))
    desk.post("/customers/new/candidates/", MASHA)

    with django_assert_max_num_queries(20):
        page = desk.post("/customers/new/candidates/", MASHA)

    assert page.content.decode().count('name="seen"') == 8


def test_the_rest_door_tells_candidates_with_verdict_and_reasons(desk: Client, salon: Salon) -> None:
    person = known(salon)

    for address in (API, API + "/"):
        answer = desk.post(
            address,
            json.dumps({"last_name": "Иванова", "first_name": "Маша", "phones": ["89123456789"]}),
            content_type="application/json",
        )
        [one] = answer.json()["candidates"]
        assert (one["id"], one["verdict"], one["masked"]) == (str(person.pk), "same", False)
        assert one["phone"] == "+7 912 •••-••-89"
        assert any("Маша - Мария" in reason for reason in one["reasons"])


def test_the_rest_door_masks_the_clients_of_other_salons(desk: Client) -> None:
    known(make_salon(name="Другой"))

    [one] = ask(desk, last_name="Иванова", first_name="Маша", phones=["89123456789"]).json()["candidates"]

    assert (one["name"], one["masked"]) == ("Мария И.", True)
    assert set(one) == {"id", "verdict", "score", "reasons", "name", "masked", "advice"}
    assert "Мария" not in json.dumps(one["reasons"], ensure_ascii=False)
    assert PhoneLookup.objects.get().person_id is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ([], ""),
        ({"last_name": ""}, ""),
        ({"last_name": "😀"}, "/last_name"),
        ({"last_name": "х" * 10_000}, "/last_name"),
        ({"last_name": 5}, "/last_name"),
        ({"first_name": "Мария", "phones": ["звонить маме"]}, "/phones/0"),
        ({"first_name": "Мария", "phones": [7]}, "/phones/0"),
        ({"first_name": "Мария", "phones": ["+79123456789"] * 11}, "/phones"),
        ({"first_name": "Мария", "birth_date": "1899-12-31"}, "/birth_date"),
        ({"first_name": "Мария", "birth_date": "завтра"}, "/birth_date"),
        ({"first_name": "Мария", "sex": "x"}, "/sex"),
        ({"first_name": "Мария", "nickname": "Маша"}, "/nickname"),
    ],
)
def test_the_rest_door_names_the_part_at_fault(desk: Client, body: Any, pointer: str) -> None:
    answer = desk.post(API, json.dumps(body), content_type="application/json")

    assert answer.status_code == 422
    assert answer.json().get("pointer", "") == pointer
    assert answer.json()["code"]


def test_a_birth_date_of_tomorrow_is_refused(desk: Client) -> None:
    tomorrow = (clock.today() + dt.timedelta(days=1)).isoformat()

    assert ask(desk, first_name="Мария", birth_date=tomorrow).json()["pointer"] == "/birth_date"


def test_one_letter_is_checked_like_a_name(desk: Client) -> None:
    assert ask(desk, last_name="Х").json() == {"candidates": []}
