"""What was ordered after the contact."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

AMONG = (
    "c.is_offered AND c.answered AND c.person_id IS NOT NULL"
    " AND c.started_at + make_interval(days => %(order_days)s::int) <= %(now)s"
)

kpi(
    Kpi(
        "orders_after",
        _("Ordered afterwards"),
        _(
            "Answered contacts with a known client who ordered within %(order_days)s days (an order is of the last"
            " contact before it) / answered contacts with a known client whose %(order_days)s days are over."
        ),
        Unit.SHARE,
        counted=f"{AMONG} AND o.placed > 0",
        among=AMONG,
        needs=("orders",),
        order=72,
    )
)
kpi(
    Kpi(
        "order_cheque",
        _("Mean cheque"),
        _("Sum of these orders / their number; without cancelled and returned ones."),
        Unit.MONEY,
        counted=f"{AMONG} AND o.placed > 0",
        sums="o.money",
        per="o.placed",
        needs=("orders",),
        order=74,
    )
)
