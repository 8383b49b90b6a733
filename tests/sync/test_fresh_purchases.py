"""Purchases that are just born go in by COPY with their day of medical glasses: nothing is left to recompute."""

from typing import Any

import pytest

from orders import medical
from orders.models import Purchase, PurchaseLine, ServiceEntitlement
from tests.sync.rows import Row, customer, guid, line, purchase, salon, send, upsert

pytestmark = pytest.mark.django_db

LENS = guid("lens of the catalogue")
CASE = guid("case of the catalogue")


def rows() -> list[Row]:
    """Sales of every kind that the rule tells apart, and a return in the batch of its sale."""
    bare = {"category": None}
    return [
        salon(),
        customer(),
        upsert("product", LENS, 1, name="Линза", category="spectacle_lens"),
        upsert("product", CASE, 1, name="Футляр", category="accessory"),
        purchase(guid("lens"), 1, lines=[line()]),
        purchase(guid("handed over"), 1, handed_over_at="2026-03-09T12:00:00+03:00"),
        purchase(guid("leap"), 1, sold_at="2024-02-29T12:00:00+03:00"),
        purchase(guid("frame"), 1, lines=[line(1, "frame")]),
        purchase(guid("not posted"), 1, is_posted=False),
        purchase(guid("by product"), 1, lines=[line(1, product=LENS) | bare]),
        purchase(guid("case"), 1, lines=[line(1, product=CASE) | bare]),
        purchase(guid("empty"), 1, lines=[]),
        purchase(guid("returned"), 1),
        purchase(guid("return"), 1, kind="return", return_of=guid("returned"), sold_at="2026-03-20T12:00:00+03:00"),
    ]


def facts() -> tuple[list[Any], list[Any]]:
    spans = Purchase.objects.order_by("guid").values_list("guid", "medical_on", "medical_until", "gone_on")
    rights = ServiceEntitlement.objects.order_by("purchase__guid")
    return list(spans), list(rights.values_list("purchase__guid", "starts_on", "ends_on", "void_on"))


def test_what_is_written_at_birth_is_what_the_rule_finds_afterwards() -> None:
    assert send(rows())["created"] == len(rows())
    born = facts()
    medical.refresh(list(Purchase.objects.values_list("pk", flat=True)))
    assert facts() == born
    days = {str(key): str(day) for key, day, *_rest in born[0] if day}
    assert days == {
        guid("lens"): "2026-03-04",
        guid("handed over"): "2026-03-09",
        guid("leap"): "2024-02-29",
        guid("by product"): "2026-03-04",
        guid("returned"): "2026-03-04",
    }
    assert {str(key): str(ends) for key, _starts, ends, _void in born[1]}[guid("leap")] == "2026-02-28"


def test_any_text_comes_back_as_it_was_sent() -> None:
    odd = "таб\tстрока\nвозврат\rчерта\\N \\. кавычка\" 'апостроф' ; , \u00a0 \u2028 😀"
    send([salon(), customer(), purchase(guid("odd"), 1, number="\\N", lines=[line(1, name=odd)], чужое={"к": odd})])
    stored = Purchase.objects.get()
    assert (stored.number, stored.extra) == ("\\N", {"чужое": {"к": odd}})
    assert PurchaseLine.objects.get().name == odd
