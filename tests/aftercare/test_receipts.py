"""Receipts through their door: any order, any repetition, strangers, forgers."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from aftercare.channels.sandbox import hook_token
from aftercare.models import DeliveryEvent, Message, Sending
from aftercare.outbox import pump
from aftercare.outbox.record import Verdict, record
from customers.models import Phone
from optics_crm.core import clock
from tests.aftercare.outbox_world import NOON, Scripted, make_campaign, make_message, make_person

pytestmark = pytest.mark.django_db
URL = "/hooks/sms/sandbox/"


@pytest.fixture
def sent(clock_at: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> Message:
    """A message that the gateway took."""
    from aftercare.channels.base import PROVIDERS

    clock_at(NOON)
    message = make_message(make_person(), make_campaign())
    with monkeypatch.context() as patch:
        provider = Scripted()
        patch.setitem(PROVIDERS._plugs, "sandbox", provider)
        pump.drain(5, route=provider.route)
    message.refresh_from_db()
    assert message.state == "accepted"
    return message


def post(client: Client, *rows: dict[str, Any], token: str | None = None) -> Any:
    headers = {"Authorization": f"Bearer {hook_token() if token is None else token}"}
    return client.post(URL, json.dumps({"receipts": rows}), content_type="application/json", headers=headers)


def receipt(message: Message, status: str) -> dict[str, str]:
    return {"id": f"sb-{message.pk.hex}", "client_ref": message.pk.hex, "status": status}


@pytest.mark.parametrize("order", list(itertools.permutations(["sent", "undelivered", "delivered"])))
def test_receipts_in_any_order_and_number_end_in_one_state(
    client: Client, sent: Message, order: tuple[str, ...]
) -> None:
    for status in order:
        for _ in range(2):
            assert post(client, receipt(sent, status)).status_code == 200
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("delivered", "")
    assert sent.delivered_at is not None
    assert sorted(DeliveryEvent.objects.values_list("status", flat=True)) == ["delivered", "sent", "undelivered"]


def test_a_receipt_that_outruns_our_record_still_counts(client: Client, sent: Message) -> None:
    Message.objects.update(state="queued", provider="", provider_id="", accepted_at=None)
    Sending.objects.create(
        message=sent, owner="me", fence=2, lease_until=timezone.now() + dt.timedelta(minutes=1), provider="sandbox",
        submitted_at=clock.now(), text="as it left", parts=1, cost=1,
    )  # fmt: skip
    assert post(client, receipt(sent, "delivered")).json() == {"known": 1, "set_aside": 0}
    assert record({(sent.pk.hex, 2): Verdict("accepted", provider_id=f"sb-{sent.pk.hex}")}) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.provider_id) == ("delivered", f"sb-{sent.pk.hex}")
    assert (sent.provider, sent.text, Sending.objects.count()) == ("sandbox", "as it left", 0)


def test_a_receipt_of_a_stranger_is_set_aside_and_changes_nothing(client: Client, sent: Message) -> None:
    answer = post(client, {"id": "sb-unknown", "status": "delivered"}, receipt(sent, "sent"))
    assert (answer.status_code, answer.json()) == (202, {"known": 1, "set_aside": 1})
    assert DeliveryEvent.objects.get(provider_id="sb-unknown").message is None
    sent.refresh_from_db()
    assert sent.state == "accepted"


def test_a_cancelled_message_is_not_revived(client: Client, sent: Message) -> None:
    Message.objects.update(state="cancelled")
    post(client, receipt(sent, "delivered"))
    sent.refresh_from_db()
    assert sent.state == "cancelled"


def test_a_subscriber_who_refuses_mailings_gets_none_again(client: Client, sent: Message) -> None:
    post(client, receipt(sent, "refused"))
    sent.refresh_from_db()
    assert (sent.state, sent.reason) == ("failed", "refused")
    assert Phone.objects.get(pk=sent.phone_id).refused_at is not None


def test_the_door_refuses_forgers_floods_and_nonsense(client: Client, sent: Message) -> None:
    row = receipt(sent, "delivered")
    assert post(client, row, token="forged").status_code == 401
    assert client.get(URL).status_code == 405
    assert client.post("/hooks/sms/nobody/").status_code == 404
    assert client.post("/hooks/sms/null/").status_code == 404
    headers = {"Authorization": f"Bearer {hook_token()}"}
    for body in ("", "[", "7", '"x"', '{"receipts": 3}', '[{"status": "sent"}]', '{"id": "x"}', "[" * 20_000):
        answer = client.post(URL, body, content_type="application/json", headers=headers)
        assert answer.status_code == 400, body[:20]
    assert client.post(URL, b"x" * 65_537, content_type="text/plain", headers=headers).status_code == 413
    sent.refresh_from_db()
    assert sent.state == "accepted" and not DeliveryEvent.objects.exists()


def test_the_token_may_come_as_a_header_of_its_own_or_in_the_address(client: Client, sent: Message) -> None:
    body = json.dumps(receipt(sent, "sent"))
    for extra in ({"headers": {"X-Token": hook_token()}}, {"query_params": {"token": hook_token()}}):
        assert client.post(URL, body, content_type="application/json", **extra).status_code == 200


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
@pytest.mark.parametrize("key", ["id", "client_ref", "status", "other"])
def test_a_text_that_cannot_be_stored_is_no_receipt(client: Client, db: None, key: str, text: str) -> None:
    assert post(client, {"id": "1", "client_ref": "2", "status": "sent", key: text}).status_code == 400
    assert not DeliveryEvent.objects.exists()
