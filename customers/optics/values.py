"""A prescription and a reading as plain values: what doors fill, rules check and tables keep."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from customers.optics.formulas import ZERO, Power, transpose

HORIZONTAL = ("in", "out")
VERTICAL = ("up", "down")
ADDED_PURPOSES = frozenset({"near", "office", "bifocal", "progressive"})
EYE_FIELDS = (
    "eye",
    "status",
    "sph",
    "cyl",
    "axis",
    "cyl_entered_plus",
    "add",
    "pd_mono",
    "va_sc",
    "va_cc",
    "base_curve",
    "diameter",
    "brand",
    "add_code",
    "wear_mode",
    "replacement",
)


@dataclass(frozen=True)
class Prism:
    """Prism dioptres with the direction of the base: in (to the nose), out, up, down."""

    amount: Decimal | None
    base: str = ""


@dataclass(frozen=True)
class EyeValues:
    """One eye as it was given; `status` other than present explains why there are no values. Lengths in
    mm.
    """

    eye: str
    status: str = "present"
    sph: Decimal | None = None
    cyl: Decimal | None = None
    axis: int | None = None
    cyl_entered_plus: bool = False
    add: Decimal | None = None
    prisms: Sequence[Prism] = ()
    pd_mono: Decimal | None = None
    va_sc: Decimal | None = None
    va_cc: Decimal | None = None
    base_curve: Decimal | None = None
    diameter: Decimal | None = None
    brand: str = ""
    add_code: str = ""
    wear_mode: str = ""
    replacement: str = ""

    @property
    def power(self) -> Power | None:
        """The correction, or None where there is no sphere."""
        return None if self.sph is None else Power(self.sph, self.cyl or ZERO, self.axis)


@dataclass(frozen=True)
class RxValues:
    """A prescription as it was given. `age` is the client's on the day of issue, where it is known."""

    purpose: str
    eyes: Sequence[EyeValues]
    kind: str = "glasses"
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    pd_far: Decimal | None = None
    pd_near: Decimal | None = None
    age: int | None = None

    @property
    def is_contact(self) -> bool:
        return self.kind == "contact_lens" or self.purpose == "contact"

    def eye(self, which: str) -> EyeValues | None:
        return next((eye for eye in self.eyes if eye.eye == which), None)


@dataclass(frozen=True)
class Reading:
    """What was measured on one eye by one method; `k1` is the flat meridian. Dioptres, mmHg, decimal
    acuity.
    """

    eye: str
    kind: str
    sph: Decimal | None = None
    cyl: Decimal | None = None
    axis: int | None = None
    va_sc: Decimal | None = None
    va_cc: Decimal | None = None
    va_sc_code: str = ""
    va_cc_code: str = ""
    no_improvement: bool = False
    iop: Decimal | None = None
    iop_method: str = ""
    k1: Decimal | None = None
    k1_axis: int | None = None
    k2: Decimal | None = None
    k2_axis: int | None = None


def tidy_axis(cyl: Decimal | None, axis: int | None) -> int | None:
    """JSON's zero axis: none without a cylinder, 180 with one."""
    if axis == 0:
        return 180 if cyl else None
    return axis


def tidy_eye(eye: EyeValues) -> EyeValues:
    """JSON's ways of saying nothing become nothing, and the cylinder takes the minus form that tables keep.

    Values that break a rule pass through unchanged, so that the check can name them.
    """
    axis = tidy_axis(eye.cyl, eye.axis)
    prisms = tuple(prism for prism in eye.prisms if prism.amount or prism.base)
    tidy = replace(eye, axis=axis, add=eye.add or None, prisms=prisms)
    plus = tidy.cyl is not None and tidy.cyl.is_finite() and tidy.cyl > 0
    if plus and tidy.sph is not None and tidy.sph.is_finite() and axis is not None and 1 <= axis <= 180:
        minus = transpose(Power(tidy.sph, tidy.cyl or ZERO, axis))
        tidy = replace(tidy, sph=minus.sph, cyl=minus.cyl, axis=minus.axis, cyl_entered_plus=True)
    return tidy


def tidy_prescription(rx: RxValues) -> RxValues:
    """`tidy_eye` for both eyes, and contact lenses recognised by their purpose."""
    kind = "contact_lens" if rx.is_contact else rx.kind
    return replace(rx, kind=kind, eyes=tuple(tidy_eye(eye) for eye in rx.eyes))


def prism_columns(prisms: Sequence[Prism]) -> dict[str, Any]:
    """The table's columns of checked prisms."""
    columns: dict[str, Any] = {"prism_h": None, "base_h": "", "prism_v": None, "base_v": ""}
    for prism in prisms:
        side = "h" if prism.base in HORIZONTAL else "v"
        columns[f"prism_{side}"], columns[f"base_{side}"] = prism.amount, prism.base
    return columns


def eye_columns(eye: EyeValues) -> dict[str, Any]:
    """Columns of `PrescriptionEye` for a tidied and checked eye."""
    return {name: getattr(eye, name) for name in EYE_FIELDS} | prism_columns(eye.prisms)


def values_of(prescription: Any, age: int | None = None) -> RxValues:
    """The values of a stored prescription with its eyes at hand (prefetch `eyes`)."""
    return RxValues(
        purpose=prescription.purpose,
        kind=prescription.kind,
        issued_on=prescription.issued_on,
        valid_until=prescription.valid_until,
        pd_far=prescription.pd_far,
        pd_near=prescription.pd_near,
        age=age,
        eyes=tuple(_stored_eye(eye) for eye in prescription.eyes.all()),
    )


def _stored_eye(row: Any) -> EyeValues:
    prisms = [Prism(row.prism_h, row.base_h)] if row.prism_h else []
    if row.prism_v:
        prisms.append(Prism(row.prism_v, row.base_v))
    return EyeValues(prisms=tuple(prisms), **{name: getattr(row, name) for name in EYE_FIELDS})
