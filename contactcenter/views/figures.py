"""The figures of the contact centre."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contactcenter import figures_page
from contactcenter.figure_forms import FiguresForm
from contactcenter.figures_page import PartRow
from contactcenter.report_tabs import tabs_for
from optics_crm.core import exports
from optics_crm.core.permissions import requires


def rows_for_export(user: Any, query: QueryDict) -> list[PartRow]:
    asked = FiguresForm(query).asked()
    return figures_page.part_rows(asked, figures_page.look(asked))


@requires("figures.view")
@require_GET
def figures(request: HttpRequest) -> HttpResponseBase:
    """All figures of a period, their trend, their parts, and the hours of the week."""
    if "export" in request.GET:
        return exports.respond(request, "contact_centre")
    form = FiguresForm(request.GET)
    asked = form.asked()
    found = figures_page.look(asked)
    context = {
        "form": form,
        "asked": asked,
        "tabs": tabs_for(request.user, "figures"),
        "sheet": figures_page.sheet(asked, found),
        "columns": [found.total[one.key] for one in figures_page.columns(asked.by)],
        "parts": figures_page.part_rows(asked, found),
        "trend": figures_page.trend(asked, found),
        "heat": figures_page.heat_map(asked, found),
    }
    return render(request, "figures/figures.html", context)
