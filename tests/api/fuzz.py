"""Bad requests to every door of a machine: from the OpenAPI, the addresses of the hooks, the table of rubbish."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

from django.urls import URLResolver, get_resolver

from optics_crm.core.api.docs import document
from tests.api import rubbish

DEPTH = 6


@dataclass
class Shot:
    """One request, as it can be sent again."""

    method: str
    path: str
    query: str
    body: bytes
    media_type: str
    headers: dict[str, str] = field(default_factory=dict)
    caller: str = ""

    def __str__(self) -> str:
        target = f"{self.path[:120]}?{self.query[:200]}"
        return f"{self.method} {target} {self.media_type[:40]} {self.headers} {self.caller}\n{self.body[:300]!r}"


@dataclass(frozen=True)
class Door:
    """One method of one address: what it takes in the body and behind the question mark."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    parameters: Sequence[Mapping[str, Any]] = ()


class Fuzz:
    """Endless bad requests of one seed. `ids` are those of rows that exist; `callers` the names of who may call."""

    def __init__(self, seed: int, ids: Sequence[str], callers: Sequence[str]) -> None:
        self.random, self.ids, self.callers = Random(seed), ids, callers
        self.schema: dict[str, Any] = json.loads(document("json", "ru"))
        self.doors = [*self._told(), *(Door("POST", path) for path in _hooks())]

    def __iter__(self) -> Iterator[Shot]:
        while True:
            yield self._shot(self.random.choice(self.doors))

    def _told(self) -> Iterator[Door]:
        for path, methods in self.schema["paths"].items():
            for method, told in methods.items():
                content = told.get("requestBody", {}).get("content", {})
                body = next(iter(content.values()), {}).get("schema")
                asked = [one for one in told.get("parameters", ()) if one["in"] == "query"]
                yield Door(method.upper(), path, body, asked)
        yield Door("GET", "/api/v1/schema/")
        yield Door("GET", "/api/v1/docs/")
        yield Door("GET", "/api/v1/nowhere/")

    def _shot(self, door: Door) -> Shot:
        chance = self.random.random
        shot = Shot(door.method, self._path(door.path), self._query(door), b"", "application/json")
        shot.caller = self.random.choice(self.callers)
        if door.method in ("POST", "PUT", "PATCH"):
            shot.body = self._body(door.body)
        if door.method == "PATCH" and chance() < 0.9:
            shot.headers["HTTP_IF_MATCH"] = "*"
        if chance() < 0.1:
            shot.method = self.random.choice(rubbish.METHODS)
        if chance() < 0.15:
            shot.media_type = self.random.choice(rubbish.MEDIA_TYPES)
        if chance() < 0.25:
            name = self.random.choice(list(rubbish.HEADERS))
            shot.headers[name] = self.random.choice(rubbish.HEADERS[name])
        return shot

    def _path(self, path: str) -> str:
        while "{" in path:
            head, _brace, rest = path.partition("{")
            known = self.random.choice(self.ids)
            path = (
                head
                + (known if self.random.random() < 0.75 else self.random.choice(rubbish.IDS))
                + rest.partition("}")[2]
            )
        return (
            path
            if self.random.random() < 0.95
            else path + self.random.choice(("/", "//", "%00", "x", "?", "#", ".json"))
        )

    def _query(self, door: Door) -> str:
        parts = []
        for asked in door.parameters:
            if self.random.random() < 0.3:
                is_nasty = self.random.random() < 0.6
                value = self.random.choice(rubbish.NASTY) if is_nasty else self._made(asked["schema"])
                text = value if isinstance(value, str) else json.dumps(value)
                parts.append(f"{asked['name']}={quote(text[:1500].encode(errors='surrogatepass'), safe='')}")
        if self.random.random() < 0.25:
            parts.append(self.random.choice(rubbish.QUERIES))
        return "&".join(parts)

    def _body(self, schema: Mapping[str, Any] | None) -> bytes:
        if schema is None or self.random.random() < 0.2:
            return self.random.choice(rubbish.BODIES)
        made = self._made(schema)
        return rubbish.as_bytes(made if self.random.random() < 0.15 else rubbish.spoiled(self.random, made))

    def _made(self, schema: Mapping[str, Any], depth: int = 0) -> Any:
        """A value as the schema wants it, more or less."""
        random = self.random
        if "$ref" in schema:
            return self._made(self.schema["components"]["schemas"][schema["$ref"].rpartition("/")[2]], depth)
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            return self._made(random.choice(choices), depth)
        if "enum" in schema:
            return random.choice(schema["enum"])
        kind = schema.get("type", "string")
        kind = random.choice(kind) if isinstance(kind, list) else kind
        if kind == "object":
            wanted, properties = schema.get("required", ()), schema.get("properties", {})
            if depth > DEPTH:
                return {}
            return {
                name: self._made(one, depth + 1)
                for name, one in properties.items()
                if name in wanted or random.random() < 0.5
            }
        if kind == "array":
            return [self._made(schema.get("items", {}), depth + 1) for _n in range(random.randint(1, 2))]
        if kind == "string":
            return self._text(schema)
        numbers = {"integer": random.randint(0, 200), "number": round(random.uniform(-5, 5), 2)}
        return random.random() < 0.5 if kind == "boolean" else numbers.get(kind)

    def _text(self, schema: Mapping[str, Any]) -> str:
        form = schema.get("format", "")
        made = {
            "uuid": self.random.choice(self.ids), "date": "2024-02-29", "date-time": "2026-11-21T10:00:00",
            "decimal": str(self.random.randint(-8, 8) / 4),
        }  # fmt: skip
        return made.get(form) or self.random.choice(
            (
                "Иванова",
                "onec-retail",
                self.random.choice(self.ids),
                "89123456789",
                "Europe/Moscow",
                "customer",
                "x",
                "12",
            )
        )


def _hooks() -> list[str]:
    """The doors of providers and of CommerceML, as the table of addresses has them."""

    def walk(patterns: Sequence[Any], prefix: str) -> Iterator[str]:
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif route.startswith(("hooks/", "exchange/")):
                yield route

    found = []
    for route in walk(get_resolver().url_patterns, ""):
        plain = route.replace("^", "").replace("/?$", "").replace("$", "")
        for name in ("provider", "site", "token", "secret_path", "path"):
            for kind in ("slug", "str", "path"):
                plain = plain.replace(f"<{kind}:{name}>", "sandbox")
        found.append("/" + plain)
    return found
