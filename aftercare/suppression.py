"""Why an eligible person got no message: the fixed list, in words, and the plug for reasons known by apps above."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from optics_crm.core.registry import Registry

Words = str | Promise

# in the order in which they are asked: of several reasons the first one is written down
REASONS: dict[str, Words] = {
    "already_served": _("has been served on this occasion already"),
    "stopped": _("the campaign was stopped"),
    "deceased": _("has died"),
    "minor_without_guardian": _("is a minor, and no guardian is known"),
    "no_contact": _("has no phone that can be reached"),
    "not_mobile": _("the phone is not a Russian mobile one"),
    "opted_out": _("refused advertising, or the subscriber refuses mailings"),
    "erased": _("the client was erased"),
    "no_consent": _("has not agreed to advertising"),
    "bought_already": _("has bought already"),
    "complaint_open": _("has an open complaint"),
    "missing_data": _("a value that the text needs is missing"),
    "quiet_expired": _("no permitted hour was left"),
    "cap_person": _("got advertising lately"),
    "cap_household": _("somebody got advertising on this phone lately"),
    "capacity": _("the salon has no free time for visits"),
    "duplicate": _("a second card of the same person is being served"),
    "joined": _("is served by another message to this phone on this day"),
    "lost_arbitration": _("gave way to a more important message to this phone"),
}


def words(reason: str) -> Words:
    """A reason as people read it; codes of messages' ends that are not on the list stay readable."""
    return REASONS.get(reason, reason)


@dataclass(frozen=True)
class Suppressor:
    """A reason that an app above knows of. `people_sql` selects person ids on the day `%(day)s`."""

    reason: str
    people_sql: str


SUPPRESSORS: Registry[Suppressor] = Registry("suppressors")


def add_suppressor(suppressor: Suppressor) -> Suppressor:
    """Adds a source of one of the fixed reasons; an unknown reason is a programming error."""
    if suppressor.reason not in REASONS:
        raise ValueError(f"unknown reason {suppressor.reason!r}")
    return SUPPRESSORS.add(suppressor.reason, suppressor)
