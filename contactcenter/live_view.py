"""The contact centre at this moment: who waits, who talks with whom, who does what, what is late."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contactcenter.calls.shown import name_for
from contactcenter.desk.states import Colleague, team_now
from contactcenter.kpis import rules
from contactcenter.models import Call
from customers.models import FollowUp
from optics_crm.core import clock
from optics_crm.core.models import Employee
from optics_crm.core.permissions import can

PROMISED = ("callback", "voicemail", "webform")  # what the contact centre owes to those who asked for it
HERE = ("talking", "ringing", "free", "after_call", "busy", "break")
MOST = 12


@dataclass(frozen=True)
class Waiting:
    """A caller whom nobody has answered yet; `tone` is red past the seconds of the service level."""

    call: Call
    client: str
    tone: str


@dataclass(frozen=True)
class Member:
    """Somebody of the team, and whom they talk to."""

    colleague: Colleague
    call: Call | None
    client: str


@dataclass(frozen=True)
class Moment:
    """The contact centre at one moment."""

    at: dt.datetime
    waiting: Sequence[Waiting]
    team: Sequence[Member]
    late: Sequence[FollowUp]
    late_count: int

    @property
    def longest_since(self) -> dt.datetime | None:
        """Since when the one waits who waits longest."""
        return self.waiting[0].call.started_at if self.waiting else None

    @property
    def longest_tone(self) -> str:
        return self.waiting[0].tone if self.waiting else ""

    @property
    def here(self) -> list[Member]:
        return [one for one in self.team if one.colleague.doing in HERE]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many do what."""
        doing = [one.colleague.doing for one in self.team]
        return {code: doing.count(code) for code in (*HERE, "away")}


def look_now(user: Employee) -> Moment:
    """Everything at once, as this user may see it. Eight queries, whatever there is."""
    now, within = clock.now(), rules.values()["answer_within"]
    opens = can(user, "customers.view")
    team = team_now()
    calls = _calls([one.call for one in team if one.call and one.doing in ("talking", "ringing")])
    waiting = Call.objects.filter(direction=Call.Direction.IN, state=Call.State.RINGING).order_by("started_at", "pk")
    late = FollowUp.objects.open().filter(kind__in=PROMISED, due_at__lt=now)
    return Moment(
        now,
        [
            Waiting(row, name_for(row.person, opens=opens), _tone(now - row.started_at, within))
            for row in waiting.select_related("person")
        ],
        [_member(one, calls, opens=opens) for one in team],
        list(late.select_related("owner", "person").order_by("due_at", "pk")[:MOST]),
        late.count(),
    )


def _calls(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Call]:
    return {row.pk: row for row in Call.objects.filter(pk__in=ids).select_related("person")}


def _member(one: Colleague, calls: Mapping[uuid.UUID, Call], *, opens: bool) -> Member:
    call = calls.get(one.call) if one.call else None
    return Member(one, call, name_for(call.person, opens=opens) if call else "")


def _tone(waited: dt.timedelta, within: Decimal) -> str:
    seconds = waited.total_seconds()
    return "red" if seconds > within else "amber" if seconds > within / 2 else "green"
