"""The consent panel of a person: separate acts for each purpose, the printable text, the proof, the withdrawal."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.consent_codes import PURPOSES, phones_for, texts_for, waiting_codes
from customers.consent_texts import current_text
from customers.consents import MINOR_UNTIL, Proof, record_consent, withdraw_consent
from customers.contacts import consents_of
from customers.dossier import Dossier
from customers.dossier_build import dossier_of
from customers.families import guardians_of
from customers.models import Consent, Person
from customers.models.consent import Purpose
from customers.views.dossier import own_person
from optics_crm.core import clock
from optics_crm.core.permissions import can, requires

CODE_CHANNELS = [("", gettext_lazy("every channel")), ("sms", gettext_lazy("SMS only"))]
WITHDRAWAL_METHODS = [
    (Consent.Method.DESK_PAPER.value, gettext_lazy("at the desk")),
    (Consent.Method.PHONE.value, gettext_lazy("by phone")),
    (Consent.Method.FORM.value, gettext_lazy("in writing")),
]


class GivenForm(forms.Form):
    """A consent signed on paper: where the paper is kept, who signed for a child."""

    paper = forms.CharField(label=gettext_lazy("Number of the signed paper"), max_length=60)
    signed_by = forms.UUIDField(required=False)


class WithdrawnForm(forms.Form):
    """How the client took the consent back."""

    method = forms.ChoiceField(label=gettext_lazy("How"), choices=WITHDRAWAL_METHODS)
    reason = forms.CharField(label=gettext_lazy("In the client's words"), max_length=300, required=False)


@requires("consents.withdraw")
@require_GET
def consents_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return render(request, "customers/consents.html", panel_words(request, dossier_of(request.user, pk)))


def panel_words(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """What the panel shows of a person: how each purpose stands, the ways to give it, the proof."""
    person, today = dossier.person, clock.today()
    may_see_proof = can(request.user, "consents.proof") and not dossier.minimal
    may_record = can(request.user, "consents.record") and not dossier.minimal
    return {
        "person": person,
        "consents": consents_of(person),
        "texts": {purpose.value: texts_for(purpose.value, today) for purpose in Purpose},
        "may_record": may_record,
        "guardians": _guardians(person, today),
        "is_minor": _is_minor(person, today),
        "history": _history(person) if may_see_proof else [],
        "methods": WITHDRAWAL_METHODS,
        "by_code": PURPOSES,
        "code_phones": phones_for(person, today) if may_record else [],
        "code_channels": CODE_CHANNELS,
        "codes": waiting_codes(person) if may_record else {},
        "faults": {},
    }


@requires("consents.record")
@require_POST
def give(request: HttpRequest, pk: uuid.UUID, purpose: str) -> HttpResponse:
    person = own_person(request.user, pk)
    form = GivenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the number of the signed paper: it is the proof."))
        return redirect("customers:consents", pk)
    signer = Person.objects.visible_to(request.user).filter(pk=form.cleaned_data["signed_by"]).first()
    proof = Proof(ip=request.META.get("REMOTE_ADDR"), evidence={"paper": form.cleaned_data["paper"]})
    method = Consent.Method.DESK_PAPER.value
    record_consent(request.user, person, purpose, method=method, signed_by=signer, proof=proof)
    messages.success(request, _("The consent is recorded."))
    return redirect("customers:consents", pk)


@requires("consents.withdraw")
@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID, purpose: str) -> HttpResponse:
    """At once, also from a dossier that a look-up opened: nobody is sent to another salon to be left alone."""
    person = dossier_of(request.user, pk).person
    form = WithdrawnForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say how the client took the consent back."))
        return redirect("customers:consents", pk)
    proof = Proof(ip=request.META.get("REMOTE_ADDR"))
    method, reason = form.cleaned_data["method"], form.cleaned_data["reason"]
    acts = withdraw_consent(request.user, person, purpose, method=method, reason=reason, proof=proof)
    done = _("The consent is withdrawn; whatever waited to be sent is stopped.")
    messages.success(request, done if acts else _("It was withdrawn before: nothing to do."))
    return redirect("customers:consents", pk)


@requires("consents.record")
@require_GET
def text(request: HttpRequest, pk: uuid.UUID, purpose: str) -> HttpResponse:
    """The wording to print and sign, with the person's name and today's date."""
    person, today = own_person(request.user, pk), clock.today()
    wording = current_text(purpose, today)
    if wording is None:
        raise Http404
    context = {"person": person, "text": wording, "today": today, "is_minor": _is_minor(person, today)}
    return render(request, "customers/consent_text.html", context)


def _is_minor(person: Person, today: dt.date) -> bool:
    return person.birth_date is not None and clock.age_on(person.birth_date, today) < MINOR_UNTIL


def _guardians(person: Person, today: dt.date) -> list[Person]:
    if not _is_minor(person, today):
        return []
    pks = guardians_of([person.pk]).get(person.pk, [])
    found = Person.objects.in_bulk(pks)
    return [found[pk] for pk in pks]


def _history(person: Person) -> list[Consent]:
    """Every act with its proof, one line per act although it stands on each card."""
    rows = Consent.objects.filter(card__person=person).select_related("actor", "text").order_by("-at", "purpose")
    seen: dict[tuple[object, ...], Consent] = {}
    for row in rows[:300]:
        seen.setdefault((row.purpose, row.channel, row.status, row.method, row.at), row)
    return list(seen.values())
