"""R6: a row that comes too early is kept and goes in by itself; never lost, never twice, never louder than it was."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions import PersonWords, register_customer
from customers.models import Card, Exam
from optics_crm.core import clock
from optics_crm.core.models import News, Salon, SyncClient, SyncCode, SyncParked, SyncRejected, SyncTombstone
from optics_crm.core.sync.parking import replaying, sweeping
from orders.models import Product, Purchase
from tests.sync.rows import (
    ANNA,
    SALON,
    Row,
    customer,
    deferral,
    delete,
    doctor,
    exam,
    guid,
    line,
    purchase,
    rx,
    salon,
    send,
    statuses,
    upsert,
)

pytestmark = pytest.mark.django_db


def parked() -> dict[str, tuple[str, int]]:
    rows = SyncParked.objects.values_list("guid", "missing_kind", "version")
    return {str(key): (kind, version) for key, kind, version in rows}


def product(key: str, version: int = 1, **more: Any) -> Row:
    return upsert("product", key, version, **{"name": "Оправа"} | more)


class TestReplay:
    def test_a_row_goes_in_with_the_object_that_it_waited_for(self) -> None:
        send([customer()])
        assert deferral(purchase(guid(1))) == ("unknown_ref", "/salon")
        assert (Purchase.objects.count(), parked()) == (0, {guid(1): ("salon", 1)})
        answer = send([salon()])
        assert (answer["received"], answer["created"]) == (1, 1)
        assert (Purchase.objects.get().salon.name, parked()) == ("Оптика на Мира", {})

    def test_the_answer_says_what_is_missing_and_that_the_row_is_safe(self) -> None:
        told = send([customer(), purchase(guid(1))])["results"][1]
        assert (told["status"], told["code"], told["pointer"], told["value"]) == (
            "deferred",
            "unknown_ref",
            "/salon",
            SALON,
        )
        assert f"salon {SALON}" in told["message"]
        assert "сохранена" in told["message"]
        assert "crm_id" not in told

    def test_a_row_that_misses_two_things_moves_on_to_the_next(self) -> None:
        assert deferral(purchase(guid(1))) == ("unknown_ref", "/salon")
        send([salon()])
        assert parked() == {guid(1): ("customer", 1)}
        send([customer()])
        assert (parked(), Purchase.objects.get().number) == ({}, "П-1")

    def test_chains_resolve_at_once(self) -> None:
        back = [purchase(guid(n), kind="return", return_of=guid(n - 1)) for n in range(2, 6)]
        assert statuses([*reversed(back), customer(home_salon=SALON)]) == ["deferred"] * 5
        assert statuses([purchase(guid(1))]) == ["deferred"]
        assert statuses([salon()]) == ["created"]
        assert (Purchase.objects.count(), Card.objects.count(), parked()) == (5, 1, {})

    def test_a_long_chain_within_one_batch_needs_no_parking(self) -> None:
        back = [purchase(guid(n), kind="return", return_of=guid(n - 1)) for n in range(2, 8)]
        assert statuses([*reversed(back), purchase(guid(1)), salon(), customer()]) == ["created"] * 9
        assert parked() == {}

    def test_another_client_may_bring_it(self) -> None:
        send([purchase(guid(1), customer=None)])
        send([salon()], source="shop")
        assert (Purchase.objects.get().client.source, Salon.objects.get().client.source) == ("onec-retail", "shop")

    def test_the_rows_of_every_client_go_in_as_its_own(self) -> None:
        for source, zone in (("onec-retail", "Europe/Moscow"), ("east", "Asia/Kamchatka")):
            SyncClient.objects.create(source=source, name=source, timezone=zone)
            send([purchase(guid(1), customer=None, sold_at="2026-03-04T12:00:00")], source)
        send([salon()], "shop")
        hours = {row.client.source: row.sold_at.astimezone(dt.UTC).hour for row in Purchase.objects.all()}
        assert hours == {"onec-retail": 9, "east": 0}

    def test_what_is_born_in_the_crm_counts_too(self) -> None:
        person = register_customer("desk", PersonWords("Иванова", "Анна"))
        card = Card.objects.get(person=person)
        Card.objects.filter(pk=card.pk).update(guid=ANNA)
        send([salon()])
        Card.objects.filter(pk=card.pk).update(guid=card.pk)
        assert deferral(purchase(guid(1))) == ("unknown_ref", "/customer")
        Card.objects.filter(pk=card.pk).update(guid=ANNA)
        assert (sweeping.sweep(), Purchase.objects.get().card_id, parked()) == (1, card.pk, {})

    def test_beyond_the_limit_a_worker_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rung: list[str] = []
        monkeypatch.setattr(replaying, "AT_ONCE", 3)
        monkeypatch.setattr(replaying, "ring", rung.append)
        monkeypatch.setattr(sweeping, "CHUNK", 2)
        send([customer(), *(purchase(guid(n)) for n in range(8))])
        send([salon()])
        assert (Purchase.objects.count(), rung) == (3, ["sync.parked"])
        assert (sweeping.sweep(), Purchase.objects.count(), parked()) == (5, 8, {})
        assert sweeping.sweep() == 0

    def test_a_row_that_the_code_cannot_read_does_no_harm_to_the_batch_nor_to_its_neighbours(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send([customer(home_salon=SALON), purchase(guid(1)), purchase(guid(2), lines=[line(product=guid("frame"))])])

        def settle(works: Any, batch: Any) -> None:
            if any(work.guid.hex == guid(1).replace("-", "") for work in works):
                raise KeyError("a mistake of ours")

        monkeypatch.setattr("orders.purchase_intake.settle", settle)
        assert statuses([salon(), product(guid("frame"))]) == ["created", "created"]
        assert Purchase.objects.count() == 0
        sweeping.sweep()
        assert [str(row.guid) for row in Purchase.objects.all()] == [guid(2)]
        left = SyncParked.objects.get()
        assert (str(left.guid), left.reason, left.code) == (guid(1), "rejected", "not_storable")


class TestKeys:
    def test_a_newer_version_replaces_the_parked_one_and_an_older_is_stale(self) -> None:
        assert statuses([purchase(guid(1), 5, number="пять", customer=None)]) == ["deferred"]
        assert statuses([purchase(guid(1), 4, number="четыре", customer=None)]) == ["stale"]
        assert statuses([purchase(guid(1), 6, number="шесть", customer=None)]) == ["deferred"]
        assert parked() == {guid(1): ("salon", 6)}
        send([salon()])
        row = Purchase.objects.get()
        assert (row.number, row.version) == ("шесть", 6)

    def test_a_row_sent_again_is_deferred_again_and_kept_once(self) -> None:
        row = purchase(guid(1), 5, customer=None)
        assert statuses([row, row]) == ["deferred", "deferred"]
        first = SyncParked.objects.get()
        assert statuses([row]) == ["deferred"]
        again = SyncParked.objects.get()
        assert (again.pk, again.at) == (first.pk, first.at)
        other = purchase(guid(1), 5, customer=None, number="иначе")
        assert send([other])["results"][0]["code"] == "version_reused"

    def test_of_two_versions_in_a_batch_the_higher_is_parked(self) -> None:
        send([salon()])
        assert statuses([purchase(guid(1), 2), purchase(guid(1), 1, customer=None)]) == ["deferred", "stale"]
        odd = {"channel": "Авито", "customer": None}
        assert statuses([purchase(guid(2), 2, **odd), purchase(guid(2), 1, customer=None)]) == ["deferred", "stale"]
        assert Purchase.objects.count() == 0

    def test_a_newer_version_that_needs_nothing_goes_in_and_ends_the_wait(self) -> None:
        send([salon(), purchase(guid(1), 5)])
        assert statuses([purchase(guid(1), 6, customer=None)]) == ["created"]
        assert parked() == {}
        send([customer()])
        assert Purchase.objects.get().version == 6

    def test_a_known_object_stands_as_it_was_while_its_change_waits(self) -> None:
        send([salon(), customer(), purchase(guid(1), 1, number="было")])
        east = guid("east")
        assert statuses([purchase(guid(1), 2, number="стало", salon=east)]) == ["deferred"]
        assert Purchase.objects.get().number == "было"
        assert statuses([purchase(guid(1), 1, number="было")]) == ["stale"]
        send([salon(1, east)])
        assert (Purchase.objects.get().number, parked()) == ("стало", {})

    def test_a_delete_of_a_parked_object_ends_the_wait_and_guards_the_key(self) -> None:
        send([purchase(guid(1), 5, customer=None)])
        assert statuses([delete("purchase", guid(1), 4)]) == ["stale"]
        assert send([delete("purchase", guid(1), 5)])["results"][0]["code"] == "version_reused"
        assert statuses([delete("purchase", guid(1), 6)]) == ["unchanged"]
        assert (parked(), SyncTombstone.objects.get().version) == ({}, 6)
        send([salon()])
        assert Purchase.objects.count() == 0
        assert statuses([purchase(guid(1), 5, customer=None)]) == ["stale"]

    def test_a_refusal_at_last_is_kept_and_told_and_a_newer_version_mends_it(self) -> None:
        send([salon(), doctor()])
        early = exam(guid("e"), 5, examined_at="2026-03-01T10:00:00")
        assert deferral(early) == ("unknown_ref", "/customer")
        send([customer(birth_date="2026-03-05")])
        left = SyncParked.objects.get()
        assert (left.reason, left.code, left.pointer) == ("rejected", "bad_date", "/examined_at")
        assert SyncRejected.objects.get().code == "bad_date"
        assert statuses([exam(guid("e"), 6, examined_at="2026-03-06T10:00:00")]) == ["created"]
        assert (parked(), SyncRejected.objects.count()) == ({}, 0)

    def test_rows_that_were_overtaken_are_swept_away(self) -> None:
        send([purchase(guid(1), 5, customer=None), purchase(guid(2), 5, customer=None)])
        keep = list(SyncParked.objects.values())
        send([salon(1, guid("other")), purchase(guid(1), 7, customer=None, salon=guid("other"))])
        send([delete("purchase", guid(2), 6)])
        SyncParked.objects.bulk_create(SyncParked(**row) for row in keep)  # as a batch of the same moment leaves them
        sweeping.forget_overtaken()
        assert parked() == {}


class TestModes:
    def test_a_dry_run_says_deferred_and_keeps_nothing(self) -> None:
        assert statuses([purchase(guid(1), customer=None)], is_dry=True) == ["deferred"]
        assert parked() == {}

    def test_a_dry_run_lets_nobody_go(self) -> None:
        send([purchase(guid(1), customer=None)])
        assert statuses([salon()], is_dry=True) == ["created"]
        assert (Purchase.objects.count(), len(parked())) == (0, 1)

    def test_deferred_is_received_also_when_it_is_all_or_nothing(self) -> None:
        assert statuses([customer(), purchase(guid(1))], is_atomic=True) == ["created", "deferred"]
        assert len(parked()) == 1

    def test_a_refusal_takes_the_deferred_back_with_the_others(self) -> None:
        rows = [customer(), purchase(guid(1)), customer(1, guid("x"), birth_date="вчера")]
        answer = send(rows, is_atomic=True)
        assert [(told["status"], told["code"]) for told in answer["results"]] == [
            ("rejected", "batch_not_applied"),
            ("rejected", "batch_not_applied"),
            ("rejected", "bad_date"),
        ]
        assert (parked(), Card.objects.count()) == ({}, 0)

    def test_history_stays_silent_when_it_goes_in_late(self) -> None:
        today = clock.now().isoformat()
        send([purchase(guid(1), customer=None, sold_at=today)], is_history=True)
        send([salon()])
        assert (
            Purchase.objects.count(),
            News.objects.filter(is_quiet=False, kind="orders.purchase_recorded").count(),
        ) == (1, 0)

    def test_news_stays_news_when_history_brings_what_it_needs(self) -> None:
        send([purchase(guid(1), customer=None, sold_at=clock.now().isoformat())])
        send([salon()], is_history=True)
        assert News.objects.get(is_quiet=False, kind="orders.purchase_recorded").origin == "onec-retail"

    def test_what_waited_for_four_days_is_no_news_any_more(self, clock_at: Callable[[str], dt.datetime]) -> None:
        sold = clock_at("2026-11-20T12:00:00+03:00")
        send([purchase(guid(1), customer=None, sold_at=sold.isoformat())])
        clock_at("2026-11-24T12:00:00+03:00")
        send([salon()])
        assert (
            Purchase.objects.count(),
            News.objects.filter(is_quiet=False, kind="orders.purchase_recorded").count(),
        ) == (1, 0)


class TestCodes:
    def test_a_code_without_a_meaning_waits_for_one(self) -> None:
        send([salon()])
        assert deferral(purchase(guid(1), customer=None, channel="Авито")) == ("unknown_enum", "/channel")
        row = SyncParked.objects.get()
        assert (row.reason, row.field, row.value) == ("unknown_enum", "channel", "Авито")

    def test_in_a_list_the_field_is_one_whatever_the_line(self) -> None:
        send([salon(), purchase(guid(1), customer=None, lines=[line(1), line(2, "Оправы")])])
        row = SyncParked.objects.get()
        assert (row.field, row.value, row.pointer) == ("lines.category", "Оправы", "/lines/1/category")

    def test_a_mapped_code_is_read_as_ours_and_ours_stay_ours(self) -> None:
        SyncCode.objects.create(kind="product", field="category", value="Оправы", code="frame")
        SyncCode.objects.create(kind="product", field="category", value="service", code="frame")
        send([product(guid(1), category="Оправы"), product(guid(2), category="service")])
        assert sorted(Product.objects.values_list("category", flat=True)) == ["frame", "service"]
        assert statuses([product(guid(1), 2, category="Оправы")]) == ["unchanged"]

    def test_a_clients_own_meaning_goes_before_the_common_one(self) -> None:
        shop = SyncClient.objects.create(source="shop", name="shop")
        for client, code in ((None, "frame"), (shop, "sunglasses")):
            SyncCode.objects.create(client=client, kind="product", field="category", value="O", code=code)
        send([product(guid(1), category="O")])
        send([product(guid(1), category="O")], "shop")
        found = dict(Product.objects.values_list("client__source", "category"))
        assert found == {"onec-retail": "frame", "shop": "sunglasses"}

    def test_a_row_may_wait_for_a_meaning_then_for_another_then_for_an_object(self) -> None:
        send([purchase(guid(1), customer=None, channel="Авито", lines=[line(1, "Оправы")])])
        waited_for = []
        for code in ("frame", "shop"):
            row = SyncParked.objects.get()
            waited_for.append((row.reason, row.field))
            SyncCode.objects.create(kind="purchase", field=row.field, value=row.value, code=code)
            sweeping.sweep()
        assert waited_for == [("unknown_enum", "lines.category"), ("unknown_enum", "channel")]
        assert parked() == {guid(1): ("salon", 1)}
        send([salon()])
        assert Purchase.objects.get().channel == "shop"

    def test_a_meaning_that_is_no_code_any_more_is_tried_once_a_sweep(self) -> None:
        send([product(guid(1), category="Оправы")])
        SyncCode.objects.create(kind="product", field="category", value="Оправы", code="gone")
        assert (sweeping.sweep(), SyncParked.objects.get().reason) == (1, "unknown_enum")

    def test_codes_that_a_mapper_checks_itself_can_be_mapped_too(self) -> None:
        SyncCode.objects.create(kind="exam", field="recommended.advice", value="Прогрессив", code="glasses_progressive")
        told = [{"category": "spectacle_lens", "advice": "Прогрессив"}]
        send([salon(), doctor(), customer(), exam(guid("e"), recommended=told)])
        assert Exam.objects.get().recommendations.get().code == "glasses_progressive"


def test_parked_medical_values_stay_out_of_the_list_of_refusals() -> None:
    send([salon(), doctor(), exam(guid("e"), prescriptions=[rx(guid("r"))])])
    assert "-2.25" in SyncParked.objects.get().payload
    assert "-2.25" not in str(list(SyncRejected.objects.values()))


def test_a_batch_with_nothing_parked_costs_one_question_more() -> None:
    send([salon(), customer()])
    with CaptureQueriesContext(connection) as seen:
        send([purchase(guid(n)) for n in range(5)])
    asked = [told["sql"] for told in seen if "core_syncparked" in told["sql"]]
    assert [sql.split(" FROM ")[0] for sql in asked] == ["SELECT (SELECT 1"]
    assert sum("advisory_xact_lock_shared" in told["sql"] for told in seen) == 1
