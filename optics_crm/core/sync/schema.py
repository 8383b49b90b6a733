"""What the kinds look like, as JSON Schema: one source for the OpenAPI pages and for the module of the 1C side."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from optics_crm.core.sync.kinds import in_order
from optics_crm.core.sync.shapes import shapes_in

REF = "#/components/schemas/{name}"
MOMENT = "date-time"


def kind_schemas(ref: str = REF) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """The name of each kind's schema by the kind's code, and all schemas by name (those of nested lists, too).

    `ref` is how one schema points to another, with `{name}` in it. Kinds come in the order in which they are applied.
    """
    kinds = in_order()
    shapes = [kind.shape for kind in kinds]
    heads, components = msgspec.json.schema_components(shapes, ref_template=ref)
    start = len(ref.partition("{name}")[0])
    names = {kind.code: head["$ref"][start:] for kind, head in zip(kinds, heads, strict=True)}
    for name, field in {pair for shape in shapes for pair in _moments(shape)}:
        for schema in _strings(components[name]["properties"][field]):
            schema["format"] = MOMENT
    return names, components


def fields(schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any], bool]]:
    """The fields of one object: name, schema without its null, whether every upsert must bring it."""
    required = schema.get("required", ())
    return [(name, _without_null(kind), name in required) for name, kind in schema["properties"].items()]


def _moments(shape: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    """Schema and field of every moment: msgspec names no format for one that may come without a zone."""
    for field in msgspec.structs.fields(shape):
        if dt.datetime in (field.type, *get_args(field.type)):
            yield shape.__name__, field.encode_name
        for child in shapes_in(field.type):
            yield from _moments(child)


def _strings(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in schema.get("anyOf", [schema]):
        if part.get("type") == "string":
            yield part


def _without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    if len(parts) == 1:
        return parts[0]
    if "enum" in schema:
        return {**schema, "enum": [code for code in schema["enum"] if code is not None]}
    return {**schema, "anyOf": parts} if parts else schema
