"""What stands behind the question mark: known names only, each once, each of the right kind; 400 for the rest."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from optics_crm.core import days
from optics_crm.core.errors import DomainError
from optics_crm.core.programs import zone_of_caller

LONGEST_VALUE = 1000
BROKEN = "\ufffd"  # what Django reads for bytes that are no UTF-8
YES, NO = ("true", "1"), ("false", "0")
PAGE_PARAMETERS = frozenset({"cursor", "page_size", "ordering"})


class BadParameter(DomainError):
    """A part of the address that cannot be read; `parameter` in the problem names it."""

    status = 400

    def __init__(self, name: str, message: Any, code: str = "bad_parameter") -> None:
        super().__init__(code, message, detail={"parameter": name})


def check_parameters(request: Request, known: frozenset[str]) -> None:
    """Refuses names that nobody reads, names given twice, and values that are too long or no UTF-8."""
    for name, values in request.query_params.lists():
        if name not in known:
            raise BadParameter(name[:100], _("There is no such parameter."), "unknown_parameter")
        if len(values) > 1:
            raise BadParameter(name, _("A parameter is given twice."), "doubled_parameter")
        if len(values[0]) > LONGEST_VALUE or BROKEN in values[0]:
            raise BadParameter(name, _("The value of a parameter cannot be read."))


class MomentField(IsoDateTimeField):
    """ISO 8601, within the years that a chain can mean; without an offset in the zone of the hour."""

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment is None:
            return None
        if not days.is_sane(moment.date()):
            raise ValidationError(_("There is no such moment."))
        return moment.astimezone(dt.UTC)  # the database knows no offsets of 16 hours and more


class MomentFilter(django_filters.IsoDateTimeFilter):
    """A moment; django-filter's own takes years that the database cannot read."""

    field_class = MomentField


class Filters(django_filters.FilterSet):
    """Filters of a resource. `updated_since`: rows changed at that moment or later (ISO 8601)."""

    updated_since = MomentFilter(field_name="updated_at", lookup_expr="gte")


class SyncedFilters(Filters):
    """Filters of rows that another book owns: `guid` is the object's GUID there."""

    guid = django_filters.UUIDFilter()


class YesNoField(forms.Field):
    """`true`, `false`, `1`, `0`; nothing given is None."""

    def to_python(self, value: Any) -> bool | None:
        text = str(value or "").strip().lower()
        if text and text not in YES + NO:
            raise ValidationError(_("Say true or false."))
        return text in YES if text else None


class YesNoFilter(django_filters.BooleanFilter):
    """A flag; django-filter's own takes what it cannot read for "any"."""

    field_class = YesNoField


class FilterBackend(DjangoFilterBackend):
    """django-filter that says 400 and the parameter's name, and reads moments in the caller's own zone."""

    def filter_queryset(self, request: Request, queryset: "QuerySet[Any]", view: Any) -> "QuerySet[Any]":
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        with timezone.override(zone_of_caller(request.user)):
            for name, messages in filterset.errors.items():
                raise BadParameter(name, messages[0])
            return filterset.qs
