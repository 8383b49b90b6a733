"""Tickets that use up their terms are told upwards: to who answers for them at 80 %, to the salon's manager as well at
100 %, to the director at 150 %. Each once; several tickets of one person's are one message.

The people see these tickets in their work list at once; the message is for those who do not look.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Self

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contactcenter.clocks import BREACH, GRAVE, WARNING
from contactcenter.models import Escalation, EscalationWord, Ticket
from optics_crm.core import clock, staff_words
from optics_crm.core.models import Employee

log = structlog.get_logger("optics.tickets")
LEVELS = (WARNING, BREACH, GRAVE)
CHANNEL = "email"
AT_ONCE = 1000  # tickets of a level in one run; the others follow with the next
LISTED = 20  # tickets that a message names


@dataclass(frozen=True)
class Heads:
    """Who stands above whom: the managers of salons, the directors."""

    managers: dict[uuid.UUID, list[Employee]]
    directors: list[Employee]

    @classmethod
    def read(cls, salons: Collection[uuid.UUID]) -> Self:
        """The present ones, of these salons."""
        found = Employee.objects.filter(is_active=True, deleted_at__isnull=True).order_by("full_name", "pk")
        managers: dict[uuid.UUID, list[Employee]] = defaultdict(list)
        for one in found.filter(role="salon_manager", salon__in=salons):
            if one.salon_id:
                managers[one.salon_id].append(one)
        return cls(dict(managers), list(found.filter(role="director")))

    def told(self, level: int, ticket: Ticket) -> list[Employee]:
        """Who is to know of this ticket at that level."""
        if level == GRAVE:
            return self.directors
        owner = [ticket.owner] if ticket.owner and ticket.owner.is_active else []
        return owner if level == WARNING else [*owner, *self.managers.get(ticket.salon_id, [])]


def escalate_late() -> None:
    """Writes down what is late by now, and tells those who do not know it yet."""
    for level in LEVELS:
        note(level)
    tell()


@transaction.atomic
def note(level: int) -> int:
    """Writes down the tickets whose stage has used up that share of its term since; returns how many."""
    known = Escalation.objects.filter(ticket=OuterRef("pk"), level=level, due_at=OuterRef("stage_due_at"))
    late = Ticket.objects.breached(clock.now(), level).exclude(Exists(known))
    tickets = list(late.select_related("owner").order_by("pk")[:AT_ONCE])
    rows = [Escalation(ticket=one, level=level, due_at=one.stage_due_at) for one in tickets if one.stage_due_at]
    Escalation.objects.bulk_create(rows, ignore_conflicts=True)
    heads = Heads.read({one.salon_id for one in tickets})
    made = Escalation.objects.filter(pk__in=[row.pk for row in rows]).select_related("ticket__owner")
    words = [EscalationWord(escalation=row, employee=one) for row in made for one in heads.told(level, row.ticket)]
    EscalationWord.objects.bulk_create(words, ignore_conflicts=True)
    return len(made)


def tell() -> int:
    """One message to each who is to know of something and has an address; returns how many left."""
    unsent = EscalationWord.objects.filter(sent_at__isnull=True).exclude(employee__email="")
    waiting: dict[Employee, list[EscalationWord]] = defaultdict(list)
    related = unsent.select_related("employee", "escalation__ticket__salon")
    for word in related.order_by("escalation__due_at", "pk")[: AT_ONCE * 5]:
        waiting[word.employee].append(word)
    return sum(_tell(employee, words) for employee, words in waiting.items())


def _tell(employee: Employee, words: Sequence[EscalationWord]) -> bool:
    with translation.override(settings.LANGUAGE_CODE):
        text = text_of([word.escalation for word in words])
    try:
        staff_words.send(CHANNEL, staff_words.Word(f"escalation:{words[-1].pk}", employee.email, text))
    except staff_words.NotCarried as error:
        log.warning("escalation not carried", employee=str(employee.pk), reason=str(error))
        return False
    EscalationWord.objects.filter(pk__in=[word.pk for word in words]).update(sent_at=clock.now())
    return True


def text_of(escalations: Sequence[Escalation]) -> str:
    """What the message says: numbers, stages and salons, no names of clients."""
    first = ngettext("A ticket uses up its term:", "%(n)d tickets use up their terms:", len(escalations))
    lines = [first % {"n": len(escalations)}]
    for one in escalations[:LISTED]:
        told = {
            "number": one.ticket.number,
            "stage": one.ticket.get_stage_display(),
            "salon": one.ticket.salon,
            "share": one.level,
        }
        lines.append(_("%(number)s, %(stage)s, %(salon)s: %(share)d %% of the term are gone") % told)
        lines.append(f"{settings.PUBLIC_URL}/tickets/{one.ticket_id}/")
    if len(escalations) > LISTED:
        lines.append(_("and %(n)d more") % {"n": len(escalations) - LISTED})
    return "\n".join(lines)
