"""Service notices: one exit, once per occasion and phone, whatever advertising thinks of it."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command

from aftercare.channels.base import PROVIDERS
from aftercare.models import Message
from aftercare.outbox import pump
from aftercare.outbox.service import send_service
from customers.models import Person
from optics_crm.core.errors import DomainError
from tests.aftercare.outbox_world import NOON, Scripted, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(clock_at: Callable[[str], dt.datetime], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    clock_at(NOON)
    scripted = Scripted()
    monkeypatch.setitem(PROVIDERS._plugs, "sandbox", scripted)
    return scripted


def test_a_notice_goes_once_and_without_consent_to_advertising(provider: Scripted) -> None:
    person = make_person(consent=False)
    Person.objects.filter(pk=person.pk).update(opted_out=True)

    first = send_service(person, "Ваш заказ 17 готов.", "order:17:ready")
    assert first is not None and send_service(person, "Ваш заказ 17 готов.", "order:17:ready") is None

    pump.drain(5, route=provider.route)
    [sent] = provider.phone
    assert (sent.text, sent.campaign, sent.step, sent.occasion) == ("Ваш заказ 17 готов.", None, None, "order:17:ready")
    first.refresh_from_db()
    assert (first.state, first.parts, first.link_hash) == ("accepted", 1, "")


def test_a_client_without_a_phone_is_refused_and_nothing_is_queued(provider: Scripted) -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(main_phone=None)
    person.refresh_from_db()
    with pytest.raises(DomainError) as refusal:
        send_service(person, "Готово.", "order:1:ready")
    assert refusal.value.code == "no_address" and not Message.objects.exists()


def test_message_states_lists_all_eight(provider: Scripted, capsys: pytest.CaptureFixture[str]) -> None:
    send_service(make_person(), "Готово.", "order:2:ready")
    call_command("message_states", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "queued": 1,
        "leased": 0,
        "accepted": 0,
        "delivered": 0,
        "failed": 0,
        "expired": 0,
        "cancelled": 0,
        "unknown": 0,
    }
