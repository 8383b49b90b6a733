"""Consent by a code: only the client's own phone, only the newest code, five tries, a proof that stays."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client

from aftercare.channels.base import PROVIDERS
from aftercare.models import Message
from aftercare.outbox import pump
from customers.consent_codes import confirm_code, phones_for, send_code
from customers.consents import withdraw_consent
from customers.families import relate
from customers.models import Consent, ConsentCode, Person, Phone
from optics_crm.core import clock
from optics_crm.core.errors import DomainError
from optics_crm.core.models import AuditEntry
from tests.aftercare.outbox_world import Scripted
from tests.core.staff import make_employee, make_salon
from tests.customers.people import add_phone, card_of, make_person

pytestmark = pytest.mark.django_db
NUMBER = "+79123456789"


@pytest.fixture
def person(clock_at: Callable[[str], dt.datetime]) -> Person:
    clock_at("2026-11-21T12:00:00+03:00")
    return make_person(phone=NUMBER, home_salon=make_salon())


def phone_of(person: Person) -> Phone:
    assert person.main_phone is not None
    return person.main_phone


def told(number: str = NUMBER) -> str:
    """The code that lies in the newest message to the number."""
    text = Message.objects.filter(address=number).latest("planned_at", "id").text
    return re.findall(r"\d{6}", text)[0]


def refusal_of(person: Person, typed: str, purpose: str = "ads") -> str:
    with pytest.raises(DomainError) as refusal:
        confirm_code("desk", person, purpose, typed)
    return refusal.value.code


def test_the_code_that_went_to_the_phone_is_the_proof_of_the_act(person: Person) -> None:
    code = send_code("desk", person, "ads", phone_of(person).pk)

    [act] = confirm_code("desk", person, "ads", f" {told()[:3]} {told()[3:]}", ip="10.0.0.7")

    person.refresh_from_db()
    assert person.consent_ads
    stored = Consent.objects.get(pk=act.pk)
    assert (stored.method, stored.phone, stored.ip, stored.text) == ("desk_code", NUMBER, "10.0.0.7", code.text)
    assert stored.evidence == {"code": str(code.pk), "code_sent_at": code.asked_at.isoformat(), "code_wrong_tries": 0}
    assert not Consent.objects.filter(purpose="pd").exists()  # each purpose is an act of its own
    assert refusal_of(person, told()) == "consent_code_used"


def test_the_code_leaves_at_once_even_at_night_and_no_page_shows_it(
    person: Person, clock_at: Callable[[str], dt.datetime], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    clock_at("2026-11-21T22:30:00+03:00")
    provider = Scripted()
    monkeypatch.setitem(PROVIDERS._plugs, "sandbox", provider)
    send_code("desk", person, "pd", phone_of(person).pk)

    pump.drain(5, route=provider.route)

    [sent] = provider.phone
    assert (sent.to, told() in sent.text) == (NUMBER, True)
    assert told() not in str(ConsentCode.objects.values()) + str(AuditEntry.objects.values("data"))
    client.force_login(make_employee("supervisor"))
    page = client.get(f"/messages/{Message.objects.get().pk}/").content.decode()
    assert "••••" in page and told() not in page


def test_five_wrong_tries_end_a_code_and_a_new_one_makes_the_old_one_void(
    person: Person, clock_at: Callable[[str], dt.datetime]
) -> None:
    send_code("desk", person, "ads", phone_of(person).pk)
    first = told()
    wrong = "000000" if first != "000000" else "111111"

    assert [refusal_of(person, wrong) for _ in range(5)] == [*["consent_code_wrong"] * 4, "consent_code_spent"]
    assert refusal_of(person, first) == "consent_code_spent"
    clock_at("2026-11-21T12:02:00+03:00")
    send_code("desk", person, "ads", phone_of(person).pk)
    second = told()
    if first != second:
        assert refusal_of(person, first) == "consent_code_wrong"

    assert len(confirm_code("desk", person, "ads", second)) == 1


def test_a_code_expires_after_ten_minutes(person: Person, clock_at: Callable[[str], dt.datetime]) -> None:
    send_code("desk", person, "ads", phone_of(person).pk)
    clock_at("2026-11-21T12:10:00+03:00")

    assert refusal_of(person, told()) == "consent_code_expired"
    assert refusal_of(person, told(), "calls") == "consent_code_none"
    assert not Consent.objects.exists()


def test_only_the_clients_own_mobile_phone_gets_a_code(person: Person) -> None:
    theirs = add_phone(card_of(person), "+79990001122", role="spouse").phone
    landline = add_phone(card_of(person), "+78312223344").phone
    refused = add_phone(card_of(person), "+79990001123").phone
    assert theirs and landline and refused
    Phone.objects.filter(pk=refused.pk).update(refused_at=clock.now())

    assert [one.phone.number for one in phones_for(person, clock.today())] == [NUMBER]
    for phone in (theirs, landline, refused):
        with pytest.raises(DomainError) as refusal:
            send_code("desk", person, "ads", phone.pk)
        assert refusal.value.code == "consent_code_phone"
    assert not Message.objects.exists()


def test_a_childs_code_goes_to_the_parent_who_signs(person: Person) -> None:
    child = make_person("Иванов Артём", birth_date=clock.years_after(clock.today(), -9))
    Person.objects.filter(pk=person.pk).update(birth_date=dt.date(1985, 1, 1))
    relate("desk", child, person, "parent")

    send_code("desk", child, "pd", phone_of(person).pk)
    [act] = confirm_code("desk", child, "pd", told())

    assert Consent.objects.get(pk=act.pk).evidence["signed_by"] == str(person.pk)
    assert Message.objects.get().person == person


@pytest.mark.parametrize(
    ("purpose", "options", "code"),
    [
        ("health", {}, "consent_code_purpose"),
        ("ads", {"channel": "pigeon"}, "channel_unknown"),
        ("ads", {"text": -1}, "consent_text_unknown"),
    ],
)
def test_what_a_code_cannot_give_is_refused(
    person: Person, purpose: str, options: dict[str, object], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        send_code("desk", person, purpose, phone_of(person).pk, **options)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not ConsentCode.objects.exists()


def test_codes_do_not_rain_on_a_phone(person: Person, clock_at: Callable[[str], dt.datetime]) -> None:
    start = clock.now()
    for minute in range(10):
        clock_at((start + dt.timedelta(minutes=minute)).isoformat())
        send_code("desk", person, "ads", phone_of(person).pk)
        with pytest.raises(DomainError) as refusal:
            send_code("desk", person, "ads", phone_of(person).pk)
        assert refusal.value.code == "consent_code_pause"
    clock_at((start + dt.timedelta(minutes=30)).isoformat())

    with pytest.raises(DomainError) as refusal:
        send_code("desk", person, "ads", phone_of(person).pk)

    assert refusal.value.code == "consent_code_often"
    assert Message.objects.count() == 10


def test_the_panel_counts_the_wrong_try_and_shows_the_proof(client: Client, person: Person) -> None:
    client.force_login(make_employee("consultant", salon=person.home_salon))
    panel = f"/customers/{person.pk}/consents/"
    client.post(f"{panel}ads/code/", {"phone": str(phone_of(person).pk), "channel": "sms"})
    wrong = "000000" if told() != "000000" else "111111"

    page = client.post(f"{panel}ads/confirm/", {"code": wrong})
    assert page.status_code == 422
    assert 'id="code-ads-error"' in page.content.decode()
    assert ConsentCode.objects.get().tries == 1
    client.post(f"{panel}ads/confirm/", {"code": told()})

    assert Consent.objects.get().channel == "sms"
    text = client.get(panel).content.decode()
    assert "+7 912 •••-••-89" in text and NUMBER not in text
    withdraw_consent("desk", person, "ads", method="phone")
    person.refresh_from_db()
    assert (person.consent_ads, person.opted_out) == (False, True)
