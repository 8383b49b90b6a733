"""Surveys: the list, and what clients said to one."""

import datetime as dt
import uuid

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from aftercare.models import Survey, SurveyReply
from aftercare.surveys.figures import means_by_survey, results
from aftercare.surveys.overview import rated
from aftercare.surveys.querysets import answers_for
from optics_crm.core import clock
from optics_crm.core.permissions import requires

PERIODS = (7, 30, 90, 365)
USUAL = 30
ALARMS = Count("pk", filter=Q(is_alarm=True))


@requires("surveys.view")
@require_GET
def survey_list(request: HttpRequest) -> HttpResponse:
    """Every survey with its answers of the last days and the mean of its marks."""
    days = _days(request)
    since = clock.now() - dt.timedelta(days=days)
    seen = answers_for(request.user).filter(at__gte=since)
    totals = seen.order_by().values("survey").annotate(n=Count("pk"), last=Max("at"), alarms=ALARMS)
    told = {row["survey"]: row for row in totals}
    means = means_by_survey(seen)
    rows = [
        {"survey": survey, "told": told.get(survey.pk), "mean": means.get(survey.pk)}
        for survey in Survey.objects.annotate(asked=Count("questions"))
    ]
    groups = rated(request.user, since, clock.now())
    context = {"rows": rows, "days": days, "periods": PERIODS, "groups": groups}
    return render(request, "surveys/list.html", context)


@requires("surveys.view")
@require_GET
def survey_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One survey: its questions as they are asked, and what was said to each."""
    survey, days = get_object_or_404(Survey, pk=pk), _days(request)
    since = clock.now() - dt.timedelta(days=days)
    seen = answers_for(request.user).filter(survey=survey, at__gte=since)
    context = {
        "survey": survey,
        "days": days,
        "periods": PERIODS,
        "results": results(survey, SurveyReply.objects.filter(answer__in=seen)),
        "ways": seen.order_by().values_list("way").annotate(Count("pk")),
        "totals": seen.aggregate(n=Count("pk"), alarms=ALARMS),
        "groups": rated(request.user, since, clock.now(), survey),
        "rules": survey.rules.all(),
    }
    return render(request, "surveys/survey.html", context)


def _days(request: HttpRequest) -> int:
    said = request.GET.get("days", "")
    return int(said) if said.isascii() and said.isdigit() and int(said[:4]) in PERIODS else USUAL
