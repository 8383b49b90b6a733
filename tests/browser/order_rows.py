"""Rows for the pages of orders, stock and what is put aside."""

import datetime as dt

from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.models import Order, OrderLine, Product
from orders.order_actions import hold_order, promise_order
from orders.reservations import request_reservation, settle_reservation
from tests.customers.people import make_person, make_prescription
from tests.orders.orders import make_order, make_product, make_stock


def _salon() -> Salon:
    return Salon.objects.earliest("created_at")


def _late() -> Order:
    """A late order with a prescription, a second promise and a client."""
    today = clock.today()
    person = make_person("Куликова Елена Михайловна", home_salon=_salon())
    row = make_order(person, _salon(), "in_workshop", number="З0000-00042", promised_on=today + dt.timedelta(days=1))
    OrderLine.objects.filter(entry__order=row, line_no=1).update(prescription=make_prescription(person))
    promise_order("onec-retail", row, today, reason="Линзы задерживаются у поставщика")
    Order.objects.filter(pk=row.pk).update(promised_on=today - dt.timedelta(days=2))
    return row


def order_list() -> str:
    _late()
    make_order(None, _salon(), "ready", number="З0000-00043", shop_number="S-1024", channel="shop")
    make_order(None, _salon(), "cancelled", number="З0000-00044", kind="goods")
    return "/orders/"


def order() -> str:
    return f"/orders/{_late().pk}/"


def order_on_hold() -> str:
    row = hold_order("онлайн", _late(), "Оправы нет в наличии, предложили другую")
    return f"/orders/{row.pk}/"


def _frame() -> Product:
    frame = make_product("Оправа Vogue B5316 гавана", sku="VOG-B5316", brand="Vogue", size="52-18-140")
    make_stock(frame, _salon(), qty=3, reserved=1)
    make_stock(frame, Salon.objects.create(name="Арзамас, Карла Маркса, 12"), qty=1)
    return frame


def product_list() -> str:
    _frame()
    return "/products/"


def product() -> str:
    return f"/products/{_frame().pk}/"


def reserve() -> str:
    person = make_person("Куликова Елена Михайловна", home_salon=_salon())
    return f"/reservations/new/?product={_frame().pk}&from={_salon().pk}&customer={person.pk}"


def reservation_list() -> str:
    frame, person = _frame(), make_person("Куликова Елена Михайловна", home_salon=_salon())
    row = request_reservation("x", person, frame, Salon.objects.get(name__startswith="Арзамас"), to_salon=_salon())
    settle_reservation("x", row, "confirmed")
    request_reservation("x", person, frame, _salon())
    return "/reservations/"
