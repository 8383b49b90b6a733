"""Rows that come before what they refer to, in any order, cut anywhere, doubled, all or nothing: one end."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optics_crm.core.models import Salon, SyncParked
from optics_crm.core.sync.parking import sweeping
from optics_crm.core.sync.values import tidy
from orders.models import Product, Purchase
from tests.sync.rows import Row, delete, guid, line, purchase, salon, send, upsert

pytestmark = pytest.mark.django_db

SALONS = [guid(f"salon {n}") for n in range(2)]
PRODUCTS = [guid(f"product {n}") for n in range(2)]
SALES = [guid(f"sale {n}") for n in range(3)]
quick = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(alphabet="абв ", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["к1", "к2"]), inner, max_size=2),
    max_leaves=5,
)


@st.composite
def sales(draw: st.DrawFn) -> Row:
    """A state of a sale: it names a salon and a product, and may give back what another one sold."""
    key, version = draw(st.sampled_from(SALES)), draw(st.integers(1, 4))
    if draw(st.integers(0, 5)) == 0:
        return delete("purchase", key, version)
    told: dict[str, Any] = {
        "customer": None,
        "salon": draw(st.sampled_from(SALONS)),
        "number": f"{version}",
        "lines": [line(product=draw(st.sampled_from(PRODUCTS)))],
        "return_of": None,
    }
    if key == SALES[2] and draw(st.booleans()):
        told |= {"kind": "return", "return_of": draw(st.sampled_from(SALES[:2])), "sold_at": "2026-05-04T12:00:00"}
    return purchase(key, version, **told)


def world(drawn: list[Row]) -> list[Row]:
    """Every version of a key has one content, and everything that is referred to is sent."""
    once = {(row["guid"], row["version"]): row for row in drawn}
    named = {row["data"]["return_of"] for row in once.values() if row["op"] == "upsert"} - {None}
    for key in named:  # a sale that is given back lives in the end
        once = {place: row for place, row in once.items() if row["guid"] != key or row["op"] == "upsert"}
        place = {"customer": None, "salon": SALONS[0], "number": "5", "return_of": None}
        once[key, 5] = purchase(key, 5, **place, lines=[line(product=PRODUCTS[0])])
    rest = [salon(1, key) for key in SALONS] + [upsert("product", key, 1, name="Оправа") for key in PRODUCTS]
    return [*rest, *once.values()]


def newest(rows: list[Row]) -> dict[str, tuple[int, str]]:
    """Version and number of the sales that live in the end."""
    last: dict[str, Row] = {}
    for row in rows:
        if row["kind"] == "purchase" and row["version"] >= last.get(row["guid"], row)["version"]:
            last[row["guid"]] = row
    return {key: (row["version"], row["data"]["number"]) for key, row in last.items() if row["op"] == "upsert"}


def stored() -> dict[str, tuple[int, str]]:
    rows = Purchase.objects.filter(deleted_at=None).values_list("guid", "version", "number")
    return {str(key): (version, number) for key, version, number in rows}


@quick
@given(st.data())
def test_any_order_with_cuts_and_doubles_ends_as_in_order_and_with_nothing_parked(data: st.DataObject) -> None:
    rows = world(data.draw(st.lists(sales(), min_size=1, max_size=8)))
    shuffled = data.draw(st.permutations([*rows, *data.draw(st.lists(st.sampled_from(rows), max_size=5))]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    with transaction.atomic():
        for number, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(shuffled)], strict=True)):
            if part := shuffled[start:end]:
                answer = send(part, batch_id=f"b{number}")
                assert answer["rejected"] == 0
                assert sum(answer[name] for name in ("created", "updated", "unchanged", "stale", "deferred")) == len(
                    part
                )
                again = send(part, batch_id=f"b{number}")
                assert again == answer | {"replayed": True}
        sweeping.sweep()
        assert stored() == newest(rows)
        assert SyncParked.objects.count() == 0
        assert (Salon.objects.count(), Product.objects.count()) == (2, 2)
        transaction.set_rollback(True)


@quick
@given(st.data())
def test_all_or_nothing_leaves_all_or_nothing(data: st.DataObject) -> None:
    rows = world(data.draw(st.lists(sales(), min_size=1, max_size=5)))
    some = data.draw(st.permutations(rows))[: data.draw(st.integers(1, len(rows)))]
    spoilt = data.draw(st.booleans())
    bad = [upsert("product", guid("bad"), 1, name="x", price="дорого")] if spoilt else []
    with transaction.atomic():
        answer = send([*some, *bad], is_atomic=True)
        if spoilt:
            assert answer["created"] == answer["updated"] == answer["deferred"] == 0
            assert Purchase.objects.count() == Salon.objects.count() == Product.objects.count() == 0
            assert SyncParked.objects.count() == 0
        else:
            assert answer["rejected"] == 0
        transaction.set_rollback(True)


@quick
@given(st.lists(st.dictionaries(st.sampled_from(["ключ", "ещё", "lines2"]), json_values, max_size=3), max_size=4))
def test_unknown_keys_are_kept_whatever_they_hold_the_newest_of_each(said: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        kept: dict[str, Any] = {}
        for version, more in enumerate(said, 1):
            result = send([upsert("product", PRODUCTS[0], version, name="О", **more)])["results"][0]
            assert result["status"] in ("created", "updated", "unchanged")
            kept |= tidy(more)  # 1C's empty texts, dates and references are null
        if said:
            assert Product.objects.get().extra == (kept or None)
        transaction.set_rollback(True)


@quick
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["О", "Ж"]), st.booleans()), min_size=1, max_size=8))
def test_one_parked_key_follows_the_rules_row_by_row(said: list[tuple[int, str, bool]]) -> None:
    """A sale whose salon never comes: the model is one version and one content under the key."""
    waits: tuple[int, str] | None = None
    with transaction.atomic():
        for version, number, is_dry in said:
            if waits is None or version > waits[0]:
                expected = "deferred"
            elif version < waits[0]:
                expected = "stale"
            else:
                expected = "deferred" if number == waits[1] else "rejected"
            row = purchase(SALES[0], version, customer=None, number=number)
            assert send([row], is_dry=is_dry)["results"][0]["status"] == expected
            if expected == "deferred" and not is_dry:
                waits = (version, number)
        found = SyncParked.objects.values_list("version", flat=True)
        assert list(found) == ([waits[0]] if waits else [])
        assert Purchase.objects.count() == 0
        transaction.set_rollback(True)
