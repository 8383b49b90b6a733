"""Orders of the exchange: several books, one order, one status whatever came first."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from optics_crm.core.errors import DomainError
from optics_crm.core.models import News
from orders.models import (
    Order,
    OrderEntry,
    OrderLine,
    OrderPromise,
    OrderStatusChange,
    Purchase,
    Reservation,
    Stock,
)
from orders.order_actions import cancel_order, change_status, hold_order
from tests.orders.orders import FRAME, ORDER, order, product, the_order
from tests.sync.rows import (
    ANNA,
    SALON,
    Row,
    customer,
    delete,
    doctor,
    exam,
    guid,
    purchase,
    refusal,
    rx,
    salon,
    send,
    statuses,
    upsert,
)

pytestmark = pytest.mark.django_db
NOW = "2026-11-21T18:00:00+03:00"
OTHER = guid("the shop's own guid")
Update = Callable[[], Any]


@pytest.fixture(autouse=True)
def world(clock_at: Callable[[str], dt.datetime]) -> None:
    clock_at(NOW)
    send([salon(), doctor(), customer(), product()])


def at(hour: float) -> str:
    return f"2026-11-21T{int(hour):02d}:{int(hour % 1 * 60):02d}:00+03:00"


def said() -> tuple[Any, ...]:
    """What is true of the one order, whatever ids it has."""
    row = Order.objects.live().get()
    lines = tuple(OrderLine.objects.filter(entry=row.lines_from).values_list("line_no", "name"))
    return row.status, row.status_at, row.number, row.shop_number, row.total, row.guid, lines


def every_interleaving(updates: list[Update]) -> Iterator[tuple[Any, ...]]:
    """What stands after each order of the updates; a beginning that several share is walked once."""
    if not updates:
        yield said()
    for update in updates:
        with transaction.atomic():
            update()
            yield from every_interleaving([other for other in updates if other is not update])
            transaction.set_rollback(True)


def from_book(source: str, row: Row) -> Update:
    return lambda: send([row], source)


def by_hand(move: Callable[..., Any], to: str, hour: float) -> Update:
    def act() -> None:
        try:
            with transaction.atomic():
                move("desk", Order.objects.live().get(), to, at=dt.datetime.fromisoformat(at(hour)))
        except DomainError:
            pass  # the order had gone on already: the person is told so

    return act


SHOP = {"channel": "shop", "shop_number": "S-9", "lines": [], "total": None}
FIVE: dict[str, tuple[str, list[Update]]] = {
    "newest": (
        "in_transit",
        [
            from_book("onec-retail", order(ORDER, 2, status="confirmed", status_at=at(10), shop_number="S-9")),
            from_book("onec-retail", order(ORDER, 3, status="in_workshop", status_at=at(12), shop_number="S-9")),
            from_book("shop", order(ORDER, 5, status="picking", status_at=at(11), **SHOP)),
            from_book("shop", order(ORDER, 6, status="in_transit", status_at=at(14), **SHOP)),
            by_hand(hold_order, "ждёт решения", 13),
        ],
    ),
    "an end": (
        "cancelled",
        [
            from_book("onec-retail", order(ORDER, 2, status="ready", status_at=at(15), shop_number="S-9")),
            from_book("onec-retail", order(ORDER, 3, status="client_notified", status_at=at(16))),
            from_book("shop", order(ORDER, 5, status="new", status_at=at(9), **SHOP)),
            from_book("shop", order(ORDER, 6, status="cancelled", status_at=at(12), **SHOP)),
            by_hand(change_status, "in_transit", 14),
        ],
    ),
    "a hand that was behind": (
        "ready",
        [
            from_book("onec-retail", order(ORDER, 2, status="confirmed", status_at=at(10), shop_number="S-9")),
            from_book("onec-retail", order(ORDER, 3, status="ready", status_at=at(12), shop_number="S-9")),
            from_book("shop", order(ORDER, 5, status="prepaid", status_at=at(11), **SHOP)),
            from_book("shop", order(ORDER, 6, status="prepaid", status_at=at(11), **SHOP | {"track": "RA1"})),
            by_hand(change_status, "lens_ordered", 13),
        ],
    ),
    "numbers, not guids": (
        "cancelled",
        [
            from_book("onec-retail", order(ORDER, 2, status="issued", status_at=at(12), shop_number="S-9")),
            from_book("onec-retail", order(ORDER, 1, status="picking", status_at=at(10), shop_number="S-9")),
            from_book("shop", order(OTHER, 5, number="S-9", status="new", status_at=at(9), channel="shop")),
            from_book("shop", order(OTHER, 6, number="S-9", status="in_transit", status_at=at(14), channel="shop")),
            by_hand(cancel_order, "передумал", 8),
        ],
    ),
}


SOAKED = [pytest.param(name, marks=pytest.mark.soak) for name in ("newest", "an end", "a hand that was behind")]


@pytest.mark.parametrize("name", [*SOAKED, "numbers, not guids"])
def test_five_updates_of_three_books_end_alike_in_every_interleaving(name: str) -> None:
    status, updates = FIVE[name]
    send([order(shop_number="S-9")])
    found = list(every_interleaving(updates))
    assert len(found) == 120
    assert len(set(found)) == 1, sorted({one[0] for one in found})
    assert found[0][0] == status


def test_an_order_that_two_books_know_by_a_guid_is_one_and_answers_one_id() -> None:
    first = send([order()])["results"][0]["crm_id"]
    second = send([order(ORDER, 7, status="ready", status_at=at(9))], "shop")["results"][0]["crm_id"]
    assert first == second == str(the_order().pk)
    assert OrderEntry.objects.count() == 2


def test_a_shops_order_is_found_by_the_number_that_1c_notes() -> None:
    send(
        [order(OTHER, 1, number="S-77", channel="shop", customer=None, delivery={"kind": "courier", "cost": 300})],
        "shop",
    )
    row = the_order(order(shop_number="S-77", delivery=None))
    assert (row.number, row.shop_number, str(row.guid), row.delivery) == ("З-1", "S-77", ORDER, "courier")
    assert row.card is not None


def test_a_number_that_two_shops_use_joins_nothing() -> None:
    send([order(guid(1), 1, number="100", channel="shop")], "shop")
    send([order(guid(2), 1, number="100", channel="marketplace")], "market")
    send([order(shop_number="100")])
    assert Order.objects.live().count() == 3


def test_a_number_that_comes_back_a_year_later_joins_nothing() -> None:
    send([order(guid(1), 1, number="100", channel="shop", created_at="2025-11-20T10:00:00")], "shop")
    send([order(shop_number="100")])
    assert Order.objects.live().count() == 2


def test_a_number_that_comes_later_joins_two_orders_into_one_with_both_histories() -> None:
    send([order(), purchase(guid("sale"), 1, order=ORDER)])
    send([order(OTHER, 1, number="S-5", status="prepaid", status_at=at(9), channel="shop")], "shop")
    gone = Order.objects.live().get(number="З-1")
    row = the_order(order(ORDER, 2, shop_number="S-5"))
    gone.refresh_from_db()
    assert (gone.joined_into, row.status) == (row, "prepaid")
    assert list(row.changes.values_list("to_status", flat=True)) == ["new", "prepaid"]
    assert Purchase.objects.get().order == row


def test_each_step_is_kept_once_and_a_late_one_moves_nothing_back() -> None:
    send([order()])
    send([order(ORDER, 2, status="ready", status_at=at(12))])
    row = the_order(order(ORDER, 3, status="ready", status_at=at(12), track="x"))
    for version in (1, 2):
        send([step(at(11), version)])
    row.refresh_from_db()
    steps = list(row.changes.values_list("from_status", "to_status"))
    assert (row.status, steps) == ("ready", [("", "new"), ("new", "in_workshop"), ("new", "ready")])


def test_a_newer_step_moves_the_order_on() -> None:
    row = the_order(order())
    assert statuses([step(at(11))]) == ["created"]
    row.refresh_from_db()
    assert row.status == "in_workshop"
    assert News.objects.filter(kind="orders.order_status_changed", is_quiet=False).count() == 1


def test_a_step_that_its_book_takes_back_stays_and_is_void() -> None:
    row = the_order(order())
    send([step(at(11))])
    send([step(at(11.5), 2, to="quality_check")])
    row.refresh_from_db()
    assert (row.status, list(row.changes.values_list("to_status", "is_void"))) == (
        "quality_check",
        [("new", False), ("in_workshop", True), ("quality_check", False)],
    )
    send([delete("stage_change", guid("step"), 3)])
    row.refresh_from_db()
    assert row.status == "new"


def test_the_first_promise_is_never_overwritten() -> None:
    row = the_order(order(promised_on="2026-11-25"))
    row = the_order(order(ORDER, 2, promised_on="2026-11-28"))
    assert (row.first_promised_on, row.promised_on) == (dt.date(2026, 11, 25), dt.date(2026, 11, 28))
    assert OrderPromise.objects.count() == 2
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Order.objects.update(first_promised_on=dt.date(2026, 12, 1))


@pytest.mark.parametrize("model", [OrderStatusChange, OrderPromise])
def test_history_can_only_grow(model: Any) -> None:
    the_order(order(promised_on="2026-11-25"))
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        model.objects.all().delete()
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET source = 'x'")


def test_an_order_lives_while_a_book_tells_of_it_and_comes_back_with_it() -> None:
    send([order()])
    send([order(ORDER, 1)], "shop")
    send([delete("order", ORDER, 2)])
    assert Order.objects.live().exists()
    send([delete("order", ORDER, 2)], "shop")
    assert not Order.objects.live().exists()
    assert statuses([order(ORDER, 3)]) == ["created"]
    assert the_order().status == "new"


def test_lines_and_payments_are_replaced_whole_and_an_absent_key_keeps_them() -> None:
    row = the_order(order(payments=[{"kind": "card", "amount": 1000}, {"kind": "cash", "amount": 200}]))
    assert (row.paid, OrderLine.objects.count()) == (1200, 2)
    kept = order(ORDER, 2)
    del kept["data"]["lines"]
    row = the_order(kept)
    assert (row.paid, OrderLine.objects.count()) == (1200, 2)
    row = the_order(order(ORDER, 3, lines=[], payments=None))
    assert (row.paid, OrderLine.objects.count()) == (0, 0)


def test_what_comes_later_is_tied_when_it_comes() -> None:
    row = the_order(purchase(guid("sale"), 1, order=ORDER), order(exam=guid("exam"), lines=[line_of(guid("rx"))]))
    assert Purchase.objects.get().order == row
    send([exam(guid("exam"), 1, prescriptions=[rx(guid("rx"))])])
    row.refresh_from_db()
    assert row.exam is not None
    assert OrderLine.objects.get().prescription is not None
    send([purchase(guid("later"), 1, order=ORDER)])
    assert Purchase.objects.filter(order=row).count() == 2


def step(moment: str, version: int = 1, **more: Any) -> Row:
    told = {"entity": "order", "entity_guid": ORDER, "from": "new", "to": "in_workshop", "at": moment}
    return upsert("stage_change", guid("step"), version, **told | more)


def line_of(prescription: str) -> dict[str, Any]:
    return {"line_no": 1, "name": "Линза", "qty": 2, "price": 1, "amount": 2, "prescription": prescription}


def test_history_says_no_news_and_a_recent_order_says_one_of_each() -> None:
    send([order()], is_history=True)
    loud = News.objects.filter(kind__startswith="orders.order", is_quiet=False)
    assert not loud.exists()
    send([order(guid(2), 1, created_at="2026-10-01T10:00:00", status_at="2026-10-02T10:00:00")])
    assert not loud.exists()
    send([order(guid(3), 1, created_at=at(10), status_at=at(10))])
    send([order(guid(3), 2, created_at=at(10), status="ready", status_at=at(12))])
    send([order(guid(3), 3, created_at=at(10), status="ready", status_at=at(12), track="x")])
    told = [(row.kind, row.origin, row.changed) for row in loud.order_by("pk")]
    assert told == [
        ("orders.order_placed", "onec-retail", []),
        ("orders.order_status_changed", "onec-retail", ["status"]),
        ("orders.order_changed", "onec-retail", []),
    ]


def test_stock_is_one_row_for_a_product_in_a_salon_and_a_shelf_may_run_into_the_red() -> None:
    def shelf(version: int, **more: Any) -> Row:
        data = {"product": FRAME, "salon": SALON, "qty": 5, "at": at(9)} | more
        return {"kind": "stock", "op": "upsert", "version": version, "data": data}

    assert statuses([shelf(1, reserved=1)]) == ["created"]
    assert statuses([shelf(3, qty=-2), shelf(2)]) == ["updated", "stale"]
    row = Stock.objects.get()
    assert (row.qty, row.reserved) == (-2, 1)
    assert refusal(shelf(4, reserved=-1)) == ("out_of_range", "/reserved")


def test_a_reservation_that_stays_where_it_is_goes_nowhere() -> None:
    told = {"product": FRAME, "from_salon": SALON, "to_salon": SALON, "customer": ANNA, "qty": 1, "until": at(20)}
    assert statuses([upsert("reservation", guid("r"), 1, **told)]) == ["created"]
    assert Reservation.objects.get().to_salon is None
    assert refusal(upsert("reservation", guid("x"), 1, **told | {"qty": 0})) == ("out_of_range", "/qty")
