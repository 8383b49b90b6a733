"""The state of a call as a function of the set of its events: any order, any repetition, the same call.

Events are sorted by what the provider says (moment, leg, number within the leg) and never by arrival, an end is never
taken back, and what two events say about one thing is settled by the later of them in that order.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contactcenter.models import Call
from contactcenter.pbx.base import Heard

KEYS_OF_MARKS = ("1", "2", "3", "4", "5")
RANK = {
    "queued": 0,
    "ring": 1,
    "answer": 2,
    "hold": 3,
    "keyed": 4,
    "leg_end": 5,
    "recorded": 6,
    "end": 7,
    "rated": 8,
    "told": 4,
}
Pair = tuple[Heard, dt.datetime]
MAY_FOLLOW = ("recorded", "rated", "keyed")  # what is told of a call that is over
CAUSES = frozenset(Call.Cause.values)


@dataclass
class Leg:
    """One line of the call."""

    key: str
    extension: str = ""
    rang_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    cause: str = ""


@dataclass
class CallState:
    """What the events add up to; moments are the provider's (see `shifted`)."""

    direction: str = "in"
    phone: str = ""
    line: str = ""
    started_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    answered: bool = False
    extension: str = ""
    cause: str = ""
    wait_seconds: int = 0
    talk_seconds: int = 0
    rating: int | None = None
    recording: str = ""
    is_told: bool = False
    legs: dict[str, Leg] = field(default_factory=dict)

    @property
    def self_served(self) -> bool:
        """The voice menu told the caller what they wanted to know, and they needed nobody."""
        rang = any(leg.extension and leg.rang_at for leg in self.legs.values())
        return self.is_told and self.ended_at is not None and not self.answered and not rang

    @property
    def state(self) -> str:
        if self.ended_at is not None:
            return Call.State.ENDED.value
        return Call.State.TALKING.value if self.answered else Call.State.RINGING.value


def fold(events: Iterable[Pair], *, is_final_told: bool = True) -> CallState:
    """The call of these events, each with the moment at which it counts (the provider's, or that of its arrival)."""
    ordered = sorted(_in_time(list(events)), key=_place)
    state = CallState(direction=_direction([heard for heard, _at in ordered]))
    for heard, at in ordered:
        _describe(state, heard)
        _LISTEN[heard.kind](state, heard, at)
    if not is_final_told:
        _end_by_silence(state)
    _count(state, [heard for heard, _at in ordered])
    return state


def _in_time(events: Sequence[Pair]) -> Iterable[Pair]:
    """Where the provider says when the call ended, news without a moment that came later happened before that."""
    said = max((at for heard, at in events if heard.kind == "end" and heard.at), default=None)
    return (
        (heard, at if heard.at or said is None or heard.kind in MAY_FOLLOW else min(at, said)) for heard, at in events
    )


def _place(pair: Pair) -> tuple[object, ...]:
    heard, at = pair
    return at, heard.seq if heard.leg else 0, RANK[heard.kind], heard.leg, heard.key


def _direction(events: Sequence[Heard]) -> str:
    """The last that was told; a consultation from extension to extension makes no client's call an internal one."""
    told = [heard.direction for heard in events if heard.direction]
    outside = [direction for direction in told if direction != "internal"]
    return next(reversed(outside or told), "in")


def _describe(state: CallState, heard: Heard) -> None:
    state.phone = state.phone or _client(state, heard)
    state.line = state.line or heard.line


def _client(state: CallState, heard: Heard) -> str:
    """The client's number, if the event tells it: one between two of ours within a client's call does not."""
    return "" if heard.direction == "internal" != state.direction else heard.phone


def _leg(state: CallState, heard: Heard) -> list[Leg]:
    """The lines that an event is about: one for each extension of a ring to a group."""
    names = heard.extensions or ("",)
    found = []
    for name in names:
        key = heard.leg if len(names) == 1 else f"{heard.leg}:{name}"
        leg = state.legs.setdefault(key, Leg(key))
        leg.extension = name or leg.extension
        found.append(leg)
    return found


def _queued(state: CallState, heard: Heard, at: dt.datetime) -> None:
    state.started_at = min(state.started_at or at, at)


