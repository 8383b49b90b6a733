"""The trial: a pasted batch is read, checked and answered as it would be, and nothing of it is kept."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from optics_crm.core.models import SyncClient
from optics_crm.core.permissions import requires
from optics_crm.core.sync.batches import Order, run
from optics_crm.core.sync.bodies import read_envelope
from optics_crm.core.sync.pages.rooms import show
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.values import has_nul, is_untidy

LONGEST = 1_000_000
EXAMPLE = {
    "batch_id": "trial-1",
    "source": "onec-retail",
    "items": [
        {
            "kind": "customer",
            "op": "upsert",
            "guid": "5f0c7c52-7f0c-11ee-9a52-00155d01c802",
            "version": 1,
            "data": {"last_name": "Иванова", "first_name": "Анна", "phones": [{"number": "8 (912) 345-67-89"}]},
        }
    ],
}


class TrialForm(forms.Form):
    """Whose batch it would be, and its body."""

    client = forms.ModelChoiceField(SyncClient.objects.order_by("name"), label=_("Program"), empty_label=None)
    body = forms.CharField(
        label=_("Body of the batch"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "form-control font-monospace"}),
    )


@requires("sync.manage")
@require_http_methods(["GET", "POST"])
def trial_page(request: HttpRequest) -> HttpResponse:
    form = TrialForm(request.POST or None, initial={"body": json.dumps(EXAMPLE, ensure_ascii=False, indent=2)})
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            context["answer"] = _tried(form.cleaned_data["client"], form.cleaned_data["body"])
        except Problem as problem:
            form.add_error("body", str(problem.detail or problem.title))
    return show(request, "sync_trial", "sync/trial.html", context, status=422 if form.errors else 200)


def _tried(client: SyncClient, text: str) -> dict[str, Any]:
    body = text.encode(errors="replace")
    if has_nul(body):
        raise Problem("nul_character")
    envelope = read_envelope(body, "")
    if envelope.source != client.source:
        raise Problem("source_mismatch")
    return run(
        Order(
            client=client,
            batch_id=envelope.batch_id,
            body_hash="trial",
            rows=envelope.items,
            is_untidy=is_untidy(body),
            is_history=envelope.is_history,
            is_atomic=envelope.is_atomic,
            is_dry=True,
        )
    )
