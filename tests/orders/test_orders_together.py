"""Books that tell of the same orders at the same moment."""

import pytest

from orders.models import Order, OrderEntry, OrderStatusChange
from tests.orders.orders import order, product
from tests.sync.rows import Row, customer, doctor, guid, salon, send
from tests.sync.test_together import together

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 40


def told(version: int, status: str, hour: int) -> list[Row]:
    at = f"2026-11-20T{hour:02d}:00:00+03:00"
    return [
        order(guid(f"o{n}"), version, number=f"З-{n}", status=status, status_at=at, shop_number=f"S-{n}")
        for n in range(COUNT)
    ]


def by_number(version: int, status: str, hour: int) -> list[Row]:
    """The same orders as a shop knows them: another GUID, and the shop's number."""
    at = f"2026-11-20T{hour:02d}:00:00+03:00"
    return [
        order(guid(f"s{n}"), version, number=f"S-{n}", status=status, status_at=at, channel="shop", customer=None)
        for n in reversed(range(COUNT))
    ]


def test_three_books_at_once_make_each_order_once_and_agree() -> None:
    send([salon(), doctor(), customer(), product()])
    together(
        lambda: send(told(1, "confirmed", 10)),
        lambda: send(told(1, "picking", 12)[::-1], "market"),
        lambda: send(by_number(1, "prepaid", 11), "shop"),
    )
    together(
        lambda: send(told(2, "in_workshop", 13)),
        lambda: send(by_number(2, "ready", 15), "shop"),
        lambda: send(told(2, "in_transit", 14), "market"),
    )
    assert (Order.objects.live().count(), OrderEntry.objects.count()) == (COUNT, 3 * COUNT)
    assert set(Order.objects.live().values_list("status", flat=True)) == {"ready"}
    assert OrderStatusChange.objects.count() == 6 * COUNT
