"""How many were answered in good time: of all, and of those who had the patience."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

WITHIN = "c.is_offered AND c.answered AND c.wait_seconds <= %(answer_within)s"

kpi(
    Kpi(
        "service_level",
        _("Service level"),
        _("Contacts answered within %(answer_within)s s / offered contacts. Goal: %(service_level_goal)s %%."),
        Unit.SHARE,
        counted=WITHIN,
        among="c.is_offered",
        target="service_level_goal",
        by_operator=False,
        order=30,
    )
)
kpi(
    Kpi(
        "service_level_patient",
        _("Service level of the patient"),
        _(
            "Contacts answered within %(answer_within)s s / (answered contacts + those lost after more than"
            " %(answer_within)s s). Who hung up earlier is left out."
        ),
        Unit.SHARE,
        counted=WITHIN,
        among="c.is_offered AND (c.answered OR c.wait_seconds > %(answer_within)s)",
        by_operator=False,
        order=32,
    )
)
