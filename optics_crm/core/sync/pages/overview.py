"""The first room of the exchange: every flow, how far each program has read, when each salon was last heard of."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from optics_crm.core.permissions import requires
from optics_crm.core.sync import overview
from optics_crm.core.sync.pages.rooms import show


@requires("sync.view")
@require_GET
def overview_page(request: HttpRequest) -> HttpResponse:
    context = {
        "flows": overview.flows(),
        "readers": overview.readers(),
        "salons": overview.salons(),
        "failures": overview.failures(),
        "jobs": overview.jobs(),
    }
    return show(request, "sync", "sync/overview.html", context)
