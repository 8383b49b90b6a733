"""Callers who hung up before anybody could have answered."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "short_abandons",
        _("Hung up at once"),
        _("Incoming calls in working hours that the caller ended within %(short_abandon)s s; not offered, not lost."),
        Unit.COUNT,
        counted="c.is_short",
        by_operator=False,
        order=24,
    )
)
