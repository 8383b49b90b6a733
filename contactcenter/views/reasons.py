"""Why clients call: the report, and the list of reasons as it is edited."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from contactcenter import reason_list, reasons_page
from contactcenter.figure_forms import FiguresForm
from contactcenter.models import ContactReason
from contactcenter.reason_report import PRODUCTS, Question, in_two_levels
from contactcenter.report_tabs import tabs_for
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires

BY = [("salon", gettext_lazy("salon")), ("product", gettext_lazy("product"))]
CHANGES = {"retire": reason_list.retire_reason, "restore": reason_list.restore_reason}


class ReasonReportForm(FiguresForm):
    """Period and filters of the reasons."""

    product = forms.ChoiceField(
        label=gettext_lazy("What the client bought last"),
        required=False,
        choices=[("", gettext_lazy("any")), *PRODUCTS.items()],
    )

    group = forms.ModelChoiceField(ContactReason.objects.filter(parent=None), required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Any) -> None:
        super().__init__(asked)
        self.fields["by"].choices = BY  # type: ignore[attr-defined]
        del self.fields["heat"]

    def question(self) -> Question:
        """What was asked; by salon unless it is said otherwise."""
        asked, said = self.asked(), self.cleaned_data
        group = said.get("group")
        return Question(
            asked.frame, said.get("product") or "", said.get("by") or "salon", group=group.pk if group else None
        )


@requires("figures.view")
@require_GET
def reason_report(request: HttpRequest) -> HttpResponse:
    form = ReasonReportForm(request.GET)
    asked, question = form.asked(), form.question()
    context = {
        "form": form,
        "asked": asked,
        "question": question,
        "shown": reasons_page.show(question, asked.versus),
        "may_edit": can(request.user, "reasons.edit"),
        "tabs": tabs_for(request.user, "reason_report"),
    }
    return render(request, "figures/reasons.html", context)


@requires("reasons.edit")
@require_GET
def reason_editing(request: HttpRequest) -> HttpResponse:
    context = {"levels": in_two_levels(), "tabs": tabs_for(request.user, "reason_report")}
    return render(request, "figures/reason_list.html", context)


@requires("reasons.edit")
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """A new reason, of a group or a group itself."""
    said = request.POST.get("parent", "")
    parent = _reason(said) if said else None
    reason_list.add_reason(request.user, request.POST.get("name", ""), parent)  # type: ignore[arg-type]  # an employee
    messages.success(request, _("The reason is in the list."))
    return redirect("contactcenter:reason_list")


@requires("reasons.edit")
@require_POST
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the button says: rename, up, down, retire, restore."""
    row, how, user = get_object_or_404(ContactReason, pk=pk), request.POST.get("how", ""), request.user
    if how == "rename":
        reason_list.rename_reason(user, row, request.POST.get("name", ""))  # type: ignore[arg-type]  # an employee
    elif how in ("up", "down"):
        reason_list.move_reason(user, row, up=how == "up")  # type: ignore[arg-type]  # an employee
    elif how in CHANGES:
        CHANGES[how](user, row)  # type: ignore[arg-type]  # an employee
    else:
        raise DomainError("change_unknown", _("There is no such change."))
    messages.success(request, _("Changed."))
    return redirect("contactcenter:reason_list")


def _reason(said: str) -> ContactReason:
    try:
        return get_object_or_404(ContactReason, pk=uuid.UUID(said))
    except ValueError:
        raise DomainError("parent_unknown", _("There is no such group."), pointer="/parent") from None
