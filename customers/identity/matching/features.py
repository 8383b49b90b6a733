"""What a pair of records says: agreement of each fact, how rare it is, and what else is at that phone and address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys.surnames import sound
from customers.identity.matching import likeness
from customers.identity.matching.blocks import calendar, distinct, mixed
from customers.identity.matching.columns import NO_DATE, Columns, Ints, recoded
from customers.identity.matching.population import Population

Floats = NDArray[np.float32]
NAMES = (
    "last", "last_edits", "heard", "last_rate", "first", "first_exact", "first_rate", "initial", "father",
    "father_initial", "father_rate", "child", "namesakes", "sex", "stray", "swapped", "latin",
    "date", "years", "month_day", "born", "birthday_namesakes", "january",
    "phone", "phone_records", "phone_names", "phone_names_each", "email", "email_born",
    "address", "address_records", "address_names", "city", "last_city", "missing", "name_records",
)  # fmt: skip
COLUMN = {name: number for number, name in enumerate(NAMES)}
UNKNOWN = -1.0  # a side does not say
_STRAY, _SWAP, _LATIN = 1, 2, 4
_ONE_DIGIT = np.array([digit * 10**place for place in range(11) for digit in range(1, 10)], np.int64)


@dataclass(slots=True)
class Side:
    """The records once more, with what is looked up per record and not per pair."""

    table: Columns
    rates: dict[str, Floats]
    heard: Ints
    mail_name: Ints
    mail_year: Ints
    house: Ints
    year: Ints
    month: Ints
    day: Ints
    letters: tuple[Ints, Ints]
    as_father: Ints
    shared: dict[str, tuple[Ints, Ints]]
    population: int


def side_of(table: Columns, population: Population) -> Side:
    """Everything about the records that pairs will ask for."""
    last, email, address = table.text["last"], table.text["email"], table.text["address"]
    has_date = table.date != NO_DATE
    year, month, day = calendar(np.where(has_date, table.date, 0))
    groups = table.codes("first_group")
    names = mixed(7, table.codes("last"), groups)
    return Side(
        table=table,
        rates={name: _rate(count, population.size) for name, count in population.counts(table).items()},
        heard=recoded(last, map(sound, last.words)).codes,
        mail_name=recoded(email, (word.partition("@")[0] for word in email.words)).codes,
        mail_year=np.array([_year_in(word) for word in email.words], np.int16)[email.codes],
        house=recoded(address, (word.rpartition("|")[0] for word in address.words)).codes,
        year=np.where(has_date, year, 0).astype(np.int32),
        month=np.where(has_date, month, 0).astype(np.int8),
        day=np.where(has_date, day, 0).astype(np.int8),
        letters=(_letters(table, 0), _letters(table, 1)),
        as_father=_as_father(table),
        shared={
            "phone": _shared(table.phones[:, 0], groups),
            "address": _shared(address.codes, groups),
            "name": _shared(names, groups),
            "date": _shared(np.where(has_date, table.date.astype(np.int64) + 10**6, 0), groups),
            "last_city": _shared(mixed(7, table.codes("last"), table.codes("city")), groups),
        },
        population=population.size,
    )


def features(side: Side, a: Ints, b: Ints) -> Floats:
    """One row of `NAMES` for each pair (a[k], b[k]) of row numbers."""
    out = np.empty((len(NAMES), len(a)), np.float32)
    for part in (_last, _first, _father, _dates, _phones, _mails, _places):
        for name, values in part(side, a, b).items():
            out[COLUMN[name]] = values
    _together(side, a, b, out)
    return out.T


def _last(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    column = side.table.text["last"]
    x, y = column.codes[a], column.codes[b]
    known = (x != 0) & (y != 0)
    alike, edits = _compared(column.words, x, y, (likeness.surnames, 1), (likeness.edits, 0))
    return {
        "last": alike,
        "last_edits": edits,
        "heard": np.where(known, side.heard[a] == side.heard[b], UNKNOWN),
        "last_rate": _rarer(side, "last", a, b),
    }


def _first(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    column, group = side.table.text["firsts"], side.table.codes("first_group")
    x, y = column.codes[a], column.codes[b]
    known = (x != 0) & (y != 0)
    flags = side.table.flags[a] | side.table.flags[b]
    p, q = side.letters[0][a], side.letters[0][b]
    return {
        "first": _compared(column.words, x, y, (likeness.first_names, 1))[0],
        "first_exact": np.where(known, (x == y) * 2 + (group[a] == group[b]), UNKNOWN),
        "first_rate": np.where((x != 0) | (y != 0), _rarer(side, "first_group", a, b), 0),
        "initial": np.where((p != 0) & (q != 0), p == q, UNKNOWN),
        "sex": _agree(side.table.sex[a], side.table.sex[b]),
        "stray": (flags & _STRAY) != 0,
        "swapped": (flags & _SWAP) != 0,
        "latin": (flags & _LATIN) != 0,
    }


def _father(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    column = side.table.text["father"]
    x, y = column.codes[a], column.codes[b]
    known = (x != 0) & (y != 0)
    p, q = side.letters[1][a], side.letters[1][b]
    return {
        "father": _compared(column.words, x, y, (likeness.fathers, 1))[0],
        "father_initial": np.where((p != 0) & (q != 0), p == q, UNKNOWN),
        "father_rate": np.where(known, _rarer(side, "father", a, b), 0),
        "child": np.maximum(_fathered(side, a, b), _fathered(side, b, a)),
    }


def _dates(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    years_a, years_b = side.year[a], side.year[b]
    months_a, months_b, days_a, days_b = side.month[a], side.month[b], side.day[a], side.day[b]
    known = (months_a != 0) & (months_b != 0)
    same_year, same_day, same_month = years_a == years_b, days_a == days_b, months_a == months_b
    january = ((months_a == 1) & (days_a == 1)) | ((months_b == 1) & (days_b == 1))
    kind = np.select(
        [
            ~known,
            same_year & same_month & same_day,
            same_year & (months_a == days_b) & (days_a == months_b),
            same_month & same_day,
            same_year & same_month,
            same_year & january,
            same_year & same_day,
            same_year,
        ],
        [UNKNOWN, 9, 8, 7, 6, 5, 4, 3],
        np.where(same_month | same_day, 1, 0),
    )
    gap = np.where(known, np.abs(years_a - years_b), UNKNOWN)
    off = np.abs(days_a - days_b)
    records, _ = side.shared["date"]
    return {
        "date": kind,
        "years": np.minimum(gap, 60),
        "month_day": np.where(known & same_year & same_month, off, UNKNOWN),
        "born": np.maximum(years_a, years_b),
        "birthday_namesakes": np.where(kind == 9, np.log10(np.maximum(records[a], 1)), -9),
        "january": january & known,
    }


def _phones(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    phones = side.table.phones
    records, names = side.shared["phone"]
    known = (phones[a, 0] != 0) & (phones[b, 0] != 0)
    same, close = np.zeros(len(a), bool), np.zeros(len(a), bool)
    for left in phones.T:
        for right in phones.T:
            both = (left[a] != 0) & (right[b] != 0)
            same |= both & (left[a] == right[b])
            close |= both & _one_digit(left[a], right[b])
    each = np.maximum(names[a], names[b])
    return {
        "phone": np.select([same, close, known], [2, 1, 0], UNKNOWN),
        "phone_records": np.where(same, np.minimum(records[a], 20), UNKNOWN),
        "phone_names": np.where(same, np.minimum(each, 20), UNKNOWN),
        "phone_names_each": np.minimum(each, 20),
    }


def _mails(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    mail, name = side.table.codes("email"), side.mail_name
    known = (mail[a] != 0) & (mail[b] != 0)
    born_a, born_b = side.year[a] % 100, side.year[b] % 100
    said_a, said_b = side.mail_year[a], side.mail_year[b]
    tells = ((said_a >= 0) & (side.year[b] != 0)) | ((said_b >= 0) & (side.year[a] != 0))
    fits = ((said_a == born_b) & (side.year[b] != 0)) | ((said_b == born_a) & (side.year[a] != 0))
    return {
        "email": np.select([known & (mail[a] == mail[b]), known & (name[a] == name[b]), known], [2, 1, 0], UNKNOWN),
        "email_born": np.select([fits, tells], [1, 0], UNKNOWN),
    }


def _places(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    address, city = side.table.codes("address"), side.table.codes("city")
    known = (address[a] != 0) & (address[b] != 0)
    same = known & (address[a] == address[b])
    records, names = side.shared["address"]
    people, _ = side.shared["last_city"]
    cities = (city[a] != 0) & (city[b] != 0)
    both = cities & (city[a] == city[b])
    return {
        "address": np.select([same, known & (side.house[a] == side.house[b]), known], [2, 1, 0], UNKNOWN),
        "address_records": np.where(same, np.minimum(records[a], 20), UNKNOWN),
        "address_names": np.where(same, np.minimum(names[a], 20), UNKNOWN),
        "city": np.where(cities, both, UNKNOWN),
        "last_city": np.where(both, np.log10(np.maximum(1, np.minimum(people[a], people[b]))), UNKNOWN),
    }


def _together(side: Side, a: Ints, b: Ints, out: NDArray[np.float32]) -> None:
    """What several facts say at once: namesakes to expect by chance, namesakes there are, facts that are missing."""
    size = np.log10(max(side.population, 2))
    rates = out[COLUMN["first_rate"]] + out[COLUMN["father_rate"]]
    out[COLUMN["namesakes"]] = out[COLUMN["last_rate"]] + rates + size
    out[COLUMN["birthday_namesakes"]] += rates
    records, _ = side.shared["name"]
    out[COLUMN["name_records"]] = np.log10(np.maximum(1, np.maximum(records[a], records[b])))
    out[COLUMN["missing"]] = sum(
        (out[COLUMN[name]] == UNKNOWN).astype(np.float32) for name in ("first", "father", "date", "phone", "address")
    )


def _compared(words: list[Any], x: Ints, y: Ints, *measures: tuple[Callable[..., Floats], float]) -> list[Floats]:
    """Of coded words by each measure (`like`, `same`): `same` of equal ones, `like` of each different two, once.

    UNKNOWN where a side is empty.
    """
    known = (x != 0) & (y != 0)
    out = [np.where(known, np.float32(same), np.float32(UNKNOWN)) for _, same in measures]
    differ = np.flatnonzero(known & (x != y))
    if not len(differ):
        return out
    low, high = np.minimum(x[differ], y[differ]).astype(np.int64), np.maximum(x[differ], y[differ])
    unique, back = np.unique(low * len(words) + high, return_inverse=True)
    left = [words[i] for i in (unique // len(words)).tolist()]
    right = [words[i] for i in (unique % len(words)).tolist()]
    for column, (like, _) in zip(out, measures, strict=True):
        column[differ] = like(left, right)[back]
    return out


def _rate(count: Ints, size: int) -> Floats:
    return np.log10(count / size).astype(np.float32)


def _rarer(side: Side, name: str, a: Ints, b: Ints) -> Floats:
    rate = side.rates[name]
    return np.minimum(rate[a], rate[b])


def _agree(x: Ints, y: Ints) -> Floats:
    return np.where((x != 0) & (y != 0), x == y, UNKNOWN).astype(np.float32)


def _letters(table: Columns, place: int) -> Ints:
    column = table.text["initials"]
    letters = [ord(word[place]) if word and word[place] != "-" else 0 for word in column.words]
    return np.array(letters, np.int32)[column.codes]


def _as_father(table: Columns) -> Ints:
    """The code that each record's first name has among the fathers; 0 where nobody's father is called so."""
    index = {word: code for code, word in enumerate(table.text["father"].words) if word}
    firsts = table.text["firsts"]
    codes = [max((index.get(name, 0) for name in names), default=0) for names in firsts.words]
    return np.array(codes, np.int32)[firsts.codes]


def _fathered(side: Side, a: Ints, b: Ints) -> Floats:
    """Whether the father of `a` has the first name of `b`."""
    father, first = side.table.codes("father")[a], side.table.codes("firsts")[b]
    return np.where((father != 0) & (first != 0), side.as_father[b] == father, UNKNOWN).astype(np.float32)


def _shared(key: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """Of each record: how many records have its key (0 without one), and how many different first names those have."""
    key = key.astype(np.int64)
    _, place, sizes = np.unique(key, return_inverse=True, return_counts=True)
    width = int(groups.max(initial=0)) + 1
    named = distinct((place.astype(np.int64) * width + groups)[groups != 0])
    names = np.bincount(named // width, minlength=len(sizes))
    known = key != 0
    return np.where(known, sizes[place], 0), np.where(known, names[place], 0)


def _one_digit(x: Ints, y: Ints) -> NDArray[np.bool_]:
    """Whether two numbers differ in one digit."""
    off = np.abs(x - y)
    near = np.flatnonzero(_ONE_DIGIT[np.minimum(np.searchsorted(_ONE_DIGIT, off), len(_ONE_DIGIT) - 1)] == off)
    above = 10 ** (np.floor(np.log10(off[near])).astype(np.int64) + 1)
    single = np.zeros(len(x), bool)
    single[near] = x[near] // above == y[near] // above
    return single


def _year_in(mail: str) -> int:
    """The two digits at the end of an e-mail's name that may be a year of birth; -1 where there are none."""
    found = re.search(r"(?:19|20)?(\d\d)$", mail.partition("@")[0])
    return int(found[1]) if found else -1
