"""How long those who were answered had waited."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "answer_speed",
        _("Speed of answer"),
        _("Time that answered contacts had waited / answered contacts (ASA)."),
        Unit.SECONDS,
        counted="c.is_offered AND c.answered",
        sums="c.wait_seconds",
        lower_is_better=True,
        order=34,
    )
)
