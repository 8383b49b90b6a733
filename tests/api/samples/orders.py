"""Catalogue, stock, purchases, orders, reservations, certificates."""

import datetime as dt

from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.certificates import Gift, issue
from orders.models import Certificate, Order, Product, Purchase, Reservation, Stock
from tests.api.samples import sample
from tests.customers.people import card_of, make_person
from tests.orders.orders import make_order, make_product, make_stock
from tests.orders.sales import make_sale

NAMES = ("Анна", "Мария", "Ольга", "Елена", "Ирина", "Татьяна", "Наталья", "Светлана", "Юлия", "Вера", "Нина", "Зоя")


@sample("products")
def product_row(salon: Salon, number: int) -> Product:
    return make_product(f"Оправа {number}")


@sample("stock")
def stock_row(salon: Salon, number: int) -> Stock:
    return make_stock(make_product(f"Оправа {number}"), salon, qty=number + 1)


@sample("purchases")
def purchase_row(salon: Salon, number: int) -> Purchase:
    person = make_person(f"Орлова {NAMES[number]} Ивановна", home_salon=salon)
    sale = make_sale(person, salon, clock.today(), number=f"П-{number}")
    sale.payments.create(kind="card", amount=1000)
    return sale


@sample("orders")
def order_row(salon: Salon, number: int) -> Order:
    person = make_person(f"Котова {NAMES[number]} Ивановна", home_salon=salon)
    return make_order(person, salon, number=f"З-{number}")


@sample("reservations")
def reservation_row(salon: Salon, number: int) -> Reservation:
    person = make_person(f"Волкова {NAMES[number]} Ивановна", home_salon=salon)
    now = clock.now()
    return Reservation.objects.create(
        card=card_of(person),
        product=make_product(f"Оправа {number}"),
        from_salon=salon,
        qty=1,
        until=now + dt.timedelta(days=3),
        status_at=now,
    )


@sample("certificates")
def certificate_row(salon: Salon, number: int) -> Certificate:
    person = make_person(f"Зайцева {NAMES[number]} Ивановна", home_salon=salon)
    return issue("test", Gift(card=card_of(person).pk, value=500, valid_until=clock.today()))
