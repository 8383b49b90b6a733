"""Addresses of the REST API: two of each resource, and one for what is nowhere."""

from typing import Any

from django.urls import URLPattern, path, re_path

from optics_crm.core.api.docs import SchemaView, docs
from optics_crm.core.api.nowhere import Nowhere
from optics_crm.core.api.resource import RESOURCES, Resource

app_name = "api"


def addresses_of(made: type[Resource]) -> list[URLPattern]:
    """The list and the row of a resource."""
    row: dict[str, Any] = {"get": "retrieve"} | ({"patch": "partial_update"} if made.changes else {})
    return [
        path(f"{made.address}/", made.as_view({"get": "list"}), name=made.address),
        path(f"{made.address}/<str:pk>/", made.as_view(row), name=f"{made.address}_row"),
    ]


urlpatterns: list[URLPattern] = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
urlpatterns += [address for made in RESOURCES for address in addresses_of(made)]
urlpatterns.append(re_path(r"^[\s\S]*/$", Nowhere.as_view(), name="nowhere"))
