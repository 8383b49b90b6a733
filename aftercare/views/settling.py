"""A person says what became of a message whose outcome nobody knew."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from aftercare.message_forms import SettleForm
from aftercare.models import Message
from aftercare.outbox.settle import settle
from aftercare.views.messages import show_message
from optics_crm.core.permissions import requires

UNPROCESSABLE = 422


@requires("messages.settle")
@require_POST
def settle_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return show_message(request, pk, form, status=UNPROCESSABLE)
    said = form.cleaned_data
    settle(request.user, row, said["outcome"], said["reason"])  # type: ignore[arg-type]  # an employee is logged in
    messages.success(request, _("Noted: nobody is asked about this message any more, and it is not sent again."))
    return redirect("aftercare:message", pk)
