"""The rates of the simulator: read from the one data file, checked as they are read."""

import tomllib
from functools import lru_cache
from pathlib import Path

import msgspec

FILE = Path(__file__).with_name("rates.toml")
Range = tuple[float, float]
Share = float


class Day(msgspec.Struct, frozen=True):
    """When calls come."""

    calls: int
    opens: int
    closes: int
    night: Share
    hours: tuple[float, ...]


class Numbers(msgspec.Struct, frozen=True):
    """Shares of calls from numbers that lead to nobody."""

    hidden: Share
    unknown: Share
    foreign: Share
    salon: Share
    short: Share


class Speaker(msgspec.Struct, frozen=True):
    """Who speaks."""

    self: Share
    self_from_75: Share
    self_14_to_17: Share
    mother: Share


class Telephone(msgspec.Struct, frozen=True):
    """From which telephone."""

    own: Share


class Centre(msgspec.Struct, frozen=True):
    """How operators take calls; times are seconds."""

    menu_seconds: Range
    self_service: Share
    group: int
    reaction: Range
    unanswered_ring: Share
    patience_least: float
    patience: float
    talk: float
    talk_least: float
    wrap_up: Range
    transfer: Share
    break_every: float
    break_seconds: float
    voicemail: Share
    recorded: Share
    rated: Share
    marks: tuple[float, float, float, float, float]


class Out(msgspec.Struct, frozen=True):
    """Calls to clients."""

    callbacks: Share
    minutes: Range
    reached: Share
    others: Share


class Rates(msgspec.Struct, frozen=True):
    """All of them."""

    day: Day
    numbers: Numbers
    reasons: dict[str, float]
    speaker: Speaker
    phone: Telephone
    centre: Centre
    out: Out
    providers: dict[str, float]


@lru_cache(maxsize=1)
def rates() -> Rates:
    """What `rates.toml` says."""
    with FILE.open("rb") as file:
        return msgspec.convert(tomllib.load(file), Rates)
