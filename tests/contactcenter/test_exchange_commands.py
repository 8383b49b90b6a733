"""What we ask of exchanges, over HTTP to the stand-in that checks each provider's own signature: calls, lists."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from contactcenter.calls import comparing, exchange_alarms, matching, subscriptions
from contactcenter.calls.dialling import exchange_to_dial
from contactcenter.models import (
    Call,
    CallDifference,
    Comparison,
    DialWish,
    ExchangeAlarm,
    HookBody,
    ProviderClock,
    Recording,
    Subscription,
)
from contactcenter.pbx.base import Heard
from contactcenter.pbx.outward.base import OUTWARD, ended
from contactcenter.pbx.outward.http import Answer, PbxRefused, PbxSilent, Request, ask
from contactcenter.recordings import fetching
from contactcenter.simulator.planned import Caller, PlannedCall, Ring, Talk
from contactcenter.standin.journal import Journal
from contactcenter.standin.tones import spoken
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry, Employee
from tests.contactcenter.calls import make_call
from tests.contactcenter.pbx import CLIENT, mango_leg
from tests.core.staff import make_employee
from tests.customers.people import make_person
from tests.harness.stack import eventually

pytestmark = pytest.mark.django_db
PHONE = f"+{CLIENT}"
DIALS = ("mango", "megafon", "zadarma", "uis", "sipuni", "beeline")
LISTS = ("mango", "megafon", "zadarma", "uis", "sipuni", "beeline")


@pytest.fixture
def operator(client: Client) -> Employee:
    user = make_employee("operator", extension="101")
    client.force_login(user)
    return user


def press(client: Client, **fields: Any) -> Any:
    told = {name: str(value) for name, value in fields.items()}
    return client.post("/calls/dial/", told, headers={"HX-Request": "true"})


@pytest.mark.parametrize("provider", DIALS)
def test_each_exchange_is_asked_in_its_own_way(standin: list[Any], provider: str) -> None:
    OUTWARD.get(provider).dial("101", PHONE, "a" * 32)
    call = eventually(lambda: next(iter(standin), None), 5)
    assert (call.provider, call.rings[0].extension, call.caller.phone) == (provider, "101", PHONE)
    assert call.command == ("a" * 32 if provider == "mango" else "")


@pytest.mark.parametrize("provider", DIALS)
def test_a_wrong_key_is_refused(standin: list[Any], provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OUTWARD.get(provider).needs:
        monkeypatch.setenv(f"HOOK_{name.upper().replace('.', '_')}", "wrong")
    with pytest.raises(PbxRefused):
        OUTWARD.get(provider).dial("101", PHONE, "")
    assert not standin


def test_a_click_calls_and_the_call_is_found_again(
    client: Client,
    operator: Employee,
    standin: list[Any],
) -> None:
    person = make_person("Иванова Анна", phone=PHONE)
    assert "/calls/dial/" in client.get(f"/customers/{person.pk}/").content.decode()
    answer = press(client, person=person.pk)
    assert answer.status_code == 204 and "success" in answer["HX-Trigger"]
    wish = DialWish.objects.get()
    assert (wish.state, wish.provider, wish.phone, wish.extension) == ("asked", "mango", PHONE, "101")
    assert AuditEntry.objects.filter(verb="contactcenter.call.dialled", actor=operator.pk).count() == 1

    sides = {"from": {"extension": "101"}, "to": {"number": CLIENT}}
    mango_leg(1, "Appeared", 0, command_id=wish.command, **sides).send(client)
    wish.refresh_from_db()
    call = Call.objects.get()
    assert (wish.call_id, call.direction, call.person_id) == (call.pk, "out", person.pk)
    assert operator.full_name.split()[0] in client.get(f"/calls/{call.pk}/").content.decode()


def test_an_exchange_that_tells_no_command_is_matched_by_what_was_dialled(operator: Employee) -> None:
    told = {"provider": "zadarma", "extension": "101", "phone": PHONE, "actor": operator, "state": "asked"}
    wish = DialWish.objects.create(**told)
    other = DialWish.objects.create(**told | {"phone": "+79990000001"})
    make_call(PHONE, minutes_ago=0, talked=60, provider="zadarma", direction="out")
    wish.refresh_from_db()
    other.refresh_from_db()
    assert wish.call == Call.objects.get() and other.call is None


def test_whom_one_may_call(client: Client, operator: Employee, standin: list[Any]) -> None:
    call = make_call(PHONE)
    row = FollowUp.objects.get(call=call.pk)
    assert press(client, followup=row.pk).status_code == 204
    assert DialWish.objects.get().followup == row
    again = press(client, call=call.pk)
    assert again.status_code == 422 and "error" in again["HX-Trigger"]  # it is calling already
    hidden = make_call("anonymous")
    assert press(client, call=hidden.pk).status_code == 422
    for fields in ({}, {"person": "x"}, {"call": row.pk}, {"person": call.pk}):
        assert press(client, **fields).status_code == 404

    Employee.objects.filter(pk=operator.pk).update(extension="")
    assert press(client, call=call.pk).status_code == 422
    client.force_login(make_employee("marketer"))
    assert press(client, call=call.pk).status_code == 403
    assert client.get("/calls/dial/").status_code in (403, 405)


def test_what_the_exchange_said_stays_on_record(
    client: Client,
    operator: Employee,
    standin: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = make_call(PHONE)
    with monkeypatch.context() as patch:
        patch.setenv("HOOK_MANGO_KEY", "wrong")
        patch.setenv("HOOK_MANGO_SALT", "wrong")
        assert "error" in press(client, call=call.pk)["HX-Trigger"]
    assert DialWish.objects.get().state == "refused"
    with monkeypatch.context() as patch:
        patch.setenv("PBX_MANGO_URL", "http://127.0.0.1:9")
        assert "error" in press(client, call=call.pk)["HX-Trigger"]
    assert set(DialWish.objects.values_list("state", flat=True)) == {"refused", "unknown"}


def test_without_an_exchange_there_is_no_button(client: Client, operator: Employee, settings: Any) -> None:
    settings.DEMO = False
    assert exchange_to_dial() is None
    call = make_call(PHONE)
    assert "/calls/dial/" not in client.get(f"/calls/{call.pk}/").content.decode()
    assert press(client, call=call.pk).status_code == 422


def test_only_the_exchanges_own_hosts_are_asked() -> None:
    hosts = (".mango-office.ru",)
    for url in (
        "https://evil.example/a", "http://app.mango-office.ru/a", "https://mango-office.ru.evil.example/", "file:///etc",
        "https://127.0.0.1/", "https://xmango-office.ru/",
    ):  # fmt: skip
        with pytest.raises(PbxRefused):
            ask(Request(url, hosts))
    with pytest.raises(PbxRefused, match="own network"):
        ask(Request("https://localhost/", ("localhost",)))
    with pytest.raises(PbxSilent):
        ask(Request("http://127.0.0.1:9/", ("127.0.0.1",), plain=True))


def yesterday_noon() -> dt.datetime:
    day = clock.now().astimezone(clock.zone_of("")).date() - dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(12), clock.zone_of(""))


def journalled(
    settings: Any, provider: str, number: str, talked: int, minutes: int = 0, recording: str = ""
) -> dt.datetime:
    """A call of yesterday as the exchange remembers it: rang for 8 seconds."""
    begun = yesterday_noon() + dt.timedelta(minutes=minutes)
    talks = (Talk("101", 8.0, 8.0 + talked),) if talked else ()
    call = PlannedCall(
        number, provider, "74951234500", Caller(PHONE, "nothing"), 0.0, 8.0 + talked, "normal" if talked else "caller",
        rings=(Ring("101", 0.0, 8.0),), talks=talks, recording=recording,
    )  # fmt: skip
    Journal(settings.DATA_DIR).add(call, lambda at: begun + dt.timedelta(seconds=at))
    return begun


@pytest.mark.parametrize("provider", LISTS)
def test_the_nights_comparison_finds_and_adds(standin: list[Any], settings: Any, provider: str) -> None:
    operator = make_employee("operator", extension="101")
    lost = journalled(settings, provider, "lost", 60)
    journalled(settings, provider, "missed", 0, minutes=5)
    same = heard(provider, journalled(settings, provider, "same", 60, minutes=10), "same", 61)
    longer = heard(provider, journalled(settings, provider, "longer", 90, minutes=20), "longer", 60)
    wrong = heard(provider, journalled(settings, provider, "wrong", 30, minutes=30), "wrong", 0)
    alien = heard(provider, yesterday_noon() + dt.timedelta(minutes=40), "alien", 60)

    day = yesterday_noon().date()
    row = comparing.compare(provider, day)
    if provider == "mango":  # the list is being made
        assert (row.state, bool(row.ticket)) == ("running", True)
        assert comparing._step(OUTWARD.get(provider), row) is False
        row.refresh_from_db()
        assert comparing._step(OUTWARD.get(provider), row) is True
        row.refresh_from_db()

    assert (row.state, row.theirs, row.ours, row.added) == ("done", 5, 4, 2)
    told = {(one.call.external_id, one.kind): (one.ours, one.theirs) for one in row.differences.all()}
    names = {name: named(provider, name) for name in ("lost", "missed")}
    assert told == {
        (names["lost"], "added"): (None, None),
        (names["missed"], "added"): (None, None),
        ("longer", "talk"): (60, 90),
        ("wrong", "answered"): (0, 1),
        ("alien", "unknown"): (None, None),
    }
    added = Call.objects.get(external_id=names["lost"])
    assert (added.answered, added.state, added.phone, added.talk_seconds) == (True, "ended", PHONE, 60)
    assert abs(added.started_at - lost) < dt.timedelta(seconds=10)
    if provider != "uis":
        assert added.answered_by_id in (operator.pk, None)
    missed = Call.objects.get(external_id=names["missed"])
    assert FollowUp.objects.filter(call=missed.pk).exists() or missed.is_missed
    assert {call.pk for call in (same, longer, wrong, alien)} <= set(Call.objects.values_list("pk", flat=True))

    again = comparing.compare(provider, day)
    if provider != "mango":
        assert (again.state, again.added, again.theirs, again.ours) == ("done", 0, 5, 6)
        assert not CallDifference.objects.filter(kind="added").exists()


def named(provider: str, name: str) -> str:
    """The number of a call of which we had not heard: the exchange's own where its list has one."""
    has_number = provider not in ("sipuni", "beeline") or (provider, name) == ("sipuni", "lost")
    minutes = {"lost": 0, "missed": 5}[name]
    near = Call.objects.filter(
        started_at__range=[yesterday_noon() + dt.timedelta(minutes=minutes + by) for by in (-1, 1)]
    )
    found = near.get().external_id
    assert found == name if has_number else found.startswith("statistics:in:")
    return found


