"""Orders of the exchange for tests."""

import datetime as dt
from typing import Any

from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.ids import new_id
from optics_crm.core.models import Salon, SyncClient
from orders.models import Order, OrderEntry, OrderLine, OrderPayment, Product, Stock
from orders.order_history import Promise, Step, add_promises, add_steps
from orders.settling import settle
from tests.customers.people import card_of
from tests.sync.rows import ANNA, SALON, Row, guid, line, send, upsert

FRAME = guid("frame")
ORDER = guid("order")


def product(version: int = 1, key: str = FRAME, **more: Any) -> Row:
    return upsert("product", key, version, **{"name": "Оправа Megapolis", "category": "frame", "price": 4200} | more)


def order(key: str = ORDER, version: int = 1, /, **more: Any) -> Row:
    told = {
        "number": "З-1",
        "created_at": "2026-11-20T10:00:00+03:00",
        "status": "new",
        "status_at": "2026-11-20T10:00:00+03:00",
        "salon": SALON,
        "customer": ANNA,
        "kind": "glasses",
        "channel": "salon",
        "lines": [line(), line(2, "frame", product=FRAME, name="Оправа", qty=1, price=4200, amount=4200)],
        "total": "5200.00",
    }
    return upsert("order", key, version, **told | more)


def the_order(*rows: Row, source: str = "onec-retail") -> Order:
    """The only order after these rows."""
    if rows:
        answer = send(rows, source)
        assert {told["status"] for told in answer["results"]} <= {"created", "updated"}, answer
    return Order.objects.live().get()


def make_product(name: str = "Оправа Megapolis", **fields: Any) -> Product:
    return Product.objects.create(name=name, category=fields.pop("category", "frame"), price=4200, **fields)


def make_stock(product: Product, salon: Salon, qty: int = 1, reserved: int = 0) -> Stock:
    return Stock.objects.create(product=product, salon=salon, qty=qty, reserved=reserved, at=clock.now())


def make_order(person: Person | None, salon: Salon, status: str = "new", **fields: Any) -> Order:
    """An order as 1C tells of it, with two lines, a payment, its step and, where given, its promise."""
    client, _made = SyncClient.objects.get_or_create(source="onec-retail", defaults={"name": "1C"})
    at = fields.pop("ordered_at", clock.now() - dt.timedelta(days=5))
    promised_on = fields.pop("promised_on", None)
    terms = {"kind": "glasses", "channel": "salon", "number": "З-1", "total": 5200} | fields
    row = Order.objects.create(status=status, status_at=at)
    entry = OrderEntry.objects.create(
        order=row,
        client=client,
        guid=new_id(),
        version=1,
        card=card_of(person) if person else None,
        salon=salon,
        ordered_at=at,
        status=status,
        status_at=at,
        **terms,
    )
    lens = {"name": "Линза 1.6", "category": "spectacle_lens", "price": 500, "amount": 1000}
    OrderLine.objects.create(entry=entry, line_no=1, qty=2, **lens)
    OrderLine.objects.create(entry=entry, line_no=2, qty=1, name="Оправа", category="frame", price=4200, amount=4200)
    OrderPayment.objects.create(entry=entry, kind="card", amount=2000, paid_at=at)
    add_steps([Step(row.pk, status, at, source=client.source)])
    if promised_on:
        add_promises([Promise(row.pk, promised_on, at, source=client.source)])
    settle([row.pk])
    row.refresh_from_db()
    return row
