"""How long a contact takes: the talk, and the work after it."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

TALKS = "c.is_offered AND c.answered"

kpi(
    Kpi(
        "handling_time",
        _("Handling time"),
        _("(Talk with hold and transfers + after-call work) of answered contacts / answered contacts (AHT)."),
        Unit.SECONDS,
        counted=TALKS,
        sums="c.talk_seconds + w.seconds",
        needs=("after",),
        order=40,
    )
)
kpi(
    Kpi(
        "after_call",
        _("After-call work"),
        _("After-call work of answered contacts / answered contacts (ACW)."),
        Unit.SECONDS,
        counted=TALKS,
        sums="w.seconds",
        needs=("after",),
        order=42,
    )
)
