"""What a name was probably meant to be: fields in the wrong order, a forgotten keyboard switch, Latin letters.

Offered, never done: the person at the desk decides.
"""

from dataclasses import dataclass
from itertools import permutations

from customers.identity.keys.first_names import book, first_name
from customers.identity.keys.parts import parts_of
from customers.identity.keys.text import clean, has_latin

REPAIRED = ("swap", "layout", "translit", "letters")
PARTS = ("last_name", "first_name", "middle_name")


@dataclass(frozen=True, slots=True)
class Repair:
    """Names as they were probably meant; `why` is a code of `REPAIRED`."""

    last_name: str
    first_name: str
    middle_name: str
    why: str

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)


def repair_of(last: str, first: str, middle: str) -> Repair | None:
    """A better reading of the three fields of a name, or None where they are right as they stand."""
    parts = parts_of(last, first, middle)
    meant = (parts.last, parts.first, parts.middle)
    if not (parts.last and parts.first) or has_latin(parts.last + parts.first):
        return None
    typed = (last.strip(), first.strip(), middle.strip())
    why = next((code for code in REPAIRED[1:] if code in parts.repaired), "")
    if why:
        given = first_name(parts.first)
        near = None if given.known else book().nearest(parts.first)
        return Repair(_capital(parts.last), _capital(near or parts.first), _capital(parts.middle), why)
    order = _order(" ".join(typed).split(), meant)
    return Repair(*order, "swap") if order and order != typed else None


def _order(typed: list[str], meant: tuple[str, str, str]) -> tuple[str, str, str] | None:
    """The typed words in the meant places, in their own letters."""
    if len(typed) > len(PARTS):
        return None
    for first, second, third in permutations([*typed, "", ""][: len(PARTS)]):
        if (clean(first), clean(second), clean(third)) == meant:
            return first, second, third
    return None


def _capital(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
