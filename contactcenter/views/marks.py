"""The form by which a colleague records on a call-back what the client says of a talk."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftercare.models import Survey
from aftercare.surveys.asking import shown_questions
from contactcenter.calls.asked_marks import keep_asked, may_ask
from contactcenter.calls.marks import SURVEY
from contactcenter.models import Call
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires


@requires("surveys.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def mark_form(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The questions of the survey of calls; a talk that has its mark, and one's own, have no form."""
    rows = Call.objects.visible_to(request.user).select_related("person", "answered_by")
    call = get_object_or_404(rows, pk=pk)
    fault = None
    if request.method == "POST":
        said = {name.removeprefix("q-"): str(value) for name, value in request.POST.items() if name.startswith("q-")}
        try:
            keep_asked(request.user, call, said)
        except DomainError as error:
            fault = error
        else:
            messages.success(request, _("Thank you: kept."))
            return redirect("contactcenter:call", pk)
    elif not may_ask(request.user, call):
        raise Http404
    survey = get_object_or_404(Survey, code=SURVEY)
    questions = shown_questions(survey, request.POST, fault)
    context = {"call": call, "survey": survey, "fault": fault, "questions": questions}
    return render(request, "calls/mark.html", context, status=fault.status if fault else 200)
