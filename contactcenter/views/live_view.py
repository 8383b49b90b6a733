"""The contact centre at this moment: the supervisor's page, and the board on the wall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contactcenter.kpis.today import today_of
from contactcenter.live_view import look_now
from contactcenter.report_tabs import tabs_for
from optics_crm.core.htmx import is_partial
from optics_crm.core.permissions import requires


@requires("calls.live")
@require_GET
def live_page(request: HttpRequest) -> HttpResponse:
    """Who waits, who talks with whom since when, what is late; fetches itself anew."""
    context = {
        "now": look_now(request.user),  # type: ignore[arg-type]  # an employee
        "today": today_of().whole,
        "tabs": tabs_for(request.user, "live_calls"),
    }
    return render(request, "figures/_live.html" if is_partial(request) else "figures/live.html", context)


@requires("wallboard.view")
@require_GET
def wallboard(request: HttpRequest) -> HttpResponse:
    """The board for everybody in the room: no client is named on it."""
    context = {"now": look_now(request.user), "today": today_of().whole}  # type: ignore[arg-type]  # an employee
    return render(request, "wallboard/_board.html" if is_partial(request) else "wallboard/wallboard.html", context)
