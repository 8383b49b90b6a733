"""How many promises to call back were kept in time."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "callback_in_term",
        _("Called back in term"),
        _(
            "Missed calls and voice messages whose client was reached, or tried %(callback_tries)s times, within the"
            " term / those that made a promise and whose term is over or which are kept. At any hour."
        ),
        Unit.SHARE,
        counted="coalesce(p.is_reached OR p.is_tried, false)",
        among="p.due_at IS NOT NULL AND (p.is_reached OR p.is_tried OR p.due_at <= %(now)s)",
        needs=("promise",),
        by_operator=False,
        order=26,
    )
)
