"""The share of contacts that somebody answered."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "answered",
        _("Answer rate"),
        _("Contacts that an employee answered / offered contacts."),
        Unit.SHARE,
        counted="c.is_offered AND c.answered",
        among="c.is_offered",
        by_operator=False,
        order=20,
    )
)
