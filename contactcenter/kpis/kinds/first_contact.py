"""The share of clients who did not have to call again."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "first_contact",
        _("Settled at first contact"),
        _(
            "Answered contacts whose client did not call again within %(repeat_days)s days about the same topic (a call"
            " without one counts as the same) / answered contacts with a known number whose days are over (FCR)."
        ),
        Unit.SHARE,
        counted="c.is_offered AND c.answered AND NOT r.came"
        " AND c.started_at + make_interval(days => %(repeat_days)s::int) <= %(now)s",
        among="c.is_offered AND c.answered AND c.phone <> ''"
        " AND c.started_at + make_interval(days => %(repeat_days)s::int) <= %(now)s",
        needs=("repeat",),
        order=60,
    )
)
