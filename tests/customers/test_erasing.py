"""Erasing a person: nothing that says who it was is left in any table, and nothing brings it back."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, GenericIPAddressField, JSONField, TextField
from django.test import Client
from django.urls import reverse

from aftercare.models import Message
from contactcenter.models import Call, CallEvent, HookBody
from customers.erasing import ERASURES, KEPT, erase_person
from customers.families import add_member, found_household
from customers.followups import open_followup
from customers.identity.merging import merge_people
from customers.models import Card, Consent, Exam, FollowUp, Membership, Person
from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import AuditEntry
from orders.models import Purchase
from tests.core.staff import make_employee, make_salon
from tests.customers.people import add_phone, card_of, make_exam, make_person, make_prescription
from tests.orders.sales import make_sale
from tests.sync.rows import ANNA, customer, doctor, exam, guid, purchase, rx, salon, send, upsert

pytestmark = pytest.mark.django_db

OURS = ("core", "customers", "orders", "aftercare", "contactcenter")
# what only this person has; each must be nowhere afterwards
SIGNS = (
    "Зубровкин",
    "Эразм",
    "9167770011",
    "zubrovkin@example",
    "Кривоколенный",
    "близорукость-77",
    "ДК-7788",
    "секрет",
)


def texts() -> dict[str, list[str]]:
    """Every text and JSON value of every table of ours that holds a sign of the person: table.column -> values."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND (data_type IN ('text', 'character varying', 'jsonb', 'json', 'inet')
                     OR data_type = 'ARRAY') ORDER BY 1, 2"""
        )
        found = {}
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT "{column}"::text FROM "{table}" WHERE lower("{column}"::text) LIKE ANY(%s)',
                [[f"%{sign.lower()}%" for sign in SIGNS]],
            )
            if rows := [value for (value,) in cursor.fetchall()]:
                found[f"{table}.{column}"] = rows
        return found


def sent_person() -> Person:
    """A client known to 1C, with an exam, a sale, an order, a repair, an appointment, parked and refused rows."""
    send(
        [
            salon(),
            doctor(),
            customer(
                last_name="Зубровкин",
                first_name="Эразм",
                birth_date="1980-02-03",
                address="Кривоколенный пер., 5",
                comment="секрет",
                discount_card="ДК-7788",
                phones=[{"number": "+79167770011", "is_main": True}],
                emails=[{"address": "zubrovkin@example.ru"}],
                messengers=[{"kind": "telegram", "id": "секрет77"}],
                consent_pd_at="2026-01-01T10:00:00",
                Кличка="секрет",
            ),
            exam(guid("e"), complaints="секрет", recommendation="близорукость-77", prescriptions=[rx(guid("rx"))]),
            purchase(guid("p")),
            upsert(
                "order",
                guid("o"),
                1,
                number="З-1",
                created_at="2026-03-04T12:00:00",
                customer=ANNA,
                status="new",
                status_at="2026-03-04T12:00:00",
                delivery={"kind": "courier", "address": "Кривоколенный пер., 5"},
            ),
            upsert(
                "service_ticket",
                guid("t"),
                1,
                number="Р-1",
                opened_at="2026-03-05T12:00:00",
                kind="repair",
                customer=ANNA,
                salon=salon()["guid"],
                stage="accepted",
                defect="секрет",
            ),
            upsert(
                "appointment",
                guid("a"),
                1,
                customer=ANNA,
                salon=salon()["guid"],
                starts_at="2026-03-06T12:00:00",
                status="cancelled",
                cancel_reason="секрет",
            ),
            # waits for a salon, refused for its dioptres, refused for a field
            exam(guid("e2"), salon=guid("nowhere"), complaints="секрет"),
            customer(2, birth_date="секрет"),
        ]
    )
    return Card.objects.get(guid=ANNA).person


def surrounded(person: Person) -> None:
    """What people and machines here have written of the person."""
    card, staff = card_of(person), make_employee("operator")
    open_followup(staff, "callback", title="Зубровкин просил", due_at=clock.now(), person=person, reason="секрет")
    Message.objects.create(
        occasion="x", person=person, card=card, phone=person.main_phone, channel="sms", address="+79167770011",
        traffic_class="service", params={"name": "Эразм"}, text="Эразм, секрет", not_before=clock.now(),
        expires_at=clock.now() + dt.timedelta(days=1), state="queued",
    )  # fmt: skip
    body = HookBody.objects.create(provider="mango", body="from=79167770011", digest=b"1", state="applied")
    call = Call.objects.create(provider="mango", external_id="1", phone="+79167770011", started_at=clock.now())
    CallEvent.objects.create(
        call=call, key="1", kind="ring", received_at=clock.now(), told={"from": "79167770011"}, body=body
    )


def test_nothing_of_the_person_is_left_in_any_table() -> None:
    person = sent_person()
    surrounded(person)
    before = texts()
    assert {"customers_card.last_name", "core_syncparked.payload", "core_syncbatch.answer"} <= before.keys()

    erase_person(make_employee("privacy"), person, reason="заявление 12")

    assert texts() == {}
    entry = AuditEntry.objects.get(verb="customers.person.erased")
    assert (entry.object_id, entry.reason) == (person.pk, "заявление 12")
    assert str(Person.objects.get(pk=person.pk)) == "Данные уничтожены"


def test_what_was_sold_and_agreed_stays_without_the_person() -> None:
    person = sent_person()
    sold = list(Purchase.objects.values_list("pk", "total", "sold_on", "medical_on"))

    erase_person("officer", person, reason="заявление")

    assert list(Purchase.objects.values_list("pk", "total", "sold_on", "medical_on")) == sold
    assert Exam.objects.filter(examined_on="2026-03-01").exists()
    act = Consent.objects.get(purpose="pd")
    assert (act.status, act.phone, act.ip, act.evidence) == ("given", "", None, {})
    assert not Person.objects.get(pk=person.pk).consent_pd


def test_what_waits_is_not_sent_and_nobody_is_owed_anything() -> None:
    person = sent_person()
    surrounded(person)

    erase_person("officer", person, reason="заявление")

    message, followup = Message.objects.get(), FollowUp.objects.get()
    assert (message.state, message.reason) == ("cancelled", "erased")
    assert (followup.status, followup.outcome) == ("closed", "not_needed")


def test_everybody_merged_in_goes_too_and_the_family_stays() -> None:
    staff = make_employee("supervisor")
    person, twin = make_person("Зубровкин Эразм", phone="+79167770011"), make_person("Зубровкин Э")
    wife = make_person("Иванова Мария")
    add_phone(card_of(wife), "+79161112233")
    add_phone(card_of(person), "+79161112233")
    home = found_household(staff, wife)
    add_member(staff, home, person, "spouse")
    merge_people(staff, person, twin)

    erase_person(staff, person, reason="заявление")

    assert not Person.objects.filter(last_name__contains="Зубровкин").exists()
    assert not Card.objects.filter(person__in=[person, twin], deleted_at=None).exists()
    assert [row.person_id for row in Membership.objects.all()] == [wife.pk]
    wife.refresh_from_db()
    assert (wife.last_name, [use.phone.number for use in card_of(wife).phones.all() if use.phone]) == (
        "Иванова",
        ["+79161112233"],
    )


def test_medical_values_are_gone() -> None:
    place = make_salon()
    person = make_person("Зубровкин Эразм")
    make_exam(person, place, complaints="секрет", diagnosis_icd=["H52.1"])
    make_prescription(person, note="секрет")

    erase_person("officer", person, reason="заявление")

    seen = Exam.objects.get()
    assert (seen.complaints, seen.diagnosis_icd, seen.salon_id) == ("", [], place.pk)
    assert not person.cards.filter(prescriptions__eyes__isnull=False).exists()


def test_it_is_done_once_and_on_a_ground() -> None:
    person = make_person()
    with pytest.raises(DomainError) as no_ground:
        erase_person("officer", person, reason=" ")
    erase_person("officer", person, reason="заявление")
    with pytest.raises(Conflict) as again:
        erase_person("officer", person, reason="заявление")

    assert (no_ground.value.code, again.value.code) == ("reason_missing", "person_erased")


def test_the_audit_and_the_ledgers_are_shut_again_afterwards() -> None:
    erase_person("officer", sent_person(), reason="заявление")

    with pytest.raises(Exception, match="append-only"):
        Consent.objects.update(phone="+79160000000")


def test_a_page_asks_for_the_last_name(client: Client) -> None:
    person = make_person("Зубровкин Эразм")
    make_sale(person, make_salon(), clock.today())
    client.force_login(make_employee("privacy"))
    page = reverse("customers:erase", args=[person.pk])
    dossier = reverse("customers:person", args=[person.pk])

    assert page in client.get(dossier).content.decode()
    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "заявление", "last_name": "Иванов"}).status_code == 422
    assert Person.objects.get(pk=person.pk).last_name == "Зубровкин"
    assert client.post(page, {"reason": "заявление", "last_name": " зубровкин "}).status_code == 302
    gone = client.get(dossier)
    assert (gone.status_code, "данные" in gone.content.decode()) == (410, True)
    assert client.get(page).status_code == 404
    assert client.get(f"/api/v1/customers/{person.pk}/").status_code in (404, 410)


def test_others_may_not(client: Client) -> None:
    person = make_person("Зубровкин Эразм")
    client.force_login(make_employee("supervisor"))
    page = reverse("customers:erase", args=[person.pk])

    assert client.post(page, {"reason": "x", "last_name": "Зубровкин"}).status_code == 403
    assert page not in client.get(reverse("customers:person", args=[person.pk])).content.decode()


def project_models() -> list[Any]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]


def has_words(model: Any) -> bool:
    kinds = (CharField, TextField, JSONField, GenericIPAddressField)
    return any(isinstance(field, kinds) for field in model._meta.concrete_fields)


def test_every_table_with_words_is_emptied_or_said_to_hold_none_about_clients() -> None:
    named = [model for one in ERASURES for model in one.models] + KEPT.keys()
    wordy = {model._meta.label for model in project_models() if has_words(model)}

    assert sorted(wordy - set(named)) == []
    assert len(named) == len(set(named))
    assert {name for name in named if not name.startswith("admin.")} <= {m._meta.label for m in project_models()}
