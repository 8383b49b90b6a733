"""Before an import: a file goes up, a long job looks ahead, its figures stand on a page. Nothing is written."""

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from customers.identity.incoming import job as jobs
from customers.identity.incoming import outlook
from customers.identity.incoming.reading import ENCODINGS
from customers.models import Person
from customers.views.identity.tabs import tabs
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Job
from optics_crm.core.permissions import requires
from optics_crm.core.progress import read_progress

LAST = 5
UNPROCESSABLE = 422


class FileForm(forms.Form):
    """The file and how its letters are written."""

    file = forms.FileField(
        label=gettext_lazy("File with people"), help_text=gettext_lazy("NDJSON or CSV, up to 100 MB")
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"), choices=[(name, name) for name in ENCODINGS], initial="utf-8"
    )


@requires("identity.import")
@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """The form, and the user's last checks."""
    form = FileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                data = form.cleaned_data
                job = jobs.begin(request.user, data["file"], data["encoding"], get_language())  # type: ignore[arg-type]
                return redirect("customers:identity_import_result", job.pk)
            except DomainError as refusal:
                form.add_error("file", str(refusal.message))
        status = UNPROCESSABLE
    last = Job.objects.filter(kind=jobs.KIND, owner=request.user.pk).order_by("-created_at")[:LAST]
    context = {"form": form, "last": last, "tabs": tabs(request.user, "import")}
    return render(request, "identity/import.html", context, status=status)


@requires("identity.import")
@require_GET
def result_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How far the check is, then what it found."""
    job = get_object_or_404(Job, pk=pk, kind=jobs.KIND, owner=request.user)
    found = jobs.outlook_of(job)
    context: dict[str, Any] = {
        "job": job,
        "progress": read_progress(job),
        "tabs": tabs(request.user, "import"),
        "outlook": found,
    }
    if found is not None:
        context |= _figures(request, found)
    return render(request, "identity/import_result.html", context)


def _figures(request: HttpRequest, found: outlook.Outlook) -> dict[str, Any]:
    rules = sorted(found.by_rule.items(), key=_weight)
    people = Person.objects.visible_to(request.user).in_bulk([one["person"] for one in found.findings if one["person"]])
    return {
        "bars": [{"label": outlook.flaw_words(key), "value": count, "colour": "red"} for key, count in rules],
        "known": [{"label": label, "value": found.known.get(key, 0)} for key, label in jobs.VERDICTS.items()],
        "lines": [
            {
                "number": one["number"],
                "flaws": ", ".join(map(outlook.flaw_words, one["flaws"])),
                "verdict": jobs.VERDICTS.get(one["verdict"], ""),
                "person": people.get(uuid.UUID(one["person"])) if one["person"] else None,
                "score": one["score"],
            }
            for one in found.findings
        ],
    }


def _weight(pair: tuple[str, int]) -> tuple[int, str]:
    return -pair[1], pair[0]
