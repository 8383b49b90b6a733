"""Who may be calling: the household by a number in one query, the likeliest speaker first; calls of the REST API."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from contactcenter.models import Call, Ticket
from contactcenter.reasons.base import REASONS
from contactcenter.reasons.ranking import rank
from customers import chain_lookup
from customers.families import add_member, found_household
from customers.models import Appointment, CardPhone, Person, PhoneLookup
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Employee, Salon
from tests.api.callers import logged_in, program
from tests.contactcenter.calls import make_call
from tests.contactcenter.world import make_ticket
from tests.core.staff import make_employee, make_salon
from tests.customers.people import add_phone, card_of, make_person
from tests.orders.orders import make_order
from tests.orders.sales import make_sale

pytestmark = pytest.mark.django_db
PHONE = "+79123456789"
LOOKUP = "/api/v1/calls/lookup/"


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def family(salon: Salon) -> list[Person]:
    """Mother, father, child of nine; the number is the mother's and stands on the father's card too."""
    mother = make_person("Иванова Анна Петровна", phone=PHONE, birth_date=dt.date(1985, 4, 1), home_salon=salon)
    father = make_person("Иванов Борис Ильич", birth_date=dt.date(1983, 4, 1), home_salon=salon)
    child = make_person("Иванова Вера Борисовна", birth_date=dt.date(2017, 4, 1), home_salon=salon)
    add_phone(card_of(father), PHONE, role="spouse")
    home = found_household(None, mother)
    add_member(None, home, father, "spouse")
    add_member(None, home, child, "child")
    return [mother, father, child]


def names() -> list[str]:
    return [one.name.split()[1] for one in rank(PHONE)]


def told(person: Person) -> dict[str, str]:
    return dict(next(one for one in rank(PHONE) if one.id == person.pk).reasons)


def people_named(first: str) -> Person:
    return Person.objects.get(first_name=first)


def make_appointment(person: Person, salon: Salon, days: int) -> Appointment:
    at = clock.now() + dt.timedelta(days=days)
    return Appointment.objects.create(card=card_of(person), salon=salon, starts_at=at, starts_on=at.date())


def test_whose_number_it_is_speaks_first_and_children_do_not(family: list[Person]) -> None:
    assert names() == ["Анна", "Борис", "Вера"]


def test_each_reason_puts_its_person_first_and_says_why(family: list[Person], salon: Salon) -> None:
    _mother, father, _child = family
    assert told(father) == {}
    make_order(father, salon, "ready")
    late = make_ticket(father, salon)
    over = clock.now() - dt.timedelta(days=2)
    Ticket.objects.filter(pk=late.pk).update(warn_at=over, stage_due_at=over, grave_at=over)
    kept = make_ticket(father, salon)
    Ticket.objects.filter(pk=kept.pk).update(stage="ready")
    make_order(father, salon, "in_workshop")
    fresh = make_ticket(father, salon)
    make_appointment(father, salon, 1)
    make_appointment(father, salon, 5)
    talk = make_call(talked=60, minutes_ago=60 * 24)
    Call.objects.filter(pk=talk.pk).update(person=father)
    make_call(minutes_ago=30)
    make_sale(father, salon, dt.date(2026, 11, 17))

    said = told(father)

    assert set(said) == set(REASONS.keys())
    assert names()[0] == "Борис"
    assert "2 дня" in said["ticket_late"] and late.number in said["ticket_late"]
    assert "завтра" in said["appointment_soon"] and "вчера" in said["last_caller"]
    assert "3" in said["adaptation"] and fresh.number in said["ticket_open"]


def test_a_childs_order_is_asked_for_by_the_grown_ups(family: list[Person], salon: Salon) -> None:
    _mother, _father, child = family
    make_order(child, salon, "ready")
    people = rank(PHONE)
    assert [one.name.split()[1] for one in people] == ["Анна", "Борис", "Вера"]
    assert [one.chances for one in people] == [62, 38, 0]  # 20 : 12, whose number it is
    assert "order_ready" in told(child) and told(people_named("Анна")) == {}


def test_an_order_of_the_other_does_not_take_the_owner_off_the_own_telephone(
    family: list[Person], salon: Salon
) -> None:
    mother, father, _child = family
    CardPhone.objects.filter(card__person=father).delete()
    make_order(father, salon, "ready")
    assert names() == ["Анна", "Борис", "Вера"]

    add_phone(card_of(father), PHONE)  # the telephone is his, too: now the order decides
    assert names() == ["Борис", "Анна", "Вера"]
    assert rank(PHONE)[0].chances > 50 and mother.pk != rank(PHONE)[0].id


def test_what_operators_chose_teaches_the_list(family: list[Person], salon: Salon) -> None:
    _mother, father, _child = family
    for day in (1, 2):
        talk = make_call(talked=60, minutes_ago=60 * 24 * day)
        Call.objects.filter(pk=talk.pk).update(person=father)
        assert names() == ["Борис", "Анна", "Вера"]


def test_it_is_one_query(family: list[Person], salon: Salon, django_assert_num_queries: Any) -> None:
    make_order(family[0], salon, "ready")
    with django_assert_num_queries(1):
        rank(PHONE)


def test_the_answer_has_its_shape(family: list[Person], salon: Salon) -> None:
    make_order(family[0], salon, "ready")
    make_person("Сидоров Глеб", phone=PHONE)
    answer = logged_in("operator").get(LOOKUP, {"phone": "8 (912) 345-67-89"})
    body = answer.json()
    assert (answer.status_code, body["phone"], len(body["households"])) == (200, PHONE, 2)
    home, alone = body["households"]
    first = home["people"][0]
    assert (home["name"], first["name"]) == ("Иванова", "Иванова Анна Петровна")
    assert (first["role"], first["age"], first["answers"]) == ("head", 41, True)
    assert first["codes"] == ["order_ready"] and "заказ готов" in first["reasons"][0]
    assert (alone["id"], [one["name"] for one in alone["people"]]) == (None, ["Сидоров Глеб"])


def test_unknown_and_malformed_numbers(salon: Salon) -> None:
    caller = logged_in("operator")
    assert caller.get(LOOKUP, {"phone": PHONE}).json() == {"phone": PHONE, "households": []}
    for said in ({"phone": "112"}, {"phone": "anonymous"}, {"phone": ""}, {}):
        answer = caller.get(LOOKUP, said)
        assert (answer.status_code, answer.json()["code"]) == (422, "phone_malformed")
    assert caller.get(LOOKUP, {"phone": PHONE, "what": "1"}).status_code == 400
    assert caller.post(LOOKUP).status_code in (403, 405)


def test_a_merged_person_is_whoever_stands(family: list[Person], salon: Salon) -> None:
    mother = family[0]
    make_person("Иванова Аня", phone=PHONE)
    gone = Person.objects.get(first_name="Аня")
    gone.cards.update(person=mother)
    Person.objects.filter(pk=gone.pk).update(merged_into=mother)
    assert names() == ["Анна", "Борис", "Вера"]


def test_a_salons_employee_looks_up_as_on_the_pages(client: Client, family: list[Person], salon: Salon) -> None:
    client.force_login(make_employee("consultant", salon=make_salon("Другой салон")))
    body = client.get(LOOKUP, {"phone": PHONE}).json()
    found = [one["name"].split()[1] for home in body["households"] for one in home["people"]]
    assert found == ["Анна", "Борис"]  # the child's dossier is not opened by the number
    assert AuditEntry.objects.filter(verb="customers.phone.looked_up").count() == 1
    client.force_login(make_employee("marketer"))
    assert client.get(LOOKUP, {"phone": PHONE}).status_code == 403


def test_calls_by_their_number_in_the_exchange_and_by_phone() -> None:
    call = make_call(talked=60)
    make_call("+79990000001")
    caller = logged_in("operator")
    for query in ({"external_id": call.external_id}, {"phone": "8 912 345 67 89"}):
        (row,) = caller.get("/api/v1/calls/", query).json()["results"]
        assert set(row) == {
            "id", "provider", "external_id", "direction", "phone", "line", "started_at", "answered", "answered_by",
            "wait_seconds", "talk_seconds", "state", "household", "person", "recording",
        }  # fmt: skip
        assert (row["id"], row["phone"], row["state"], row["answered"]) == (str(call.pk), PHONE, "ended", True)
        assert (row["wait_seconds"], row["talk_seconds"], row["recording"]) == (7, 60, None)
    assert AuditEntry.objects.filter(verb="contactcenter.call.phone_revealed", object_id=call.pk).count() == 2

    rows = caller.get("/api/v1/calls/").json()["results"]
    assert len(rows) == 2 and not any("3456" in row["phone"] for row in rows)
    assert [row["answered"] for row in caller.get("/api/v1/calls/", {"missed": "true"}).json()["results"]] == [False]
    assert logged_in("director").get(f"/api/v1/calls/{call.pk}/").json()["phone"] != PHONE
    assert caller.get("/api/v1/calls/", {"phone": "abc"}).status_code == 422


def looked_up() -> list[Any]:
    return [row.data for row in AuditEntry.objects.filter(verb="customers.phone.looked_up").order_by("at", "pk")]


def test_a_look_up_of_an_operator_is_recorded_with_how_many_it_found(family: list[Person]) -> None:
    caller = logged_in("operator")
    caller.get(LOOKUP, {"phone": PHONE})
    caller.get(LOOKUP, {"phone": "+79990000001"})

    assert looked_up() == [{"found": 3}, {"found": 0}]
    entry = AuditEntry.objects.filter(verb="customers.phone.looked_up").first()
    assert entry is not None and (entry.actor, entry.at) == (Employee.objects.get().pk, clock.now())
    assert PhoneLookup.objects.filter(person=None).count() == 2


def test_a_program_is_known_by_its_token_and_not_counted(family: list[Person]) -> None:
    assert program("call:read").get(LOOKUP, {"phone": PHONE}).status_code == 200
    assert looked_up() == [] and not PhoneLookup.objects.exists()


@pytest.mark.parametrize(("made", "minutes"), [(chain_lookup.PER_HOUR, 59), (chain_lookup.PER_DAY, 60 * 23)])
def test_number_after_number_is_refused_and_a_call_at_the_desk_is_not(
    family: list[Person], made: int, minutes: int
) -> None:
    caller = logged_in("operator", extension="101")
    user = Employee.objects.get()
    at = clock.now() - dt.timedelta(minutes=minutes)
    PhoneLookup.objects.bulk_create(PhoneLookup(user=user, at=at) for _n in range(made - 1))
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 200

    for path in (LOOKUP, "/api/v1/customers/"):
        refused = caller.get(path, {"phone": PHONE})
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_lookups")
        assert "Иванова" not in refused.content.decode()
    assert (len(looked_up()), PhoneLookup.objects.count()) == (1, made), "what was refused is no look-up"

    make_call(minutes_ago=60 * 13)
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 429, "yesterday's call"
    make_employee("operator", username="other", extension="102")
    make_call(extension="102")
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 429, "it rang somebody else"
    make_call()
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 200
    assert looked_up() == [{"found": 3}, {"found": 3}] and PhoneLookup.objects.count() == made


def test_a_call_at_a_line_that_is_nobodys_rang_on_every_screen(family: list[Person]) -> None:
    caller = logged_in("operator", extension="101")
    make_call(extension="queue")
    caller.get(LOOKUP, {"phone": PHONE})
    assert looked_up() == [{"found": 3}] and not PhoneLookup.objects.exists()


def test_after_an_hour_the_operator_may_ask_again(clock_at: Any) -> None:
    caller = logged_in("operator")
    at = clock.now() - dt.timedelta(minutes=59)
    PhoneLookup.objects.bulk_create(
        PhoneLookup(user=Employee.objects.get(), at=at) for _n in range(chain_lookup.PER_HOUR)
    )
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 429
    clock_at("2026-11-20T12:01:01+03:00")
    assert caller.get(LOOKUP, {"phone": PHONE}).status_code == 200


def test_counting_and_recording_take_one_statement_more(family: list[Person], django_assert_num_queries: Any) -> None:
    user = make_employee("operator")
    with django_assert_num_queries(1):
        rank(PHONE)
    with django_assert_num_queries(1):
        chain_lookup.note(user, PHONE, 3)


def test_a_search_by_phone_is_recorded_too(family: list[Person]) -> None:
    caller = logged_in("supervisor")
    assert "Иванова" in caller.get("/search/", {"q": "8 912 345-67-89"}).content.decode()
    assert looked_up() == [{"found": 2}]
