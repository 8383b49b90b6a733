"""From loose JSON to a typed shape: unknown keys set aside, mistakes found with their pointer."""

import re
from functools import cache, lru_cache
from typing import Any, TypeVar, get_args

import msgspec
from msgspec import UNSET

from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.values import DEPTH, depth_of

Shape = TypeVar("Shape", bound=msgspec.Struct)

_AT = re.compile(r"^(.*?)(?: - at `\$(.*)`)?$", re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|\.([^.\[\]]+)")
_MISSING = re.compile(r"Object missing required field `(.+?)`")
_DAY_OF_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MENDS = 200


def read(data: dict[str, Any], shape: type[Shape]) -> Shape:
    """The data as the shape; raises the Fault of the first mistake. May mend `data` in place (dates of 1C)."""
    for _try in range(_MENDS):
        try:
            return msgspec.convert(data, shape)
        except msgspec.ValidationError as error:
            text, path = _split(str(error))
            if not _mend(data, path, text):
                raise _fault(data, path, text) from None
    raise Fault("bad_type")


def _split(text: str) -> tuple[str, list[str | int]]:
    found = _AT.match(text)
    words, where = (found[1], found[2] or "") if found else (text, "")
    return words, [int(index) if index else key for index, key in _STEP.findall(where)]


def _mend(data: Any, path: list[str | int], text: str) -> bool:
    """1C has one type for days and moments, and may write a whole number with a point: both are understood."""
    if not path:
        return False
    holder = _at(data, path[:-1])
    value = _at(data, path)
    fixed: Any = None
    if "date" in text and isinstance(value, str):
        if "datetime" in text:
            fixed = f"{value}T00:00:00" if _DAY.fullmatch(value) else None
        else:
            fixed = value[:10] if _DAY_OF_MOMENT.fullmatch(value) else None
    elif text.startswith("Expected `int") and isinstance(value, float) and value.is_integer():
        fixed = int(value)
    if fixed is None or not isinstance(holder, dict | list):
        return False
    holder[path[-1]] = fixed  # type: ignore[index]  # the path was made from this very value
    return True


def _fault(data: Any, path: list[str | int], text: str) -> Fault:
    missing = _MISSING.match(text)
    if missing:
        return Fault("required", _pointer([*path, missing[1]]))
    value = _at(data, path)
    return Fault(_code(text, value), _pointer(path), value)


def _code(text: str, value: Any) -> str:
    if value is None:
        return "required"
    text = text.partition(", got ")[0]
    for sign, code in (
        ("enum", "unknown_enum"),
        ("UUID", "bad_guid"),
        ("uuid", "bad_guid"),
        ("date", "bad_date"),
        ("decimal", "bad_number"),
        ("length", "too_long"),
        ("<=", "out_of_range"),
        (">=", "out_of_range"),
        ("`int", "bad_number"),
        ("`float", "bad_number"),
    ):
        if sign in text:
            return code
    return "bad_type"


def _pointer(path: list[str | int]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def _at(data: Any, path: list[str | int]) -> Any:
    for step in path:
        try:
            data = data[step]
        except (LookupError, TypeError):
            return None
    return data


def at(data: Any, pointer: str) -> Any:
    """The value at a JSON pointer made here, None where there is none."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    for step in steps:
        key = int(step) if isinstance(data, list) and step.isdigit() else step
        data = _at(data, [key])
    return data if steps else None


@cache
def _names(shape: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(shape))


@cache
def _lists(shape: type[msgspec.Struct]) -> tuple[tuple[str, type[msgspec.Struct]], ...]:
    """The fields that hold lists of other shapes."""
    fields = msgspec.structs.fields(shape)
    return tuple((field.encode_name, child) for field in fields for child in shapes_in(field.type))


def children_of(shape: type[msgspec.Struct]) -> dict[str, type[msgspec.Struct]]:
    """The shapes within the lists of a shape, by the list's name."""
    return dict(_lists(shape))


@lru_cache(maxsize=1024)
def _unknown(shape: type[msgspec.Struct], keys: tuple[str, ...]) -> tuple[str, ...]:
    """A configuration of 1C writes the same keys in the same order, object after object."""
    names = _names(shape)
    return tuple(key for key in keys if key not in names)


def shapes_in(kind: Any) -> list[type[msgspec.Struct]]:
    """The shapes within a type: its own, those of its lists and alternatives."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return [kind]
    return [shape for part in get_args(kind) for shape in shapes_in(part)]


def extras(data: dict[str, Any], shape: type[msgspec.Struct]) -> dict[str, Any]:
    """Unknown keys with their values; those within a list stand under the list's name and their place, from 0."""
    unknown = {key: data[key] for key in _unknown(shape, tuple(data))}
    for name, child in _lists(shape):
        for place, entry in enumerate(data.get(name) or ()):
            if not isinstance(entry, dict) or not (_unknown(child, tuple(entry)) or _lists(child)):
                continue
            if rest := extras(entry, child):
                unknown.setdefault(name, {})[str(place)] = rest
    if unknown and depth_of(unknown) > DEPTH - 4:
        raise Fault("too_deep")
    return unknown


__all__ = ["UNSET", "extras", "read"]
