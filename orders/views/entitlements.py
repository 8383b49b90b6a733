"""The one key that records a free service."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.models import Person
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import requires
from orders.entitlements import use_entitlement
from orders.models import ServiceEntitlement


@requires("entitlements.use")
@require_POST
def use(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    people = Person.objects.visible_to(request.user)
    right = get_object_or_404(
        ServiceEntitlement.objects.select_related("purchase__card"), pk=pk, purchase__card__person__in=people
    )
    salon = request.user.salon  # type: ignore[union-attr]
    if salon is None:
        raise DomainError("no_salon", _("A free service is recorded in a salon: choose yours in the user's settings."))
    use_entitlement(request.user, right, salon, reason=request.POST.get("reason", ""))
    messages.success(request, _("The free service is recorded."))
    return redirect("customers:person", right.purchase.card.person_id)  # type: ignore[union-attr]