def test_a_list_without_numbers_is_matched_by_side_and_moment() -> None:
    """Two calls of one number within a minute, one the other way, one by a stranger, one hidden: each its own."""
    noon = yesterday_noon()

    def line(seconds: int, phone: str = PHONE, direction: str = "in") -> list[Heard]:
        begun = noon + dt.timedelta(seconds=seconds)
        return ended("x", begun=begun, over=begun, talked=None, direction=direction, phone=phone)

    def call(number: str, seconds: int, phone: str = PHONE, direction: str = "in") -> Call:
        started = noon + dt.timedelta(seconds=seconds)
        return Call(provider="beeline", external_id=number, started_at=started, direction=direction, phone=phone)

    ours = [call("first", 0), call("second", 40), call("back", 20, direction="out"), call("hidden", 300, "")]
    history = {
        "a": line(38), "b": line(1), "c": line(22, direction="out"), "d": line(310, "anonymous"),
        "e": line(5, "+79990000009"), "f": line(500), "second": line(900),
    }  # fmt: skip
    found = matching.named_as_ours(history, ours)
    assert {number: told[0].at for number, told in found.items()} == {
        "first": noon + dt.timedelta(seconds=1), "back": noon + dt.timedelta(seconds=22),
        "hidden": noon + dt.timedelta(seconds=310), "e": noon + dt.timedelta(seconds=5),
        "f": noon + dt.timedelta(seconds=500), "second": noon + dt.timedelta(seconds=900),
        "a": noon + dt.timedelta(seconds=38),
    }  # fmt: skip


