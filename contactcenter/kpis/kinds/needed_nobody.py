"""The share of callers whom the voice menu helped."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "needed_nobody",
        _("Needed nobody"),
        _("Incoming calls that the voice menu answered, ringing nobody / all incoming calls but spam; at any hour."),
        Unit.SHARE,
        counted="c.needed_nobody",
        among="c.is_decided AND NOT c.is_spam",
        by_operator=False,
        order=70,
    )
)
