"""The life-cycle page."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from aftercare import lifecycle_flow, lifecycle_page
from optics_crm.core import clock
from optics_crm.core.models import Salon
from optics_crm.core.permissions import requires, salon_scope


class LifecycleForm(forms.Form):
    """Which salon and which month; a salon role has no choice of salon."""

    month = forms.ChoiceField(label=_("Month"), required=False)
    salon = forms.ModelChoiceField(
        Salon.objects.none(), label=_("Home salon"), required=False, empty_label=_("Whole chain")
    )

    def __init__(self, data: Any, *, months: list[dt.date], scope: uuid.UUID | None) -> None:
        super().__init__(data)
        self.months = months
        self.scope = scope
        self.fields["month"].choices = [(f"{day:%Y-%m}", date_format(day, "F Y")) for day in months]  # type: ignore[attr-defined]
        if scope is None:
            self.fields["salon"].queryset = Salon.objects.filter(deleted_at__isnull=True)  # type: ignore[attr-defined]
        else:
            del self.fields["salon"]

    def chosen(self) -> tuple[dt.date, uuid.UUID | None]:
        """The month and the salon; whatever does not fit is the newest month and everybody."""
        self.is_valid()
        salon = self.cleaned_data.get("salon")
        month = self.cleaned_data.get("month")
        day = next((day for day in self.months if f"{day:%Y-%m}" == month), self.months[0])
        return day, self.scope or (salon.pk if salon else None)


@requires("lifecycle.view")
@require_GET
def lifecycle_view(request: HttpRequest) -> HttpResponse:
    scope = salon_scope(request.user)
    form = LifecycleForm(request.GET, months=lifecycle_page.months(clock.today()), scope=scope)
    month, salon = form.chosen()
    moves = lifecycle_page.moves_of(month, salon)
    rows = lifecycle_page.stage_rows(salon, moves)
    context = {
        "form": form,
        "month": month,
        "as_of": clock.today(),
        "rows": rows,
        "totals": lifecycle_page.totals(rows),
        "flow": lifecycle_flow.draw(month, moves),
        "trend": lifecycle_page.trend() if salon is None else [],
    }
    return render(request, "aftercare/lifecycle.html", context)
