"""Rows of a batch as they came: which object, which version, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from uuid import UUID

import msgspec

from optics_crm.core.sync import shapes
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.keys import key_of, version_of
from optics_crm.core.sync.kinds import KINDS, Kind
from optics_crm.core.sync.values import tidy

STATUSES = ("created", "updated", "unchanged", "stale", "deferred", "rejected")
OPS = ("upsert", "delete", "erase")
NO_GUID = UUID(int=0)


@dataclass(slots=True)
class Item:
    """One row: `status` is empty until it is known; `crm_id` is the row's id in our table, when there is one.

    A `fault` without a status is one that time mends, found while reading: whether the row counts is not known yet.
    """

    n: int
    kind: str = ""
    op: str = ""
    guid: UUID = NO_GUID
    version: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    content_hash: bytes = b""
    status: str = ""
    crm_id: UUID | None = None
    fault: Fault | None = None
    warnings: list[dict[str, Any]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: tuple[Any, Any, Any] = (None, None, None)

    def refuse(self, fault: Fault) -> None:
        """Rejected; the value at fault is told as it was sent, where it still stands."""
        self.status, self.fault, self.crm_id = "rejected", fault, None
        sent = shapes.at(self.data, fault.pointer)
        if isinstance(sent, str | int | float):
            fault.value = sent

    def stop(self, fault: Fault) -> None:
        """Deferred where time mends the fault, else rejected."""
        self.refuse(fault)
        if fault.waits:
            self.status = "deferred"

    def turn_away(self, fault: Fault) -> None:
        """Received and not written, now or ever: `stale`, and why."""
        self.status, self.fault, self.crm_id = "stale", fault, None

    def forget(self) -> None:
        """Back to where nothing was decided yet."""
        self.status, self.fault, self.crm_id, self.warnings, self.kept = "", None, None, [], []

    def settle(self, status: str, crm_id: UUID | None) -> None:
        self.status, self.crm_id, self.fault = status, crm_id, None

    def as_result(self) -> dict[str, Any]:
        """The row's answer."""
        kind, guid, version = self.told
        result: dict[str, Any] = {
            "n": self.n,
            "kind": self.kind or kind,
            "guid": str(self.guid) if self.guid is not NO_GUID else guid,
            "status": self.status,
            "version": self.version or version,
        }
        if self.crm_id is not None:
            result["crm_id"] = str(self.crm_id)
        if self.fault is not None:
            result |= self.fault.as_result()
        if self.warnings:
            result["warnings"] = self.warnings
        if self.kept:
            result["kept"] = self.kept
        return result


def read_items(raws: Sequence[Any], *, is_untidy: bool = True) -> list[Item]:
    """The rows of a batch; a malformed one is already rejected. `is_untidy`: empty texts, dates or references of 1C
    may stand in it.
    """
    return [_read_item(n, raw, is_untidy) for n, raw in enumerate(raws)]


def _read_item(n: int, raw: Any, is_untidy: bool) -> Item:
    item = Item(n)
    try:
        _fill(item, raw, is_untidy)
    except Fault as fault:
        item.refuse(fault)
        if isinstance(raw, dict):
            item.told = _plain(raw.get("kind")), _plain(raw.get("guid")), _plain(raw.get("version"))
    return item


def _fill(item: Item, raw: Any, is_untidy: bool) -> None:
    if isinstance(raw, Fault):
        raise raw
    if not isinstance(raw, dict):
        raise Fault("bad_row", "", raw)
    kind = _kind(raw.get("kind"))
    item.kind = kind.code
    if not kind.key_of:
        item.guid = key_of(kind, raw, {})
    item.version = version_of(raw.get("version"))
    item.op = raw.get("op", "upsert")
    if item.op not in OPS or (item.op == "erase" and not kind.is_erasable):
        raise Fault("unknown_op", "/op", raw.get("op"))
    item.data = _data(raw, item.op, is_untidy)
    if kind.key_of:
        item.guid = key_of(kind, raw, item.data)
    if item.op == "upsert":
        item.content_hash = hash_of(kind, item.data)


def _data(raw: dict[str, Any], op: str, is_untidy: bool) -> dict[str, Any]:
    """What the row says of its object; of a delete only the references that make its key are looked at."""
    data = raw.get("data")
    if isinstance(data, dict):
        return tidy(data) if is_untidy else data
    if op == "upsert":
        raise Fault("required" if data is None else "bad_type", "/data", data)
    return {}


def _plain(value: Any) -> Any:
    """A key of a malformed row, fit to be sent back."""
    if isinstance(value, str):
        return value[:100]
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _kind(raw: Any) -> Kind[Any]:
    kind = KINDS.find(raw) if isinstance(raw, str) else None
    if kind is None:
        raise Fault("unknown_kind", "/kind", raw)
    return kind


def hash_of(kind: Kind[Any], data: dict[str, Any]) -> bytes:
    """16 bytes that are equal for equal content, whatever the order of the keys."""
    digest = md5(msgspec.json.encode(data, order="sorted"), usedforsecurity=False)
    digest.update(bytes([kind.edition]))
    return digest.digest()
