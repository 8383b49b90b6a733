"""A person's prescriptions as they are shown: both eyes, the transposed form, the difference to the one before."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.models import Prescription, PrescriptionEye
from customers.optics.formulas import Power, spherical_equivalent, transpose
from optics_crm.core import formats

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Written:
    """One correction as people read it."""

    sph: str
    cyl: str
    axis: str


@dataclass(frozen=True)
class ShownEye:
    """One row of the table. `note` stands instead of values for an eye that is not there."""

    eye: str
    name: str
    note: str
    written: Written
    transposed: Written
    add: str
    prism: str
    pd: str
    acuity: str
    lens: str
    difference: str


@dataclass(frozen=True)
class ShownPrescription:
    """A prescription with its eyes; `state` is active, expired or superseded as of the day."""

    row: Prescription
    eyes: Sequence[ShownEye]
    state: str
    has_add: bool
    has_prism: bool
    has_pd: bool
    has_acuity: bool
    pd: str


def prescriptions_of(persons: Iterable[uuid.UUID], *, limit: int = 40) -> list[Prescription]:
    """Prescriptions of these people, newest first, with eyes; two queries."""
    rows = Prescription.objects.filter(card__person__in=list(persons), card__deleted_at__isnull=True)
    rows = rows.exclude(status__in=(Prescription.Status.ENTERED_IN_ERROR, Prescription.Status.DRAFT))
    rows = rows.filter(exam__deleted_at__isnull=True, exam__entered_in_error_at__isnull=True)
    rows = rows.select_related("doctor", "card", "exam").prefetch_related("eyes")
    return list(rows.order_by("-issued_on", "-created_at")[:limit])


def active_of(rows: Sequence[Prescription], today: dt.date) -> list[ShownPrescription]:
    """The newest of each kind and purpose, compared with the one before it; those that are over for a year
    are left out.
    """
    shown, seen = [], set()
    for index, row in enumerate(rows):
        key = (row.kind, row.purpose)
        if key in seen or (today - row.valid_until).days > 365:
            continue
        seen.add(key)
        before = next((old for old in rows[index + 1 :] if (old.kind, old.purpose) == key), None)
        shown.append(show(row, before, today))
    return shown


def all_of(rows: Sequence[Prescription], today: dt.date) -> list[ShownPrescription]:
    """Every prescription, each compared with the one before it of its kind and purpose."""
    return [
        show(row, next((o for o in rows[i + 1 :] if (o.kind, o.purpose) == (row.kind, row.purpose)), None), today)
        for i, row in enumerate(rows)
    ]


def show(row: Prescription, before: Prescription | None, today: dt.date) -> ShownPrescription:
    """A prescription ready for the table."""
    eyes = {eye.eye: eye for eye in row.eyes.all()}
    old = {eye.eye: eye for eye in before.eyes.all()} if before else {}
    found = [show_eye(eyes[which], old.get(which)) for which in ("od", "os") if which in eyes]
    return ShownPrescription(
        row=row,
        eyes=found,
        state=state_on(row, today),
        has_add=any(eye.add for eye in found),
        has_prism=any(eye.prism for eye in found),
        has_pd=any(eye.pd for eye in found),
        has_acuity=any(eye.acuity for eye in found),
        pd=_distances(row),
    )


def state_on(row: Prescription, today: dt.date) -> str:
    if row.status == Prescription.Status.ACTIVE and row.valid_until < today:
        return Prescription.Status.EXPIRED.value
    return row.status


def show_eye(eye: PrescriptionEye, old: PrescriptionEye | None) -> ShownEye:
    present = eye.status == PrescriptionEye.Status.PRESENT and eye.sph is not None
    power = Power(eye.sph or NOTHING, eye.cyl or NOTHING, eye.axis)
    return ShownEye(
        eye=eye.eye.upper(),
        name=eye.get_eye_display(),
        note="" if present else eye.get_status_display(),
        written=_written(transpose(power) if eye.cyl_entered_plus else power),
        transposed=_written(power if eye.cyl_entered_plus else transpose(power)),
        add=formats.dioptre(eye.add) if eye.add else eye.add_code,
        prism=_prism(eye),
        pd=_millimetres(eye.pd_mono),
        acuity=_decimal(eye.va_cc),
        lens=_lens(eye),
        difference=_difference(eye, old) if present else "",
    )


def _written(power: Power) -> Written:
    if not power.cyl:
        return Written(formats.dioptre(power.sph), formats.DASH, formats.DASH)
    return Written(formats.dioptre(power.sph), formats.dioptre(power.cyl), f"{power.axis}°" if power.axis else "")


def _difference(eye: PrescriptionEye, old: PrescriptionEye | None) -> str:
    """What changed in the spherical equivalent, signed; "" where there is nothing to compare."""
    if old is None or old.sph is None or eye.sph is None:
        return ""
    change = spherical_equivalent(eye.sph, eye.cyl) - spherical_equivalent(old.sph, old.cyl)
    return formats.dioptre(change) if change else _("no change")


def _prism(eye: PrescriptionEye) -> str:
    words = {"in": _("to the nose"), "out": _("to the temple"), "up": _("up"), "down": _("down")}
    parts = [(eye.prism_h, eye.base_h), (eye.prism_v, eye.base_v)]
    return ", ".join(f"{formats.fixed(amount, 2)} {words.get(base, base)}" for amount, base in parts if amount)


def _lens(eye: PrescriptionEye) -> str:
    """A contact lens in words: brand, base curve, diameter, replacement."""
    parts = [eye.brand]
    if eye.base_curve:
        parts.append(f"BC {_decimal(eye.base_curve)}")
    if eye.diameter:
        parts.append(f"DIA {_decimal(eye.diameter)}")
    parts.append(eye.replacement)
    return " · ".join(part for part in parts if part)


def _distances(row: Prescription) -> str:
    parts = [_millimetres(row.pd_far), _millimetres(row.pd_near)]
    return " / ".join(part for part in parts if part)


def _millimetres(value: Decimal | None) -> str:
    return _decimal(value)


def _decimal(value: Decimal | None) -> str:
    """A figure without needless zeros, at least one place: 62,5; 1,0."""
    if value is None:
        return ""
    plain = value.normalize()
    places = max(1, -int(plain.as_tuple().exponent))
    return formats.fixed(value, places)
