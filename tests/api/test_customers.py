"""Customers by REST: who sees what of whom, how one is changed, where a merged one went."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from customers.identity.merging import merge_people
from customers.models import CardPhone, FollowUp, Household, Membership, Person, PhoneLookup
from optics_crm.core.models import AuditEntry, News, Salon
from tests.api.callers import API, logged_in, program
from tests.api.test_resources import refused
from tests.core.staff import make_salon
from tests.customers.people import add_phone, card_of, make_person

pytestmark = pytest.mark.django_db
HOME = f"{API}/customers/"
NUMBER = "+79123456789"


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def anna(salon: Salon) -> Person:
    return make_person("Иванова Анна Сергеевна", phone=NUMBER, home_salon=salon, birth_date=dt.date(1984, 3, 8))


@pytest.fixture
def desk(salon: Salon) -> Client:
    return logged_in("consultant", salon=salon)


@pytest.fixture
def onec() -> Client:
    return program("customer:read", "customer:write")


def url_of(person: Person) -> str:
    return f"{HOME}{person.pk}/"


def patch(client: Client, person: Person, body: Any, version: str = "") -> Any:
    version = version or client.get(url_of(person))["ETag"]
    return client.patch(url_of(person), body, content_type="application/json", headers={"If-Match": version})


def found(client: Client, query: str) -> list[str]:
    answer = client.get(f"{HOME}?{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_lists_mask_numbers_and_a_row_shows_them_to_who_may_and_is_recorded(anna: Person, desk: Client) -> None:
    [row] = desk.get(HOME).json()["results"]
    assert row["phones"] == [
        {"number": "+7 912 •••-••-89", "masked": True, "role": "own", "is_main": True, "extension": ""}
    ]
    assert not AuditEntry.objects.filter(verb="customers.phone.revealed").exists()

    assert desk.get(url_of(anna)).json()["phones"][0]["number"] == NUMBER
    assert AuditEntry.objects.get(verb="customers.phone.revealed").object_id == anna.pk


def test_a_doctor_sees_no_number(anna: Person, salon: Salon) -> None:
    answer = logged_in("doctor", salon=salon).get(url_of(anna))
    assert answer.status_code == 200 and NUMBER not in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_program_sees_numbers_and_each_page_of_it_is_recorded(anna: Person, onec: Client) -> None:
    [row] = onec.get(HOME).json()["results"]
    assert row["phones"][0]["number"] == NUMBER
    entry = AuditEntry.objects.get(verb="customers.phone.revealed")
    assert (entry.actor, entry.actor_label, entry.data) == (None, "onec-retail", {"people": 1})


def test_clients_of_another_salon_are_not_there(desk: Client) -> None:
    stranger = make_person("Петрова Вера", phone="+79120000001", home_salon=make_salon("Другой"))

    assert found(desk, "") == []
    refused(desk.get(url_of(stranger)), 404, "not_found")
    refused(desk.patch(url_of(stranger), {"city": "x"}, content_type="application/json"), 404, "not_found")
    assert found(desk, f"guid={card_of(stranger).guid}") == []


def test_an_exact_phone_opens_another_salons_client_for_reading_masked(desk: Client) -> None:
    stranger = make_person("Петрова Вера", phone="+79120000001", home_salon=make_salon("Другой"))

    assert found(desk, "phone=8 (912) 000-00-01") == [str(stranger.pk)]

    assert PhoneLookup.objects.get().person_id == stranger.pk
    row = desk.get(url_of(stranger))
    assert row.json()["phones"][0]["masked"]
    answer = desk.patch(
        url_of(stranger), {"city": "x"}, content_type="application/json", headers={"If-Match": row["ETag"]}
    )
    refused(answer, 404, "not_found")


def test_people_are_found_by_guid_phone_and_name(anna: Person, onec: Client, desk: Client) -> None:
    make_person("Орлова Зоя", phone="+79120000002")
    for client in (onec, desk):
        for query in (
            f"guid={card_of(anna).guid}",
            "phone=89123456789",
            "search=иванова анна",
            "search=bdfyjdf",
            "search=6789",
            "search=%2B7 912 345-67-89",
        ):
            assert found(client, query) == [str(anna.pk)], query
    assert refused(onec.get(f"{HOME}?phone=123"), 422, "phone_malformed")["parameter"] == "phone"
    assert refused(onec.get(f"{HOME}?search=ан"), 400, "bad_parameter")["parameter"] == "search"
    refused(onec.get(f"{HOME}?guid=1"), 400, "bad_parameter")
    refused(onec.get(f"{HOME}?consent_ads=perhaps"), 400, "bad_parameter")


def test_a_patch_is_a_correction_of_the_desk_and_moves_the_version(anna: Person, onec: Client) -> None:
    before = onec.get(url_of(anna))
    body = {"first_name": "Анна-Мария", "birth_date": "1985-03-08", "phones": [{"number": "8 912 000-00-09"}]}

    answer = patch(onec, anna, body, before["ETag"])

    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["first_name"], row["last_name"], row["birth_date"]) == ("Анна-Мария", "Иванова", "1985-03-08")
    assert row["phones"][0]["number"] == "+79120000009"
    assert answer["ETag"] != before["ETag"]
    assert AuditEntry.objects.filter(verb="customers.person.corrected", actor_label="onec-retail").count() == 1
    assert News.objects.filter(kind="customers.customer_changed", actor="onec-retail").exists()
    refused(patch(onec, anna, {"city": "Бор"}, before["ETag"]), 412, "stale")
    assert patch(onec, anna, {"city": "Бор"}, "*").json()["city"] == "Бор"


def test_contacts_that_were_not_spoken_of_stay(anna: Person, onec: Client) -> None:
    add_phone(card_of(anna), "+79120000005", role="spouse")
    numbers = {use.phone.number for use in CardPhone.objects.filter(card__person=anna)}

    row = patch(onec, anna, {"city": "Бор", "email": "Anna@Mail.ru"}).json()
    row = patch(onec, anna, {"address": "ул. Мира, 1"}).json()

    assert {one["number"] for one in row["phones"]} == numbers
    assert row["email"] == "anna@mail.ru"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"first_name": "😀"}, "name_malformed", "/first_name"),
        ({"first_name": 5}, "invalid", "/first_name"),
        ({"last_name": "", "first_name": ""}, "name_missing", "/last_name"),
        ({"birth_date": "2999-01-01"}, "birth_in_future", "/birth_date"),
        ({"birth_date": "31.02.1984"}, "invalid", "/birth_date"),
        ({"birth_date": "1850-01-01"}, "birth_too_early", "/birth_date"),
        ({"sex": "x"}, "invalid", "/sex"),
        ({"phones": [{"number": "123"}]}, "phone_malformed", "/phones/0"),
        ({"phones": [{"number": "+79123456789", "is_staff": True}]}, "invalid", "/phones/0"),
        ({"phones": ["+79123456789"]}, "invalid", "/phones/0"),
        ({"email": "nowhere"}, "email_malformed", "/email"),
        ({"home_salon": "00000000-0000-0000-0000-000000000007"}, "salon_unknown", "/home_salon"),
        ({"preferred_channel": "owl"}, "channel_unknown", "/preferred_channel"),
        ({"consent_ads": True}, "consent_not_given_here", "/consent_ads"),
        ({"consent_pd": True}, "invalid", "/consent_pd"),
        ({"merged_into": None}, "invalid", "/merged_into"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_place(
    anna: Person, onec: Client, body: Any, code: str, pointer: str
) -> None:
    assert refused(patch(onec, anna, body), 422, code)["pointer"] == pointer
    anna.refresh_from_db()
    assert anna.first_name == "Анна"


def test_a_consent_is_withdrawn_at_once(anna: Person, onec: Client) -> None:
    from customers.consents import record_consent

    record_consent("desk", anna, "ads", method="desk_paper")
    assert onec.get(url_of(anna)).json()["consent_ads"] is True
    assert patch(onec, anna, {"consent_ads": False}).json()["consent_ads"] is False


def test_a_merged_customer_answers_410_with_the_way_to_the_survivor(anna: Person, onec: Client, desk: Client) -> None:
    twin = make_person("Иванова Анна", phone=NUMBER, home_salon=anna.home_salon)
    merge_people("test", anna, twin)

    for client in (onec, desk):
        answer = client.get(url_of(twin))
        assert refused(answer, 410, "merged")["canonical"] == str(anna.pk)
        assert answer["Link"] == f'<http://testserver{url_of(anna)}>; rel="canonical"'
        assert client.get(answer["Link"].split(">")[0][1:]).status_code == 200
    refused(logged_in("doctor", salon=make_salon("Другой")).get(url_of(twin)), 404, "not_found")
    refused(patch(onec, twin, {"city": "Бор"}, "*"), 410, "merged")


def test_a_family_shows_the_members_whom_the_caller_may_open(anna: Person, desk: Client) -> None:
    family = Household.objects.create(name="Ивановы")
    stranger = make_person("Иванов Пётр", home_salon=make_salon("Другой"))
    for person, role in ((anna, "head"), (stranger, "spouse")):
        Membership.objects.create(household=family, person=person, role=role)

    [row] = desk.get(f"{API}/households/?customer={anna.pk}").json()["results"]

    assert [one["customer"] for one in row["members"]] == [str(anna.pk)] and row["others"] == 1
    assert desk.get(url_of(anna)).json()["household"] == str(family.pk)
    full = program("household:read").get(f"{API}/households/{family.pk}/").json()
    assert len(full["members"]) == 2 and full["others"] == 0


def test_promises_are_closed_postponed_and_handed_over(anna: Person, salon: Salon) -> None:
    from tests.api.samples.customers import followup_row

    row = followup_row(salon, 1)
    client = logged_in("consultant", salon=salon)
    doctor = logged_in("doctor", salon=salon, username="doc") and salon.employees.get(username="doc")
    url = f"{API}/followups/{row.pk}/"

    def change(version: str, **body: Any) -> Any:
        return client.patch(url, body, content_type="application/json", headers={"If-Match": version})

    first = client.get(url)["ETag"]
    second = change(first, due_at="2099-12-01T12:00:00", reason="просили позже", owner=str(doctor.pk))
    assert second.json()["due_at"] == "2099-12-01T12:00:00+03:00" and second.json()["owner"] == str(doctor.pk)
    refused(change(first, owner=None), 412, "stale")
    now = second["ETag"]
    for body, code, pointer in (
        ({"status": "closed"}, "outcome_unknown", "/outcome"),
        ({"status": "closed", "outcome": "eaten"}, "outcome_unknown", "/outcome"),
        ({"outcome": "done"}, "status_missing", "/status"),
        ({"due_at": "2001-01-01T00:00:00Z", "reason": "x"}, "followup_in_past", "/due_at"),
        ({"due_at": "2099-12-01T12:00:00Z"}, "reason_missing", "/reason"),
        ({"due_at": "0001-01-01T00:00:00+23:59", "reason": "x"}, "invalid", "/due_at"),
        ({"owner": str(anna.pk)}, "owner_unknown", "/owner"),
        ({"status": "open"}, "invalid", "/status"),
    ):
        assert refused(change(now, **body), 422, code)["pointer"] == pointer
    closed = change(now, status="closed", outcome="reached", outcome_note="придёт в среду")
    assert (closed.json()["status"], closed.json()["outcome"]) == ("closed", "reached")
    refused(change(closed["ETag"], owner=None), 409, "followup_closed")
    assert FollowUp.objects.get().closed_by is not None
    found = client.get(f"{API}/followups/?customer={row.person_id}&status=closed").json()["results"]
    assert [one["id"] for one in found] == [str(row.pk)]


def test_values_of_an_exam_are_a_doctors_and_each_opening_is_recorded(salon: Salon) -> None:
    from tests.api.samples.customers import exam_row

    exam = exam_row(salon, 1)
    doctor = logged_in("doctor", salon=salon)
    listed = doctor.get(f"{API}/exams/").content.decode()
    assert str(exam.pk) in listed and "-1.25" not in listed and not AuditEntry.objects.exists()

    row = doctor.get(f"{API}/exams/{exam.pk}/").json()

    assert row["measurements"][0]["sph"] == "-1.25"
    assert row["prescriptions"][0]["eyes"][0]["cyl"] == "-0.75"
    assert row["recommendations"][0]["code"] == "new_glasses"
    assert AuditEntry.objects.get().verb == "customers.exam.viewed"
    stranger = logged_in("doctor", salon=make_salon("Другой"), username="other")
    refused(stranger.get(f"{API}/exams/{exam.pk}/"), 404, "not_found")
    for scope in ("exam:read", "exam:write", "customer:read"):
        refused(program(scope).get(f"{API}/exams/"), 403, "scope_missing")


def test_a_marketer_sees_messages_without_anybody_in_them(salon: Salon) -> None:
    from tests.api.samples.aftercare import message_row

    message = message_row(salon, 1)
    home = f"{API}/messages/"
    marketer = logged_in("marketer")
    [row] = marketer.get(home).json()["results"]
    assert (row["customer"], row["household"], row["occasion"], row["occasions"]) == (None, None, "", [])
    assert "•••" in row["address"]
    assert marketer.get(f"{home}?customer={message.person_id}").json()["results"] == []
    refused(marketer.get(HOME), 403, "not_allowed")

    supervisor = logged_in("supervisor")
    [row] = supervisor.get(f"{home}?customer={message.person_id}").json()["results"]
    assert row["customer"] == str(message.person_id) and "•••" in row["address"]
    assert program("message:read").get(home).json()["results"][0]["address"] == message.address
    assert marketer.get(f"{home}?updated_since=1900-01-01T00:00:00Z").status_code == 200
