"""A text as people will read it: on their own phone, on a shared one, with parts, cost and the linter's findings."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercare import sms
from aftercare.campaigns.linter import Finding, check_text
from aftercare.campaigns.samples import sample, shared
from aftercare.templates_grammar import TextFault, render


@dataclass(frozen=True)
class Shown:
    """One rendering, and what it costs to send."""

    title: str | Promise
    text: str
    size: sms.Size
    cost: Decimal


@dataclass(frozen=True)
class Preview:
    """Both renderings and everything the linter says."""

    shown: list[Shown]
    findings: list[Finding]

    @property
    def is_clean(self) -> bool:
        return not self.findings


def preview(text: str, joined: str, traffic_class: str) -> Preview:
    """The text for an invented client; a broken one has findings only."""
    titles = ((_("On the client's own phone"), sample()), (_("On a phone that a family shares"), shared()))
    shown = []
    for title, params in titles:
        try:
            said = render(text, params)
        except TextFault:
            continue
        size = sms.size(said)
        shown.append(Shown(title, said, size, sms.cost(size.parts, traffic_class)))
    return Preview(shown, check_text(text, joined, traffic_class))
