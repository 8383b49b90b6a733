"""The doors of the exchange in the OpenAPI: found in the table of addresses, told by what stands at the door.

A door's methods and docstring come from its view; what goes in and out from `openapi_shapes`, where there is an entry.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from optics_crm.core.sync.openapi_shapes import BODIES, PARAMETERS, shapes

HOME = "/api/v1/sync/"
OPEN = ("ping",)
BODY_METHODS = ("post", "put")
CAPTURE = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>")
ANYTHING = {"type": "object"}


def paths_and_shapes(problem: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The paths of the exchange, and the schemas that they name."""
    from optics_crm.core.sync.urls import urlpatterns

    paths: dict[str, Any] = {}
    for pattern in urlpatterns:
        address = _address(str(pattern.pattern))
        view = pattern.callback
        if pattern.name and address not in paths:
            methods = [one.lower() for one in getattr(view, "methods", ()) if one != "HEAD"]
            paths[address] = {one: _operation(one, pattern.name, address, view, problem) for one in methods}
    return paths, shapes()


def _address(route: str) -> str:
    """A pattern of Django's as a path of OpenAPI's."""
    plain = CAPTURE.sub(lambda found: "{" + (found[1] or found[2]) + "}", route)
    return HOME + re.sub(r"^\^|/?\??\$$", "", plain).rstrip("/?")


def _operation(method: str, name: str, address: str, view: Any, problem: Mapping[str, Any]) -> dict[str, Any]:
    taken, given = BODIES.get(name, (None, None))
    answer = {"description": "", "content": {"application/json": {"schema": given or ANYTHING}}}
    operation = {
        "operationId": f"sync_{name}_{method}",
        "summary": _("Exchange"),
        "description": " ".join((view.__doc__ or "").split()),
        "tags": ["sync"],
        "parameters": [*_in_path(address), *PARAMETERS.get(name, ())],
        "security": [{}] if name in OPEN else [{"token": []}, {"basic": []}],
        "responses": {"200": answer, "default": dict(problem)},
    }
    if method in BODY_METHODS:
        body = {"content": {"application/json": {"schema": taken or ANYTHING}}}
        operation["requestBody"] = body | {"required": taken is not None}
    return operation


def _in_path(address: str) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", address):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
