"""How the exchanges and we agree: alarms, the nightly comparisons with their differences, recordings given up."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contactcenter.calls import exchange_alarms
from contactcenter.calls.comparing import latest
from contactcenter.models import Recording, Subscription
from contactcenter.views.calls import tabs_for
from optics_crm.core.permissions import requires

FAILED_SHOWN = 50


@requires("calls.bodies")
@require_GET
def reconcile(request: HttpRequest) -> HttpResponse:
    """The latest days of every exchange that tells its own statistics."""
    failed = Recording.objects.filter(state=Recording.State.FAILED).select_related("call").order_by("-created_at")
    context: dict[str, Any] = {
        "tabs": tabs_for(request.user, "reconcile"),
        "alarms": exchange_alarms.standing(),
        "comparisons": latest().items(),
        "subscriptions": Subscription.objects.order_by("provider"),
        "failed": failed[:FAILED_SHOWN],
        "waiting": Recording.objects.filter(state=Recording.State.WAITING).count(),
    }
    return render(request, "calls/reconcile.html", context)
