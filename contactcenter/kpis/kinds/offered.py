"""Contacts that we had to answer."""

from django.utils.translation import gettext_lazy as _

from contactcenter.kpis.base import Kpi, Unit, kpi

kpi(
    Kpi(
        "offered",
        _("Offered"),
        _(
            "Incoming calls that began in the contact centre's hours and rang it: answered ones, and those that ended"
            " unanswered. Without callers who hung up within %(short_abandon)s s, the black list, spam, and calls that"
            " the voice menu settled. A group ring or a transfer is one contact."
        ),
        Unit.COUNT,
        counted="c.is_offered",
        by_operator=False,
        order=10,
    )
)
