"""SMS arithmetic: which alphabet a text needs, how many parts it takes, what they cost.

GSM 03.38: 160 septets in one part, 153 in each of several; characters of the extension table take two and are not split
between parts. Anything else goes in UCS-2: 70 code units in one part, 67 in each of several; a character outside the
basic plane takes two units and is not split either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from aftercare.models import TrafficClass

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
LONGEST = 3

# roubles a part, before VAT; what the provider's contract says
TARIFF: dict[str, Decimal] = {
    TrafficClass.SERVICE: Decimal("2.90"),
    TrafficClass.ADVERTISING: Decimal("4.60"),
}


@dataclass(frozen=True)
class Size:
    """How a text goes: `units` are septets or UCS-2 code units; `room` is what the last part still takes."""

    alphabet: str
    units: int
    parts: int
    room: int


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM alphabet or its extension."""
    return all(char in GSM_BASIC or char in GSM_EXTENDED for char in text)


def size(text: str) -> Size:
    """Alphabet, units, parts and what is left of the last part."""
    gsm = is_gsm(text)
    single, each = (160, 153) if gsm else (70, 67)
    if not gsm and len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text):  # nearly every text here
        count = 1 if len(text) <= single else -(-len(text) // each)
        return Size("ucs2", len(text), count, (single if count == 1 else each * count) - len(text))
    widths = [_width(char, gsm) for char in text]
    total = sum(widths)
    if total <= single:
        return Size("gsm" if gsm else "ucs2", total, 1, single - total)
    filled = _filled(widths, each)
    return Size("gsm" if gsm else "ucs2", total, len(filled), each - filled[-1])


def parts(text: str) -> int:
    """The number of parts that are paid for."""
    return size(text).parts


def split(text: str) -> list[str]:
    """The text as its parts carry it; an escape pair or a surrogate pair is never cut."""
    gsm = is_gsm(text)
    single, each = (160, 153) if gsm else (70, 67)
    if sum(_width(char, gsm) for char in text) <= single:
        return [text]
    return list(_cut(text, gsm, each))


def cost(number_of_parts: int, traffic_class: str) -> Decimal:
    """Roubles for one message of that many parts."""
    return TARIFF[traffic_class] * number_of_parts


def too_long_by(text: str) -> int:
    """How many units must go for the text to take one part less; 0 when it takes one part."""
    found = size(text)
    if found.parts == 1:
        return 0
    single, each = (160, 153) if found.alphabet == "gsm" else (70, 67)
    fewer = single if found.parts == 2 else each * (found.parts - 1)
    return found.units - fewer


def units_over(text: str, most: int) -> int:
    """How many units must go for the text to take at most `most` parts (two or more)."""
    found = size(text)
    each = 153 if found.alphabet == "gsm" else 67
    return max(found.units - each * most, 0)


def _width(char: str, gsm: bool) -> int:
    if gsm:
        return 2 if char in GSM_EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _filled(widths: list[int], each: int) -> list[int]:
    filled = [0]
    for width in widths:
        if filled[-1] + width > each:
            filled.append(0)
        filled[-1] += width
    return filled


def _cut(text: str, gsm: bool, each: int) -> Iterator[str]:
    part, used = "", 0
    for char in text:
        width = _width(char, gsm)
        if used + width > each:
            yield part
            part, used = "", 0
        part, used = part + char, used + width
    yield part
