"""Who answers a number: the look-up by an exact phone, for every employee who may see customers, recorded
and counted.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import chain_lookup
from customers.models import Person, PhoneLookup
from customers.querysets import PersonQuerySet
from optics_crm.core import audit, clock, phones
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import can, salon_scope

PER_HOUR = 60
PER_DAY = 300
MOST = 50  # people of one number


class TooManyLookups(DomainError):
    """One person asks for more numbers than a working day holds."""

    status = 429


@transaction.atomic
def look_up(user: Any, raw: str) -> PersonQuerySet:
    """People who answer that number, chain-wide; each is open to the user for an hour.

    Recorded with the number of people found. Refuses what is no phone number, and more than 60 look-ups an hour or 300
    a day of a salon's employee; of those who see the whole chain more than 120 and 1,000.
    """
    number = phones.normalise(raw)
    if not number:
        raise DomainError("phone_malformed", _("This is not a phone number."), pointer="/phone")
    if not can(user, "customers.view"):
        return Person.objects.none()
    people = Person.objects.answering(number).living_cards()
    if salon_scope(user) is None:
        note_chain_wide(user, number, people[:MOST].count())
        return people
    _refuse_flood(user)
    found = list(people.values_list("pk", flat=True)[:MOST])
    now = clock.now()
    opened: list[uuid.UUID | None] = [*found] or [None]
    PhoneLookup.objects.bulk_create([PhoneLookup(user=user, person_id=pk, at=now) for pk in opened])
    audit.record(user, "customers.phone.looked_up", found=len(found))
    return people


@transaction.atomic
def count_look(user: Any) -> None:
    """Counts a check that showed that a number belongs to another salon's client, as one look-up that opens nobody.

    Refuses what `look_up` refuses: asking for number after number.
    """
    if salon_scope(user) is not None:
        _refuse_flood(user)
        PhoneLookup.objects.create(user=user, person=None, at=clock.now())
        audit.record(user, "customers.phone.looked_up", found=0)


def note_chain_wide(user: Any, number: str, found: int) -> None:
    """Records the look-up of somebody who sees the whole chain, or refuses it as one too many. One statement."""
    if not chain_lookup.note(user, number, found):
        raise _too_many()


def _refuse_flood(user: Any) -> None:
    now = clock.now()
    asked = PhoneLookup.objects.filter(user=user).values("at").distinct()
    hour, day = now - dt.timedelta(hours=1), now - dt.timedelta(days=1)
    if asked.filter(at__gt=hour).count() >= PER_HOUR or asked.filter(at__gt=day).count() >= PER_DAY:
        raise _too_many()


def _too_many() -> TooManyLookups:
    return TooManyLookups("too_many_lookups", _("Too many phone look-ups. Ask a supervisor, or try again later."))
