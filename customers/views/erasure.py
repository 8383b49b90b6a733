"""Erasing a client: what will happen, and the last name typed as the key to it."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.erasing import counted, erase_person
from customers.models import Person
from customers.views.dossier import own_person
from optics_crm.core.permissions import requires


class ErasureForm(forms.Form):
    """On what ground, and whom. `last_name` must be typed as it stands in the dossier."""

    reason = forms.CharField(label=gettext_lazy("Ground: request and its number"), max_length=300)
    last_name = forms.CharField(label=gettext_lazy("The client's last name"), max_length=150)

    def __init__(self, data: Any, person: Person) -> None:
        super().__init__(data)
        self.expected = person.last_name or person.full_name
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_last_name(self) -> str:
        typed: str = self.cleaned_data["last_name"]
        if _plain(typed) != _plain(self.expected):
            raise forms.ValidationError(_("This is not the last name of the dossier: nothing was erased."))
        return typed


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").split())


@requires("customers.erase")
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person = own_person(request.user, pk)
    form = ErasureForm(request.POST if request.method == "POST" else None, person)
    if form.is_bound and form.is_valid():
        erase_person(request.user, person, reason=form.cleaned_data["reason"])
        messages.success(request, _("The client's data are erased."))
        return redirect("customers:person", pk)
    context = {"person": person, "form": form, "counts": counted(person)}
    return render(request, "customers/erase.html", context, status=422 if form.is_bound else 200)
