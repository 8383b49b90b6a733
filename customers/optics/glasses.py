"""Rules V0 to V8 of a prescription: ranges, steps, forms, the two eyes. Figures are dioptres, degrees,
millimetres.
"""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.optics.formulas import spherical_equivalent
from customers.optics.rules import Fault, Surroundings, both, on_step, present, rule, sane, within
from customers.optics.values import ADDED_PURPOSES, HORIZONTAL, VERTICAL, EyeValues, RxValues

STATUSES = ("present", "absent", "prosthetic", "not_examined")
ADULT_FROM = 18
ADD_USUAL_FROM_AGE = 38


@rule("V0", gettext_lazy("values lie in the range of what exists"))
def check_ranges(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for at, eye in present(rx):
        yield from _sphere_and_cylinder(at, eye)
        yield from _acuity(at, eye)
        if not rx.is_contact and eye.add is not None:
            yield from _addition(at, eye.add, rx.age)
    yield from _additions_differ(rx)


def _sphere_and_cylinder(at: str, eye: EyeValues) -> Iterator[Fault]:
    if not within(eye.sph, "-30", "30"):
        yield Fault("rx_sph_range", f"{at}/sph", True, _("The sphere is between −30 and +30 D."))
    elif eye.sph is not None and abs(eye.sph) > 20:
        yield Fault("rx_sph_unusual", f"{at}/sph", False, _("A sphere beyond 20 D is rare: please confirm."))
    if not within(eye.cyl, "-10", "10"):
        yield Fault("rx_cyl_range", f"{at}/cyl", True, _("The cylinder is between −10 and +10 D."))
    elif eye.cyl is not None and abs(eye.cyl) > 6:
        yield Fault("rx_cyl_unusual", f"{at}/cyl", False, _("A cylinder beyond 6 D is rare: please confirm."))


def _acuity(at: str, eye: EyeValues) -> Iterator[Fault]:
    for name, value in (("va_sc", eye.va_sc), ("va_cc", eye.va_cc)):
        yield from acuity_faults(f"{at}/{name}", value)
    if sane(eye.va_sc) and sane(eye.va_cc):
        yield from worse_with_correction(at, eye.va_sc, eye.va_cc)


def acuity_faults(pointer: str, value: Decimal | None) -> Iterator[Fault]:
    """Decimal acuity 0..5.0, at most two places."""
    if not within(value, "0", "5") or not on_step(value, 1):
        yield Fault("rx_va_range", pointer, True, _("Visual acuity is between 0 and 5.0."))
    elif value is not None and value > 2:
        yield Fault("rx_va_unusual", pointer, False, _("Acuity above 2.0 is rare: please confirm."))


def worse_with_correction(at: str, sc: Decimal | None, cc: Decimal | None) -> Iterator[Fault]:
    if sc is not None and cc is not None and sc - cc > Decimal("0.1"):
        message = _("Vision with correction is worse than without it: please confirm.")
        yield Fault("rx_va_worse_corrected", f"{at}/va_cc", False, message)


def _addition(at: str, add: Decimal, age: int | None) -> Iterator[Fault]:
    if not within(add, "0.25", "4"):
        yield Fault("rx_add_range", f"{at}/add", True, _("The addition is between +0.25 and +4.00 D."))
        return
    if not within(add, "0.75", "3.5"):
        yield Fault("rx_add_unusual", f"{at}/add", False, _("This addition is unusual: please confirm."))
    if age is not None and age < ADD_USUAL_FROM_AGE:
        yield Fault("rx_add_young", f"{at}/add", False, _("An addition before 38 is unusual: please confirm."))


def _additions_differ(rx: RxValues) -> Iterator[Fault]:
    pair = both(rx)
    if pair and pair[0].add and pair[1].add and pair[0].add != pair[1].add:
        yield Fault("rx_add_differs", "/eyes", False, _("The additions of the two eyes differ: please confirm."))


@rule("V1", gettext_lazy("values keep the step"))
def check_steps(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for at, eye in present(rx):
        for name, value in (("sph", eye.sph), ("cyl", eye.cyl), ("add", eye.add)):
            if not on_step(value, 25):
                yield Fault("rx_step", f"{at}/{name}", True, _("Prescribed dioptres go in steps of 0.25."))
        for index, prism in enumerate(eye.prisms):
            if not on_step(prism.amount, 25):
                yield Fault("rx_step", f"{at}/prisms/{index}", True, _("Prisms go in steps of 0.25."))
        if not on_step(eye.pd_mono, 50):
            yield Fault("rx_pd_step", f"{at}/pd_mono", True, _("Pupillary distances go in steps of 0.5 mm."))
    for name, value in (("pd_far", rx.pd_far), ("pd_near", rx.pd_near)):
        if not on_step(value, 50):
            yield Fault("rx_pd_step", f"/{name}", True, _("Pupillary distances go in steps of 0.5 mm."))


@rule("V2", gettext_lazy("an axis goes with a cylinder"))
def check_axis_iff_cylinder(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for at, eye in present(rx):
        if eye.cyl and eye.axis is None:
            yield Fault("rx_axis_missing", f"{at}/axis", True, _("A cylinder needs its axis."))
        if not eye.cyl and eye.axis is not None:
            yield Fault("rx_axis_without_cyl", f"{at}/axis", True, _("An axis without a cylinder means nothing."))


@rule("V3", gettext_lazy("the axis is 1 to 180 degrees"))
def check_axis_range(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for at, eye in present(rx):
        if eye.axis is not None and not 1 <= eye.axis <= 180:
            yield Fault("rx_axis_range", f"{at}/axis", True, _("The axis is between 1 and 180 degrees."))


@rule("V4", gettext_lazy("an addition needs a near purpose"))
def check_addition_purpose(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    if rx.is_contact:
        return
    for at, eye in present(rx):
        if eye.add is not None and rx.purpose not in ADDED_PURPOSES:
            message = _("An addition belongs to near, office, bifocal and progressive glasses only.")
            yield Fault("rx_add_purpose", f"{at}/add", True, message)
        if eye.add is None and rx.purpose in ("bifocal", "progressive"):
            message = _("Bifocal and progressive glasses have an addition: please confirm that it is missing.")
            yield Fault("rx_add_missing", f"{at}/add", False, message)


@rule("V5", gettext_lazy("a prism goes with its base"))
def check_prisms(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for at, eye in present(rx):
        for index, prism in enumerate(eye.prisms):
            yield from _prism(f"{at}/prisms/{index}", prism.amount, prism.base)
        sides = ["h" if prism.base in HORIZONTAL else "v" for prism in eye.prisms]
        if len(set(sides)) != len(sides):
            message = _("At most one horizontal and one vertical prism for an eye.")
            yield Fault("rx_prism_twice", f"{at}/prisms", True, message)


def _prism(at: str, amount: Decimal | None, base: str) -> Iterator[Fault]:
    if not amount:
        yield Fault("rx_prism_missing", at, True, _("A base without a prism means nothing."))
    elif base not in HORIZONTAL + VERTICAL:
        yield Fault("rx_prism_base", at, True, _("A prism needs its base: in, out, up or down."))
    if amount and not within(amount, "0.25", "20"):
        yield Fault("rx_prism_range", at, True, _("A prism is between 0.25 and 20."))
    elif amount and amount > 6:
        yield Fault("rx_prism_unusual", at, False, _("A prism beyond 6 is rare: please confirm."))


@rule("V6", gettext_lazy("pupillary distances agree with each other"))
def check_pupillary_distances(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for name, value in (("pd_far", rx.pd_far), ("pd_near", rx.pd_near)):
        if not within(value, "40", "85"):
            yield Fault("rx_pd_range", f"/{name}", True, _("The pupillary distance is between 40 and 85 mm."))
    for at, eye in present(rx):
        if not within(eye.pd_mono, "20", "42.5"):
            message = _("The distance of one pupil is between 20 and 42.5 mm.")
            yield Fault("rx_pd_mono_range", f"{at}/pd_mono", True, message)
    yield from _far_and_near(rx)
    yield from _pupils(rx)


def _far_and_near(rx: RxValues) -> Iterator[Fault]:
    far, near = rx.pd_far, rx.pd_near
    if far is not None and sane(far) and (rx.age is None or rx.age >= ADULT_FROM) and not within(far, "54", "74"):
        message = _("This pupillary distance is unusual for an adult: please confirm.")
        yield Fault("rx_pd_unusual", "/pd_far", False, message)
    if far is None or near is None or not (sane(far) and sane(near)):
        return
    if near > far:
        message = _("The near pupillary distance cannot be wider than the far one.")
        yield Fault("rx_pd_near_wider", "/pd_near", True, message)
    elif not Decimal(2) <= far - near <= Decimal(4):
        message = _("Near is usually 2 to 4 mm narrower than far: please confirm.")
        yield Fault("rx_pd_near_unusual", "/pd_near", False, message)


def _pupils(rx: RxValues) -> Iterator[Fault]:
    pair = both(rx)
    if pair is None or not (sane(pair[0].pd_mono) and sane(pair[1].pd_mono)):
        return
    right, left = pair[0].pd_mono or Decimal(0), pair[1].pd_mono or Decimal(0)
    if abs(right - left) > 4:
        message = _("The two pupils differ by more than 4 mm: please confirm.")
        yield Fault("rx_pd_mono_differ", "/eyes", False, message)
    whole = rx.pd_far if rx.pd_far is not None else rx.pd_near
    if whole is not None and sane(whole) and abs(right + left - whole) > Decimal("0.5"):
        message = _("The distances of the two pupils do not add up to the whole one.")
        yield Fault("rx_pd_sum", "/pd_far" if rx.pd_far is not None else "/pd_near", True, message)


@rule("V7", gettext_lazy("both eyes are given, or it is said why not"))
def check_both_eyes(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    for which in ("od", "os"):
        given = [index for index, eye in enumerate(rx.eyes) if eye.eye == which]
        if not given:
            message = _("Give both eyes, or say that one is absent, prosthetic or not examined.")
            yield Fault("rx_eye_missing", "/eyes", True, message)
        elif len(given) > 1:
            yield Fault("rx_eye_twice", f"/eyes/{given[1]}", True, _("This eye is given twice."))
    for index, eye in enumerate(rx.eyes):
        if eye.eye not in ("od", "os"):
            yield Fault("rx_eye_unknown", f"/eyes/{index}/eye", True, _("An eye is od or os."))
        if eye.status not in STATUSES:
            yield Fault("rx_eye_status", f"/eyes/{index}/status", True, _("This status of an eye is unknown."))
        if eye.status == "present" and eye.sph is None:
            message = _("A present eye has a sphere; zero is written as 0.00.")
            yield Fault("rx_sph_missing", f"/eyes/{index}/sph", True, message)


@rule("V8", gettext_lazy("the two eyes are alike"))
def check_anisometropia(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    pair = both(rx)
    if pair is None or not all(sane(eye.sph) and (eye.cyl is None or sane(eye.cyl)) for eye in pair):
        return
    right, left = (spherical_equivalent(eye.sph or Decimal(0), eye.cyl) for eye in pair)
    if right * left < 0:
        message = _("One eye is plus and the other minus: please confirm.")
        yield Fault("rx_signs_opposite", "/eyes", False, message)
    elif abs(right - left) > 2:
        message = _("The eyes differ by more than 2 D: please confirm.")
        yield Fault("rx_anisometropia", "/eyes", False, message)
