"""Rules of contact lenses: the product's grid and geometry, and V13: no copy of the glasses' prescription."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.optics.formulas import VERTEX_MATTERS_FROM, is_on_gost_grid
from customers.optics.rules import Fault, Surroundings, on_step, present, rule, sane, within
from customers.optics.values import EyeValues, RxValues

ADD_CODES = ("LOW", "MED", "HIGH", "D", "N")
WEAR_MODES = ("daily", "flexible", "extended")
REPLACEMENTS = ("1d", "2w", "1m", "3m", "6m", "12m")
USUAL_CYLINDERS = {Decimal(text) for text in ("-0.75", "-1.25", "-1.75", "-2.25", "-2.75")}


@rule("CL", gettext_lazy("a contact lens is one that can be made"))
def check_contact_lens(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    if not rx.is_contact:
        return
    for at, eye in present(rx):
        yield from _power(at, eye)
        yield from _toric(at, eye)
        yield from _geometry(at, eye)
        yield from _addition(at, eye)
        yield from _wearing(at, eye)


def _power(at: str, eye: EyeValues) -> Iterator[Fault]:
    if eye.sph is None or not within(eye.sph, "-30", "30"):
        return
    if not within(eye.sph, "-12", "8"):
        message = _("Contact lenses are usually between −12 and +8 D: please confirm.")
        yield Fault("rx_cl_power_unusual", f"{at}/sph", False, message)
    if not is_on_gost_grid(eye.sph):
        message = _("This power is not on the grid of GOST 31586: please check the brand's own.")
        yield Fault("rx_cl_grid", f"{at}/sph", False, message)


def _toric(at: str, eye: EyeValues) -> Iterator[Fault]:
    if not eye.cyl or not sane(eye.cyl):
        return
    if not within(eye.cyl, "-6", "-0.75"):
        message = _("The cylinder of a contact lens is between −0.75 and −6.00 D.")
        yield Fault("rx_cl_cyl_range", f"{at}/cyl", True, message)
    elif eye.cyl not in USUAL_CYLINDERS:
        message = _("Few brands make this cylinder: please confirm.")
        yield Fault("rx_cl_cyl_unusual", f"{at}/cyl", False, message)
    if eye.axis is not None and eye.axis % 10:
        yield Fault("rx_cl_axis_step", f"{at}/axis", False, _("Most toric lenses go in steps of 10 degrees."))


def _geometry(at: str, eye: EyeValues) -> Iterator[Fault]:
    curve, diameter = eye.base_curve, eye.diameter
    if not within(curve, "6", "10") or not on_step(curve, 5):
        message = _("The base curve is between 6.0 and 10.0 mm, in steps of 0.05.")
        yield Fault("rx_cl_curve", f"{at}/base_curve", True, message)
    elif not within(curve, "7.2", "9"):
        message = _("This base curve is unusual: please confirm.")
        yield Fault("rx_cl_curve_unusual", f"{at}/base_curve", False, message)
    if not within(diameter, "8", "24") or not on_step(diameter, 10):
        message = _("The diameter is between 8.0 and 24.0 mm, in steps of 0.1.")
        yield Fault("rx_cl_diameter", f"{at}/diameter", True, message)
    elif not (within(diameter, "8.8", "11") or within(diameter, "13.8", "20")):
        message = _("This diameter is unusual: please confirm.")
        yield Fault("rx_cl_diameter_unusual", f"{at}/diameter", False, message)


def _addition(at: str, eye: EyeValues) -> Iterator[Fault]:
    if eye.add is not None and not within(eye.add, "0.5", "3"):
        message = _("The addition of a contact lens is between +0.50 and +3.00 D.")
        yield Fault("rx_cl_add_range", f"{at}/add", True, message)
    if eye.add_code and eye.add_code not in ADD_CODES:
        yield Fault("rx_cl_add_code", f"{at}/add_code", True, _("The addition code is LOW, MED, HIGH, D or N."))
    if eye.add is not None and eye.add_code:
        message = _("The addition is a number or a code, not both.")
        yield Fault("rx_cl_add_twice", f"{at}/add_code", True, message)


def _wearing(at: str, eye: EyeValues) -> Iterator[Fault]:
    if eye.wear_mode and eye.wear_mode not in WEAR_MODES:
        yield Fault("rx_cl_wear_mode", f"{at}/wear_mode", True, _("This wear mode is unknown."))
    if eye.replacement and eye.replacement not in REPLACEMENTS:
        yield Fault("rx_cl_replacement", f"{at}/replacement", True, _("This replacement schedule is unknown."))


@rule("V13", gettext_lazy("contact lenses are no copy of the glasses"))
def check_not_copied_from_glasses(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    if not rx.is_contact:
        return
    glasses = [other for other in around.companions if not other.is_contact and other.purpose == "distance"]
    for at, eye in present(rx):
        if any(_is_copy(eye, other.eye(eye.eye)) for other in glasses):
            message = _("The power is that of the glasses; beyond 4 D a lens on the eye differs: please confirm.")
            yield Fault("rx_cl_copied", f"{at}/sph", False, message)


def _is_copy(lens: EyeValues, glass: EyeValues | None) -> bool:
    if glass is None or lens.power is None or glass.power is None:
        return False
    return lens.power == glass.power and abs(lens.power.sph) >= VERTEX_MATTERS_FROM
