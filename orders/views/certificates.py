"""Looking a certificate up by its code and marking it used."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from customers.models import Person
from optics_crm.core import clock
from optics_crm.core.models import Salon
from optics_crm.core.permissions import requires
from orders.certificate_payments import used_twice
from orders.certificates import find, mark_used, spell
from orders.models import Certificate
from orders.panels import shown_certificate


class UseForm(forms.Form):
    """Where it is used; asked only of those without a salon of their own."""

    salon = forms.ModelChoiceField(
        label=gettext_lazy("Salon"), required=False, queryset=Salon.objects.filter(deleted_at=None, closed_on=None)
    )


@requires("certificates.use")
@require_GET
def look_up(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("code", "")[:60]
    row = find(code)
    person = row.card.person if row and row.card else None
    may_open = person is not None and Person.objects.visible_to(request.user).filter(pk=person.pk).exists()
    context = {
        "code": code,
        "asked": bool(code.strip()),
        "found": shown_certificate(row, clock.today()) if row else None,
        "person": person,
        "may_open": may_open,
        "twice": used_twice(request.user) if not code.strip() else (),
        "form": UseForm() if request.user.salon_id is None else None,  # type: ignore[union-attr]
    }
    return render(request, "orders/certificates.html", context)


@requires("certificates.use")
@require_POST
def use(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(Certificate, pk=pk)
    form = UseForm(request.POST)
    salon = request.user.salon or (form.cleaned_data["salon"] if form.is_valid() else None)  # type: ignore[union-attr]
    if salon is None:
        messages.error(request, _("Choose the salon in which it is used."))
    else:
        mark_used(request.user, row, salon)
        messages.success(request, _("The certificate is marked as used."))
    return redirect(f"{reverse('orders:certificates')}?code={spell(row.code)}")
