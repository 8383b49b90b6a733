"""The wrong-card report: a colleague says that a card holds several people, or somebody else's things."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.homes import home_of, members_of
from customers.identity import queue
from customers.identity.proposing import LONGEST_NOTE, report_card
from customers.models import Card, Person
from customers.views.dossier import own_person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires

UNPROCESSABLE = 422


class ReportForm(forms.Form):
    """Which card, what is wrong, whose it is if that is known."""

    card = forms.ModelChoiceField(
        Card.objects.none(), label=gettext_lazy("Card"), widget=forms.RadioSelect, empty_label=None
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Whose it is"),
        required=False,
        empty_label=gettext_lazy("somebody else, not in this family"),
    )
    note = forms.CharField(
        label=gettext_lazy("What you noticed"),
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
        help_text=gettext_lazy("For example: glasses of May 2024 are her son's"),
    )

    def __init__(self, data: Any, *, user: Any, person: Person) -> None:
        super().__init__(data)
        home = home_of(person)
        others = [one.person_id for one in members_of(home.household)] if home else []
        family = Person.objects.visible_to(user).filter(pk__in=others).exclude(pk=person.pk)
        cards = Card.objects.live().filter(person=person).select_related("home_salon").order_by("created_at")
        self.fields["card"].queryset = cards  # type: ignore[attr-defined]
        self.fields["card"].initial = cards.first()
        self.fields["owner"].queryset = family  # type: ignore[attr-defined]


@requires("identity.propose")
@require_http_methods(["GET", "POST"])
def report_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report becomes a question of the queue; who may decide goes on to the split at once."""
    person = own_person(request.user, pk)
    form = ReportForm(request.POST or None, user=request.user, person=person)
    context: dict[str, Any] = {"person": person, "form": form}
    if request.method == "GET":
        return render(request, "identity/report.html", context)
    if not form.is_valid():
        return render(request, "identity/report.html", context, status=UNPROCESSABLE)
    data = form.cleaned_data
    try:
        row = report_card(request.user, data["card"], data["note"], owner=data["owner"])
    except DomainError as refusal:
        form.add_error(None, str(refusal.message))
        return render(request, "identity/report.html", context, status=refusal.status)
    if can(request.user, queue.DECIDE):
        return redirect(f"{reverse('customers:identity_split', args=[data['card'].pk])}?proposal={row.pk}")
    messages.success(request, _("Reported: a manager or a supervisor decides."))
    return redirect("customers:person", pk)
