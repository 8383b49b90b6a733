"""How a view of the REST API is told in the OpenAPI: bodies from msgspec structs, versions, problems, ways in."""

from typing import Any

import msgspec
from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter

from optics_crm.core.api.problems import PROBLEM_TYPE

REF = "#/components/schemas/{name}"
PROBLEM = {"description": "RFC 9457", "content": {PROBLEM_TYPE: {"schema": {"$ref": REF.format(name="Problem")}}}}
IF_MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True)
ETAG = {"ETag": {"schema": {"type": "string"}}}


class ApiSchema(AutoSchema):
    """A view may say `body` (the struct of its POST) and `answer` (that of its answer); a resource has its own."""

    def get_summary(self) -> str | None:
        words = {"list": _("List"), "retrieve": _("One row"), "partial_update": _("Change a row")}
        return words.get(getattr(self.view, "action", ""))

    def get_override_parameters(self) -> list[Any]:
        return [IF_MATCH] if self.method == "PATCH" else []

    def get_request_serializer(self) -> Any:
        shape = getattr(self.view, "changes" if self.method == "PATCH" else "body", None)
        return {"application/json": self._component(shape)} if shape else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        shape = getattr(self.view, "answer", None)
        return {(200, "application/json"): self._component(shape)} if shape else super().get_response_serializers()

    def get_operation(self, *args: Any) -> Any:
        operation = super().get_operation(*args)
        if operation:
            responses = operation["responses"]
            responses["default"] = PROBLEM
            if "200" in responses and getattr(self.view, "action", "") in ("retrieve", "partial_update"):
                responses["200"]["headers"] = ETAG
        return operation

    def _component(self, shape: type[msgspec.Struct]) -> dict[str, Any]:
        """Puts a struct and what stands in it among the components; returns the pointer to it."""
        (head,), found = msgspec.json.schema_components([shape], ref_template=REF)
        for name, schema in found.items():
            component = ResolvedComponent(name, ResolvedComponent.SCHEMA, schema, object=name)
            self.registry.register_on_missing(component)
        return head


class TokenScheme(OpenApiAuthenticationExtension):
    """Programs."""

    target_class = "optics_crm.core.rest.Tokens"
    name = ["token", "basic"]

    def get_security_definition(self, auto_schema: Any) -> Any:
        return [{"type": "http", "scheme": "bearer"}, {"type": "http", "scheme": "basic"}]


class SessionScheme(OpenApiAuthenticationExtension):
    """Employees."""

    target_class = "optics_crm.core.rest.Sessions"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def finish(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """What no view says: the problems, and the doors of the exchange."""
    from optics_crm.core.sync.openapi import paths_and_shapes

    paths, shapes = paths_and_shapes(PROBLEM)
    result["paths"] |= paths
    components = result.setdefault("components", {}).setdefault("schemas", {})
    components |= shapes | {"Problem": problem_shape()}
    _tidy(result)
    return result


def _tidy(schema: Any) -> None:
    """Takes out the generator's own marks, and says "anything" where it says "anything or nothing, but not both"."""
    if isinstance(schema, dict):
        schema.pop("x-spec-enum-id", None)
        if {} in schema.get("oneOf", ()):
            del schema["oneOf"]
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _tidy(part)


def problem_shape() -> dict[str, Any]:
    """A problem, as `problems.problem` makes it."""
    text = {"type": "string"}
    words = ("type", "title", "detail", "code", "request_id", "pointer", "parameter")
    properties: dict[str, Any] = dict.fromkeys(words, text)
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail", "code", "request_id"],
        "properties": properties | {"status": {"type": "integer"}},
    }
