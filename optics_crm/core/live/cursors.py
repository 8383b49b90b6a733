"""How far a screen has been told: the snapshot of the database in which it was read for it.

A number could not say it: transactions commit in another order than they write, and waiting for the oldest one, as the
feed to 1C does, would hold a ringing call back for as long as some import runs. What a snapshot does not see is new,
exactly, whatever the order of the commits.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Self

USABLE = dt.timedelta(hours=23)  # an hour less than events are kept: they bear the moment their transaction began
LONGEST = 4000
SHAPE = re.compile(r"(\d{1,15})/(\d{1,19}):(\d{1,19}):((?:\d{1,19},)*\d{1,19})?/((?:\d{1,19},)*\d{1,19})?", re.ASCII)


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, text.split(","))) if text else ()


@dataclass(frozen=True)
class Snapshot:
    """PostgreSQL's pg_snapshot: transactions from `xmax` on, and those of `running`, are not visible in it."""

    xmin: int
    xmax: int
    running: frozenset[int] = frozenset()

    @classmethod
    def read(cls, text: str) -> Self:
        """The snapshot of PostgreSQL's own text, `xmin:xmax:running,...`."""
        xmin, xmax, running = text.split(":")
        return cls(int(xmin), int(xmax), frozenset(_numbers(running)))

    def __str__(self) -> str:
        return f"{self.xmin}:{self.xmax}:{','.join(map(str, sorted(self.running)))}"

    def sees(self, xid: int) -> bool:
        return xid < self.xmax and xid not in self.running

    def covers(self, other: "Snapshot") -> bool:
        """Whether it sees all that the other one sees."""
        return other.xmax <= self.xmax and all(not other.sees(xid) for xid in self.running)


@dataclass(frozen=True)
class Cursor:
    """A snapshot, when it was taken (application's clock, ms), and what was told since that it does not see (ids)."""

    snapshot: Snapshot
    at_ms: int
    told: tuple[int, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The cursor of what `str` has made; None for anything else."""
        found = SHAPE.fullmatch(text) if len(text) <= LONGEST else None
        if found is None:
            return None
        running = frozenset(_numbers(found[4]))
        return cls(Snapshot(int(found[2]), int(found[3]), running), int(found[1]), _numbers(found[5]))

    def __str__(self) -> str:
        return f"{self.at_ms}/{self.snapshot}/{','.join(map(str, self.told))}"

    def with_told(self, event: int) -> "Cursor":
        return replace(self, told=(*self.told, event))

    def is_usable(self, present: "Cursor") -> bool:
        """Whether nothing behind it can be gone: a day has not passed, and it is of this database."""
        young = present.at_ms - self.at_ms < USABLE.total_seconds() * 1000
        return young and self.snapshot.xmax <= present.snapshot.xmax