def test_the_lines_of_one_group_ring_are_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beeline has a line for each telephone that rang; the next call of the number is another; colleagues are left."""
    start = int(yesterday_noon().timestamp() * 1000)

    def line(at: int, extension: str, status: str, seconds: int, phone: str = CLIENT) -> dict[str, Any]:
        told = {"startDate": start + at * 1000, "abonent": {"extension": extension}, "direction": "INBOUND"}
        return {**told, "phone_from": phone, "status": status, "duration": seconds * 1000}

    rows = [
        line(300, "102", "MISSED", 0), line(0, "101", "MISSED", 0), line(0, "102", "RECIEVED", 61),
        line(15, "103", "MISSED", 0), line(10, "101", "RECIEVED", 30, phone="104"),
    ]  # fmt: skip
    pages = iter([rows[:3], rows[3:], []])
    monkeypatch.setenv("PBX_BEELINE_URL", "https://cloudpbx.beeline.ru/apis/portal")
    monkeypatch.setattr("contactcenter.pbx.outward.beeline.ask_json", lambda request: next(pages))
    found = list(OUTWARD.get("beeline").history(yesterday_noon(), yesterday_noon() + dt.timedelta(days=1)).values())
    ends = [next(one for one in told if one.kind == "end") for told in found]
    assert [(one.phone, one.answered, one.talk_seconds, one.extensions) for one in ends] == [
        (CLIENT, True, 61, ("102",)),
        (CLIENT, False, 0, ("102",)),
    ]


def test_a_list_of_a_clock_an_hour_off_adds_nothing(standin: list[Any], settings: Any) -> None:
    """The events of such a clock are placed by ours; its list is read by the same measure."""
    begun = journalled(settings, "beeline", "late", 60)
    ProviderClock.objects.create(pk="beeline", offsets=[3600, 3601, 3599])
    heard("beeline", begun + dt.timedelta(hours=1), "late", 60)
    row = comparing.compare("beeline", yesterday_noon().date())
    assert (row.state, row.theirs, row.added, row.differences.count()) == ("done", 1, 0, 0)


def test_recordings_of_which_no_event_tells_are_listed_at_night_and_fetched(standin: list[Any], settings: Any) -> None:
    begun = journalled(settings, "beeline", "first", 60, recording="rec-1")
    journalled(settings, "beeline", "second", 30, minutes=10)
    first = heard("beeline", begun, "first", 60)
    second = heard("beeline", begun + dt.timedelta(minutes=10), "second", 30)
    ended = first.ended_at
    for _night in range(2):
        assert comparing.compare("beeline", yesterday_noon().date()).added == 0
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.recording, first.ended_at, second.recording) == ("rec-1", ended, "")
    Recording.objects.update(due_at=clock.now())
    assert fetching.fetch_due() == 1
    assert Recording.objects.get().call == first and Recording.objects.get().size == len(spoken("rec-1"))


def test_a_table_that_is_none_is_asked_for_again(standin: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for body in (b"", b"<html>", b"a;b\n1;2\n", "ID записи;Тип\n1;Входящий\n".encode()):
        monkeypatch.setattr("contactcenter.pbx.outward.sipuni.ask", lambda request, body=body: Answer(200, {}, body))
        row = comparing.compare("sipuni", yesterday_noon().date())
        assert (row.state, row.tries, bool(row.fault)) == ("running", 1, True), body
        Comparison.objects.all().delete()
    assert not Call.objects.exists()


def heard(provider: str, begun: dt.datetime, number: str, talked: int) -> Call:
    """The same call as its events told us."""
    minutes = (clock.now() - begun).total_seconds() / 60
    made = make_call(PHONE, minutes_ago=minutes, talked=talked, provider=provider)
    Call.objects.filter(pk=made.pk).update(external_id=number)
    return Call.objects.get(pk=made.pk)


def test_a_list_that_cannot_be_had_is_asked_for_again_and_shown(
    client: Client,
    standin: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOOK_MEGAFON_API", "wrong")
    row = comparing.compare("megafon", yesterday_noon().date())
    assert (row.state, row.tries) == ("running", 1) and "key" in row.fault
    Comparison.objects.update(tries=comparing.TRIES - 1)
    row.refresh_from_db()
    comparing._step(OUTWARD.get("megafon"), row)
    client.force_login(make_employee("supervisor"))
    text = client.get("/calls/reconcile/").content.decode()
    assert row.fault.split(":")[0] in text and "megafon" in text
    assert Comparison.objects.get().state == "failed"


def test_yesterday_is_compared_once_after_half_past_two(standin: list[Any], clock_at: Any) -> None:
    clock_at("2026-11-21T02:29:00+03:00")
    assert comparing.compare_due() == 0 and not Comparison.objects.exists()
    clock_at("2026-11-21T02:31:00+03:00")
    assert comparing.compare_due() == 5  # Mango's list is being made
    clock_at("2026-11-21T02:32:00+03:00")
    assert comparing.compare_due() == 0
    clock_at("2026-11-21T02:33:00+03:00")
    assert comparing.compare_due() == 1
    assert set(Comparison.objects.values_list("state", flat=True)) == {"done"}
    assert comparing.compare_due() == 0
    assert set(Comparison.objects.values_list("day", flat=True)) == {dt.date(2026, 11, 20)}


def test_the_order_for_events_is_renewed_before_it_expires(
    standin: list[Any],
    clock_at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock_at("2026-11-20T12:00:00+03:00")
    assert subscriptions.renew() == 1
    first = Subscription.objects.get()
    assert first.number and first.expires_at == clock.now() + dt.timedelta(hours=1)
    clock_at("2026-11-20T12:30:00+03:00")
    assert subscriptions.renew() == 0
    clock_at("2026-11-20T12:36:00+03:00")
    monkeypatch.setenv("HOOK_BEELINE_API", "wrong")
    assert subscriptions.renew() == 0
    assert Subscription.objects.get().fault
    clock_at("2026-11-20T13:01:00+03:00")
    assert exchange_alarms.look_round() == 1
    monkeypatch.delenv("HOOK_BEELINE_API")
    assert subscriptions.renew() == 1
    assert exchange_alarms.look_round() == 0
    assert Subscription.objects.get().number != first.number


def test_an_exchange_that_falls_silent_in_working_hours_is_told_of(client: Client, clock_at: Any) -> None:
    clock_at("2026-11-20T12:00:00+03:00")  # a Friday
    for number in range(21):
        make_call(PHONE, minutes_ago=60 * 24 * (number % 7) + 5)
    HookBody.objects.all().update(received_at=clock.now())
    hour = dt.timedelta(hours=1)
    assert exchange_alarms.look_round() == 0
    HookBody.objects.all().update(received_at=clock.now() - 20 * hour)
    assert exchange_alarms.look_round() == 0  # some twenty calls in two weeks: a pause of a day is usual
    HookBody.objects.all().update(received_at=clock.now() - 24 * 6 * hour)
    assert exchange_alarms.look_round() == 1
    client.force_login(make_employee("supervisor"))
    for path in ("/calls/", "/calls/reconcile/", "/"):
        assert "cti" in client.get(path).content.decode(), path

    clock_at("2026-11-20T23:00:00+03:00")  # closed: nobody expects a call
    assert exchange_alarms.look_round() == 0 and not ExchangeAlarm.objects.exists()
