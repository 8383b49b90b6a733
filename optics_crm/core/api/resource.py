"""A resource: rows of one kind under `/api/v1/<name>/`, read by employees and programs, some of them changed.

An app declares its own in `resources.py`; docs/rest.md says how one is added.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import msgspec
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from optics_crm.core.api.pages import ORDERS, Pages
from optics_crm.core.api.parameters import PAGE_PARAMETERS, FilterBackend, Filters, check_parameters
from optics_crm.core.api.shapes import read_shape
from optics_crm.core.api.versions import check_match, etag_of
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import RequiresCapability
from optics_crm.core.programs import Program
from optics_crm.core.registry import Registry


class Resource(GenericViewSet[Any]):
    """Rows of `model` as `serializer_class` writes them.

    Employees need `capability` (and `write_capability` to change); their rows are `rows_for(user)`. Programs need the
    scope `<scope>:read` (`<scope>:write`); their rows are `rows_for_programs()`. Without a `scope` no token opens the
    resource. A resource that can be changed names `changes`, the struct of its PATCH, and defines `change`. Lists may
    say less of a row (`list_serializer_class`) and be ordered as `orders` names it, the first name being the default.
    """

    address: ClassVar[str]
    model: ClassVar[type[Model]]
    scope: ClassVar[str] = ""
    capability: ClassVar[str]
    write_capability: ClassVar[str | None] = None
    changes: ClassVar[type[msgspec.Struct] | None] = None
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()

    orders: ClassVar[Mapping[str, tuple[str, ...]]] = ORDERS

    serializer_class: type[BaseSerializer[Any]]
    list_serializer_class: type[BaseSerializer[Any]] | None = None
    filterset_class: type[Filters] = Filters
    filter_backends = [FilterBackend]
    pagination_class = Pages
    permission_classes = [RequiresCapability]
    http_method_names = ["get", "head", "patch"]

    def rows_for(self, user: Any) -> "QuerySet[Any]":
        """What an employee may see of the rows."""
        return self.model.objects.visible_to(user)  # type: ignore[attr-defined]  # of the querysets of resources

    def rows_for_programs(self) -> "QuerySet[Any]":
        """What a program with the scope sees: all that has not been deleted."""
        rows = self.model._default_manager.all()
        has_tombstones = any(field.name == "deleted_at" for field in self.model._meta.fields)
        return rows.filter(deleted_at=None) if has_tombstones else rows

    def seen(self, rows: Sequence[Any], *, in_list: bool) -> None:
        """Told before rows leave the house: where views of a kind are recorded, they are recorded here."""

    def context_of(self, rows: Sequence[Any], *, in_list: bool) -> dict[str, Any]:
        """What the serializer needs of these rows that no join brings; a fixed number of questions."""
        return {}

    def version_of(self, row: Any) -> str:
        """The ETag of a row."""
        return etag_of(row)

    def missing(self, pk: uuid.UUID) -> Exception:
        """Why there is no such row for this caller."""
        return Http404()

    def change(self, actor: Any, row: Any, said: Any) -> None:
        """Calls the action that changes the row, which is locked and of the version that the caller has."""
        raise NotImplementedError

    def get_queryset(self) -> "QuerySet[Any]":
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        user = self.request.user
        return self._joined(self.rows_for_programs() if isinstance(user, Program) else self.rows_for(user))

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        return self.list_serializer_class or self.serializer_class if self.action == "list" else self.serializer_class

    def list(self, request: Request) -> Response:
        check_parameters(request, PAGE_PARAMETERS | frozenset(self.filterset_class.base_filters))
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return _kept_by_nobody(self.get_paginated_response(self._written(page, in_list=True)))

    def retrieve(self, request: Request, pk: str) -> Response:
        check_parameters(request, frozenset())
        return self._told(self._row(read_id(pk)))

    def partial_update(self, request: Request, pk: str) -> Response:
        check_parameters(request, frozenset())
        row = self._row(read_id(pk))
        locked = self.model._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        check_match(request, self.version_of(locked))
        if self.changes is None:
            raise NotImplementedError(f"{self.address} cannot be changed")
        self.change(request.user, locked, _something(read_shape(request.data, self.changes)))
        # a promise handed to somebody else may be out of sight by now: it is shown once more all the same
        return self._told(self._joined(self.model._base_manager.all()).get(pk=row.pk))

    def _row(self, pk: uuid.UUID) -> Any:
        row = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise self.missing(pk)
        return row

    def _joined(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return rows.select_related(*self.related).prefetch_related(*self.prefetched)

    def _told(self, row: Any) -> Response:
        response = _kept_by_nobody(Response(self._written([row], in_list=False)[0]))
        response.headers["ETag"] = self.version_of(row)
        return response

    def _written(self, rows: Sequence[Any], *, in_list: bool) -> Any:
        self.seen(rows, in_list=in_list)
        context = {**self.get_serializer_context(), **self.context_of(rows, in_list=in_list)}
        return self.get_serializer_class()(rows, many=True, context=context).data


def _kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def read_id(text: str) -> uuid.UUID:
    """The id of an address; what is no id is the address of nothing."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _something(said: msgspec.Struct) -> msgspec.Struct:
    """The body, unless it says nothing at all."""
    if all(getattr(said, name) is msgspec.UNSET for name in said.__struct_fields__):
        raise DomainError("nothing_to_change", _("The body changes nothing."))
    return said


RESOURCES: Registry[type[Resource]] = Registry("resources of the REST API")
AnyResource = TypeVar("AnyResource", bound=type[Resource])


def resource(name: str) -> Callable[[AnyResource], AnyResource]:
    """Puts a resource under `/api/v1/<name>/`; used as a decorator."""

    def decorate(made: AnyResource) -> AnyResource:
        made.address = name
        RESOURCES.add(name, made)
        return made

    return decorate
