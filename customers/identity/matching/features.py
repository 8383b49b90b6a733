"""What a pair of records says: agreement of each fact, how rare it is, and what else is at that phone and address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys.surnames import sound
from customers.identity.matching import likeness
from customers.identity.matching.blocks import calendar, mixed
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


@dataclass(slots=True)
class Side:
    """The records once more, with what is looked up per record and not per pair."""

    table: Columns
    counts: dict[str, Ints]
    heard: Ints
    mail_name: Ints
    mail_year: Ints
    house: Ints
    year: Ints
    month_day: Ints
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
        counts=population.counts(table),
        heard=recoded(last, map(sound, last.words)).codes,
        mail_name=recoded(email, (word.partition("@")[0] for word in email.words)).codes,
        mail_year=np.array([_year_in(word) for word in email.words], np.int16)[email.codes],
        house=recoded(address, (word.rpartition("|")[0] for word in address.words)).codes,
        year=np.where(has_date, year, 0).astype(np.int32),
        month_day=np.where(has_date, month * 32 + day, 0).astype(np.int32),
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
    count = np.minimum(side.counts["last"][a], side.counts["last"][b])
    return {
        "last": _compared(column.words, x, y, likeness.surnames),
        "last_edits": _compared(column.words, x, y, likeness.edits, same=0),
        "heard": np.where(known, side.heard[a] == side.heard[b], UNKNOWN),
        "last_rate": np.log10(count / side.population),
    }


def _first(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    column, group = side.table.text["firsts"], side.table.codes("first_group")
    x, y = column.codes[a], column.codes[b]
    known = (x != 0) & (y != 0)
    letter = _letters(side.table, 0)
    flags = side.table.flags
    count = np.minimum(side.counts["first_group"][a], side.counts["first_group"][b])
    p, q = letter[a], letter[b]
    return {
        "first": _compared(column.words, x, y, likeness.first_names),
        "first_exact": np.where(known, (x == y) * 2 + (group[a] == group[b]), UNKNOWN),
        "first_rate": np.where((x != 0) | (y != 0), np.log10(count / side.population), 0),
        "initial": np.where((p != 0) & (q != 0), p == q, UNKNOWN),
        "sex": _agree(side.table.sex[a], side.table.sex[b]),
        "stray": ((flags[a] | flags[b]) & _STRAY) != 0,
        "swapped": ((flags[a] | flags[b]) & _SWAP) != 0,
        "latin": ((flags[a] | flags[b]) & _LATIN) != 0,
    }


def _father(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    column = side.table.text["father"]
    x, y = column.codes[a], column.codes[b]
    known = (x != 0) & (y != 0)
    letter = _letters(side.table, 1)
    p, q = letter[a], letter[b]
    count = np.minimum(side.counts["father"][a], side.counts["father"][b])
    return {
        "father": _compared(column.words, x, y, likeness.fathers),
        "father_initial": np.where((p != 0) & (q != 0), p == q, UNKNOWN),
        "father_rate": np.where(known, np.log10(count / side.population), 0),
        "child": np.maximum(_fathered(side.table, a, b), _fathered(side.table, b, a)),
    }


def _dates(side: Side, a: Ints, b: Ints) -> dict[str, Any]:
    date, year, days = side.table.date, side.year, side.month_day
    known = (date[a] != NO_DATE) & (date[b] != NO_DATE)
    months_a, months_b, days_a, days_b = days[a] // 32, days[b] // 32, days[a] % 32, days[b] % 32
    same_year, same_day, same_month = year[a] == year[b], days_a == days_b, months_a == months_b
    january = np.minimum(days[a], days[b]) == 33
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
    gap = np.where(known, np.abs(year[a] - year[b]), UNKNOWN)
    off = np.abs(days_a - days_b)
    records, _ = side.shared["date"]
    return {
        "date": kind,
        "years": np.minimum(gap, 60),
        "month_day": np.where(known & same_year & same_month, off, UNKNOWN),
        "born": np.maximum(year[a], year[b]),
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


def _compared(words: list[Any], x: Ints, y: Ints, like: Callable[..., Floats], same: float = 1) -> Floats:
    """Likeness of coded words: `same` of equal ones, `like` of each different two, once; UNKNOWN of an empty side."""
    known = (x != 0) & (y != 0)
    out = np.where(known, same, UNKNOWN).astype(np.float32)
    differ = np.flatnonzero(known & (x != y))
    if not len(differ):
        return out
    low, high = np.minimum(x[differ], y[differ]).astype(np.int64), np.maximum(x[differ], y[differ])
    unique, back = np.unique(low * len(words) + high, return_inverse=True)
    left, right = (unique // len(words)).tolist(), (unique % len(words)).tolist()
    out[differ] = like([words[i] for i in left], [words[i] for i in right])[back]
    return out


def _agree(x: Ints, y: Ints) -> Floats:
    return np.where((x != 0) & (y != 0), x == y, UNKNOWN).astype(np.float32)


def _letters(table: Columns, place: int) -> Ints:
    column = table.text["initials"]
    letters = [ord(word[place]) if word and word[place] != "-" else 0 for word in column.words]
    return np.array(letters, np.int32)[column.codes]


def _fathered(table: Columns, a: Ints, b: Ints) -> Floats:
    """Whether the father of `a` has the first name of `b`."""
    fathers = table.text["father"]
    index = {word: code for code, word in enumerate(fathers.words) if word}
    firsts = table.text["firsts"]
    as_father = np.array([max((index.get(name, 0) for name in names), default=0) for names in firsts.words], np.int32)
    father, first = fathers.codes[a], firsts.codes[b]
    return np.where((father != 0) & (first != 0), as_father[first] == father, UNKNOWN).astype(np.float32)


def _shared(key: Ints, groups: Ints) -> tuple[Ints, Ints]:
    """Of each record: how many records have its key (0 without one), and how many different first names those have."""
    key = key.astype(np.int64)
    _, place, sizes = np.unique(key, return_inverse=True, return_counts=True)
    width = int(groups.max(initial=0)) + 1
    named = np.unique((place.astype(np.int64) * width + groups)[groups != 0])
    names = np.bincount(named // width, minlength=len(sizes))
    known = key != 0
    return np.where(known, sizes[place], 0), np.where(known, names[place], 0)


def _one_digit(x: Ints, y: Ints) -> NDArray[np.bool_]:
    """Whether two numbers differ in one digit, or in two neighbours that changed places."""
    off = np.abs(x - y)
    single = np.zeros(len(x), bool)
    for place in range(11):
        power = 10**place
        single |= (off % power == 0) & (off // power > 0) & (off // power < 10) & (x // power // 10 == y // power // 10)
    return single


def _year_in(mail: str) -> int:
    """The two digits at the end of an e-mail's name that may be a year of birth; -1 where there are none."""
    found = re.search(r"(?:19|20)?(\d\d)$", mail.partition("@")[0])
    return int(found[1]) if found else -1
