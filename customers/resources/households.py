"""`/api/v1/households/`: families, with the members whom the caller may open."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers import access
from customers.models import Household, Membership, Person
from optics_crm.core.api.parameters import SyncedFilters
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.programs import Program


class MemberPart(serializers.Serializer[Any]):
    """Who belongs to a family, as what; `is_home`: lives there."""

    customer = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Membership.Role.choices)
    is_home = serializers.BooleanField()


class HouseholdRow(serializers.ModelSerializer[Household]):
    """A family. `others` counts the members whom the caller may not open."""

    members = serializers.SerializerMethodField()
    others = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = ("id", "guid", "name", "members", "others", "created_at", "updated_at")

    @extend_schema_field(MemberPart(many=True))
    def get_members(self, household: Household) -> list[dict[str, Any]]:
        return [
            {
                "customer": str(row.person.pk),
                "name": row.person.full_name,
                "role": row.role,
                "is_home": row.is_home,
            }
            for row in standing_members(household)
            if row.person.pk in self.context.get("opened", ())
        ]

    def get_others(self, household: Household) -> int:
        opened = self.context.get("opened", ())
        return sum(row.person.pk not in opened for row in standing_members(household))


def standing_members(household: Household) -> list[Membership]:
    """Who stands, each once: a row of the person's own before one of somebody merged into the person."""
    found: dict[Any, Membership] = {}
    rows = sorted(household.memberships.all(), key=lambda row: (row.person.merged_into_id is not None, row.pk))
    for row in rows:
        row.person = row.person.merged_into or row.person
        found.setdefault(row.person.pk, row)
    return list(found.values())


class HouseholdFilters(SyncedFilters):
    """`customer`: families in which the person is listed."""

    customer = django_filters.UUIDFilter(method="by_customer")

    def by_customer(self, rows: "QuerySet[Household]", name: str, value: Any) -> "QuerySet[Household]":
        listed = Membership.objects.filter(Q(person=value) | Q(person__merged_into=value))
        return rows.filter(pk__in=listed.values("household"))


@resource("households")
class Households(Resource):
    """Families."""

    model = Household
    scope = "household"
    capability = "customers.view"
    prefetched = (Prefetch("memberships", Membership.objects.select_related("person__merged_into")),)
    serializer_class = HouseholdRow
    filterset_class = HouseholdFilters

    def rows_for(self, user: Any) -> "QuerySet[Household]":
        """Families of which the user may open somebody."""
        listed = Membership.objects.filter(household=OuterRef("pk"))
        mine = listed.filter(access.opens(user, "person") | access.opens(user, "person__merged_into"))
        return Household.objects.filter(Exists(mine), deleted_at=None)

    def context_of(self, rows: Sequence[Household], *, in_list: bool) -> dict[str, Any]:
        user = self.request.user
        people = Person.objects.standing() if isinstance(user, Program) else Person.objects.visible_to(user)
        asked = {member.person.pk for row in rows for member in standing_members(row)}
        return {"opened": set(people.filter(pk__in=asked).values_list("pk", flat=True))}
