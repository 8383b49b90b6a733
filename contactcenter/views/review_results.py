"""What the reviews say, and the sheet that they are made by."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contactcenter.figure_forms import FiguresForm
from contactcenter.report_tabs import tabs_for
from contactcenter.review_forms import CriterionForms
from contactcenter.reviews.results import results
from contactcenter.reviews.sheets import Criterion, as_typed, change_sheet, current_sheet
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires


@requires("reviews.results")
@require_GET
def review_results(request: HttpRequest) -> HttpResponse:
    """Each operator's reviews beside the clients' marks."""
    form = FiguresForm(request.GET)
    for name in ("by", "operator", "line", "salon", "versus", "heat"):
        del form.fields[name]
    asked = form.asked()
    context = {
        "form": form,
        "asked": asked,
        "rows": results(asked.frame),
        "may_edit": can(request.user, "reviews.work"),
        "tabs": tabs_for(request.user, "review_results"),
    }
    return render(request, "reviews/results.html", context)


@requires("reviews.work")
@require_http_methods(["GET", "POST"])
def review_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet; a change makes the next version."""
    sheet = current_sheet()
    forms, status = CriterionForms(initial=as_typed(sheet)), 200
    if request.method == "POST":
        forms, status = CriterionForms(request.POST), 422
        if forms.is_valid():
            return _change(request, forms)
    context = {"sheet": sheet, "forms": forms, "tabs": tabs_for(request.user, "review_results")}
    return render(request, "reviews/sheet.html", context, status=status)


def _change(request: HttpRequest, forms: CriterionForms) -> HttpResponse:  # type: ignore[valid-type]  # made by a factory
    typed = [form.cleaned_data for form in forms if form.cleaned_data.get("text", "").strip()]  # type: ignore[attr-defined]
    lines = [Criterion(one["text"], one["weight"], one["hint"]) for one in typed]
    after = request.POST.get("after", "")
    if not after.isdecimal():
        raise DomainError("sheet_unknown", _("It is not said which sheet was changed."))
    sheet = change_sheet(request.user, lines, note=request.POST.get("note", ""), after=int(after))  # type: ignore[arg-type]
    messages.success(request, _("Version %(number)s of the sheet is in use.") % {"number": sheet.number})
    return redirect("contactcenter:review_results")
