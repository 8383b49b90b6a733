"""A day of the contact centre: calls come by the hour, virtual operators take them, hand over, wrap up, call back."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from contactcenter.simulator.planned import Caller, PlannedCall, Ring, Talk
from contactcenter.simulator.rates import Rates

HOUR, RING = 3600, 15
ASKED_OF_MENU = ("order_ready", "order_waits", "ticket_open", "ticket_ready")
ASKED, ASKS = 0.5, 10  # of those who hand over, who ask first; for how many seconds (assumption)
TRIES = 500  # for a moment within hours in which hardly anybody calls
LINES = ("74951234500", "78001234567", "74951234501")
LAST_MINUTE = 60  # nobody begins a call back later than this before closing


@dataclass
class Seat:
    """A virtual operator: busy until `free_at` with talk and after-call work; rests now and then."""

    extension: str
    free_at: float
    rests_at: float


class Outgoing(NamedTuple):
    """A client whom we call at that moment; `answers_to` is the missed call that it answers."""

    at: float
    place: int
    caller: Caller
    answers_to: str = ""


class Day:
    """Plans the calls of one day, each with all that will happen to it; the same luck plans the same day."""

    def __init__(self, rates: Rates, extensions: Sequence[str], rng: random.Random, name: str) -> None:
        self.rates, self.rng, self.luck, self.name = rates, rng, rng.random, name
        self.opens, self.closes = rates.day.opens * HOUR, rates.day.closes * HOUR
        every = rates.centre.break_every
        self.seats = [Seat(one, 0.0, self.opens + every * (0.5 + rng.random())) for one in extensions]
        self.count = 0

    def moments(self, count: int, begins: float, ends: float) -> list[float]:
        """When so many clients call between two moments of the day, in order."""
        found = (self._moment(begins, ends) for _ in range(count))
        return sorted(found)

    def _moment(self, begins: float, ends: float) -> float:
        hours = self.rates.day.hours
        for _ in range(TRIES):
            if self.luck() < self.rates.day.night:
                at = (self.closes + self.luck() * 2 * HOUR) if self.luck() < 0.5 else self.opens - self.luck() * HOUR
            else:
                place = self.rng.choices(range(len(hours)), hours)[0]
                at = self.opens + (place + self.luck()) * (self.closes - self.opens) / len(hours)
            if begins <= at < ends:
                return at
        return begins + (ends - begins) * self.luck()

    def plan(self, moments: Sequence[float], callers: Sequence[Caller], others: Sequence[Caller]) -> list[PlannedCall]:
        """The calls in the order in which they begin. `others` are called by us, at moments of luck between them."""
        begins, ends = (max(self.opens, moments[0]), min(self.closes, moments[-1])) if moments else (0.0, 0.0)
        waiting = [
            Outgoing(begins + (ends - begins) * self.luck(), place, caller) for place, caller in enumerate(others)
        ]
        planned = []
        for at, caller in zip(moments, callers, strict=True):
            planned += [self._out(one) for one in self._due(waiting, at)]
            call = self._comes_in(at, caller)
            planned.append(call)
            if not call.talks and call.menu_asked is None and caller.phone and self.luck() < self.rates.out.callbacks:
                back = max(call.ended, self.opens) + 60 * self._between(self.rates.out.minutes)
                waiting.append(Outgoing(back, len(waiting), caller, call.number))
        planned += [self._out(one) for one in self._due(waiting, self.closes - LAST_MINUTE)]
        return sorted(planned, key=lambda call: (call.at, call.number))

    def _due(self, waiting: list[Outgoing], until: float) -> list[Outgoing]:
        """Takes out of the list whom it is time to call."""
        due = sorted((one for one in waiting if one.at < until), key=lambda one: one[:2])
        waiting[:] = [one for one in waiting if one.at >= until]
        return due

    def _between(self, limits: tuple[float, float]) -> float:
        return limits[0] + (limits[1] - limits[0]) * self.luck()

    def _new(self) -> tuple[str, str, str]:
        """The number, exchange and line of a new call."""
        self.count += 1
        shares = self.rates.providers
        provider = self.rng.choices(list(shares), list(shares.values()))[0]
        return f"{self.name}-{self.count:05d}", provider, LINES[int(self.luck() * len(LINES))]

    def _comes_in(self, at: float, caller: Caller) -> PlannedCall:
        number, provider, line = self._new()
        centre = self.rates.centre
        queue = at + self._between(centre.menu_seconds)
        if not self.opens <= at < self.closes:
            spoke = provider == "cti" and caller.phone and self.luck() < centre.voicemail * len(self.rates.providers)
            left = queue + 20 if spoke else queue
            return PlannedCall(number, provider, line, caller, at, left, "voicemail" if spoke else "off_schedule")
        if caller.reason in ASKED_OF_MENU and self.luck() < centre.self_service:
            asked = at + 2  # the neutral format is the one whose menu can ask
            return PlannedCall(number, "cti", line, caller, at, asked + 14, "scheme", menu_asked=asked)
        gives_up = queue + centre.patience_least + self.rng.expovariate(1 / centre.patience)
        rings, talk = self._rung(queue, gives_up)
        if talk is None:
            return PlannedCall(number, provider, line, caller, at, gives_up, "caller", rings=tuple(rings))
        talks = self._handed_over(talk, rings)
        return PlannedCall(
            number, provider, line, caller, at, talks[-1].until, "normal",
            rings=tuple(rings), talks=talks, recording=self._recording(number), mark=self._mark(),
        )  # fmt: skip

    def _rung(self, queue: float, gives_up: float) -> tuple[list[Ring], Talk | None]:
        """Whom it rings from that moment on, and the talk with who picks up before the caller gives up."""
        rings: list[Ring] = []
        at = max(queue, self._first_free(queue))
        while at < gives_up:
            free = [seat for seat in self.seats if seat.free_at <= at]
            if not free:
                at = self._first_free(at)
                continue
            group = self.rng.sample(free, min(self.rates.centre.group, len(free)))
            if self.luck() < self.rates.centre.unanswered_ring:
                until = min(at + RING, gives_up)
                rings += [Ring(seat.extension, at, until) for seat in group]
                at = until + 1
                continue
            taken = at + self._between(self.rates.centre.reaction)
            rings += [Ring(seat.extension, at, min(taken, gives_up)) for seat in group]
            if taken >= gives_up:
                return rings, None
            return rings, self._talk(group[0], taken)
        return rings, None

    def _first_free(self, at: float) -> float:
        for seat in self.seats:
            if seat.free_at <= at and seat.rests_at <= at:
                seat.free_at, seat.rests_at = at + self.rates.centre.break_seconds, at + self.rates.centre.break_every
        return min((max(seat.free_at, at) for seat in self.seats), default=float("inf"))

    def _talk(self, seat: Seat, at: float) -> Talk:
        centre = self.rates.centre
        until = at + centre.talk_least + self.rng.expovariate(1 / (centre.talk - centre.talk_least))
        seat.free_at = until + self._between(centre.wrap_up)
        return Talk(seat.extension, at, until)

    def _handed_over(self, talk: Talk, rings: list[Ring]) -> tuple[Talk, ...]:
        """The talk, or its two parts when it is handed over to a colleague who is free."""
        half = talk.at + (talk.until - talk.at) / 2
        free = [seat for seat in self.seats if seat.free_at <= half and seat.extension != talk.extension]
        if not free or self.luck() >= self.rates.centre.transfer:
            return (talk,)
        taken = half + self._between(self.rates.centre.reaction)
        second = self._talk(free[0], taken)
        rings.append(Ring(second.extension, half, taken))
        over = max(taken, min(talk.until, taken + ASKS)) if self.luck() < ASKED else taken
        return Talk(talk.extension, talk.at, over), second

    def _recording(self, number: str) -> str:
        return f"rec-{number}" if self.luck() < self.rates.centre.recorded else ""

    def _mark(self) -> int:
        if self.luck() >= self.rates.centre.rated:
            return 0
        return self.rng.choices((1, 2, 3, 4, 5), self.rates.centre.marks)[0]

    def _out(self, asked: Outgoing) -> PlannedCall:
        """A call of ours, begun by the first operator who is free."""
        number, provider, line = self._new()
        caller, answers_to = asked.caller, asked.answers_to
        begins = max(asked.at, self._first_free(asked.at))
        seat = min(self.seats, key=lambda one: one.free_at)
        taken = begins + 4 + 12 * self.luck()
        ring = Ring(seat.extension, begins, taken)
        if self.luck() >= self.rates.out.reached:
            seat.free_at = taken + 5
            return PlannedCall(
                number, provider, line, caller, begins, taken, "no_answer", True, (ring,), answers_to=answers_to
            )
        talk = self._talk(seat, taken)
        return PlannedCall(
            number, provider, line, caller, begins, talk.until, "normal", True, (ring,), (talk,),
            recording=self._recording(number), answers_to=answers_to,
        )  # fmt: skip
