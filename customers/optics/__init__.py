"""Optics: the rules of prescriptions and readings (V0 to V13), used by every door through which they come in.

`check_prescription` and `check_readings` return faults; a door refuses hard ones (`rx_invalid` in the
exchange) and asks to confirm, or reports as warnings, the soft ones. Values are tidied first
(`tidy_prescription`): JSON's zeros that mean nothing become nothing, and the cylinder takes the minus form.
"""

import datetime as dt
from collections.abc import Sequence

from customers.optics import contact, glasses, history  # noqa: F401  # they fill RULES
from customers.optics.readings import pressures_differ, reading_faults
from customers.optics.rules import RULES, Fault, Surroundings
from customers.optics.values import (
    EyeValues,
    Prism,
    Reading,
    RxValues,
    eye_columns,
    tidy_prescription,
    values_of,
)

__all__ = [
    "RULES",
    "EyeValues",
    "Fault",
    "Prism",
    "Reading",
    "RxValues",
    "check_measurement",
    "check_prescription",
    "check_readings",
    "eye_columns",
    "tidy_prescription",
    "values_of",
]


def check_prescription(
    rx: RxValues,
    *,
    previous: RxValues | None = None,
    companions: Sequence[RxValues] = (),
    today: dt.date | None = None,
) -> list[Fault]:
    """Faults of a prescription by every rule, the hard ones first. Tidies the values itself.

    `previous` is the person's last one of the same purpose (V9), `companions` are the others of the same
    exam (V11, V13); with `today` a prescription whose term is over is reported (V12). Pointers look like
    `/eyes/0/axis`.
    """
    tidy = tidy_prescription(rx)
    around = Surroundings(previous, [tidy_prescription(other) for other in companions], today)
    faults = [fault for rule in RULES for fault in rule.check(tidy, around)]
    return sorted(faults, key=lambda fault: not fault.hard)


def check_measurement(reading: Reading) -> list[Fault]:
    """Faults of one reading, the hard ones first. Pointers look like `/iop`."""
    return sorted(reading_faults("", reading), key=lambda fault: not fault.hard)


def check_readings(readings: Sequence[Reading]) -> list[Fault]:
    """Faults of all readings of an exam, the hard ones first. Pointers look like `/0/iop`."""
    faults = [fault for index, reading in enumerate(readings) for fault in reading_faults(f"/{index}", reading)]
    return sorted([*faults, *pressures_differ(readings)], key=lambda fault: not fault.hard)
