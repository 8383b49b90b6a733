"""Orders of the exchange for tests."""

from typing import Any

from orders.models import Order
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
