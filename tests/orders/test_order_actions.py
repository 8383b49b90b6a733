"""What people do with an order and with what is put aside, and what they may not."""

import datetime as dt
from decimal import Decimal

import pytest

from optics_crm.core import clock
from optics_crm.core.errors import Conflict, DomainError, Stale
from optics_crm.core.models import AuditEntry, News, Salon
from orders.answers import answer
from orders.models import Order, Reservation
from orders.order_actions import cancel_order, change_status, hold_order, promise_order, remake_order
from orders.reservations import expire_reservations, request_reservation, settle_reservation
from orders.stock import shelves_of
from tests.core.staff import make_employee, make_salon
from tests.customers.people import make_person
from tests.orders.orders import make_order, make_product, make_stock

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)


@pytest.fixture(autouse=True)
def salon(clock_at: object) -> Salon:
    clock.freeze(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC))
    return make_salon()


@pytest.fixture
def order(salon: Salon) -> Order:
    return make_order(make_person(), salon, "in_workshop", promised_on=dt.date(2026, 11, 24))


def test_an_order_moves_on_with_who_when_and_from_where(order: Order) -> None:
    actor = make_employee("workshop")
    row = change_status(actor, order, "ready", comment="проверено")
    step = row.changes.get(to_status="ready")
    assert (row.status, row.status_actor, row.revision) == ("ready", "crm", order.revision + 1)
    assert (step.from_status, step.actor, step.source, step.comment) == ("in_workshop", actor, "", "проверено")
    assert AuditEntry.objects.get(verb="orders.order.moved").data == {"before": "in_workshop", "after": "ready"}
    news = News.objects.get(kind="orders.order_status_changed")
    assert (news.ids["order"], news.actor, news.origin, news.changed) == (str(row.pk), str(actor.pk), "", ["status"])


@pytest.mark.parametrize("to", ["new", "returned", "nothing", "on_hold"])
def test_an_order_does_not_go_back_nor_aside_without_a_reason(order: Order, to: str) -> None:
    with pytest.raises(DomainError):
        change_status("x", order, to)
    order.refresh_from_db()
    assert (order.status, order.changes.count()) == ("in_workshop", 1)
    assert not News.objects.exists()


def test_who_saw_an_older_order_is_told_so(order: Order) -> None:
    hold_order("x", order, "Ждём рецепт")
    with pytest.raises(Stale):
        cancel_order("x", order, "передумал", revision=order.revision)
    order.refresh_from_db()
    assert (order.status, order.hold_reason) == ("on_hold", "Ждём рецепт")


def test_a_hold_ends_with_its_reason_and_a_remake_says_its_cause(order: Order) -> None:
    row = hold_order("x", order, "Ждём рецепт")
    row = change_status("x", row, "in_workshop")
    assert (row.status, row.hold_reason) == ("in_workshop", "")
    with pytest.raises(DomainError) as refusal:
        remake_order("x", row, "mood")
    assert refusal.value.code == "cause_unknown"
    assert remake_order("x", row, "centring").remake_cause == "centring"


def test_a_cancelled_order_stays_cancelled(order: Order) -> None:
    row = cancel_order("x", order, "передумал")
    assert (row.status, row.cancel_reason) == ("cancelled", "передумал")
    for act in (
        lambda: change_status("x", row, "ready"),
        lambda: promise_order("x", row, TODAY, reason="x"),
        lambda: cancel_order("x", row, "ещё раз"),
    ):
        with pytest.raises(Conflict):
            act()


def test_a_new_promise_keeps_the_first_and_says_why(order: Order) -> None:
    with pytest.raises(DomainError) as refusal:
        promise_order("x", order, dt.date(2026, 11, 27))
    assert refusal.value.pointer == "/reason"
    row = promise_order("x", order, dt.date(2026, 11, 27), reason="нет линз")
    assert (row.first_promised_on, row.promised_on) == (dt.date(2026, 11, 24), dt.date(2026, 11, 27))
    assert promise_order("x", row, dt.date(2026, 11, 27)).promises.count() == 2, "the same day again is no promise"
    for day in (dt.date(2026, 11, 20), dt.date(2028, 1, 1)):
        with pytest.raises(DomainError):
            promise_order("x", row, day, reason="x")


