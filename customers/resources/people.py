"""`/api/v1/customers/`: people, masked as the pages mask them; a merged one leads to whoever stands for it."""

import uuid
from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from customers.find import by_last_digits, by_name
from customers.homes import homes_of
from customers.lookup import look_up
from customers.models import Card, Person
from customers.resources.corrections import CustomerChanges, change_customer
from customers.resources.person_row import PersonRow
from optics_crm.core import audit, phones
from optics_crm.core.api.parameters import BadParameter, Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource
from optics_crm.core.errors import DomainError, Gone
from optics_crm.core.permissions import can
from optics_crm.core.programs import Program
from optics_crm.core.search import SHORTEST, Query


class PersonFilters(Filters):
    """`guid`: of any of the person's cards. `phone`: whoever answers that number. `search`: name, or last digits."""

    guid = django_filters.UUIDFilter(method="by_guid")
    phone = django_filters.CharFilter(method="by_phone")
    search = django_filters.CharFilter(method="by_text")
    home_salon = django_filters.UUIDFilter()
    consent_ads = YesNoFilter()

    def by_guid(self, rows: "QuerySet[Person]", name: str, value: uuid.UUID) -> "QuerySet[Person]":
        return rows.filter(pk__in=Card.objects.live().filter(guid=value).values("person"))

    def by_phone(self, rows: "QuerySet[Person]", name: str, value: str) -> "QuerySet[Person]":
        """A look-up by an exact phone, counted and recorded as the pages do it."""
        number = phones.normalise(value)
        if not number:
            raise DomainError("phone_malformed", _("This is not a phone number."), detail={"parameter": "phone"})
        user = self.request.user
        found = Person.objects.answering(number) if isinstance(user, Program) else look_up(user, value)
        return rows.filter(pk__in=found.values("pk"))

    def by_text(self, rows: Any, name: str, value: str) -> "QuerySet[Person]":
        query = Query.read(value)
        if not query.is_long_enough:
            message = _("Write at least %(count)s characters.") % {"count": SHORTEST}
            raise BadParameter("search", message)
        if query.phone:
            return self.by_phone(rows, name, value)
        if query.digits and query.digits == query.text.replace(" ", ""):
            return by_last_digits(rows, query.digits)
        return by_name(rows, query)


@resource("customers")
class Customers(Resource):
    """People. Lists mask the numbers; a row shows them to who may see them, and that is recorded."""

    model = Person
    scope = "customer"
    capability = "customers.view"
    write_capability = "customers.edit"
    changes = CustomerChanges
    related = ("main_email",)
    prefetched = (
        Prefetch("cards", Card.objects.live().select_related("client").order_by("created_at", "pk")),
        "cards__phones__phone",
    )
    serializer_class = PersonRow
    filterset_class = PersonFilters

    def rows_for_programs(self) -> "QuerySet[Person]":
        return Person.objects.standing().living_cards()

    def context_of(self, rows: Sequence[Person], *, in_list: bool) -> dict[str, Any]:
        return {"homes": homes_of([row.pk for row in rows]), "open": self._open(rows, in_list=in_list)}

    def seen(self, rows: Sequence[Person], *, in_list: bool) -> None:
        """A program's page is one line of the journal; an employee's view of a person's numbers is one about it."""
        user = self.request.user
        if isinstance(user, Program):
            audit.record(user, "customers.phone.revealed", rows[0] if len(rows) == 1 else None, people=len(rows))
        for row in rows if self._open(rows, in_list=in_list) and not isinstance(user, Program) else ():
            audit.record(user, "customers.phone.revealed", row)

    def missing(self, pk: uuid.UUID) -> Exception:
        """410 for one who was merged into somebody whom the caller may open."""
        into = Person.objects.filter(pk=pk).values_list("merged_into", flat=True).first()
        if into is None or not self.get_queryset().filter(pk=into).exists():
            return super().missing(pk)
        address = self.request.build_absolute_uri(reverse("api:customers_row", args=[into]))
        message = _("This customer was merged with another.")
        return Gone("merged", message, canonical=address, detail={"canonical": str(into)})

    def change(self, actor: Any, row: Person, said: CustomerChanges) -> None:
        """Whom only a look-up opened is not there to be changed."""
        if not isinstance(actor, Program) and not Person.objects.own_of(actor).filter(pk=row.pk).exists():
            raise super().missing(row.pk)
        change_customer(actor, row, said)

    def _open(self, rows: Sequence[Person], *, in_list: bool) -> bool:
        """Whether the caller sees the numbers of these rows."""
        user = self.request.user
        if isinstance(user, Program):
            return True
        if in_list or not can(user, "customers.phones"):
            return False
        return Person.objects.own_of(user).filter(pk__in=[row.pk for row in rows]).exists()
