"""Keys of rows: their GUID, or, for a kind whose objects have none, one that follows from what the row refers to."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Kind
from optics_crm.core.sync.values import BIGINT, guid_of

KEYS = UUID("6f1d3a52-8b0e-5c47-9a6e-0d2f4b7c81e3")


def key_of(kind: Kind[Any], raw: Mapping[str, Any], data: Mapping[str, Any]) -> UUID:
    """The row's key. Without a GUID of its own it is that of the referred objects, the same in every source.

    A delete may name such an object by its references or by the GUID that our answers call it.
    """
    if kind.key_of and (data or raw.get("op") != "delete"):
        return derived(kind, [_reference(data, name) for name in kind.key_of])
    guid = guid_of(raw.get("guid"))
    if guid is None:
        raise Fault("bad_guid", "/guid", raw.get("guid"))
    return guid


def derived(kind: Kind[Any], references: list[UUID]) -> UUID:
    """The GUID of the object of this kind that stands for these references."""
    return uuid5(KEYS, ":".join([kind.code, *map(str, references)]))


def version_of(raw: Any) -> int:
    """A version that orders the states of one object."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= BIGINT:
        raise Fault("bad_version", "/version", raw)
    return raw


def _reference(data: Mapping[str, Any], name: str) -> UUID:
    raw = data.get(name)
    guid = guid_of(raw)
    if guid is None:
        raise Fault("bad_guid" if raw else "required", f"/{name}", raw)
    return guid
