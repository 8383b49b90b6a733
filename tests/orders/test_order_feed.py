"""What other books hear of orders and of what is put aside."""

import pytest

from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.models import Order, Product, Reservation
from orders.order_actions import change_status, promise_order
from orders.reservations import request_reservation
from tests.orders.orders import FRAME, ORDER, order, product
from tests.sync.feed.book import Book
from tests.sync.rows import ANNA, SALON, customer, doctor, guid, salon, send, statuses, upsert

pytestmark = pytest.mark.django_db(transaction=True)
SHOPS = guid("the shop's own guid")


def test_each_book_hears_of_an_order_under_its_own_guid_and_not_its_own_words() -> None:
    onec, shop = Book(), Book("shop")
    send([salon(), doctor(), customer(), product()])
    send([order(SHOPS, 1, number="S-1", channel="shop", customer=None)], "shop")
    onec.catch_up(), shop.catch_up()
    send([order(shop_number="S-1", status="confirmed", status_at="2026-11-20T11:00:00+03:00")])
    assert onec.all_changes(kinds="order") == []
    (item,) = shop.all_changes(kinds="order")
    assert (item["guid"], item["changed"], item["data"]["status"]) == (SHOPS, ["status"], "confirmed")
    row = change_status("desk", Order.objects.live().get(), "in_workshop")
    promise_order("desk", row, clock.today())
    (told,) = onec.all_changes(kinds="order")
    data = told["data"]
    assert (told["guid"], data["status"], data["status_actor"]) == (ORDER, "in_workshop", "crm")
    assert (data["customer"], data["salon"], data["promised_on"]) == (ANNA, SALON, clock.today().isoformat())
    assert [line["product"] for line in data["lines"]] == [None, FRAME]
    assert "prescription" not in str(data)


def test_a_reservation_goes_out_and_its_answer_comes_back_to_the_same_row() -> None:
    onec = Book()
    key = {"product": FRAME, "salon": SALON, "qty": 1, "at": "2026-11-20T10:00:00"}
    send([salon(), customer(), product(), {"kind": "stock", "op": "upsert", "version": 1, "data": key}])
    onec.catch_up()
    row = request_reservation("desk", Person.objects.get(), Product.objects.get(), Salon.objects.get())
    (item,) = onec.all_changes(kinds="reservation")
    data = item["data"]
    assert (item["guid"], data["product"], data["from_salon"]) == (str(row.pk), FRAME, SALON)
    assert (data["customer"], data["status"], float(data["qty"])) == (ANNA, "requested", 1)
    onec.catch_up()
    assert statuses([upsert("reservation", item["guid"], 5, **data | {"status": "confirmed"})]) in (
        ["created"],
        ["updated"],
    )
    row = Reservation.objects.get()
    assert (str(row.pk), row.status) == (item["guid"], "confirmed")
    assert onec.all_changes(kinds="reservation") == []
