"""The share of contacts that were answered, or reached by a call-back within its term."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "handled",
        _("Handled"),
        _(
            "(Answered contacts + unanswered ones whose client we talked to within the term of the call-back, whoever"
            " dialled) / offered contacts. Tries without a talk do not count."
        ),
        Unit.SHARE,
        counted="c.is_offered AND (c.answered OR coalesce(p.is_reached, false))",
        among="c.is_offered",
        needs=("promise",),
        target="handled_goal",
        by_operator=False,
        order=15,
    )
)
