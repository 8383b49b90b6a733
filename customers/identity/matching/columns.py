"""Records as columns of numbers: equal keys have equal codes, so that millions of pairs are compared at once."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from customers.identity.keys import Keys

Ints = NDArray[Any]
NO_DATE = -(2**31)
_EPOCH = dt.date(1970, 1, 1).toordinal()
_TEXTS = ("last", "firsts", "first_group", "father", "initials", "email", "address", "city")
_EMPTY: dict[str, Hashable] = {"firsts": frozenset()}
_SEX = {"": 0, "m": 1, "f": 2}
_FLAGS = {"stray": 1, "swap": 2, "latin": 4}
_LATIN = frozenset(("layout", "translit", "letters"))


@dataclass(slots=True)
class Coded:
    """A column of values as numbers: `words[codes[i]]` is the value of row i; code 0 is an empty value."""

    codes: Ints
    words: list[Any]


@dataclass(slots=True)
class Columns:
    """Records side by side. `phones` has a column for each of a record's numbers, 0 for none; dates are day numbers."""

    text: dict[str, Coded]
    sex: Ints
    date: Ints
    phones: Ints
    flags: Ints

    def __len__(self) -> int:
        return len(self.sex)

    def codes(self, name: str) -> Ints:
        return self.text[name].codes


def columns_of(keys: Sequence[Keys]) -> Columns:
    """The columns of some records, in their order."""
    text = {name: _coded([getattr(key, name) for key in keys], _EMPTY.get(name, "")) for name in _TEXTS}
    width = max((len(key.phones) for key in keys), default=0) or 1
    phones = np.zeros((len(keys), width), np.int64)
    for row, key in enumerate(keys):
        for column, number in enumerate(key.phones):
            phones[row, column] = int(number[1:])
    dates = [key.birth_date.toordinal() - _EPOCH if key.birth_date else NO_DATE for key in keys]
    return Columns(
        text,
        np.array([_SEX[key.sex] for key in keys], np.int8),
        np.array(dates, np.int32),
        phones,
        np.array([_flags(key.repaired) for key in keys], np.uint8),
    )


def joined(parts: Sequence[Columns]) -> Columns:
    """Several sets of records as one, in order."""
    width = max(part.phones.shape[1] for part in parts)
    phones = [np.pad(part.phones, ((0, 0), (0, width - part.phones.shape[1]))) for part in parts]
    return Columns(
        {name: _joined([part.text[name] for part in parts]) for name in _TEXTS},
        np.concatenate([part.sex for part in parts]),
        np.concatenate([part.date for part in parts]),
        np.concatenate(phones),
        np.concatenate([part.flags for part in parts]),
    )


def recoded(column: Coded, values: Iterable[Hashable]) -> Coded:
    """A column made from another one's words: `values` has one for each word, "" for nothing."""
    index: dict[Hashable, int] = {"": 0}
    codes = np.array([index.setdefault(value, len(index)) for value in values], np.int32)
    return Coded(codes[column.codes], list(index))


def _coded(values: Sequence[Hashable], empty: Hashable) -> Coded:
    index: dict[Hashable, int] = {empty: 0}
    codes = np.array([index.setdefault(value, len(index)) for value in values], np.int32)
    return Coded(codes, list(index))


def _joined(parts: Sequence[Coded]) -> Coded:
    index: dict[Hashable, int] = {}
    codes = []
    for part in parts:
        places = np.array([index.setdefault(word, len(index)) for word in part.words], np.int32)
        codes.append(places[part.codes])
    return Coded(np.concatenate(codes), list(index))


def _flags(repaired: frozenset[str]) -> int:
    if not repaired:
        return 0
    return sum(bit for name, bit in _FLAGS.items() if name in repaired) | (_FLAGS["latin"] if repaired & _LATIN else 0)
