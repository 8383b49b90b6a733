"""Optical arithmetic on Decimal: forms of one correction, the lens on the eye, the grids of products."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

ZERO = Decimal(0)
VERTEX_M = Decimal("0.012")
VERTEX_MATTERS_FROM = Decimal("4.00")
KERATOMETER = Decimal("337.5")


class Power(NamedTuple):
    """Sphere and cylinder in dioptres, axis in TABO degrees 1..180, empty without a cylinder."""

    sph: Decimal
    cyl: Decimal = ZERO
    axis: int | None = None


def transpose(power: Power) -> Power:
    """The same correction with the cylinder of the other sign; twice gives it back."""
    if not power.cyl:
        return power
    axis = None if power.axis is None else power.axis + 90 if power.axis <= 90 else power.axis - 90
    return Power(power.sph + power.cyl, -power.cyl, axis)


def minus_form(power: Power) -> Power:
    """The form in which prescriptions are kept."""
    return transpose(power) if power.cyl > 0 else power


def spherical_equivalent(sph: Decimal, cyl: Decimal | None) -> Decimal:
    return sph + (cyl or ZERO) / 2


def at_cornea(dioptres: Decimal) -> Decimal:
    """The power that a contact lens needs for what glasses at 12 mm give."""
    return dioptres / (1 - VERTEX_M * dioptres)


def to_contact_lens(power: Power) -> Power:
    """Glasses to contact lens, per principal meridian (the sphere alone is wrong for a toric lens), by 0.01
    D.

    Below 4 D in both meridians the vertex does not matter and the power stays as it is. The product's grid
    comes after.
    """
    lens = minus_form(power)
    flat, steep = lens.sph, lens.sph + lens.cyl
    if max(abs(flat), abs(steep)) < VERTEX_MATTERS_FROM:
        return lens
    flat, steep = (at_cornea(one) if abs(one) >= VERTEX_MATTERS_FROM else one for one in (flat, steep))
    hundredth = Decimal("0.01")
    sph, cyl = flat.quantize(hundredth, ROUND_HALF_UP), (steep - flat).quantize(hundredth, ROUND_HALF_UP)
    return Power(sph, cyl, lens.axis if cyl else None)


def gost_step(dioptres: Decimal) -> Decimal:
    """Step of contact-lens powers by GOST 31586-2012: 0.25 to 6 D, 0.50 to 12.5 D, 1.00 above."""
    size = abs(dioptres)
    if size <= Decimal(6):
        return Decimal("0.25")
    return Decimal("0.50") if size <= Decimal("12.5") else Decimal("1.00")


def is_on_gost_grid(dioptres: Decimal) -> bool:
    return dioptres % gost_step(dioptres) == 0


def nearest_on_gost_grid(dioptres: Decimal) -> Decimal:
    step = gost_step(dioptres)
    return (dioptres / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def keratometry_dioptres(value: Decimal) -> Decimal:
    """Corneal power in dioptres of a reading in dioptres or, up to 20, in millimetres of radius."""
    return KERATOMETER / value if ZERO < value <= 20 else value
