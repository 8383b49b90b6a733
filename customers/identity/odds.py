"""How likely two entries are one person's, relatives' or strangers': a table of odds that a person can read.

Each field falls into a level; a level says how often it is seen between two entries of one person, of two relatives and
of two strangers. The three products, weighed by how often such pairs are at all, give the answer. That relatives are a
hypothesis of their own is the point: one phone, one surname and one flat speak for a family as much as for one person,
and only what the members of a family do not share tells who it is. Pure Python.
"""

import datetime as dt
from typing import NamedTuple

from customers.identity.keys import Keys
from customers.identity.keys.first_names import book, near
from customers.identity.keys.surnames import sound

MODEL = "odds-1"


class Level(NamedTuple):
    """How often this is seen of one person, of relatives, of strangers; `code` names it as a reason."""

    same: float
    relative: float
    stranger: float
    code: str = ""


class Odds(NamedTuple):
    """Probabilities of one person and of relatives, and the codes of what speaks for or against it."""

    same: float
    relative: float
    reasons: tuple[str, ...]


LARGE, SMALL = 1_000_000, 20_000  # cards of a base; below the small one nothing gets likelier
PRIOR = Level(3e-7, 2e-6, 1.0)  # of a pair at random in the large one
SILENT = Level(1.0, 1.0, 1.0)

FIRST_SLIP = Level(0.04, 0.003, 0.002, "first_slip")
FIRST_NEAR = Level(0.02, 0.006, 0.004, "first_near")
FIRST_INITIAL = Level(0.8, 0.06, 0.07, "first_initial")
FIRST_STRAY = Level(0.2, 0.9, 0.93, "first_differs")  # a letter that stands for no name
FIRST_DIFFERS = Level(0.003, 0.93, 0.97, "first_differs")
FIRST_UNKNOWN = Level(0.02, 0.93, 0.97, "first_differs")  # one of the two is no name at all, so a slip is likelier
LAST_EQUAL = Level(0.82, 0.78, 0.0025, "last")
LAST_SOUND = Level(0.06, 0.01, 0.001, "last_sounds")
LAST_SLIP = Level(0.05, 0.006, 0.001, "last_slip")
LAST_DIFFERS = {"f": Level(0.07, 0.2, 0.995, "last_differs"), "": Level(0.015, 0.2, 0.995, "last_differs")}
FATHER_EQUAL = Level(0.88, 0.38, 0.03, "father")
FATHER_INITIAL = Level(0.9, 0.4, 0.08, "")
FATHER_SLIP = Level(0.05, 0.01, 0.004, "father_slip")
FATHER_DIFFERS = Level(0.02, 0.6, 0.96, "father_differs")
BORN_EQUAL = Level(0.86, 0.008, 4e-5, "born")
BORN_SWAP = Level(0.03, 3e-4, 6e-5, "born_swap")
BORN_YEAR = Level(0.045, 0.001, 5e-4, "born_year")
BORN_DAY = Level(0.03, 0.002, 1.2e-3, "born_day")
BORN_VAGUE = Level(0.02, 0.002, 5e-4, "born_vague")
BORN_DIFFERS = Level(0.006, 0.985, 0.998, "born_differs")
PHONE_EQUAL = Level(0.7, 0.45, 4e-6, "phone")
PHONE_SLIP = Level(0.04, 0.0005, 2e-5, "phone_slip")
PHONE_DIFFERS = Level(0.26, 0.55, 1.0)
ADDRESS_EQUAL = Level(0.6, 0.75, 3e-6, "address")
ADDRESS_DIFFERS = Level(0.35, 0.25, 1.0)
EMAIL_EQUAL = Level(0.6, 0.06, 1e-6, "email")
EMAIL_NAME = Level(0.12, 0.01, 1e-4, "email_name")
EMAIL_DIFFERS = Level(0.3, 0.9, 1.0)
SEX_EQUAL = Level(0.99, 0.5, 0.5)
SEX_DIFFERS = Level(0.01, 0.5, 0.5, "sex_differs")


def weigh(one: Keys, other: Keys, size: float = LARGE) -> Odds:
    """The odds of a pair in a base of `size` cards. A field that one side does not tell says nothing."""
    levels = (
        _first(one, other),
        _last(one, other),
        _father(one, other),
        _born(one.birth_date, other.birth_date),
        _phone(one.phones, other.phones),
        _address(one, other),
        _email(one.email, other.email),
        _sex(one, other),
    )
    rarer = LARGE / min(LARGE, max(SMALL, size))
    same, relative, stranger = PRIOR.same * rarer, PRIOR.relative * rarer, PRIOR.stranger
    for level in levels:
        same, relative, stranger = same * level.same, relative * level.relative, stranger * level.stranger
    whole = same + relative + stranger or 1.0
    return Odds(same / whole, relative / whole, tuple(level.code for level in levels if level.code))


