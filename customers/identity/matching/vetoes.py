"""What no score may override: the strict rules of joining two records without asking anybody."""

import datetime as dt
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys.first_names import near
from customers.identity.matching.columns import NO_DATE, Ints
from customers.identity.matching.features import COLUMN, Floats, Side

CERTAIN = 0.999  # probability of one person from which a pair may be joined at all
_ONE_NAME = 0.97  # of `first`: a canonical name in common
_NEAR_FATHER = 0.95
_LIKE_LAST = 0.9
_AGE = 18
Mask = NDArray[np.bool_]


def certain(side: Side, pairs: tuple[Ints, Ints], rows: Floats, same: NDArray[Any], today: dt.date) -> Mask:
    """Which pairs may be joined automatically. `rows` are their features, `same` the probabilities of one person.

    Never on a phone alone, never with a birth date missing or across dates that no slip explains, never a minor with an
    adult, never different canonical first names, never against the sex or the father's name. Where a date is slipped,
    two of phone, e-mail and address must be the same: cousins of one name share a phone.
    """
    a, b = pairs
    get = _reader(rows)
    date_equal, date_slip = get("date") == 9, _slip(get)
    father_equal = get("father") >= _NEAR_FATHER
    contacts = sum((get(name) == 2).astype(np.int8) for name in ("phone", "email", "address"))
    contact = contacts >= 1
    last_equal = get("last") == 1
    last_alike = last_equal | (get("last") >= _LIKE_LAST) | (get("heard") == 1)
    maiden = father_equal & contact & (side.table.sex[a] == 2) & (side.table.sex[b] == 2)
    exact = date_equal & (last_alike | maiden) & (father_equal | contact)
    slipped = date_slip & last_equal & father_equal & (contacts >= 2)
    known = (get("first") >= _ONE_NAME) & _of_one_sex(side, a, b, rows)
    known[known] = _of_one_name(side, a[known], b[known])
    father_denies = (get("father") >= 0) & ~father_equal | (get("father_initial") == 0)
    return (same >= CERTAIN) & known & (exact | slipped) & ~father_denies & _of_one_age(side, a, b, today)


def impossible(rows: Floats) -> Mask:
    """Pairs that are two people whatever else agrees: other full first names, or birth dates that no slip explains."""
    get = _reader(rows)
    other_name = (get("first") >= 0) & (get("first") < 0.7) & (get("swapped") == 0) & (get("latin") == 0)
    other_date = (get("date") >= 0) & (get("date") < 3) & ~np.isin(get("years"), (0, 1, 2, 10))
    return other_name & other_date


def _slip(get: Any) -> Mask:
    """Dates that one known slip tells apart: day and month swapped, the year off by 1, 2 or 10, a digit of the day."""
    year = (get("date") == 7) & np.isin(get("years"), (1, 2, 10))
    day = (get("date") == 6) & np.isin(get("month_day"), (1, 10))
    return (get("date") == 8) | year | day


def _of_one_sex(side: Side, a: Ints, b: Ints, rows: Floats) -> Mask:
    """No sexes that contradict; where a short form may be of either, both must be known (Саша of two twins)."""
    sex = rows[:, COLUMN["sex"]]
    firsts = side.table.text["firsts"]
    many = np.array([len(names) > 1 for names in firsts.words], bool)
    vague = many[firsts.codes[a]] | many[firsts.codes[b]]
    return np.asarray((sex == 1) | ((sex < 0) & ~vague), bool)


def _of_one_name(side: Side, a: Ints, b: Ints) -> Mask:
    """A name in common, and no two that passports keep apart: Алена may be Елена, and may be her sister."""
    firsts = side.table.text["firsts"]
    pairs = list(zip(firsts.codes[a].tolist(), firsts.codes[b].tolist(), strict=True))
    told = {pair: _one_name(firsts.words[pair[0]], firsts.words[pair[1]]) for pair in set(pairs)}
    return np.array([told[pair] for pair in pairs], bool)


def _one_name(one: frozenset[str], other: frozenset[str]) -> bool:
    return one == other or not any(near(p, q) for p, q in combinations(sorted(one | other), 2))


def _of_one_age(side: Side, a: Ints, b: Ints, today: dt.date) -> Mask:
    """Both of age or both not, by the dates as they are typed."""
    day = today.replace(day=min(today.day, 28))
    of_age = (day.replace(year=day.year - _AGE) - dt.date(1970, 1, 1)).days
    one, other = side.table.date[a], side.table.date[b]
    known = (one != NO_DATE) & (other != NO_DATE)
    return np.asarray(known & ((one <= of_age) == (other <= of_age)), bool)


def _reader(rows: Floats) -> Any:
    def get(name: str) -> Floats:
        return rows[:, COLUMN[name]]

    return get
