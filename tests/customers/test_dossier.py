"""The dossier's pages: who may open what, what is recorded, a fixed number of queries."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from customers.consents import record_consent
from customers.families import add_member, found_household
from customers.followups import open_followup
from customers.models import Consent, Person
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Salon
from tests.core.staff import make_employee, make_salon
from tests.customers.people import card_of, make_exam, make_person, make_prescription
from tests.orders.sales import make_sale

pytestmark = pytest.mark.django_db


@pytest.fixture
def salon() -> Salon:
    return make_salon()


@pytest.fixture
def desk(client: Client, salon: Salon) -> Client:
    client.force_login(make_employee("consultant", salon=salon))
    return client


def family(salon: Salon, size: int = 3) -> list[Person]:
    people = [make_person(f"Иванов Член{n}", phone=f"+7912000000{n}", home_salon=salon) for n in range(size)]
    household = found_household("desk", people[0])
    for person in people[1:]:
        add_member("desk", household, person, "child")
    for person in people:
        make_sale(person, salon, dt.date(2026, 1, 15), number=f"N-{person.pk}")
        make_exam(person, salon, dt.date(2026, 1, 10))
        make_prescription(person, issued_on=dt.date(2026, 1, 10))
        record_consent("desk", person, "ads", method="desk_paper")
        open_followup("desk", "task", title="Позвонить", due_at=clock.now(), person=person, salon=salon)
    return people


def test_a_foreign_customer_is_not_found(desk: Client) -> None:
    stranger = make_person("Чужая", phone="+79123456789", home_salon=make_salon("Другой"))

    assert desk.get(f"/customers/{stranger.pk}/").status_code == 404

    desk.get("/search/", {"q": "8 912 345-67-89"})
    page = desk.get(f"/customers/{stranger.pk}/")
    assert page.status_code == 200
    assert "+7 912 •••-••-89" in page.content.decode()
    assert desk.post(f"/customers/{stranger.pk}/phones/{stranger.main_phone_id}/").status_code == 404
    assert desk.get(f"/customers/{stranger.pk}/edit/").status_code == 404


def test_a_look_up_opens_neither_purchases_nor_prescriptions(desk: Client) -> None:
    other = make_salon("Другой")
    stranger = make_person("Чужая", phone="+79123456789", home_salon=other)
    make_prescription(stranger, "-7.25")
    make_sale(stranger, other, dt.date(2026, 1, 1), number="TAYNA-7")

    desk.get("/search/", {"q": "+79123456789"})
    text = desk.get(f"/customers/{stranger.pk}/").content.decode()

    assert "TAYNA-7" not in text
    assert "7,25" not in text


def test_the_prescription_is_shown_and_the_view_recorded_without_values(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    make_prescription(person, "-2.25")

    text = desk.get(f"/customers/{person.pk}/").content.decode()

    assert "\u22122,25" in text and "170°" in text
    assert "\u22123,00" in text and "80°" in text  # the transposed form
    line = AuditEntry.objects.get(verb="customers.prescription.viewed", object_id=person.pk)
    assert "2.25" not in str(line.data)


@pytest.mark.parametrize("role", ["receptionist", "operator", "privacy"])
def test_others_see_no_values(client: Client, salon: Salon, role: str) -> None:
    person = make_person(home_salon=salon)
    make_prescription(person, "-2.25")
    client.force_login(make_employee(role, salon=salon))

    assert "2,25" not in client.get(f"/customers/{person.pk}/").content.decode()
    assert not AuditEntry.objects.filter(verb="customers.prescription.viewed").exists()


def test_an_exam_opens_for_the_doctor_and_is_recorded(client: Client, salon: Salon) -> None:
    exam = make_exam(make_person(home_salon=salon), salon, complaints="туман вдали")
    client.force_login(make_employee("doctor", salon=salon))

    assert "туман вдали" in client.get(f"/exams/{exam.pk}/").content.decode()
    assert AuditEntry.objects.filter(verb="customers.exam.viewed", object_id=exam.pk).count() == 1
    client.force_login(make_employee("consultant", username="c2", salon=salon))
    assert "туман вдали" not in client.get(f"/exams/{exam.pk}/").content.decode()
    assert client.get(f"/exams/{exam.pk}/part/").status_code == 403


def test_a_phone_is_masked_until_somebody_reveals_it(desk: Client, salon: Salon) -> None:
    person = make_person(phone="+79123456789", home_salon=salon)
    assert "345-67" not in desk.get(f"/customers/{person.pk}/").content.decode()

    shown = desk.post(f"/customers/{person.pk}/phones/{person.main_phone_id}/", headers={"HX-Request": "true"})

    assert "+7 912 345-67-89" in shown.content.decode()
    assert AuditEntry.objects.filter(verb="customers.phone.revealed", object_id=person.pk).count() == 1


def test_the_line_merges_everything_and_filters_by_kind(desk: Client, salon: Salon) -> None:
    person = family(salon, 1)[0]

    everything = desk.get(f"/customers/{person.pk}/").content.decode()
    purchases = desk.get(f"/customers/{person.pk}/line/?kind=purchase", headers={"HX-Request": "true"}).content.decode()

    assert everything.count('class="line-item"') == 3
    assert purchases.count('class="line-item"') == 1
    assert f"N-{person.pk}" in purchases


def test_the_line_goes_on_without_losing_or_repeating(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    for n in range(60):
        make_sale(person, salon, dt.date(2024, 1, 1) + dt.timedelta(days=n), number=f"P-{n:03}")

    seen, url = [], f"/customers/{person.pk}/line/?kind=purchase"
    while url:
        text = desk.get(url, headers={"HX-Request": "true"}).content.decode()
        seen += re.findall(r"P-\d{3}", text)
        more = re.search(r'hx-get="([^"]*before=[^"]*)"', text)
        url = more[1].replace("&amp;", "&") if more else ""

    assert seen == [f"P-{n:03}" for n in range(59, -1, -1)]


@pytest.mark.parametrize("size", [2, 6])
def test_a_family_costs_the_same_queries_whatever_its_size(
    desk: Client, salon: Salon, size: int, django_assert_max_num_queries: Any
) -> None:
    people = family(salon, size)
    household = people[0].memberships.get().household_id
    desk.get("/")

    with django_assert_max_num_queries(49):
        page = desk.get(f"/households/{household}/")

    assert page.status_code == 200
    assert page.content.decode().count("family-tab") == size + 1


def test_a_merged_person_leads_to_the_survivor(desk: Client, salon: Salon) -> None:
    survivor, gone = make_person(home_salon=salon), make_person()
    Person.objects.filter(pk=gone.pk).update(merged_into=survivor)

    answer = desk.get(f"/customers/{gone.pk}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/customers/{survivor.pk}/")


def test_still_right_is_one_click(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)

    desk.post(f"/customers/{person.pk}/confirm/")

    person.refresh_from_db()
    assert person.checked_at is not None
    assert person.checked_by is not None


def test_confirmed_data_are_shown_with_their_day(desk: Client, salon: Salon) -> None:
    person = family(salon)[0]

    part = desk.post(f"/customers/{person.pk}/confirm/", headers={"HX-Request": "true"})

    for page in (part, desk.get(f"/customers/{person.pk}/")):
        assert page.status_code == 200
        assert "сегодня" in re.search(r'id="checked">.*?</span>', page.content.decode(), re.S)[0]
    assert desk.get(f"/households/{person.memberships.get().household_id}/").status_code == 200


def test_a_newcomer_is_registered_after_a_look_at_the_candidates(desk: Client, salon: Salon) -> None:
    known = make_person("Иванова Мария", phone="+79123456789", home_salon=salon)
    form = {"last_name": "Иванова", "first_name": "Мария", "phone_0": "8 912 345 67 89", "role_0": "own"}

    first = desk.post("/customers/new/", form)
    assert first.status_code == 422
    assert str(known.pk) in first.content.decode()
    assert Person.objects.count() == 1

    second = desk.post("/customers/new/", {**form, "choice": "other", "seen": [str(known.pk)]})
    fresh = Person.objects.exclude(pk=known.pk).get()
    assert second["Location"] == f"/customers/{fresh.pk}/"
    assert (fresh.home_salon, str(fresh.main_phone)) == (salon, "+79123456789")


@pytest.mark.parametrize(
    ("change", "words"),
    [({"phone_0": "12"}, "phone_0"), ({"last_name": "<b>"}, "last_name"), ({"birth_date": "2100-01-01"}, "birth_date")],
)
def test_a_bad_value_is_named_beside_its_field(desk: Client, change: dict[str, str], words: str) -> None:
    page = desk.post("/customers/new/", {"last_name": "Иванова", "first_name": "Мария", **change})

    assert page.status_code == 422
    assert f'id="id_{words}-error"' in page.content.decode()
    assert not Person.objects.exists()


def test_consents_are_given_and_withdrawn_on_their_page(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)

    desk.post(f"/customers/{person.pk}/consents/ads/give/", {"paper": "17"})
    person.refresh_from_db()
    assert person.consent_ads
    desk.post(f"/customers/{person.pk}/consents/ads/withdraw/", {"method": "phone", "reason": "надоело"})

    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out) == (False, True)
    assert list(Consent.objects.order_by("at").values_list("status", flat=True)) == ["given", "withdrawn"]
    text = desk.get(f"/customers/{person.pk}/consents/").content.decode()
    assert "№ 17" in text and "надоело" in text


def test_a_stale_form_does_not_overwrite(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    form = {"last_name": "Новая", "home_salon": str(salon.pk), "revision": str(person.revision - 1)}

    assert desk.post(f"/customers/{person.pk}/edit/", form).status_code == 412

    person.refresh_from_db()
    assert person.last_name == "Иванова"
    assert desk.post(f"/customers/{person.pk}/edit/", {**form, "revision": str(person.revision)}).status_code == 302
    person.refresh_from_db()
    assert person.last_name == "Новая"


@pytest.mark.parametrize("typed", ["Иванова Мария", "bdfyjdf", "ИВАНОВА", "иваноав мария", "8 (912) 345-67-89", "6789"])
def test_people_are_found_however_they_are_typed(desk: Client, salon: Salon, typed: str) -> None:
    make_person("Иванова Мария", phone="+79123456789", home_salon=salon)
    make_person("Сидоров Пётр", phone="+79990001122", home_salon=salon)

    text = desk.get("/search/", {"q": typed}).content.decode()

    assert "Иванова Мария" in text
    assert "Сидоров" not in text


def test_a_purchase_is_found_by_its_number(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    make_sale(person, salon, dt.date(2026, 1, 1), number="МСК-000123")

    assert f"/customers/{person.pk}/" in desk.get("/search/", {"q": "мск-000123"}).content.decode()


def test_the_list_exports_for_the_privacy_officer_only(client: Client, desk: Client, salon: Salon) -> None:
    make_person("=Иванова", phone="+79123456789", home_salon=salon)
    assert desk.get("/customers/?export=csv").status_code == 403

    client.force_login(make_employee("privacy"))
    answer = client.get("/customers/?export=csv")

    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "'=Иванова" in content and "'+79123456789" in content
    assert AuditEntry.objects.filter(verb="core.export.made").count() == 1


def test_the_list_has_a_fixed_number_of_queries(desk: Client, salon: Salon, django_assert_max_num_queries: Any) -> None:
    for n in range(60):
        make_person(f"Иванова Номер{n % 10}", home_salon=salon)
    desk.get("/")

    with django_assert_max_num_queries(9):
        page = desk.get("/customers/")

    assert page.content.decode().count("data-row-link") == 50


def test_a_promise_is_closed_from_the_list(desk: Client, salon: Salon) -> None:
    person = make_person(home_salon=salon)
    row = open_followup("desk", "exam", title="Предложить", due_at=clock.now(), person=person, salon=salon)
    assert "Предложить" in desk.get("/followups/").content.decode()

    desk.post(f"/followups/{row.pk}/close/", {"outcome": "bought", "note": "", "revision": "1", "next": "/followups/"})

    row.refresh_from_db()
    assert (row.status, row.outcome) == ("closed", "bought")
    assert "Предложить" not in desk.get("/followups/").content.decode()
    assert card_of(person).pk


def test_prescriptions_of_a_foreign_customer_are_not_found_and_of_an_own_one_the_doctors(
    desk: Client, salon: Salon
) -> None:
    stranger = make_person("Чужая", home_salon=make_salon("Другой"))
    assert desk.get(f"/customers/{stranger.pk}/prescriptions/").status_code == 404
    own = make_person("Своя", home_salon=salon)
    assert desk.get(f"/customers/{own.pk}/prescriptions/").status_code == 403
    desk.force_login(make_employee("doctor", salon=salon))
    assert desk.get(f"/customers/{own.pk}/prescriptions/").status_code == 200
    assert desk.get(f"/customers/{stranger.pk}/prescriptions/").status_code == 404
