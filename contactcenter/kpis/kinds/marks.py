"""What clients thought of it: the mean of their marks, and how many gave one."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

MARK = "c.rating"  # the mark of a contact, 1..5
GIVEN = f"c.is_offered AND c.answered AND {MARK} BETWEEN 1 AND 5"

kpi(
    Kpi(
        "mean_mark",
        _("Mean mark"),
        _("Sum of the clients' marks from 1 to 5 / number of marks; the range holds the true mean with 95 %%."),
        Unit.MARK,
        counted=GIVEN,
        sums=MARK,
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
        order=64,
    )
)
