"""Generated worlds of calls: everything that a day of the telephone holds, at the edges of every rule, in any order."""

import datetime as dt
import random
from typing import Any

from contactcenter.calls.hearing import hear
from contactcenter.models import HookBody
from contactcenter.pbx.base import Heard
from optics_crm.core import ids
from tests.contactcenter.recount import MOSCOW

LINES = ("74950000001", "74950000002")
PHONES = tuple(f"+7912000{n:04d}" for n in range(14))
EXTENSIONS = ("101", "102", "103")
EDGES = (0, 4, 5, 6, 19, 20, 21, 45)  # seconds of waiting
HOURS = (0, 8, 9, 9, 10, 11, 12, 12, 13, 15, 17, 18, 20, 20, 21, 23)
ENDS = ("caller", "caller", "caller", "no_answer", "normal", "busy", "failed", "voicemail", "off_schedule", "scheme")


class CallWorld:
    """Makes calls by a seed; `last_day` is the day on which the latest of them come."""

    def __init__(self, seed: int, last_day: dt.date, days: int = 12) -> None:
        self.luck = random.Random(seed)
        self.last_day, self.days, self.made = last_day, days, 0

    def fill(self, count: int) -> None:
        """So many calls, heard in an order of their own."""
        calls = [self._call() for _number in range(count)] + self._certain()
        self.luck.shuffle(calls)
        for heard in calls:
            self._hear(heard)

    def _certain(self) -> list[list[Heard]]:
        """What luck may leave out: a client who calls once, and one who is called back in good time."""
        noon = dt.datetime.combine(self.last_day - dt.timedelta(days=10), dt.time(12), MOSCOW)
        talked = {"cause": "normal", "talk_seconds": 60}
        found = []
        for number, direction, phone, minutes in (
            ("once", "in", "+79130009001", 0),
            ("missed", "in", "+79130009002", 0),
            ("back", "out", "+79130009002", 10),
        ):
            at, words = noon + dt.timedelta(minutes=minutes), {"direction": direction, "phone": phone, "line": LINES[0]}
            heard = [Heard(number, "ring", "r", at=at, leg="a", extensions=("101",), **words)]  # type: ignore[arg-type]
            end, told = at + dt.timedelta(seconds=70), {"cause": "caller", "talk_seconds": 0}
            if number != "missed":
                told = talked
                heard.append(
                    Heard(number, "answer", "a", at=at + dt.timedelta(seconds=10), leg="a", extensions=("101",))
                )
            found.append([*heard, Heard(number, "end", "e", at=end, **told)])  # type: ignore[arg-type]
        return found

    def _moment(self) -> dt.datetime:
        day = self.last_day - dt.timedelta(days=self.luck.randrange(self.days))
        # whole and half hours are edges of the opening time and of the slices
        minute, second = self.luck.choice(((0, 0), (0, 0), (30, 0), (59, 59), (17, 23), (44, 1)))
        return dt.datetime.combine(day, dt.time(self.luck.choice(HOURS), minute, second), MOSCOW)

    def _call(self) -> list[Heard]:
        self.made += 1
        number, at, luck = f"world-{self.made:05d}", self._moment(), self.luck
        kind = luck.choices(("in", "out", "internal"), (10, 3, 1))[0]
        lone = f"+7913000{self.made:04d}"  # calls once and never again
        phone = luck.choice((*PHONES, *PHONES, lone, lone, "anonymous")) if kind == "in" else luck.choice(PHONES)
        base: dict[str, Any] = {"direction": kind, "phone": phone, "line": luck.choice(LINES)}
        wait = dt.timedelta(seconds=luck.choice(EDGES))
        if luck.random() < 0.1:  # the voice menu alone, or a black list
            cause = luck.choice(("scheme", "scheme", "blacklist"))
            end = Heard(number, "end", "e", at=at + wait, cause=cause, talk_seconds=0)
            served = [Heard(number, "told", "t", at=at)] if cause == "scheme" and luck.random() < 0.7 else []
            return [Heard(number, "queued", "q", at=at, **base), *served, end]
        group = tuple(luck.sample(EXTENSIONS, luck.choice((1, 1, 2, 3))))
        heard = [Heard(number, "ring", "r", at=at, leg="a", extensions=group, **base)]
        return heard + (self._talk(number, at + wait, group) if luck.random() < 0.7 else self._miss(number, at + wait))

    def _talk(self, number: str, at: dt.datetime, group: tuple[str, ...]) -> list[Heard]:
        luck, taker = self.luck, self.luck.choice(group)
        heard = [Heard(number, "answer", "a", at=at, leg="a", extensions=(taker,))]
        end = at + dt.timedelta(seconds=luck.choice((1, 31, 185, 640)))
        if luck.random() < 0.25:  # handed over to a colleague
            other = luck.choice([name for name in EXTENSIONS if name != taker])
            middle = at + (end - at) / 2
            heard += [
                Heard(number, "ring", "r2", at=middle, leg="b", extensions=(other,)),
                Heard(number, "answer", "a2", at=middle, leg="b", extensions=(other,)),
                Heard(number, "leg_end", "l", at=middle, leg="a", extensions=(taker,), cause="normal"),
            ]
        told = {"talk_seconds": int((end - at).total_seconds())} if luck.random() < 0.7 else {}
        heard.append(Heard(number, "end", "e", at=end, cause="normal", **told))  # type: ignore[arg-type]
        if luck.random() < 0.35:
            heard.append(Heard(number, "rated", "m", at=end, value=str(luck.choice((1, 3, 4, 5, 5, 5, 9)))))
        return heard

    def _miss(self, number: str, at: dt.datetime) -> list[Heard]:
        told = {"wait_seconds": self.luck.choice(EDGES)} if self.luck.random() < 0.3 else {}
        cause = self.luck.choice(ENDS)
        return [Heard(number, "end", "e", at=at, cause=cause, talk_seconds=0, **told)]  # type: ignore[arg-type]

    def _hear(self, heard: list[Heard]) -> None:
        received = max(one.at for one in heard if one.at) + dt.timedelta(seconds=1)
        told = {"state": "applied", "received_at": received, "digest": ids.new_id().bytes}
        body = HookBody.objects.create(provider="cti", body="{}", **told)
        shuffled = [*heard, self.luck.choice(heard)]  # one of them twice
        self.luck.shuffle(shuffled)
        hear("cti", heard[0].call, shuffled, body)
