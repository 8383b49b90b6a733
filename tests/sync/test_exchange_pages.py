"""The rooms of the exchange: what waits, what was refused, a trial, alarms; for whom they are."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from optics_crm.core import clock, staff_words
from optics_crm.core.models import AuditEntry, Salon, SyncAlarm, SyncClient, SyncCode, SyncParked, SyncSalonSeen
from optics_crm.core.sync import alarms
from tests.core.staff import make_employee
from tests.sync.rows import ANNA, SALON, customer, guid, purchase, salon, send, statuses, upsert

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(make_employee("admin"))
    return client


def early() -> None:
    """Two purchases of a customer who is not here yet, and one row of a code that nobody knows."""
    send([salon()])
    assert statuses([purchase(guid(1)), purchase(guid(2))]) == ["deferred", "deferred"]
    assert statuses([upsert("product", guid(3), 1, name="Оправа", category="Солнцезащита детская")]) == ["deferred"]


def test_what_waits_is_shown_by_what_it_misses(admin: Client) -> None:
    early()
    page = admin.get("/sync/waiting/").content.decode()

    assert ANNA in page and "purchase" in page
    assert "Солнцезащита детская" in page and "sunglasses" in page


def test_a_meaning_lets_the_rows_go(admin: Client, django_capture_on_commit_callbacks: Any) -> None:
    early()
    told = {"kind": "product", "field": "category", "value": "Солнцезащита детская", "code": "sunglasses"}
    with django_capture_on_commit_callbacks(execute=True):
        answer = admin.post("/sync/meanings/", told)

    assert answer.status_code == 302
    assert SyncCode.objects.get().client is None
    assert not SyncParked.objects.filter(kind="product").exists()
    assert AuditEntry.objects.filter(verb="core.sync.code_mapped").count() == 1

    admin.post(f"/sync/meanings/{SyncCode.objects.get().pk}/take-back/")
    assert not SyncCode.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "moon", "field": "category", "value": "x", "code": "frame"},
        {"kind": "product", "field": "category", "value": "x", "code": "moon"},
        {"kind": "product", "field": "category", "value": "", "code": "frame"},
        {"kind": "product", "field": "category", "value": "frame", "code": "frame"},
        {},
    ],
)
def test_a_meaning_that_cannot_be_is_refused(admin: Client, told: dict[str, str]) -> None:
    assert admin.post("/sync/meanings/", told).status_code == 422
    assert not SyncCode.objects.exists()


def test_a_replay_tells_what_went_in(admin: Client) -> None:
    early()
    parked = SyncParked.objects.filter(kind="purchase").first()
    assert parked is not None
    page = admin.post("/sync/waiting/replay/", {"client": str(parked.client_id)}, follow=True)

    assert page.status_code == 200
    assert SyncParked.objects.filter(kind="purchase").count() == 2
    assert admin.post("/sync/waiting/replay/", {"client": "no"}).status_code == 404


def test_refusals_stand_by_reason_with_the_hint(admin: Client) -> None:
    send([salon(), customer(), purchase(guid(1), lines=[{"line_no": 1, "name": "Л", "qty": 1, "price": "1 200,50"}])])
    page = admin.get("/sync/refused/").content.decode()
    assert "Формат(Число" in page
    assert guid(1) in admin.get("/sync/refused/?code=bad_number").content.decode()
    assert guid(1) not in admin.get("/sync/refused/?code=bad_guid").content.decode()
    assert admin.get("/sync/refused/?client=rubbish&after=%00").status_code in (200, 400)


def test_a_trial_answers_and_keeps_nothing(admin: Client) -> None:
    send([])
    pk = SyncClient.objects.get().pk
    body = '{"batch_id": "t", "source": "onec-retail", "items": [%s]}'
    row = f'{{"kind": "salon", "op": "upsert", "guid": "{SALON}", "version": 1, "data": {{"name": "Оптика"}}}}'
    page = admin.post("/sync/trial/", {"client": str(pk), "body": body % row})
    assert page.status_code == 200
    assert "/timezone" in page.content.decode()
    assert not Salon.objects.exists()

    for wrong in ("{", "[]", body % "1", '{"batch_id": "t", "source": "shop", "items": []}'):
        assert admin.post("/sync/trial/", {"client": str(pk), "body": wrong}).status_code in (200, 422)
    assert not Salon.objects.exists()


def test_the_overview_shows_salons_that_fell_silent(admin: Client, clock_at: Ask) -> None:
    clock_at("2026-11-20T10:00:00+03:00")
    send([salon(), customer(), purchase(guid(1))])
    assert SyncSalonSeen.objects.get().salon.name == "Оптика на Мира"

    clock_at("2026-11-22T10:00:00+03:00")
    page = admin.get("/sync/").content.decode()
    assert "Оптика на Мира" in page and "молчит больше суток" in page


def test_an_alarm_is_told_once_and_again_after_it_was_well(
    admin: Client, clock_at: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[staff_words.Word] = []
    monkeypatch.setattr(staff_words, "send", lambda channel, word: heard.append(word))
    clock_at("2026-11-20T10:00:00+03:00")
    early()
    pk = SyncParked.objects.first().client_id  # type: ignore[union-attr]
    told = {"client": pk, "watch": "parked", "minutes": 60, "channel": "email", "address": "it@optika.example"}
    assert admin.post("/sync/alarms/", told).status_code == 302

    assert alarms.look_round() == 0
    clock_at("2026-11-20T11:30:00+03:00")
    assert (alarms.look_round(), alarms.look_round()) == (1, 0)
    assert heard[0].address == "it@optika.example" and "ждут" in heard[0].text

    send([customer()])
    SyncCode.objects.create(kind="product", field="category", value="Солнцезащита детская", code="sunglasses")
    SyncParked.objects.filter(kind="product").delete()
    alarms.look_round()
    assert SyncAlarm.objects.get().raised_at is None

    early_again = upsert("product", guid(9), 1, name="Оправа", category="Иное")
    send([early_again])
    clock_at("2026-11-20T14:00:00+03:00")
    assert alarms.look_round() == 1
    assert len({word.ref for word in heard}) == 2


def test_an_alarm_that_was_not_carried_is_told_later(admin: Client, clock_at: Ask, monkeypatch: Any) -> None:
    def fails(channel: str, word: staff_words.Word) -> None:
        raise staff_words.NotCarried("the gateway is away")

    clock_at("2026-11-20T10:00:00+03:00")
    send([salon(), customer(), purchase(guid(1))])
    alarm = alarms.set_alarm(
        None,
        SyncSalonSeen.objects.get().client,
        "salon",
        minutes=60,
        channel="email",
        address="a@b.example",
    )
    clock_at("2026-11-20T12:00:00+03:00")
    with monkeypatch.context() as patch:
        patch.setattr(staff_words, "send", fails)
        assert alarms.look_round() == 0
    alarm.refresh_from_db()
    assert (alarm.raised_at, alarm.told_at) == (clock.now(), None)

    monkeypatch.setattr(staff_words, "send", lambda channel, word: None)
    assert alarms.look_round() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "no e-mail"},
        {"minutes": "0"},
        {"minutes": "x"},
        {"watch": "moon"},
        {"channel": "pigeon"},
        {"client": "1"},
    ],
)
def test_an_alarm_that_cannot_be_is_refused(admin: Client, wrong: dict[str, str]) -> None:
    send([])
    pk = SyncClient.objects.get().pk
    told = {"client": pk, "watch": "parked", "minutes": 60, "channel": "email", "address": "it@optika.example"}
    assert admin.post("/sync/alarms/", told | wrong).status_code == 422
    assert not SyncAlarm.objects.exists()


def test_silence_is_measured_from_the_last_batch(clock_at: Ask) -> None:
    now = clock_at("2026-11-20T10:00:00+03:00")
    send([salon()])
    client = SyncClient.objects.get()
    watch = alarms.WATCHES.get("silence")
    assert watch.look(client, dt.timedelta(minutes=60)) == ""
    clock_at((now + dt.timedelta(hours=2)).isoformat())
    assert watch.look(client, dt.timedelta(minutes=60)) != ""


@pytest.mark.parametrize("path", ["/sync/", "/sync/waiting/", "/sync/refused/", "/sync/alarms/", "/sync/trial/"])
def test_pages_ask_a_fixed_number_of_questions(admin: Client, path: str, django_assert_max_num_queries: Any) -> None:
    early()
    for number in range(10, 22):
        send([purchase(guid(number), customer=guid(f"c{number}"))])
    with django_assert_max_num_queries(24):
        assert admin.get(path).status_code == 200
