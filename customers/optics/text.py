"""Dioptres as people type them and as autorefractors print them."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from customers.optics.formulas import ZERO
from customers.optics.values import Reading, tidy_axis
from optics_crm.core.errors import DomainError

PLANO = {"pl", "plano", "пл", "план", "плано", "0"}
MINUS_SIGNS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00a0": " ", "\u202f": " "})
NUMBER = re.compile(r"([+-])?\s*(\d{1,3}(?:\.\d{0,4})?|\.\d{1,4})", re.ASCII)
EYE_MARK = re.compile(r"(?<![^\W\d_])(OD|OS|R|L|D|S|П|Л)(?![^\W\d_])", re.IGNORECASE)
EYES = {"od": "od", "r": "od", "d": "od", "п": "od", "os": "os", "l": "os", "s": "os", "л": "os"}


class RxTextError(DomainError):
    """The typed text is no number that a prescription can hold."""


def parse_dioptre(text: str, *, sign_required: bool = False, pointer: str = "") -> Decimal | None:
    """`-1,25`, `\u22121.25`, `- 1.25`, `+0.75`, `pl`, `plano`, `0` to dioptres; None for an empty text.

    With `sign_required` (a sphere typed by a person) a number without a sign is refused unless it is zero:
    "1.00" is the commonest error of transcription (rule V10).
    """
    plain = text.translate(MINUS_SIGNS).strip().lower().replace(",", ".")
    if not plain:
        return None
    if plain in PLANO:
        return ZERO
    found = NUMBER.fullmatch(plain)
    if found is None:
        raise RxTextError("rx_not_a_number", _("This is not a number of dioptres."), pointer=pointer)
    value = Decimal(found[2] if found[2] != "." else "0")
    if value and sign_required and not found[1]:
        raise RxTextError("rx_sign_missing", _("Write the sign: plus or minus."), pointer=pointer)
    return -value if found[1] == "-" else value


def parse_axis(text: str, cyl: Decimal | None, *, pointer: str = "") -> int | None:
    """Degrees of a typed axis; 0 means 180 beside a cylinder and nothing without one. The range is checked
    later.
    """
    plain = text.strip().rstrip("\u00b0")
    if not plain:
        return None
    if not re.fullmatch(r"\d{1,3}", plain, re.ASCII):
        raise RxTextError("rx_axis_not_a_number", _("The axis is a whole number of degrees."), pointer=pointer)
    return tidy_axis(cyl, int(plain))


ACUITY_WORDS = {
    "сп": "CF", "счп": "CF", "cf": "CF", "др": "HM", "hm": "HM", "lp_certa": "LP_CERTA", "lp_incerta": "LP_INCERTA",
    "nlp": "NLP",
}  # fmt: skip


def parse_acuity(text: str, *, pointer: str = "") -> tuple[Decimal | None, str]:
    """`0,3` as (0.3, ""), a code below counting (`CF`, `HM`, `с/п`, `д/р`) as (None, code)."""
    plain = text.strip().lower().replace(",", ".")
    code = ACUITY_WORDS.get(re.sub(r"[\s./]", "", plain) if not plain[:1].isdigit() else plain)
    if not plain or code:
        return None, code or ""
    if not re.fullmatch(r"\d{1,2}(\.\d{0,2})?", plain, re.ASCII):
        raise RxTextError("rx_va_not_a_number", _("Visual acuity is a number such as 0.8."), pointer=pointer)
    return Decimal(plain), ""


def parse_autorefractor(text: str) -> list[Reading]:
    """Readings of a pasted print-out: per eye its mark (OD, R, П ..), sphere, cylinder, axis; the last line
    of an eye wins.

    Raises when no eye with a sphere is found.
    """
    found: dict[str, Reading] = {}
    plain = text.translate(MINUS_SIGNS).replace(",", ".")
    marks = list(EYE_MARK.finditer(plain))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(plain)
        reading = _reading(EYES[mark[1].lower()], plain[mark.end() : end])
        if reading is not None:
            found[reading.eye] = reading
    if not found:
        raise RxTextError("rx_line_unreadable", _("No readings of an autorefractor were found in this text."))
    return [found[eye] for eye in ("od", "os") if eye in found]


def _reading(eye: str, text: str) -> Reading | None:
    numbers = re.findall(r"[+-]\s*\d{1,2}\.\d{1,2}|\d{1,3}(?!\.)", text)
    signed = [Decimal(number.replace(" ", "")) for number in numbers if number[0] in "+-"]
    whole = [int(number) for number in numbers if number.isdigit()]
    if not signed:
        return None
    cyl = signed[1] if len(signed) > 1 else None
    axis = tidy_axis(cyl, next((number for number in whole if number <= 180), None)) if cyl else None
    return Reading(eye=eye, kind="objective_auto", sph=signed[0], cyl=cyl, axis=axis)
