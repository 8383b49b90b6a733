"""The question of the week: how clients answered, and asking the next one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactcenter.desk.week import ask_week_question
from contactcenter.report_tabs import tabs_for
from contactcenter.week_forms import FIELDS, SIX_DAYS, WeekQuestionForm
from contactcenter.week_page import questions
from optics_crm.core import exports
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, requires


@requires("figures.view")
@require_GET
def week_page(request: HttpRequest) -> HttpResponseBase:
    """Present and past questions with their counts."""
    if "export" in request.GET:
        return exports.respond(request, "week_questions")
    return _page(request, WeekQuestionForm())


@requires("week.ask")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Asks a question for a week; what is wrong is told beside the field."""
    form = WeekQuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    said = form.cleaned_data
    first, last = said["starts_on"], said["starts_on"] + SIX_DAYS
    try:
        ask_week_question(request.user, said["text"], form.answers(), first, last)  # type: ignore[arg-type]  # an employee
    except DomainError as refused:
        form.add_error(FIELDS.get(refused.pointer, "text"), str(refused))
        return _page(request, form, status=refused.status)
    messages.success(request, _("The question is asked in that week."))
    return redirect("contactcenter:week")


def _page(request: HttpRequest, form: WeekQuestionForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rows": questions(),
        "may_ask": can(request.user, "week.ask"),
        "tabs": tabs_for(request.user, "week"),
    }
    return render(request, "figures/week.html", context, status=status)
