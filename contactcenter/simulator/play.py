"""A play from its beginning to its end: the plan, the requests at their moments, the truth kept aside."""

import datetime as dt
import json
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from contactcenter.simulator.callers import Crowd
from contactcenter.simulator.day import Day
from contactcenter.simulator.dialects import Line, Secrets
from contactcenter.simulator.dialects.base import tell
from contactcenter.simulator.humans import same_human
from contactcenter.simulator.judging import Verdict
from contactcenter.simulator.planned import PlannedCall
from contactcenter.simulator.player import Player, Posted
from contactcenter.simulator.rates import Rates
from contactcenter.standin.journal import Journal
from optics_crm.core import clock
from optics_crm.core.models import Employee


@dataclass(frozen=True)
class Wish:
    """What is to be played: so many clients call between two moments (seconds of the day), `speed` times as fast."""

    calls: int
    begins: float
    ends: float
    speed: float
    seed: int
    name: str


def plan(wish: Wish, rates: Rates) -> list[PlannedCall]:
    """The calls of the day, in order."""
    rng = random.Random(f"{wish.seed}:{wish.name}")  # noqa: S311  # luck, not a secret
    crowd, day = Crowd(rates, rng), Day(rates, extensions(), rng, wish.name)
    moments = day.moments(wish.calls, wish.begins, wish.ends)
    others = [one for one in crowd.draw(round(wish.calls * rates.out.others)) if one.speaker]
    return day.plan(moments, crowd.draw(wish.calls), others)


def extensions() -> list[str]:
    """Where the operators of this copy sit."""
    rows = Employee.objects.filter(role="operator", is_active=True, deleted_at=None).exclude(extension="")
    return list(rows.order_by("extension").values_list("extension", flat=True))


class Play:
    """Plays a plan against a copy and judges the first glance at each ring."""

    def __init__(self, player: Player, secrets: Secrets, folder: Path, truth: Path) -> None:
        self.player, self.secrets, self.truth = player, secrets, truth
        self.journal = Journal(folder)
        self.same = same_human(folder)
        self.verdict = Verdict()
        self._open: dict[int, PlannedCall] = {}

    def run(self, wish: Wish, planned: Sequence[PlannedCall], progress: Callable[[], object]) -> Posted:
        """Until the last word of the last call. The clocks of the exchanges run with ours."""
        begun, first = clock.now(), planned[0].at if planned else 0.0

        def stamp(at: float) -> dt.datetime:
            return begun + dt.timedelta(seconds=at)

        planned = [call.played(first, wish.speed) for call in planned]
        lines = list(self._lines(planned, stamp))
        with os.fdopen(os.open(self.truth, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as aside:

            def before(line: Line) -> None:
                call = self._open.pop(id(line), None)
                if call is not None:
                    self.journal.add(call, stamp)
                    aside.write(json.dumps(self._truth(call), ensure_ascii=False) + "\n")
                    progress()

            return self.player.play(((line.at, line) for line in lines), before)

    def _lines(self, planned: Sequence[PlannedCall], stamp: Callable[[float], dt.datetime]) -> Iterator[Line]:
        """The requests of all calls by their moments; remembers with which of them each call begins."""
        found = []
        for call in planned:
            told = tell(call, self.secrets, stamp)
            self._open[id(told[0])] = call
            found += told
        return iter(sorted(found, key=lambda line: line.at))

    def _truth(self, call: PlannedCall) -> dict[str, object]:
        """The truth of a call, with the place of its speaker in the list that its ring shows."""
        told = {"at": clock.now().isoformat(), **call.truth()}
        if call.caller.speaker and not call.is_out:
            told["place"] = self.verdict.judge(call.caller, self.same)
        return told
