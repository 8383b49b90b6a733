"""REST resources of the floor: salons, and the people who work in them."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from optics_crm.core.api.parameters import SyncedFilters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import ROLES


class SalonRow(serializers.ModelSerializer[Salon]):
    """A salon, clinic or workshop; its days are days of `timezone`."""

    class Meta:
        model = Salon
        fields = (
            "id",
            "guid",
            "name",
            "code",
            "city",
            "address",
            "phone",
            "timezone",
            "is_clinic",
            "is_workshop",
            "has_ramp",
            "way_in",
            "hours_text",
            "latitude",
            "longitude",
            "closed_on",
            "created_at",
            "updated_at",
        )


class SalonFilters(SyncedFilters):
    """`search` looks in the name, `closed` at whether the salon is closed for good."""

    city = django_filters.CharFilter()
    code = django_filters.CharFilter()
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    closed = YesNoFilter(field_name="closed_on", lookup_expr="isnull", exclude=True)


@resource("salons")
class Salons(Resource):
    """Salons, clinics and workshops of the chain: every employee knows them all."""

    model = Salon
    scope = "salon"
    capability = "salons.view"
    serializer_class = SalonRow
    filterset_class = SalonFilters

    def rows_for(self, user: Any) -> "QuerySet[Salon]":
        return self.rows_for_programs()


class EmployeeRow(serializers.ModelSerializer[Employee]):
    """A colleague as everybody may know one: no contacts, no login. `department` is its code."""

    department = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Employee
        fields = (
            "id",
            "guid",
            "full_name",
            "role",
            "salon",
            "department",
            "extension",
            "hired_on",
            "fired_on",
            "is_active",
            "created_at",
            "updated_at",
        )


class EmployeeFilters(SyncedFilters):
    """`search` looks in the name; `active` at whether the employee may log in."""

    role = django_filters.ChoiceFilter(choices=[(code, role.label) for code, role in ROLES.items()])
    salon = django_filters.UUIDFilter()
    extension = django_filters.CharFilter()
    active = YesNoFilter(field_name="is_active")
    search = django_filters.CharFilter(field_name="full_name", lookup_expr="icontains")


@resource("employees")
class Employees(Resource):
    """The people who work here."""

    model = Employee
    scope = "staff"
    capability = "employees.view"
    related = ("department",)
    serializer_class = EmployeeRow
    filterset_class = EmployeeFilters

    def rows_for(self, user: Any) -> "QuerySet[Employee]":
        return self.rows_for_programs()