def test_late_is_a_promise_of_before_today_that_is_not_ready(salon: Salon) -> None:
    late = make_order(None, salon, "in_workshop", number="1", promised_on=dt.date(2026, 11, 20))
    make_order(None, salon, "in_workshop", number="2", promised_on=TODAY)
    make_order(None, salon, "ready", number="3", promised_on=dt.date(2026, 11, 19))
    make_order(None, salon, "in_workshop", number="4")
    assert list(Order.objects.late(TODAY)) == [late]


def test_the_answer_names_the_day_and_the_salon(salon: Salon) -> None:
    late = make_order(None, salon, "in_workshop", promised_on=dt.date(2026, 11, 20))
    ready = make_order(None, salon, "ready", promised_on=dt.date(2026, 11, 20))
    assert "извинитесь" in answer(late, TODAY)
    assert "мастерской" in answer(late, TODAY)
    assert str(salon) in answer(ready, TODAY)
    assert "Обещали" not in answer(ready, TODAY)


def test_a_thing_is_put_aside_once_and_goes_out_under_its_own_id(salon: Salon) -> None:
    frame, person, actor = make_product(), make_person(), make_employee("consultant")
    make_stock(frame, salon, qty=2, reserved=1)
    row = request_reservation(actor, person, frame, salon, to_salon=salon)
    assert request_reservation(actor, person, frame, salon) == row
    assert (row.guid, row.to_salon, row.author, row.status) == (row.pk, None, actor, "requested")
    assert News.objects.get(kind="orders.reservation_requested").ids["reservation"] == str(row.pk)
    [shelf] = shelves_of(frame)
    assert (shelf.qty, shelf.asked, shelf.free) == (2, 1, 0)


def test_what_is_not_free_is_not_put_aside(salon: Salon) -> None:
    frame = make_product()
    make_stock(frame, salon, qty=1)
    request_reservation("x", make_person("Котова Анна"), frame, salon)
    for place, qty in ((salon, Decimal(1)), (make_salon("другой"), Decimal(1)), (salon, Decimal(0))):
        with pytest.raises(Conflict):
            request_reservation("x", make_person("Белова Инна"), frame, place, qty=qty)
    assert Reservation.objects.count() == 1


def test_what_was_not_fetched_is_free_again(salon: Salon) -> None:
    frame, there = make_product(), make_salon("другой")
    make_stock(frame, salon, qty=3)
    over = request_reservation("x", make_person("Котова Анна"), frame, salon)
    longer = request_reservation(
        "x", make_person("Белова Инна"), frame, salon, until=clock.now() + dt.timedelta(days=9)
    )
    travels = request_reservation("x", make_person("Серова Яна"), frame, salon, to_salon=there)
    Reservation.objects.filter(pk=travels.pk).update(status="moving")
    clock.freeze(clock.now() + dt.timedelta(days=4))
    assert (expire_reservations(), expire_reservations()) == (1, 0)
    statuses = {row.pk: row.status for row in Reservation.objects.all()}
    assert statuses == {over.pk: "expired", longer.pk: "requested", travels.pk: "moving"}


def test_a_reservation_goes_its_way_and_no_other(salon: Salon) -> None:
    frame, there = make_product(), make_salon("другой")
    make_stock(frame, salon)
    row = request_reservation("x", make_person(), frame, salon, to_salon=there)
    with pytest.raises(Conflict):
        settle_reservation("x", row, "arrived")
    with pytest.raises(DomainError):
        settle_reservation("x", row, "refused")
    for status in ("confirmed", "moving", "arrived", "sold"):
        row = settle_reservation("x", row, status, revision=row.revision)
    with pytest.raises(Stale):
        settle_reservation("x", row, "expired", revision=1)
    assert [entry.kind for entry in News.objects.order_by("pk")][1:] == ["orders.reservation_changed"] * 4
