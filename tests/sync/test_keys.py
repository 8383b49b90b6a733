"""Kinds whose objects have no GUID of their own: the key follows from what they refer to."""

import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from msgspec import Struct

from optics_crm.core.sync.keys import derived
from optics_crm.core.sync.kinds import KINDS, Kind, Need
from optics_crm.core.sync.values import Reading
from orders.models import Product
from tests.sync.rows import SALON, Row, guid, refusal, salon, send, statuses

pytestmark = pytest.mark.django_db


class ShelfShape(Struct):
    salon: uuid.UUID
    article: uuid.UUID
    name: str


class ShelfKind(Kind[ShelfShape]):
    """Stands in for every kind of this sort: one row for a pair of references."""

    code, order, key_of = "shelf", 500, ("article", "salon")
    model = Product
    shape = ShelfShape
    columns = {
        "name": "",
        "sku": "",
        "barcodes": [],
        "category": "accessory",
        "brand": "",
        "model": "",
        "color": "",
    } | {
        "size": "",
        "attrs": [],
        "is_active": True,
    }

    def row(self, data: ShelfShape, reading: Reading) -> dict[str, Any]:
        return {"name": data.name}

    def needs(self, data: ShelfShape) -> Iterable[Need]:
        return [("salon", data.salon)]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> ShelfKind:
    kind = ShelfKind()
    monkeypatch.setitem(KINDS._plugs, kind.code, kind)
    return kind


def stand(version: int = 1, **more: Any) -> Row:
    data = {"article": guid("frame"), "salon": SALON, "name": "Полка"} | more
    return {"kind": "shelf", "version": version, "data": data}


def test_rows_without_a_guid_are_one_object_for_one_pair(shelf: ShelfKind) -> None:
    answer = send([salon(), stand(1), stand(1, article=guid("other"))])
    key = str(derived(shelf, [uuid.UUID(guid("frame")), uuid.UUID(SALON)]))
    assert [told["status"] for told in answer["results"]] == ["created"] * 3
    assert (answer["results"][1]["guid"], answer["results"][1]["n"]) == (key, 1)
    assert statuses([stand(2, name="Иначе"), stand(1), stand(3, article=guid("other"))]) == [
        "updated",
        "stale",
        "unchanged",
    ]
    assert Product.objects.get(guid=key).name == "Иначе"


def test_a_guid_that_is_sent_all_the_same_does_not_count() -> None:
    send([salon(), stand(1)])
    assert statuses([stand(2, article=guid("frame").upper(), name="Иначе") | {"guid": guid("own")}]) == ["updated"]
    assert Product.objects.count() == 1


def test_a_delete_names_it_by_its_references_or_by_the_guid_of_our_answer() -> None:
    send([salon(), stand(1), stand(1, article=guid("other"))])
    by_pair = {"kind": "shelf", "op": "delete", "version": 2, "data": {"article": guid("other"), "salon": SALON}}
    told = send([by_pair])["results"][0]
    assert told["status"] == "updated"
    by_guid = {"kind": "shelf", "op": "delete", "version": 3, "guid": told["guid"]}
    assert statuses([by_guid]) == ["unchanged"]
    assert Product.objects.filter(deleted_at=None).count() == 1


def test_what_makes_the_key_must_be_there() -> None:
    assert refusal(stand(article=None)) == ("required", "/article")
    assert refusal(stand(salon="Салон 5")) == ("bad_guid", "/salon")
    assert refusal({"kind": "shelf", "op": "delete", "version": 1}) == ("bad_guid", "/guid")
    assert refusal({"kind": "shelf", "version": 1}) == ("required", "/data")
