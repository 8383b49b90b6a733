"""Whatever the order, the doubles and the cuts of what 1C sends, the end is that of one pass in order."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orders.models import Product
from tests.sync.rows import Row, delete, guid, send, upsert

pytestmark = pytest.mark.django_db

KEYS = [guid(n) for n in range(3)]
NAMES = ["А", "Б"]


@st.composite
def events(draw: st.DrawFn) -> Row:
    key = draw(st.sampled_from(KEYS))
    version = draw(st.integers(1, 6))
    if draw(st.integers(0, 4)) == 0:
        return delete("product", key, version)
    data: dict[str, Any] = {"name": draw(st.sampled_from(NAMES))}
    if draw(st.booleans()):
        data["sku"] = draw(st.sampled_from(["", "1", "2"]))
    return upsert("product", key, version, **data)


class Model:
    """The rules in the plainest words, one row after the other."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}

    def take(self, row: Row) -> str:
        have = self.rows.get(row["guid"])
        if row["op"] == "delete":
            return self._delete(row, have)
        content = tuple(sorted((key, value or None) for key, value in row["data"].items()))
        if have is None:
            self.rows[row["guid"]] = self._row(row, content, {"sku": ""})
            return "created"
        if row["version"] < have["version"]:
            return "stale"
        same = have["content"] == content and not have["deleted"]
        if row["version"] == have["version"]:
            return "unchanged" if same else "rejected"
        if same:
            have["version"] = row["version"]
            return "unchanged"
        self.rows[row["guid"]] = self._row(row, content, have["stored"])
        return "created" if have["deleted"] else "updated"

    def _delete(self, row: Row, have: dict[str, Any] | None) -> str:
        if have is None:
            self.rows[row["guid"]] = {
                "version": row["version"],
                "deleted": True,
                "content": None,
                "stored": {"sku": ""},
            }
            return "unchanged"
        if row["version"] < have["version"]:
            return "stale"
        if row["version"] == have["version"]:
            return "unchanged" if have["deleted"] else "rejected"
        status = "unchanged" if have["deleted"] else "updated"
        have.update(version=row["version"], deleted=True, content=None)
        return status

    @staticmethod
    def _row(row: Row, content: Any, stored: dict[str, Any]) -> dict[str, Any]:
        told = {key: value or "" for key, value in row["data"].items()}
        return {"version": row["version"], "deleted": False, "content": content, "stored": {**stored, **told}}

    def live(self) -> dict[str, tuple[str, str, int]]:
        return {
            key: (row["stored"]["name"], row["stored"]["sku"], row["version"])
            for key, row in self.rows.items()
            if not row["deleted"]
        }


def stored() -> dict[str, tuple[str, str, int]]:
    rows = Product.objects.filter(deleted_at__isnull=True).values_list("guid", "name", "sku", "version")
    return {str(key): (name, sku, version) for key, name, sku, version in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(events(), min_size=1, max_size=14))
def test_one_row_a_batch_follows_the_rules(rows: list[Row]) -> None:
    with transaction.atomic():
        model = Model()
        for row in rows:
            expected = model.take(row)
            assert send([row])["results"][0]["status"] == expected
        assert stored() == model.live()
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_cuts_doubles_and_order_do_not_change_the_end(data: st.DataObject) -> None:
    """Every version of a key has one content, as a source that keeps the rules sends it."""
    sent = {(row["guid"], row["version"]): row for row in data.draw(st.lists(events(), min_size=1, max_size=12))}
    for row in sent.values():
        if row["op"] == "upsert":
            row["data"].setdefault("sku", "")  # whole objects: what is absent would depend on the order
    newest = {
        key: max((row for row in sent.values() if row["guid"] == key), key=lambda r: r["version"])
        for key in KEYS
        if any(row["guid"] == key for row in sent.values())
    }
    shuffled = data.draw(st.permutations([*sent.values(), *sent.values()]))
    cut = data.draw(st.integers(0, len(shuffled)))
    with transaction.atomic():
        for part in (shuffled[:cut], shuffled[cut:]):
            if part:
                answer = send(part)
                assert answer["rejected"] == answer["deferred"] == 0
                assert answer["received"] == len(part)
        expected = {
            key: (row["data"]["name"], row["data"]["sku"], row["version"])
            for key, row in newest.items()
            if row["op"] == "upsert"
        }
        assert stored() == expected
        transaction.set_rollback(True)
