"""Contacts that somebody answered."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "talks",
        _("Answered contacts"),
        _("Offered contacts that an employee answered; of the one who answered first."),
        Unit.COUNT,
        counted="c.is_offered AND c.answered",
        order=12,
    )
)
