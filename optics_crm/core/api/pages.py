"""Lists by cursor: `{"results": [...], "next": url or null}`. Page 10,000 costs what page 1 does."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from optics_crm.core.api.parameters import BadParameter
from optics_crm.core.paging import beyond, pack, unpack

SIZE, LARGEST = 50, 500
BY_CHANGE = "updated_at"
# by birth, and by change: who asks `updated_since` meets a row again when it changes on the way, and misses none
ORDERS: dict[str, tuple[str, ...]] = {
    "-id": ("-id",),
    "id": ("id",),
    "-updated_at": ("-updated_at", "-id"),
    BY_CHANGE: ("updated_at", "id"),
}


class Pages(BasePagination):
    """Pages of up to 500 rows (`page_size`) in an order that ends with the id."""

    request: Request
    rows: list[Any]
    order: tuple[str, ...]
    has_more: bool

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, self.order = request, order_of(request, getattr(view, "orders", ORDERS))
        size = size_of(request)
        place = self._place(queryset)
        rows = queryset.filter(beyond(self.order, place, backwards=False)) if place else queryset
        found = list(rows.order_by(*self.order)[: size + 1])
        self.has_more, self.rows = len(found) > size, found[:size]
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self._next()})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page around that of its rows, for the OpenAPI."""
        following = {"type": ["string", "null"], "format": "uri"}
        properties = {"results": schema, "next": following}
        return {"type": "object", "required": ["results", "next"], "properties": properties}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """What a page is asked with, for the OpenAPI."""
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST, "default": SIZE}
        order = {"type": "string", "enum": list(getattr(view, "orders", ORDERS))}
        shapes = {"cursor": {"type": "string"}, "page_size": size, "ordering": order}
        return [{"name": name, "in": "query", "required": False, "schema": shape} for name, shape in shapes.items()]

    def _place(self, queryset: "QuerySet[Any]") -> list[Any] | None:
        cursor = self.request.query_params.get("cursor", "")
        if not cursor:
            return None
        place = unpack(cursor, queryset.model, self.order)
        if place is None:
            raise BadParameter("cursor", _("The cursor is not one of ours, or of another order."), "bad_cursor")
        return place

    def _next(self) -> str | None:
        if not self.has_more:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = pack(self.rows[-1], self.order)
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")


def order_of(request: Request, orders: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The order asked for; that of the changes where changes are asked for, else the first."""
    name = request.query_params.get("ordering")
    if not name:
        is_of_changes = BY_CHANGE in orders and request.query_params.get("updated_since")
        name = BY_CHANGE if is_of_changes else next(iter(orders))
    if name not in orders:
        raise BadParameter("ordering", _("There is no such order."))
    return orders[name]


def size_of(request: Request) -> int:
    raw = request.query_params.get("page_size") or str(SIZE)
    size = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 0
    if not 1 <= size <= LARGEST:
        raise BadParameter("page_size", _("A page has from 1 to 500 rows."))
    return size
