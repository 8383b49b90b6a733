"""Runs one rival in a process of its own, so that its memory can be read off."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

from customers.identity.matching.files import People, read_people
from customers.identity.rivals.by_boosting import by_boosting
from customers.identity.rivals.by_rapidfuzz import by_rapidfuzz

Rival = Callable[[People, Path], None]
YEAR = dt.date(2026, 12, 31)


def main(name: str, source: str, target: str) -> None:
    """Matches `source` into `target` by the rival of that name."""
    people = read_people(Path(source), YEAR, 2, print_nothing)
    rival_of(name)(people, Path(target))


def rival_of(name: str) -> Rival:
    """The rival of that name; Splink is loaded only where it is asked for."""
    if name in ("rapidfuzz", "boosting"):
        return by_rapidfuzz if name == "rapidfuzz" else by_boosting
    from customers.identity.rivals.by_splink import by_splink, by_splink_at_home

    return {"splink": by_splink, "splink_family": by_splink_at_home}[name]


def print_nothing(_what: str, _number: int) -> None:
    """Rivals tell no progress."""


if __name__ == "__main__":
    main(*sys.argv[1:4])
