"""What a webhook costs: twenty calls a second leave no room for a question whose answer nobody needs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contactcenter.models import Call
from customers.families import add_member, found_household
from customers.models import FollowUp
from tests.contactcenter.desk import PHONE, make_operator
from tests.contactcenter.pbx import Line, cti
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)  # as a request does it: BEGIN and COMMIT are counted, too


def cost(client: Client, *lines: Line) -> list[int]:
    """The statements of each of these webhooks."""
    counted = []
    for line in lines:
        with CaptureQueriesContext(connection) as seen:
            assert line.send(client).status_code == 200
        counted.append(len(seen))
    return counted


def one(event: str, at: int, call: str = "c", **told: Any) -> Line:
    return cti(event, at, callId=call, user="101", **told)


@pytest.fixture
def client_of_a_family(client: Client, clock_at: Callable[[str], Any]) -> Client:
    """A family calls on its one number; the provider's clock is known by a call of before."""
    clock_at("2026-11-21T21:20:05+03:00")
    author = make_operator("101")
    home = found_household(author, make_person("Иванова Анна", phone=PHONE))
    add_member(author, home, make_person("Иванов Пётр", phone=PHONE), "child")
    one("hangup", 0, call="before", cause="normalClearing", duration=1, **{"from": "79990000000"}).send(client)
    return client


def test_a_talk(client_of_a_family: Client) -> None:
    ring, take = one("newCall", 0), one("answer", 5, answeringNumber="101")
    over = one("hangup", 60, cause="normalClearing", duration=55)

    assert cost(client_of_a_family, ring, take, over, over) == [13, 16, 15, 1]
    call = Call.objects.get(external_id="c")
    assert (call.talk_seconds, call.household_id is not None) == (55, True)


def test_a_missed_call_asks_for_what_its_promise_needs(client_of_a_family: Client) -> None:
    ring, over = one("newCall", 0), one("hangup", 20, cause="cancel")

    assert cost(client_of_a_family, ring, over) == [13, 32]
    assert FollowUp.objects.get().status == "open"
