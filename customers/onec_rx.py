"""Prescriptions as 1C writes them, turned into the values that the rules of `customers.optics` check."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from customers.exams import default_term
from customers.optics import EyeValues, Prism, RxValues, check_prescription, tidy_prescription
from customers.optics import Fault as RxFault
from optics_crm.core.sync.faults import Fault

# A purpose of 1C to one of ours
PURPOSE_OF_RX = {"computer": "office"}
NEAR = "near"
# Names of the rules' values to names of the exchange
NAME_IN_EXCHANGE = {
    "pd_mono": "pd",
    "va_sc": "va_uncorrected",
    "va_cc": "va_corrected",
    "base_curve": "bc",
    "diameter": "dia",
    "prisms": "prism",
    "pd_far": "pd_binocular",
    "pd_near": "pd_binocular",
}
VALUE_LIMIT = Decimal(1000)
ENDS_BEFORE = _("A prescription cannot end before the day of its exam.")
EYE_TWICE = _("The prescription names one eye twice.")
NO_AXIS = _("The axis is a whole number of degrees from 0 to 180.")
NO_SUCH_VALUE = _("No prescription has a value of this size.")


def values_of(rx: Any, issued_on: dt.date, age: int | None = None) -> RxValues:
    """One prescription, tidied; an eye that is not mentioned is missing (V7 speaks about it)."""
    purpose = PURPOSE_OF_RX.get(rx.purpose, rx.purpose)
    contact = purpose == "contact"
    apart = rx.pd_binocular or None
    return tidy_prescription(
        RxValues(
            purpose=purpose,
            kind="contact_lens" if contact else "glasses",
            eyes=tuple(_eye(eye) for eye in rx.eyes or ()),
            issued_on=issued_on,
            valid_until=rx.valid_until or default_term(issued_on, age, contact=contact),
            pd_far=None if purpose == NEAR else apart,
            pd_near=apart if purpose == NEAR else None,
            age=age,
        )
    )


def _eye(eye: Any) -> EyeValues:
    if (eye.status or "present") != "present":
        return EyeValues(eye=eye.eye, status=eye.status)  # values of an eye that is not there mean nothing
    prisms = (Prism(eye.prism or None, eye.prism_base or ""),) if eye.prism or eye.prism_base else ()
    return EyeValues(
        eye=eye.eye,
        sph=_said(eye.sph),
        cyl=_said(eye.cyl),
        axis=_said(eye.axis),
        add=_said(eye.add),
        prisms=prisms,
        pd_mono=eye.pd or None,
        va_sc=_said(eye.va_uncorrected),
        va_cc=_said(eye.va_corrected),
        base_curve=eye.bc or None,
        diameter=eye.dia or None,
        brand=eye.brand or "",
    )


def _said(value: Any) -> Any:
    return value if isinstance(value, Decimal | int) else None


def check_all(prescriptions: Sequence[Any], day: dt.date) -> None:
    """Raises Fault (`rx_invalid`) for the first hard rule that is broken."""
    for place, rx in enumerate(prescriptions):
        _check_spans(rx, place, day)
    for place, fault in _faults(prescriptions, day):
        if fault.hard:
            pointer = _pointer(place, fault.pointer)
            raise Fault("rx_invalid", pointer, _value_at(prescriptions[place], pointer), fault.message)


def warnings_of(prescriptions: Sequence[Any], day: dt.date) -> list[dict[str, Any]]:
    """What the soft rules say."""
    return [
        {"code": fault.code, "pointer": _pointer(place, fault.pointer), "message": str(fault.message)}
        for place, fault in _faults(prescriptions, day)
        if not fault.hard
    ]


def _faults(prescriptions: Sequence[Any], day: dt.date) -> Iterator[tuple[int, RxFault]]:
    values = [values_of(rx, day) for rx in prescriptions]
    for place, one in enumerate(values):
        others = [*values[:place], *values[place + 1 :]]
        for fault in check_prescription(one, companions=others):
            yield place, fault


def _check_spans(rx: Any, place: int, day: dt.date) -> None:
    """What would break the rules' arithmetic or the tables, before the rules see it."""
    at = f"/prescriptions/{place}"
    until = rx.valid_until
    if isinstance(until, dt.date) and not day <= until <= dt.date(9000, 1, 1):
        raise Fault("rx_invalid", f"{at}/valid_until", until.isoformat(), ENDS_BEFORE)
    eyes = [eye.eye for eye in rx.eyes or ()]
    if len(set(eyes)) != len(eyes):
        raise Fault("rx_invalid", f"{at}/eyes", eyes[0], EYE_TWICE)
    for number, eye in enumerate(rx.eyes or ()):
        for name in ("sph", "cyl", "add", "prism", "pd", "va_uncorrected", "va_corrected", "bc", "dia"):
            _check_finite(getattr(eye, name), f"{at}/eyes/{number}/{name}")
        if isinstance(eye.axis, int) and abs(eye.axis) > 32767:
            raise Fault("rx_invalid", f"{at}/eyes/{number}/axis", eye.axis, NO_AXIS)
    _check_finite(rx.pd_binocular, f"{at}/pd_binocular")


def _check_finite(value: Any, pointer: str) -> None:
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value) > VALUE_LIMIT):
        raise Fault("rx_invalid", pointer, value, NO_SUCH_VALUE)


def _pointer(place: int, pointer: str) -> str:
    steps = [NAME_IN_EXCHANGE.get(step, step) for step in pointer.split("/")]
    if "prism" in steps:
        steps = steps[: steps.index("prism") + 1]
    return f"/prescriptions/{place}" + "/".join(steps)


def _value_at(rx: Any, pointer: str) -> Any:
    """The value as it was sent, None where it is missing."""
    found: Any = rx
    for step in pointer.split("/")[3:]:
        if isinstance(found, list):
            found = found[int(step)] if int(step) < len(found) else None
        else:
            found = getattr(found, step, None)
    return found if isinstance(found, str | int | Decimal) else None
