"""Pushing to open screens, and the doors at which a screen asks what it has missed."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, RequestFactory

from optics_crm.core import clock
from optics_crm.core.live import LIVE_KINDS, outbox, push, reading
from optics_crm.core.live.cursors import Cursor
from optics_crm.core.live.listeners import Listener, still_listening
from optics_crm.core.live.shown import live_of
from optics_crm.core.models import Employee, LiveEvent
from optics_crm.core.permissions import CAPABILITIES
from tests.core.live.lines import beside
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db
SINCE = "/live/since/"


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """What was pushed is committed: the writer of an event never is its reader."""
    yield
    beside(LiveEvent.objects.all().delete)


def tell(n: int, **more: Any) -> None:
    beside(lambda: push("call", {"n": n}, **more))


@pytest.fixture
def anna() -> Employee:
    return make_employee("operator", username="anna")


@pytest.fixture
def boris() -> Employee:
    return make_employee("operator", username="boris")


def enter(user: Employee) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def heard_by(user: Employee, last: Cursor) -> list[Any]:
    told = enter(user).get(SINCE, {"last": str(last)}).json()
    assert told["reset"] is False
    return [event["data"]["n"] for event in told["events"]]


def test_who_hears_what(anna: Employee, boris: Employee) -> None:
    start = reading.present()
    tell(1)
    tell(2, to=[anna.pk])
    tell(3, to=[])
    tell(4, to="audit.view")  # operators have no right to it, supervisors have
    consultant = make_employee("consultant", username="vera")
    supervisor = make_employee("supervisor", username="galina")
    tell(5, to=[consultant.pk])
    assert heard_by(anna, start) == [1, 2]
    assert heard_by(boris, start) == [1]
    assert heard_by(supervisor, start) == [1, 4]
    assert heard_by(consultant, start) == []


def test_a_kind_or_a_capability_that_nobody_declared_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        push("nothing", {})
    with pytest.raises(KeyError):
        push("call", {}, to="nothing")


def test_nothing_is_told_of_what_was_rolled_back(anna: Employee) -> None:
    start = reading.present()

    def take_back() -> None:
        with transaction.atomic():
            push("call", {"n": 1})
            transaction.set_rollback(True)

    beside(take_back)
    tell(2)
    assert heard_by(anna, start) == [2]


def test_a_push_is_one_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        push("call", {"n": 1}, to=[])
        push("call", {"n": 1})


def test_asking_goes_on_where_it_stopped(anna: Employee) -> None:
    client = enter(anna)
    first = client.get(SINCE).json()
    assert first["events"] == [] and first["reset"] is False
    tell(1)
    second = client.get(SINCE, {"last": first["last"]}).json()
    assert [(event["kind"], event["data"]) for event in second["events"]] == [("call", {"n": 1})]
    assert client.get(SINCE, {"last": second["last"]}).json()["events"] == []
    assert client.get(SINCE, headers={"Last-Event-ID": second["events"][0]["id"]}).json()["events"] == []


@pytest.mark.parametrize(
    "last", ["0", "rubbish", "1" * 5000, "\x01", "1/1:2:/", "99999999999999/999999999:999999999:/"]
)
def test_a_cursor_of_no_use_begins_anew(anna: Employee, last: str) -> None:
    tell(1)
    client = enter(anna)
    answer = client.get(SINCE, {"last": last})
    told = answer.json()
    assert (answer.status_code, told["reset"], told["events"]) == (200, True, [])
    assert client.get(SINCE, {"last": told["last"]}).json()["reset"] is False
    stream = client.get("/live/", {"last": last}).content.decode()
    assert "event: reset" in stream and '"n"' not in stream


def test_the_stream_says_what_was_missed_and_how_to_come_back(anna: Employee) -> None:
    start = reading.present()
    tell(1)
    tell(2)
    client = enter(anna)
    answer = client.get("/live/", headers={"Last-Event-ID": str(start)})
    frames = [frame.split("\n") for frame in answer.content.decode().split("\n\n")]
    events = [frame for frame in frames if frame[0] == "event: call"]
    assert [json.loads(frame[2].removeprefix("data: "))["n"] for frame in events] == [1, 2]
    assert answer["Content-Type"].startswith("text/event-stream")
    assert "no-transform" in answer["Cache-Control"] and answer["X-Accel-Buffering"] == "no"
    between = events[0][1].removeprefix("id: ")
    again = client.get("/live/", headers={"Last-Event-ID": between}).content.decode()
    assert '"n": 2' in again and '"n": 1' not in again


def test_strangers_hear_nothing(client: Client) -> None:
    assert client.get("/live/").status_code == client.get(SINCE).status_code == 401
    assert client.post("/live/").status_code == 405


def test_whose_login_has_ended_listens_no_more(anna: Employee, boris: Employee) -> None:
    listeners = [_listener(anna), _listener(boris)]
    assert still_listening(listeners) == set(listeners)
    for change in ({"role": "consultant"}, {"is_active": False}, {"password": "another"}):
        before = {name: getattr(anna, name) for name in change}
        Employee.objects.filter(pk=anna.pk).update(**change)
        assert still_listening(listeners) == {listeners[1]}, change
        Employee.objects.filter(pk=anna.pk).update(**before)
    from django.contrib.sessions.models import Session

    Session.objects.filter(pk=listeners[0].session).delete()
    assert still_listening(listeners) == {listeners[1]}


def _listener(user: Employee) -> Listener:
    from optics_crm.core.live.listeners import listener_of

    client = enter(user)
    request = RequestFactory().get("/")
    request.session = client.session
    return listener_of(request, user)


def test_events_are_kept_for_a_day(anna: Employee) -> None:
    tell(1)
    beside(lambda: LiveEvent.objects.update(at=clock.now() - dt.timedelta(hours=25)))
    tell(2)
    assert beside(outbox.forget_old) == 1
    assert [row.payload["n"] for row in LiveEvent.objects.all()] == [2]


def test_a_page_says_where_it_begins_to_listen(anna: Employee, django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/", **{"asgi.scope": {}})
    request.user = anna
    with django_assert_num_queries(1):
        live = live_of(request)
    assert live is not None and Cursor.read(live.last) is not None
    assert "call" in live.kinds.split()
    request.user = make_employee("admin", username="admin")
    nobody = [kind for kind in LIVE_KINDS if "admin" in CAPABILITIES.get(kind.capability).roles]
    assert (live_of(request) is None) == (nobody == [])
    plain = RequestFactory().get("/")
    plain.user = anna
    assert live_of(plain) is None, "a server that cannot hold streams open"
