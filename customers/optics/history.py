"""Rules V9 to V12: against the previous prescription, the sign of a sphere, near against far, the term."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.optics.formulas import ZERO, spherical_equivalent
from customers.optics.glasses import ADULT_FROM
from customers.optics.rules import Fault, Surroundings, present, rule, sane
from customers.optics.values import EyeValues, RxValues
from optics_crm.core import clock

JUMP_MONTHS = 12


@rule("V9", gettext_lazy("no jump against the previous prescription"))
def check_jump(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    before = around.previous
    if before is None or not _comparable(rx, before):
        return
    for at, eye in present(rx):
        old = before.eye(eye.eye)
        if old is not None and old.status == "present" and sane(eye.sph) and sane(old.sph):
            yield from _eye_jump(at, eye, old)
    adult = rx.age is not None and rx.age >= ADULT_FROM
    far, old_far = rx.pd_far or ZERO, before.pd_far or ZERO
    if adult and sane(rx.pd_far) and sane(before.pd_far) and abs(far - old_far) > 2:
        message = _("The pupillary distance of an adult has moved by more than 2 mm: please confirm with a reason.")
        yield Fault("rx_jump_pd", "/pd_far", False, message)


def _comparable(rx: RxValues, before: RxValues) -> bool:
    """The same kind and purpose, within twelve months; an unknown day counts as recent."""
    if rx.is_contact != before.is_contact or rx.purpose != before.purpose:
        return False
    if rx.issued_on is None or before.issued_on is None:
        return True
    return before.issued_on <= rx.issued_on <= clock.months_after(before.issued_on, JUMP_MONTHS)


def _eye_jump(at: str, eye: EyeValues, old: EyeValues) -> Iterator[Fault]:
    cyl, old_cyl = eye.cyl or ZERO, old.cyl or ZERO
    if not (cyl.is_finite() and old_cyl.is_finite()):
        return
    now = spherical_equivalent(eye.sph or ZERO, cyl)
    then = spherical_equivalent(old.sph or ZERO, old_cyl)
    if abs(now - then) > 1:
        message = _("More than 1 D of change within a year: please confirm with a reason.")
        yield Fault("rx_jump_sphere", f"{at}/sph", False, message)
    strong = min(abs(cyl), abs(old_cyl)) >= 1
    if strong and eye.axis and old.axis and axis_shift(eye.axis, old.axis) > 20:
        message = _("The axis has turned by more than 20 degrees: please confirm with a reason.")
        yield Fault("rx_jump_axis", f"{at}/axis", False, message)


def axis_shift(one: int, other: int) -> int:
    """Degrees between two axes; 179 and 1 are two degrees apart."""
    apart = abs(one - other) % 180
    return min(apart, 180 - apart)


@rule("V10", gettext_lazy("a typed sphere has its sign"))
def check_sign(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    """Numbers have signs; the rule bites where text is read (`text.parse_dioptre`, `sign_required`)."""
    return iter(())


@rule("V11", gettext_lazy("near is far plus the addition"))
def check_near_against_far(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    if rx.is_contact or rx.purpose != "near":
        return
    far = next((other for other in around.companions if other.purpose == "distance" and not other.is_contact), None)
    for at, eye in present(rx):
        other = far.eye(eye.eye) if far else None
        if other is None or not (sane(eye.sph) and sane(other.sph)):
            continue
        difference = (eye.sph or ZERO) - (other.sph or ZERO)
        wanted = _addition_of(eye, around)
        if difference != wanted if wanted is not None else difference < 0:
            message = _("The near sphere is not the far sphere plus the addition: please confirm.")
            yield Fault("rx_near_not_far_plus_add", f"{at}/sph", False, message)


def _addition_of(eye: EyeValues, around: Surroundings) -> Decimal | None:
    if eye.add is not None:
        return eye.add
    others = [other.eye(eye.eye) for other in around.companions]
    return next((other.add for other in others if other is not None and other.add is not None), None)


@rule("V12", gettext_lazy("the prescription is in its term"))
def check_term(rx: RxValues, around: Surroundings) -> Iterator[Fault]:
    if rx.valid_until is None:
        return
    if rx.issued_on is not None and rx.valid_until < rx.issued_on:
        yield Fault("rx_term", "/valid_until", True, _("A prescription cannot end before it was issued."))
    elif around.today is not None and rx.valid_until < around.today:
        yield Fault("rx_expired", "/valid_until", False, _("The term of this prescription is over: please confirm."))
