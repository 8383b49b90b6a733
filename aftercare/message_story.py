"""A message in words: whom it went to, why, and what happened to it, step by step."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.channels import CHANNELS
from aftercare.models import Message
from aftercare.suppression import words as reason_words
from customers.models import Exam
from customers.names import first_name_and_initial
from optics_crm.core import formats
from optics_crm.core.models import AuditEntry
from optics_crm.core.permissions import can
from orders.models import Purchase

Words = str | Promise
_SOURCE = re.compile(r"(?P<kind>\w+):(?P<source>[0-9a-f-]{36}|\d{4}):(?P<what>.+)")

RECEIPTS: dict[str, tuple[Words, str, str]] = {
    "sent": (gettext_lazy("The provider sent it on"), "send", "blue"),
    "delivered": (gettext_lazy("Delivered"), "checks", "green"),
    "read": (gettext_lazy("Read"), "eye-check", "green"),
    "undelivered": (gettext_lazy("Not delivered"), "circle-x", "red"),
    "failed": (gettext_lazy("Not delivered"), "circle-x", "red"),
    "refused": (gettext_lazy("The subscriber refuses mailings; nothing is sent to this number any more"), "ban", "red"),
    "unreachable": (gettext_lazy("The number cannot be reached"), "phone-off", "red"),
}

# how a message may end beside the fixed reasons of silence
ENDS: dict[str, Words] = {
    "no_answer": gettext_lazy("the provider did not answer"),
    "no_look_up": gettext_lazy("the provider could not be asked"),
    "not_found": gettext_lazy("the provider does not know of it"),
    "undelivered": gettext_lazy("the provider could not deliver it"),
    "failed": gettext_lazy("the provider could not deliver it"),
    "unreachable": gettext_lazy("the number cannot be reached"),
    "refused": gettext_lazy("the subscriber refuses mailings"),
    "settled_sent": gettext_lazy("somebody found out that it was sent"),
    "settled_not_sent": gettext_lazy("somebody found out that it was not sent"),
}


def end_in_words(reason: str) -> Words:
    """Why a message stands as it does; empty for one that needs no reason."""
    if reason.startswith("refused_"):
        return _("the provider refused it")
    return ENDS.get(reason) or (reason_words(reason) if reason else "")


@dataclass(frozen=True)
class Step:
    """One thing that happened to a message, as the time line shows it."""

    at: dt.datetime
    title: Words
    icon: str
    colour: str = "grey"
    text: Words = ""


@dataclass(frozen=True)
class ShownMessage:
    """A message with its words for a list."""

    row: Message
    who: str
    who_url: str
    address: str
    channel: Words
    channel_icon: str
    reason: Words


def shown(row: Message, user: object) -> ShownMessage:
    """For this reader: whoever may not open the dossier sees a first name and an initial."""
    plug = CHANNELS.find(row.channel)
    opens = can(user, "customers.view")
    return ShownMessage(
        row=row,
        who=row.person.full_name if opens else first_name_and_initial(row.person),
        who_url=f"/customers/{row.person_id}/" if opens else "",
        address=plug.mask(row.address) if plug else "•••",
        channel=plug.label if plug else row.channel,
        channel_icon=plug.icon if plug else "message",
        reason=end_in_words(row.reason),
    )


def occasions_of(row: Message) -> list[Words]:
    """Every occasion that the message serves, in words, the first one being its own. Two questions for any number."""
    named = [_SOURCE.fullmatch(occasion) for occasion in row.occasions or [row.occasion]]
    guids = [found["source"] for found in named if found and found["kind"] in ("purchase", "exam")]
    purchases = {str(one.guid): one for one in Purchase.objects.filter(guid__in=_uuids(guids))}
    exams = {str(one.guid): one for one in Exam.objects.filter(guid__in=_uuids(guids))}
    return [
        _in_words(found, purchases, exams) if found else occasion
        for found, occasion in zip(named, row.occasions or [row.occasion], strict=True)
    ]


def _in_words(found: re.Match[str], purchases: dict[str, Purchase], exams: dict[str, Exam]) -> Words:
    kind, source, what = found["kind"], found["source"], found["what"]
    if kind == "birthday":
        return _("birthday in %(year)s") % {"year": source}
    if kind == "exam" and source in exams:
        day = formats.exact(exams[source].examined_on)
        return _("eye exam of %(day)s, nothing bought since") % {"day": day}
    if kind == "purchase" and source in purchases:
        purchase = purchases[source]
        facts = {"number": purchase.number, "day": formats.exact(purchase.medical_on or purchase.sold_on)}
        if what == "service_end":
            return _("glasses %(number)s of %(day)s: the free service ends") % facts
        return _("glasses %(number)s of %(day)s") % facts
    return found[0]


def _uuids(texts: Sequence[str]) -> list[uuid.UUID]:
    return [uuid.UUID(text) for text in texts if len(text) == 36]


def steps(row: Message) -> list[Step]:
    """The message's way from plan to receipt, the latest first."""
    return sorted(_steps(row), key=lambda step: step.at)[::-1]


def _settled(row: Message) -> Iterator[Step]:
    """Who said what became of it, and how they knew."""
    if row.reason.startswith("settled_"):
        said = AuditEntry.objects.filter(verb="aftercare.message.settled", object_id=row.pk).order_by("-at").first()
        if said is not None:
            words = f"{said.reason} ({formats.short_name(said.actor_label)})"
            yield Step(said.at, end_in_words(row.reason), "user-check", "amber", words)


def _steps(row: Message) -> Iterator[Step]:
    yield from _settled(row)
    waits = _("to leave from %(moment)s") % {"moment": formats.exact(row.not_before)}
    yield Step(row.planned_at, _("Planned"), "calendar-plus", text=waits)
    if row.submitted_at:
        text = _("attempt %(number)s") % {"number": row.attempt} if row.attempt > 1 else ""
        yield Step(row.submitted_at, _("Handed over to the provider"), "send", "blue", text)
    if row.accepted_at and row.reason != "settled_sent":
        yield Step(row.accepted_at, _("The provider took it"), "check", "blue", row.provider_id)
    for receipt in row.receipts.all():
        title, icon, colour = RECEIPTS.get(receipt.status, (receipt.status, "receipt", "grey"))
        yield Step(receipt.at, title, icon, colour)
    ended = row.state in ("cancelled", "expired", "failed") and not row.provider_id
    if ended and not row.reason.startswith("settled_"):
        colour = "amber" if row.state == "expired" else "grey"
        yield Step(row.not_before, row.get_state_display(), "ban", colour, end_in_words(row.reason))