def slip(a: str, b: str) -> bool:
    """Whether one slip of a finger makes one word the other: a letter changed, lost, added, swapped with the next."""
    if abs(len(a) - len(b)) > 1:
        return False
    start, end_a, end_b = 0, len(a), len(b)
    while start < min(end_a, end_b) and a[start] == b[start]:
        start += 1
    while end_a > start and end_b > start and a[end_a - 1] == b[end_b - 1]:
        end_a, end_b = end_a - 1, end_b - 1
    rest, other = a[start:end_a], b[start:end_b]
    return (len(rest) <= 1 and len(other) <= 1) or (len(rest) == 2 and rest == other[::-1])


def born_level(one: dt.date | None, other: dt.date | None) -> str:
    """How two birth dates stand to each other, as a code; "" where one is not known."""
    return _born(one, other).code


def _first(one: Keys, other: Keys) -> Level:
    if not (one.firsts and other.firsts):
        known = one.initials[:1] not in ("", "-") and other.initials[:1] not in ("", "-")
        if not known:
            return SILENT
        return FIRST_INITIAL if one.initials[0] == other.initials[0] else FIRST_STRAY
    common = one.firsts & other.firsts
    if common:
        code = "first" if len(one.firsts) == len(other.firsts) == 1 else "first_short"
        return Level(0.9, 0.03, max(_share(name) for name in common), code)
    return _other_first(one, other)


def _other_first(one: Keys, other: Keys) -> Level:
    """Of names that have nothing in common as they stand."""
    pairs = [(a, b) for a in one.firsts for b in other.firsts]
    if one.first_group == other.first_group or any(near(a, b) for a, b in pairs):
        return FIRST_NEAR
    if any(len(a) > 3 and slip(a, b) for a, b in pairs):
        return FIRST_SLIP
    names = book().sexes
    return FIRST_DIFFERS if all(name in names for name in one.firsts | other.firsts) else FIRST_UNKNOWN


def _share(name: str) -> float:
    """How many of a hundred bear this name, as a part of one."""
    counts = book().counts
    return min(0.06, max(0.0005, counts.get(name, 0) / _whole()))


def _whole() -> int:
    if not _TOTAL:
        _TOTAL.append(sum(book().counts.values()) or 1)
    return _TOTAL[0]


_TOTAL: list[int] = []


def _last(one: Keys, other: Keys) -> Level:
    a, b = one.last, other.last
    if not (a and b):
        return SILENT
    if a == b:
        return LAST_EQUAL
    if slip(a, b):
        return LAST_SLIP
    if sound(a) == sound(b) or (set(a.split("-")) & set(b.split("-"))):
        return LAST_SOUND
    return LAST_DIFFERS["f" if "f" in (one.sex, other.sex) else ""]


def _father(one: Keys, other: Keys) -> Level:
    a, b = one.father, other.father
    if a and b:
        if a == b:
            return FATHER_EQUAL
        return FATHER_SLIP if len(a) > 3 and (slip(a, b) or a[:4] == b[:4]) else FATHER_DIFFERS
    letters = one.initials[1:2], other.initials[1:2]
    if "-" in letters or "" in letters:
        return SILENT
    return FATHER_INITIAL if letters[0] == letters[1] else FATHER_DIFFERS


def _born(one: dt.date | None, other: dt.date | None) -> Level:
    if one is None or other is None:
        return SILENT
    if one == other:
        return BORN_EQUAL
    if (one.month, one.day) == (other.month, other.day):
        gap = abs(one.year - other.year)
        return BORN_YEAR if gap in (1, 2, 10, 20, 100) or slip(str(one.year), str(other.year)) else BORN_DIFFERS
    return _same_year(one, other) if one.year == other.year else BORN_DIFFERS


def _same_year(one: dt.date, other: dt.date) -> Level:
    if (one.month, one.day) == (other.day, other.month):
        return BORN_SWAP
    if (1, 1) in ((one.month, one.day), (other.month, other.day)):
        return BORN_VAGUE
    return BORN_DAY if one.month == other.month or one.day == other.day else BORN_DIFFERS


def _phone(one: tuple[str, ...], other: tuple[str, ...]) -> Level:
    if not (one and other):
        return SILENT
    if set(one) & set(other):
        return PHONE_EQUAL
    return PHONE_SLIP if any(slip(a, b) for a in one for b in other) else PHONE_DIFFERS


def _address(one: Keys, other: Keys) -> Level:
    if not (one.address and other.address):
        return SILENT
    if one.address != other.address:
        return ADDRESS_DIFFERS
    return ADDRESS_DIFFERS if one.city and other.city and one.city != other.city else ADDRESS_EQUAL


def _email(one: str, other: str) -> Level:
    if not (one and other):
        return SILENT
    if one == other:
        return EMAIL_EQUAL
    return EMAIL_NAME if one.partition("@")[0] == other.partition("@")[0] else EMAIL_DIFFERS


def _sex(one: Keys, other: Keys) -> Level:
    if not (one.sex and other.sex):
        return SILENT
    return SEX_EQUAL if one.sex == other.sex else SEX_DIFFERS
