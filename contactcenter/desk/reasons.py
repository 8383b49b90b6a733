"""Reasons of contact as the operator chooses them: all at a glance in two levels, the likely ones before."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from contactcenter.desk.card import CallCard
from contactcenter.models import ContactReason

# by the reason to call that the card shows, what the client most likely wants
LIKELY = {
    "order_ready": "order_ready",
    "ticket_late": "service_status",
    "ticket_ready": "service_status",
    "appointment_soon": "visit_move",
    "adaptation": "comfort_glasses",
}


@dataclass(frozen=True)
class Group:
    """A reason of the first level with those below it; `key` is the digit that opens it."""

    key: int
    reason: ContactReason
    children: list[ContactReason] = field(default_factory=list)


def reason_groups() -> list[Group]:
    """The reasons in use; one question."""
    rows = list(ContactReason.objects.filter(is_active=True).order_by("position", "name"))
    heads = [row for row in rows if row.parent_id is None]
    return [
        Group(place, head, [row for row in rows if row.parent_id == head.pk] or [head])
        for place, head in enumerate(heads, 1)
    ]


def likely_reasons(card: CallCard) -> list[str]:
    """Codes of the reasons that the card speaks for, the likeliest first."""
    told = [code for code, _words in card.reasons]
    return list(dict.fromkeys(LIKELY[code] for code in told if code in LIKELY))


def chosen_from(groups: Sequence[Group], codes: Sequence[str]) -> list[ContactReason]:
    """The reasons of these codes that are in use, in the order of the codes."""
    known = {row.code: row for group in groups for row in group.children}
    return [known[code] for code in codes if code in known]
