"""The two steps of a consent by code: it is sent to the client's phone, it is told at the desk."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.consent_codes import confirm_code, send_code
from customers.dossier_build import dossier_of
from customers.views.consents import panel_words
from customers.views.dossier import own_person
from optics_crm.core import phones
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires


class AskForm(forms.Form):
    """Where the code goes, and what exactly is agreed to."""

    phone = forms.UUIDField(label=gettext_lazy("The client's phone"))
    channel = forms.CharField(max_length=20, required=False)
    text = forms.IntegerField(required=False)


@requires("consents.record")
@require_POST
def send(request: HttpRequest, pk: uuid.UUID, purpose: str) -> HttpResponse:
    person = own_person(request.user, pk)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _again(request, pk, purpose, _("Choose the phone to which the code shall go."), 422)
    asked = form.cleaned_data
    try:
        code = send_code(request.user, person, purpose, asked["phone"], channel=asked["channel"], text=asked["text"])
    except DomainError as error:
        return _again(request, pk, purpose, str(error.message), error.status)
    messages.success(request, _("The code is on its way to %(number)s.") % {"number": phones.mask(code.number)})
    return redirect(_card(pk, purpose))


@requires("consents.record")
@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID, purpose: str) -> HttpResponse:
    """A refusal is an answer, not an exception: the wrong try is committed with it."""
    person = own_person(request.user, pk)
    typed = request.POST.get("code", "")[:20]
    try:
        confirm_code(request.user, person, purpose, typed, ip=request.META.get("REMOTE_ADDR"))
    except DomainError as error:
        return _again(request, pk, purpose, str(error.message), error.status)
    messages.success(request, _("The consent is recorded."))
    return redirect(_card(pk, purpose))


def _again(request: HttpRequest, pk: uuid.UUID, purpose: str, sentence: str, status: int) -> HttpResponse:
    """The panel once more, with one sentence in the card that it is about."""
    words = panel_words(request, dossier_of(request.user, pk)) | {"faults": {purpose: sentence}}
    return render(request, "customers/consents.html", words, status=status)


def _card(pk: uuid.UUID, purpose: str) -> str:
    return f"{reverse('customers:consents', args=[pk])}#consent-{purpose}"
