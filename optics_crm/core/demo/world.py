"""What every part of the demo chain knows: the seed, the day it ends on, the places and who works there."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from optics_crm.core.demo.plugs import Sheet

YEARS = 7


@dataclass
class DemoSalon:
    """A salon as tellers need it: ids as hex text, hours as whole hours, offset from UTC in hours."""

    id: str
    name: str
    city: str
    zone: str
    offset: int
    area_code: str
    weight: float
    opens: int
    closes: int
    is_clinic: bool
    is_workshop: bool
    doctors: list[str] = field(default_factory=list)
    sellers: list[str] = field(default_factory=list)


@dataclass
class World:
    """One chain: the same seed, size and last day make the same rows.

    `client` is the id (hex) of the exchange client whose book the cards and purchases are. `kept` holds what earlier
    parts leave for later ones, `told` what they add to `demo.json`.
    """

    seed: int
    customers: int
    as_of: dt.date
    now: dt.datetime
    client: str = ""
    salons: list[DemoSalon] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    with_history: bool = True

    def rng(self, *key: object) -> random.Random:
        """A stream of luck of its own for each key, so that parts do not disturb each other."""
        return random.Random(f"{self.seed}:" + ":".join(map(str, key)))  # noqa: S311  # luck, not a secret

    def id(self, *key: object) -> uuid.UUID:
        """A stable id for something of which there are few."""
        value = self.rng("id", *key).getrandbits(128)
        return uuid.UUID(int=value & ~(0xF << 76 | 0x3 << 62) | 0x7 << 76 | 0x2 << 62)

    @property
    def first_day(self) -> dt.date:
        """The day on which the chain's seven years begin."""
        return self.as_of - dt.timedelta(days=round(365.25 * YEARS))


class Chunk:
    """A part of the people, made by one worker: so many dossiers, with luck, numbers and ids of its own."""

    def __init__(self, world: World, index: int, size: int, first: int) -> None:
        self.world = world
        self.index = index
        self.size = size
        self.first = first
        self.rng = world.rng("chunk", index)
        self.families: list[Any] = []
        self.truth: list[str] = []
        self._lines: dict[str, list[str]] = {}
        self._ids = (1_500_000_000_000 + index * 10_000_000) << 12

    def lines(self, into: Sheet) -> list[str]:
        """The lines of a sheet so far: tab-separated values, `\\N` for none."""
        return self._lines.setdefault(into.table, [])

    def new_id(self, rng: random.Random | None = None) -> str:
        """An id (32 hex digits, UUIDv7) behind the earlier ones of the chunk: indexes grow at their end.

        A part with a luck of its own (`rng`) leaves the luck of the others as it is.
        """
        self._ids += 0x10
        place = self._ids
        return f"{place >> 12:012x}7{place & 0xFFF:03x}8{(rng or self.rng).getrandbits(60):015x}"

    def guid(self, rng: random.Random | None = None) -> str:
        """An id as another book makes them: random."""
        luck = f"{(rng or self.rng).getrandbits(120):030x}"
        return f"{luck[:12]}4{luck[12:15]}a{luck[15:]}"

    def texts(self) -> dict[str, bytes]:
        """Every sheet as one text for COPY."""
        return {table: ("\n".join(lines) + "\n").encode() for table, lines in self._lines.items() if lines}
