"""Fields with a list of codes, and what other books' values mean in them. Read off the shapes: no kind is known."""

from collections import defaultdict
from functools import cache
from typing import Any, Literal, get_args, get_origin

import msgspec

from optics_crm.core.sync.kinds import Batch, Kind
from optics_crm.core.sync.shapes import shapes_in
from optics_crm.core.sync.tables import ask

MEANINGS = """SELECT field, value, code FROM core_synccode
    WHERE kind = %s AND (client_id = %s OR client_id IS NULL) ORDER BY client_id IS NULL DESC"""


def field_of(pointer: str) -> str:
    """The field at a pointer, whichever entry of its list it is in: `/lines/0/category` is `lines.category`."""
    return ".".join(step for step in pointer.split("/") if step and not step.isdigit())


def fields_of(kind: Kind[Any]) -> dict[str, frozenset[str]]:
    """The fields of a kind that hold codes, with the codes that they know."""
    shape: type[msgspec.Struct] = kind.shape
    return dict(_fields_of(shape)) | {name: frozenset(known) for name, known in kind.codes().items()}


@cache
def _fields_of(shape: type[msgspec.Struct]) -> tuple[tuple[str, frozenset[str]], ...]:
    found: list[tuple[str, frozenset[str]]] = []
    for field in msgspec.structs.fields(shape):
        if known := frozenset(_literals(field.type)):
            found.append((field.encode_name, known))
        for child in shapes_in(field.type):
            found += [(f"{field.encode_name}.{name}", known) for name, known in _fields_of(child)]
    return tuple(found)


def _literals(kind: Any) -> list[str]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [code for part in get_args(kind) for code in _literals(part)]


def translated(kind: Kind[Any], data: dict[str, Any], batch: Batch) -> dict[str, Any] | None:
    """The data with mapped values as our codes, None when nothing is mapped; a code that we know stays itself."""
    meanings = batch.meanings.get(kind.code)
    if meanings is None:
        meanings = batch.meanings[kind.code] = _meanings(kind, batch)
    known = fields_of(kind)
    for field, meant in meanings.items():
        own = known.get(field, frozenset())
        data = _replaced(data, field.split("."), {value: code for value, code in meant.items() if value not in own})
    return data if meanings else None


def _meanings(kind: Kind[Any], batch: Batch) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for field, value, code in ask(MEANINGS, [kind.code, batch.client.pk]):
        found[field][value] = code
    return dict(found)


def _replaced(value: Any, path: list[str], meant: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_replaced(entry, path, meant) for entry in value]
    if not path:
        return meant.get(value, value) if isinstance(value, str) else value
    if isinstance(value, dict) and path[0] in value:
        return value | {path[0]: _replaced(value[path[0]], path[1:], meant)}
    return value
