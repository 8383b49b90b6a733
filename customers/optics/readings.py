"""Rules of what is measured: refraction, acuity, pressure, curvature of the cornea."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.optics.formulas import keratometry_dioptres
from customers.optics.glasses import acuity_faults, worse_with_correction
from customers.optics.history import axis_shift
from customers.optics.rules import Fault, on_step, sane, within
from customers.optics.values import Reading

EYES = ("od", "os", "ou")
KINDS = ("objective_auto", "objective_retinoscopy", "cycloplegic", "subjective", "current_glasses")
ACUITY_CODES = ("CF", "HM", "LP_CERTA", "LP_INCERTA", "NLP")
NORMAL_UP_TO = {"pneumo": Decimal(21), "goldmann": Decimal(21), "icare": Decimal(21), "maklakov": Decimal(26)}


def reading_faults(at: str, reading: Reading) -> Iterator[Fault]:
    """Faults of one eye's reading; `at` is the pointer of the reading."""
    if reading.eye not in EYES:
        yield Fault("rx_eye_unknown", f"{at}/eye", True, _("An eye is od, os or ou."))
    if reading.kind not in KINDS:
        yield Fault("rx_kind_unknown", f"{at}/kind", True, _("This kind of refraction is unknown."))
    yield from _refraction(at, reading)
    yield from _vision(at, reading)
    yield from _pressure(at, reading)
    yield from _cornea(at, reading)


def _refraction(at: str, reading: Reading) -> Iterator[Fault]:
    if not within(reading.sph, "-30", "30"):
        yield Fault("rx_sph_range", f"{at}/sph", True, _("The sphere is between −30 and +30 D."))
    if not within(reading.cyl, "-10", "10"):
        yield Fault("rx_cyl_range", f"{at}/cyl", True, _("The cylinder is between −10 and +10 D."))
    step = 25 if reading.kind == "subjective" else 1
    for name, value in (("sph", reading.sph), ("cyl", reading.cyl)):
        if not on_step(value, step):
            message = _("Subjective values go in steps of 0.25, readings of instruments of 0.01.")
            yield Fault("rx_step", f"{at}/{name}", True, message)
    if reading.axis is not None and not 1 <= reading.axis <= 180:
        yield Fault("rx_axis_range", f"{at}/axis", True, _("The axis is between 1 and 180 degrees."))
    if bool(reading.cyl) != (reading.axis is not None):
        yield Fault("rx_axis_missing", f"{at}/axis", True, _("An axis goes with a cylinder, and only with one."))


def _vision(at: str, reading: Reading) -> Iterator[Fault]:
    yield from acuity_faults(f"{at}/va_sc", reading.va_sc)
    yield from acuity_faults(f"{at}/va_cc", reading.va_cc)
    yield from worse_with_correction(at, reading.va_sc, reading.va_cc)
    for name, code in (("va_sc_code", reading.va_sc_code), ("va_cc_code", reading.va_cc_code)):
        if code and code not in ACUITY_CODES:
            yield Fault("rx_va_code", f"{at}/{name}", True, _("This code of acuity is unknown."))


def _pressure(at: str, reading: Reading) -> Iterator[Fault]:
    if reading.iop is None:
        return
    if reading.iop_method not in NORMAL_UP_TO:
        yield Fault("rx_iop_method", f"{at}/iop_method", True, _("A pressure needs the method of measuring."))
    if not within(reading.iop, "1", "80"):
        yield Fault("rx_iop_range", f"{at}/iop", True, _("Eye pressure is between 1 and 80 mmHg."))
    elif reading.iop > NORMAL_UP_TO.get(reading.iop_method, Decimal(80)):
        yield Fault("rx_iop_high", f"{at}/iop", False, _("The pressure is above normal for this method."))


def _cornea(at: str, reading: Reading) -> Iterator[Fault]:
    dioptres = []
    for name, value in (("k1", reading.k1), ("k2", reading.k2)):
        if value is None:
            continue
        if not sane(value) or not within(keratometry_dioptres(value), "30", "60.3"):
            yield Fault("rx_k_range", f"{at}/{name}", True, _("Keratometry is 30 to 60 D, or 5.6 to 11.2 mm."))
            return
        dioptres.append(keratometry_dioptres(value))
        if not within(dioptres[-1], "38", "50"):
            message = _("This curvature of the cornea is unusual: please confirm.")
            yield Fault("rx_k_unusual", f"{at}/{name}", False, message)
    if len(dioptres) == 2 and dioptres[0] > dioptres[1]:
        yield Fault("rx_k_order", f"{at}/k2", True, _("K1 is the flat meridian, K2 the steep one."))
    if reading.k1_axis and reading.k2_axis and axis_shift(reading.k1_axis, reading.k2_axis) < 70:
        message = _("The two meridians are usually 90 degrees apart: please confirm.")
        yield Fault("rx_k_axes", f"{at}/k2_axis", False, message)


def pressures_differ(readings: Sequence[Reading]) -> Iterator[Fault]:
    """The two eyes, measured by one method, more than 4 mmHg apart."""
    for method in NORMAL_UP_TO:
        known = {one.eye: one.iop for one in readings if one.iop_method == method and sane(one.iop)}
        right, left = known.get("od"), known.get("os")
        if right is not None and left is not None and abs(right - left) > 4:
            message = _("The pressures of the two eyes differ by more than 4 mmHg: please confirm.")
            yield Fault("rx_iop_differs", "", False, message)
