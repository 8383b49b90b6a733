"""The card of a call: who may be speaking and why, and for the one who was made sure of everything that is asked for.

A fixed number of questions whatever the size of the family: the call, the people of the number, what was written of
the call; once the card is open the orders, repairs, visits, promises and rights of the speaker.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from contactcenter.calls.shown import face_of
from contactcenter.desk.my_calls import version_of
from contactcenter.desk.notes import outcomes_of
from contactcenter.desk.speakers import OPEN_AFTER, in_time, verified_by
from contactcenter.desk.speakers_shown import Speaker, masked_name, speakers_of
from contactcenter.desk.where import Whereabouts, whereabouts
from contactcenter.models import Call, CallOutcome
from contactcenter.reasons.ranking import Likely, by_household, rank
from customers.models import FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.models import Employee
from orders.entitlements import entitlements_of, is_valid_on
from orders.models import ServiceEntitlement

JOINED = ("home_salon", "main_phone", "main_email", "checked_by")
MINOR = 18  # the grown-ups of a family are told about its children


@dataclass
class CallCard:
    """What the operator sees of a call. `sure` is by whom the speaker was verified, None while the card is masked."""

    user: Employee
    call: Call
    people: Sequence[Likely] = ()
    outcomes: Sequence[CallOutcome] = field(default_factory=list)
    sure: CallOutcome | None = None

    @property
    def person(self) -> Person | None:
        """Whom the operator talks to, as far as that was said."""
        said = self.call.person
        return said.merged_into or said if said else None

    @property
    def is_open(self) -> bool:
        return self.sure is not None

    @property
    def is_a_colleagues(self) -> bool:
        """The card is open by somebody else's word, and the user has not looked into it yet."""
        mine = self.mine
        return self.is_open and (mine is None or mine.verified_person_id != self.call.person_id)

    @cached_property
    def speakers(self) -> list[Speaker]:
        chosen = self.person.pk if self.person else None
        return speakers_of(self.people, chosen, is_open=self.is_open)

    @property
    def homes(self) -> int:
        """How many families the number stands for."""
        return len(by_household(self.people))

    @cached_property
    def name(self) -> str:
        """The speaker's name as far as it may be seen; "" where nobody is chosen."""
        if self.person is None:
            return ""
        return self.person.full_name if self.is_open else masked_name(self.person.full_name)

    @property
    def is_stranger(self) -> bool:
        """Nobody answers this number, and nobody was found yet."""
        return not self.people and self.person is None

    @property
    def elsewhere(self) -> bool:
        """The speaker was found by a search: none of the number's people."""
        return self.person is not None and all(one.id != self.person.pk for one in self.people)

    @cached_property
    def reasons(self) -> list[tuple[str, str]]:
        """Why the speaker may be calling, in words; of the likeliest one while nobody is chosen."""
        chosen = [one for one in self.people if self.person is not None and one.id == self.person.pk]
        return chosen[0].reasons if chosen else []

    @cached_property
    def wards(self) -> list[uuid.UUID]:
        """Of whom the speaker may be told: the speaker, and the children of the home."""
        if self.person is None:
            return []
        home = next((one.household for one in self.people if one.id == self.person.pk), None)
        young = [one.id for one in self.people if home and one.household == home and (one.age or MINOR) < MINOR]
        return [self.person.pk, *(one for one in young if one != self.person.pk)]

    @cached_property
    def answers(self) -> list[Whereabouts]:
        """Where is my order, my repair, my visit."""
        return whereabouts(self.wards, self.wards[0]) if self.is_open else []

    @cached_property
    def rights(self) -> list[ServiceEntitlement]:
        """Free services of the speaker's glasses that are alive."""
        rows = entitlements_of(self.wards[:1]) if self.is_open else ServiceEntitlement.objects.none()
        return [row for row in rows[:6] if is_valid_on(row, clock.today())]

    @property
    def names(self) -> dict[uuid.UUID, str]:
        """First names of those who are told about."""
        found = {one.id: ([*one.name.split(), ""])[1] or one.name for one in self.people}
        return found | ({self.person.pk: ""} if self.person else {})

    @property
    def mine(self) -> CallOutcome | None:
        """What the user wrote of the call."""
        return next((one for one in self.outcomes if one.employee_id == self.user.pk), None)

    @property
    def may_conclude(self) -> bool:
        """The user talks, has talked or has written in this call: it is theirs to finish."""
        if self.call.is_missed:
            return False
        return self.call.ended_at is None or self.mine is not None or self.call.answered_by_id == self.user.pk

    @property
    def others(self) -> list[CallOutcome]:
        """What colleagues wrote: a transferred call brings it along."""
        return [one for one in self.outcomes if one.employee_id != self.user.pk and (one.note or one.reason_id)]

    @property
    def version(self) -> str:
        return version_of(self.call)

    @cached_property
    def owed(self) -> FollowUp | None:
        """What is promised for a call that nobody took."""
        rows = FollowUp.objects.open().filter(call=self.call.pk) if self.call.is_missed else FollowUp.objects.none()
        return rows.order_by("due_at").first()

    @property
    def face(self) -> str:
        return face_of(self.call)

    @property
    def locks_at(self) -> dt.datetime | None:
        """When an open card closes by itself."""
        return self.call.ended_at + OPEN_AFTER if self.call.ended_at and self.is_open else None

    @property
    def may_verify(self) -> bool:
        return self.person is not None and not self.is_open and in_time(self.call)


def calls_for(user: Employee) -> "QuerySet[Call]":
    """Calls with everything that a card shows of the call itself; one question."""
    joins = [f"person__{name}" for name in JOINED] + [f"person__merged_into__{name}" for name in JOINED]
    return Call.objects.visible_to(user).select_related("person", "person__merged_into", "answered_by", *joins)


def card_of_call(user: Employee, call: Call) -> CallCard:
    """The card of a call that `calls_for` found."""
    people = rank(call.phone, call=call.pk) if call.phone else []
    outcomes = outcomes_of(call.pk)
    return CallCard(user, call, people, outcomes, verified_by(call, outcomes))
