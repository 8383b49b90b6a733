"""What clients thought of it: the mean of their marks, and how many gave one."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

GIVEN = "m.mark IS NOT NULL"

kpi(
    Kpi(
        "mean_mark",
        _("Mean mark"),
        _("Sum of the clients' marks from 1 to 5 / number of marks; the range holds the true mean with 95 %%."),
        Unit.MARK,
        counted=GIVEN,
        sums="m.mark",
        needs=("mark",),
        target="mark_goal",
        order=62,
    )
)
kpi(
    Kpi(
        "marks_given",
        _("Gave a mark"),
        _("Answered contacts with a mark of the client / answered contacts; the others were silent."),
        Unit.SHARE,
        counted=GIVEN,
        among="c.is_offered AND c.answered",
        needs=("mark",),
        order=64,
    )
)
