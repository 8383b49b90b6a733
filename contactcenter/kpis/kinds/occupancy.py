"""How much of their time operators are busy with calls."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "occupancy",
        _("Occupancy"),
        _(
            "Time of operators in talks (incoming and outgoing, with hold) and in after-call work / time logged in"
            " without breaks. Not told for a line or a salon."
        ),
        Unit.WORKLOAD,
        counted="c.is_offered AND c.answered",
        order=44,
    )
)
