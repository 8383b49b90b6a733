"""Filters of this floor's lists."""

from typing import TYPE_CHECKING, Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from optics_crm.core import clock
from optics_crm.core.models import Salon
from orders.models import Order, Product, Reservation
from orders.models.catalogue import Category
from orders.models.orders import STATUS_CHOICES, OrderKind
from orders.models.purchases import Channel
from orders.statuses import OPEN, READY

if TYPE_CHECKING:
    from django.db.models import QuerySet

PLACES = Salon.objects.filter(deleted_at=None, closed_on=None)
STATES = [("open", _("open")), ("ready", _("wait to be picked up")), ("late", _("late"))]


class OrderFilter(django_filters.FilterSet):
    """The list of orders."""

    number = django_filters.CharFilter(label=_("Number"), method="by_number", max_length=60)
    state = django_filters.ChoiceFilter(label=_("Which ones"), empty_label=_("any"), choices=STATES, method="by_state")
    status = django_filters.ChoiceFilter(label=_("Status"), empty_label=_("any"), choices=STATUS_CHOICES)
    kind = django_filters.ChoiceFilter(label=_("Kind"), empty_label=_("any"), choices=OrderKind.choices)
    channel = django_filters.ChoiceFilter(label=_("Channel"), empty_label=_("any"), choices=Channel.choices)
    salon = django_filters.ModelChoiceFilter(label=_("Salon"), empty_label=_("any"), queryset=PLACES)

    class Meta:
        model = Order
        fields: list[str] = []

    def by_number(self, rows: "QuerySet[Order]", name: str, value: str) -> "QuerySet[Order]":
        text = value.strip().upper()
        return rows.filter(number=text) | rows.filter(shop_number=text)

    def by_state(self, rows: Any, name: str, value: str) -> "QuerySet[Order]":
        if value == "late":
            return rows.late(clock.today())
        return rows.filter(status__in=READY if value == "ready" else OPEN)


class ProductFilter(django_filters.FilterSet):
    """The catalogue."""

    q = django_filters.CharFilter(label=_("Name, brand or article"), method="by_words", max_length=80)
    category = django_filters.ChoiceFilter(label=_("Category"), empty_label=_("any"), choices=Category.choices)
    brand = django_filters.CharFilter(label=_("Brand"), lookup_expr="iexact", max_length=120)
    in_stock = django_filters.BooleanFilter(label=_("In stock only"), method="by_stock", widget=forms.CheckboxInput)
    # for whom the user looks: the list stays as it is
    customer = django_filters.CharFilter(method="by_nobody", widget=forms.HiddenInput, max_length=36)

    class Meta:
        model = Product
        fields: list[str] = []

    def by_words(self, rows: "QuerySet[Product]", name: str, value: str) -> "QuerySet[Product]":
        text = value.strip()
        if text.isdigit() and len(text) >= 8:
            return rows.filter(barcodes__contains=[text])
        for word in text.split()[:6]:
            rows = rows.filter(name__icontains=word) | rows.filter(sku__istartswith=word)
        return rows

    def by_nobody(self, rows: "QuerySet[Product]", name: str, value: str) -> "QuerySet[Product]":
        return rows

    def by_stock(self, rows: "QuerySet[Product]", name: str, value: bool) -> "QuerySet[Product]":
        return rows.filter(stock__qty__gt=0, stock__deleted_at=None).distinct() if value else rows


class ReservationFilter(django_filters.FilterSet):
    """What is put aside; open ones unless a status is asked for."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        empty_label=_("any"),
        choices=[("open", _("open")), *Reservation.Status.choices],
        method="by_status",
    )
    from_salon = django_filters.ModelChoiceFilter(label=_("Lies in"), empty_label=_("any"), queryset=PLACES)
    to_salon = django_filters.ModelChoiceFilter(label=_("Goes to"), empty_label=_("any"), queryset=PLACES)

    class Meta:
        model = Reservation
        fields: list[str] = []

    def by_status(self, rows: Any, name: str, value: str) -> "QuerySet[Reservation]":
        return rows.open() if value == "open" else rows.filter(status=value)
