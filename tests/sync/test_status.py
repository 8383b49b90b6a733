"""How the exchange stands: for the client that asks, for the figures of the monitoring."""

import datetime as dt
from typing import Any

import pytest

from customers.models import Card
from optics_crm.core import clock
from optics_crm.core.metrics import exposition
from optics_crm.core.models import SyncFlow
from optics_crm.core.sync import flows
from optics_crm.core.sync.feed.lag import behind_of, everybody
from orders.certificates import Gift, issue
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, customer, guid, purchase, salon, send

NOON = "2026-11-21T12:00:00+03:00"


def row_of(book: Book, kind: str) -> dict[str, Any]:
    answer = book.get("status")
    assert answer.status_code == 200, answer.content
    return next(row for row in answer.json()["kinds"] if row["kind"] == kind)


@pytest.mark.django_db
def test_each_kind_tells_its_last_batch_its_rows_its_lag_and_what_is_wrong(clock_at: Any) -> None:
    book = Book()
    clock_at("2026-11-20T12:00:00+03:00")
    send([salon(), customer()])
    clock_at(NOON)
    sold = [f"2026-11-21T11:{minute}:00" for minute in ("58", "50", "00")]
    rows = [purchase(guid(n), sold_at=at) for n, at in enumerate(sold)]
    old = purchase(guid("old"), sold_at="2026-03-04T12:00:00")
    send([*rows, old, purchase(guid("early"), customer=guid("nobody")), purchase(guid("bad"), total="1 200,50")])
    assert row_of(book, "purchase") == {
        "kind": "purchase",
        "last_batch_at": NOON,
        "rows_today": 6,
        "lag_p50": 600.0,
        "lag_p99": pytest.approx(3540),
        "parked": 1,
        "oldest_parked_at": NOON,
        "rejected": [{"code": "bad_number", "count": 1}],
    }
    customers = row_of(book, "customer")
    assert (customers["last_batch_at"], customers["rows_today"]) == ("2026-11-20T12:00:00+03:00", 0)
    assert (customers["lag_p50"], customers["parked"], customers["rejected"]) == (None, 0, [])
    assert row_of(book, "exam")["last_batch_at"] is None


@pytest.mark.django_db
def test_a_client_sees_its_own_state_and_the_kinds_that_it_may_send() -> None:
    shop = Book("shop", ["status:read", "order:write"])
    send([salon(), customer()])
    answer = shop.get("status").json()
    assert [(row["kind"], row["rows_today"]) for row in answer["kinds"]] == [("order", 0)]
    assert answer["feed"] is None
    assert Book("shop", ["order:write"]).refused("status")[:2] == (403, "scope_missing")


@pytest.mark.django_db
def test_a_dry_run_and_a_repetition_are_no_flow() -> None:
    send([salon()], is_dry=True)
    assert not SyncFlow.objects.exists()
    for _time in range(2):
        send([salon()], batch_id="one")
    assert SyncFlow.objects.values_list("kind", "created").get() == ("salon", 1)
    SyncFlow.objects.update(at=clock.now() - dt.timedelta(days=31))
    assert flows.forget_old() == 1


@pytest.mark.django_db
def test_the_state_costs_a_fixed_number_of_statements(django_assert_max_num_queries: Any) -> None:
    book = Book()
    send([salon(), customer(), *(purchase(guid(n)) for n in range(30))])
    with django_assert_max_num_queries(16):
        book.get("status")


@pytest.mark.django_db(transaction=True)
def test_a_client_that_stopped_reading_is_seen_by_its_age(clock_at: Any) -> None:
    onec = Book()
    assert (behind_of(onec.client), everybody()) == (None, [])
    clock_at("2026-11-21T09:00:00+03:00")
    send([salon(), customer()])
    cursor = onec.catch_up()
    clock_at("2026-11-21T10:00:00+03:00")
    issue(None, Gift(Card.objects.get().pk, dt.date(2099, 1, 1), value=1500))
    clock_at("2026-11-21T11:30:00+03:00")
    behind = behind_of(onec.client)
    assert behind is not None and behind.unacked_seconds == 5400
    assert 'optics_feed_unacked_seconds{client="onec-retail"} 5400.0' in exposition().decode()
    told = onec.get("status").json()["feed"]
    assert (told["unacked_seconds"], told["acked_at"]) == (5400, "2026-11-21T09:00:00+03:00")
    failed = [{"kind": "customer", "guid": ANNA, "code": "locked"}]
    onec.ack(onec.changes(cursor=cursor)["next_cursor"], failed)
    assert onec.get("status").json()["feed"] | {"read_at": "", "acked_at": ""} == {
        "unacked_seconds": 0,
        "read_at": "",
        "acked_at": "",
        "failures": 1,
    }