def _ring(state: CallState, heard: Heard, at: dt.datetime) -> None:
    _queued(state, heard, at)
    for leg in _leg(state, heard):
        leg.rang_at = min(leg.rang_at or at, at)


def _answer(state: CallState, heard: Heard, at: dt.datetime) -> None:
    _queued(state, heard, at)
    for leg in _leg(state, heard):
        leg.answered_at = min(leg.answered_at or at, at)
    if not state.answered:
        state.answered, state.answered_at = True, at
        state.extension = next(iter(heard.extensions), "")


def _leg_end(state: CallState, heard: Heard, at: dt.datetime) -> None:
    _queued(state, heard, at)
    for leg in _leg(state, heard):
        leg.ended_at = max(leg.ended_at or at, at)
        leg.cause = heard.cause or leg.cause


def _end(state: CallState, heard: Heard, at: dt.datetime) -> None:
    _queued(state, heard, at)
    state.ended_at = max(state.ended_at or at, at)
    state.cause = heard.cause or state.cause
    state.phone = _client(state, heard) or state.phone  # an end knows which side was the client's
    talked = heard.answered or bool(heard.talk_seconds)
    if talked and not state.answered:
        state.answered = True
        state.answered_at = at - dt.timedelta(seconds=heard.talk_seconds or 0)
    if talked and not state.extension:
        state.extension = next(iter(heard.extensions), "")


def _recorded(state: CallState, heard: Heard, at: dt.datetime) -> None:
    state.recording = heard.value or state.recording


def _rated(state: CallState, heard: Heard, at: dt.datetime) -> None:
    mark = int(heard.value) if heard.value.isdigit() else 0
    if 1 <= mark <= 10:
        state.rating = mark


def _told(state: CallState, heard: Heard, at: dt.datetime) -> None:
    state.is_told = True


def _keyed(state: CallState, heard: Heard, at: dt.datetime) -> None:
    """A key from 1 to 5 is the client's mark once everybody who answered has put down; one in the menu is not."""
    talks = [leg for leg in state.legs.values() if leg.answered_at]
    is_over = state.ended_at is not None or all(leg.ended_at and leg.ended_at <= at for leg in talks)
    if talks and is_over and heard.value in KEYS_OF_MARKS:
        state.rating = int(heard.value)


def _nothing(state: CallState, heard: Heard, at: dt.datetime) -> None:
    """On hold: told in the events, no part of the state."""


_LISTEN = {
    "queued": _queued,
    "ring": _ring,
    "answer": _answer,
    "hold": _nothing,
    "keyed": _keyed,
    "leg_end": _leg_end,
    "end": _end,
    "recorded": _recorded,
    "rated": _rated,
    "told": _told,
}


def _end_by_silence(state: CallState) -> None:
    """Of a provider that may tell no end: a call none of whose lines is open has ended."""
    legs = list(state.legs.values())
    if state.ended_at is None and legs and all(leg.ended_at for leg in legs):
        last = max(legs, key=lambda leg: (leg.ended_at, leg.key))
        state.ended_at, state.cause = last.ended_at, state.cause or last.cause


def _count(state: CallState, events: Sequence[Heard]) -> None:
    """Seconds of waiting and talking: the provider's figures where it has them."""
    talks = [heard.talk_seconds for heard in events if heard.kind == "end" and heard.talk_seconds is not None]
    waits = [heard.wait_seconds for heard in events if heard.kind == "end" and heard.wait_seconds is not None]
    if state.answered_at and state.ended_at and state.answered_at >= state.ended_at:  # its news came after the end
        state.answered_at = state.ended_at - dt.timedelta(seconds=max(talks, default=0))
    if state.answered_at and state.started_at and state.answered_at < state.started_at:
        state.answered_at = state.started_at
    if state.ended_at is not None:
        for leg in state.legs.values():
            leg.ended_at = leg.ended_at or state.ended_at
    picked_up = state.answered_at or state.ended_at
    if picked_up and state.started_at:
        state.wait_seconds = max(waits) if waits else int((picked_up - state.started_at).total_seconds())
    if state.answered and state.ended_at and state.answered_at:
        state.talk_seconds = max(talks) if talks else int((state.ended_at - state.answered_at).total_seconds())
    if state.cause not in CAUSES:
        state.cause = ""
