"""Filters of the lists of this floor."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from customers.find import by_last_digits, by_name
from customers.followups import KINDS
from customers.models import FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.models import Salon
from optics_crm.core.permissions import ROLES, salon_scope
from optics_crm.core.search import Query

STALE_DAYS = 365


class PersonFilter(django_filters.FilterSet):
    """The list of customers."""

    q = django_filters.CharFilter(
        label=_("Name or phone"),
        method="search",
        widget=forms.TextInput(
            attrs={"data-filter-first": "", "autocomplete": "off", "spellcheck": "false", "maxlength": 100}
        ),
    )
    home_salon = django_filters.ModelChoiceFilter(
        label=_("Home salon"), empty_label=_("any"), queryset=Salon.objects.filter(deleted_at=None)
    )
    ads = django_filters.ChoiceFilter(
        label=_("Advertising"),
        empty_label=_("any"),
        method="by_ads",
        choices=[("yes", _("may be sent")), ("no", _("may not be sent"))],
    )
    age = django_filters.ChoiceFilter(
        label=_("Age"),
        empty_label=_("any"),
        method="by_age",
        choices=[("child", _("children")), ("adult", _("grown-ups")), ("senior", _("60 and older"))],
    )
    unchecked = django_filters.BooleanFilter(
        label=_("Data not confirmed for a year"), method="by_check", widget=forms.CheckboxInput
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> "QuerySet[Person]":
        query = Query.read(value)
        if query.phone:
            return rows.filter(pk__in=Person.objects.answering(query.phone).values("pk"))
        if query.digits and query.digits == query.text.replace(" ", ""):
            return by_last_digits(rows, query.digits)
        return by_name(rows, query)

    def by_ads(self, rows: "QuerySet[Person]", name: str, value: str) -> "QuerySet[Person]":
        return rows.filter(consent_ads=value == "yes")

    def by_age(self, rows: "QuerySet[Person]", name: str, value: str) -> "QuerySet[Person]":
        today = clock.today()
        grown, old = clock.years_after(today, -18), clock.years_after(today, -60)
        choices = {
            "child": Q(birth_date__gt=grown),
            "adult": Q(birth_date__lte=grown, birth_date__gt=old),
            "senior": Q(birth_date__lte=old),
        }
        return rows.filter(choices[value])

    def by_check(self, rows: "QuerySet[Person]", name: str, value: bool) -> "QuerySet[Person]":
        if not value:
            return rows
        since = clock.now() - dt.timedelta(days=STALE_DAYS)
        return rows.filter(Q(checked_at__isnull=True) | Q(checked_at__lt=since))


class FollowUpFilter(django_filters.FilterSet):
    """The list of promises."""

    status = django_filters.ChoiceFilter(label=_("Status"), empty_label=_("any"), choices=FollowUp.Status.choices)
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), empty_label=_("any"), choices=lambda: [(kind.code, kind.label) for kind in KINDS]
    )
    role = django_filters.ChoiceFilter(
        label=_("Who keeps them"), empty_label=_("any"), choices=lambda: [(role.code, role.label) for role in ROLES]
    )
    salon = django_filters.ModelChoiceFilter(
        label=_("Salon"), empty_label=_("any"), queryset=Salon.objects.filter(deleted_at=None)
    )
    owner = django_filters.UUIDFilter(widget=forms.HiddenInput)
    mine = django_filters.BooleanFilter(label=_("Mine only"), method="by_me", widget=forms.CheckboxInput)
    late = django_filters.BooleanFilter(label=_("Overdue only"), method="by_lateness", widget=forms.CheckboxInput)

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if salon_scope(user) is not None:
            del self.form.fields["salon"]

    def by_me(self, rows: "QuerySet[FollowUp]", name: str, value: bool) -> "QuerySet[FollowUp]":
        return rows.filter(owner=self.user) if value else rows

    def by_lateness(self, rows: "QuerySet[FollowUp]", name: str, value: bool) -> "QuerySet[FollowUp]":
        return rows.filter(status="open", due_at__lt=clock.now()) if value else rows
