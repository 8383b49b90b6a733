"""What is true about a family of the demo chain, before desks write it down in their own way."""

import datetime as dt
from dataclasses import dataclass, field

from optics_crm.core.demo import DemoSalon

NONE = "\\N"  # how a line of COPY says that there is no value
_CLOCK = [f" {minute // 60:02d}:{minute % 60:02d}:00+" for minute in range(24 * 60)]


class _Days(dict[int, str]):
    """Texts of days, made at first use: asked for some fifty times a person."""

    def __missing__(self, ordinal: int) -> str:
        text = self[ordinal] = dt.date.fromordinal(ordinal).isoformat()
        return text


# the day of an ordinal as `2026-11-21`
day_text = _Days().__getitem__


@dataclass(slots=True)
class Visit:
    """A person came: the day (ordinal), where, for what, and on which card it was written down.

    `purpose` is glasses, lenses, sun, extra or check. `exam` and `rx` are ids of what the doctor wrote, `bought` says
    whether money changed hands that day.
    """

    day: int
    salon: DemoSalon
    minute: int
    purpose: str
    bought: bool
    examined: bool
    card: str = ""
    exam: str = ""
    exam_guid: str = ""
    rx: str = ""
    rx_purpose: str = ""
    doctor: str = ""
    purchase: str = ""
    entitlement: str = ""
    sold_first: bool = False

    def at(self, later: int = 0) -> str:
        """The moment with the salon's offset, so many minutes later."""
        return f"{day_text(self.day)}{_CLOCK[min(self.minute + later, 1439)]}{self.salon.offset:02d}"


@dataclass(slots=True)
class Member:
    """A human being: who it is, the dossier and card under which the chain knows it, and its visits."""

    sex: str
    born: int
    surname: str
    first: str
    middle: str
    role: str
    salon: DemoSalon
    joined: int = 0
    phone: str = ""
    phone_role: str = "own"
    email: str = ""
    person: str = ""
    card: str = ""
    second_card: str = ""
    wears: str = "none"
    visits: list[Visit] = field(default_factory=list)
    flaws: list[str] = field(default_factory=list)
    misfiled_on: str = ""

    def age(self, day: int) -> float:
        """Years of age on a day."""
        return (day - self.born) / 365.2425


@dataclass(slots=True)
class Family:
    """People under one roof. `id` is the household's, empty for one who lives alone; `apart` lives on its own."""

    surname: str
    people: str
    salon: DemoSalon
    address: str
    members: list[Member] = field(default_factory=list)
    apart: list[Member] = field(default_factory=list)
    id: str = ""
    scripted: bool = False
