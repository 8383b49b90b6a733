"""The share of contacts that nobody answered."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "abandoned",
        _("Lost"),
        _("Offered contacts that nobody answered / offered contacts."),
        Unit.SHARE,
        counted="c.is_offered AND NOT c.answered",
        among="c.is_offered",
        target="abandoned_goal",
        lower_is_better=True,
        by_operator=False,
        order=22,
    )
)
