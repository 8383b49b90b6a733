"""The list of rules: one named check each, hard (refused) or soft (confirmed with a reason)."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from customers.optics.values import EyeValues, RxValues
from optics_crm.core.registry import Registry


@dataclass(frozen=True)
class Fault:
    """What is wrong: `code` is the rule's, `pointer` the value (a JSON pointer into the prescription), in
    words.

    `hard` faults refuse the prescription at every door; soft ones are confirmed by the doctor, or reported
    as warnings.
    """

    code: str
    pointer: str
    hard: bool
    message: Any


@dataclass(frozen=True)
class Surroundings:
    """What stands around a prescription: the previous one, the others of the same exam, the day of the
    check.
    """

    previous: RxValues | None = None
    companions: Sequence[RxValues] = ()
    today: dt.date | None = None


Check = Callable[[RxValues, Surroundings], Iterable[Fault]]


@dataclass(frozen=True)
class Rule:
    """One rule: its name in the domain page (V1..V13), its title in words, its check."""

    name: str
    title: str | Promise
    check: Check


RULES: Registry[Rule] = Registry("prescription rules")


def rule(name: str, title: str | Promise) -> Callable[[Check], Check]:
    """Adds a check to the list that every door runs."""

    def decorate(check: Check) -> Check:
        RULES.add(name, Rule(name, title, check))
        return check

    return decorate


def present(rx: RxValues) -> Iterator[tuple[str, EyeValues]]:
    """Each present eye with its pointer."""
    for index, eye in enumerate(rx.eyes):
        if eye.status == "present":
            yield f"/eyes/{index}", eye


def both(rx: RxValues) -> tuple[EyeValues, EyeValues] | None:
    """Right and left when both are present."""
    right, left = rx.eye("od"), rx.eye("os")
    if right is None or left is None or "present" not in (right.status, left.status):
        return None
    return (right, left) if right.status == left.status else None


def sane(value: Decimal | None) -> bool:
    """A finite number, for the checks that calculate with it."""
    return value is not None and value.is_finite()


def within(value: Decimal | None, low: str, high: str) -> bool:
    return value is None or (value.is_finite() and Decimal(low) <= value <= Decimal(high))


def on_step(value: Decimal | None, hundredths: int) -> bool:
    """A multiple of so many hundredths; on Decimal, never float. What no range allows is not asked for its
    step.
    """
    return value is None or not within(value, "-1000", "1000") or (value * 100) % hundredths == 0
