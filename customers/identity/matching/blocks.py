"""Candidates: records that share a key which two entries of one person nearly always share, some key or other."""

import numpy as np

from customers.identity.keys.surnames import sound
from customers.identity.matching.columns import NO_DATE, Columns, Ints, recoded

_MIX = np.int64(0x9E3779B97F4A7C15 - 2**64)
_START, _END = 3, 4  # letters of a sound that a slip further on or before leaves whole


def candidates(table: Columns) -> tuple[Ints, Ints]:
    """Pairs of row numbers (low, high), each once, in order."""
    total = len(table)
    codes = distinct(np.concatenate([_pairs(key, cap, total) for key, cap in _keys(table)]))
    return (codes // max(total, 1)).astype(np.int32), (codes % max(total, 1)).astype(np.int32)


def distinct(values: Ints) -> Ints:
    """The different values in order; of whole numbers many times faster than `np.unique`, which hashes them."""
    ordered = np.sort(values)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def _keys(table: Columns) -> list[tuple[Ints, int]]:
    """Keys of every block (0: the record is not in it) and the size from which a group says nothing any more."""
    last, group, father = table.codes("last"), table.codes("first_group"), table.codes("father")
    words = table.text["last"]
    heard = recoded(words, (sound(word) for word in words.words)).codes
    start = recoded(words, (sound(word)[:_START] for word in words.words)).codes
    end = recoded(words, (sound(word)[-_END:] for word in words.words)).codes
    email, address, city = table.codes("email"), table.codes("address"), table.codes("city")
    initials = table.codes("initials")
    mail_name = recoded(table.text["email"], (word.partition("@")[0] for word in table.text["email"].words)).codes
    has_date = table.date != NO_DATE
    days = np.where(has_date, table.date, 0)
    year, month, day = calendar(days)
    born = np.where(has_date, days.astype(np.int64) + 10**6, 0)
    anniversary = np.where(has_date, month * 32 + day, 0)
    crossed = np.where(has_date, year * 1024 + np.minimum(month, day) * 32 + np.maximum(month, day), 0)
    blocks = [
        (mixed(1, born, group), 60),
        (mixed(2, born, heard), 60),
        (mixed(3, crossed, last), 40),
        (mixed(4, crossed, group, father), 40),
        (mixed(5, last, group), 30),
        (mixed(6, last, group, father), 100),
        (mixed(7, heard, group), 30),
        (mixed(8, heard, group, father), 60),
        (mixed(9, heard, father), 20),
        (mixed(10, last, initials), 20),
        (mixed(11, start, group, father), 20),
        (mixed(12, end, group, father), 10),
        (mixed(13, group, father, anniversary), 5),
        (mixed(14, address), 40),
        (mixed(15, email), 40),
        (mixed(16, mail_name), 40),
        (mixed(17, heard, city), 12),
    ]
    for column in table.phones.T:
        blocks += [
            (mixed(18, column), 40),
            (mixed(19, column // 10**4, group), 8),
            (mixed(20, column % 10**6, group), 20),
            (mixed(21, column // 10**4, last), 20),
            (mixed(22, column % 10**6, last), 20),
        ]
    return blocks


def calendar(days: Ints) -> tuple[Ints, Ints, Ints]:
    """Year, month and day of day numbers."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    return years, months.astype(np.int64) % 12 + 1, (dates - months).astype(np.int64) + 1


def mixed(salt: int, *parts: Ints) -> Ints:
    """One number of several; 0 where any of them is 0."""
    key = np.full(len(parts[0]), salt, np.int64)
    whole = np.ones(len(parts[0]), bool)
    with np.errstate(over="ignore"):
        for part in parts:
            key = (key ^ part.astype(np.int64)) * _MIX
            key ^= key >> np.int64(29)
            whole &= part != 0
    return np.where(whole, key | 1, 0)


def _pairs(key: Ints, cap: int, total: int) -> Ints:
    """All pairs within equal keys as low * total + high; groups beyond `cap` are left out."""
    rows = np.flatnonzero(key).astype(np.int64)
    low = (1 << total.bit_length()) - 1
    ordered = np.sort((key[rows] & ~low) | rows)  # the row in a key's lower bits: numbers alone are sorted fastest
    order, group = ordered & low, ordered & ~low
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]]) if len(order) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(order)])
    made = [np.zeros(0, np.int64)]
    for size in range(2, cap + 1):
        members = order[starts[sizes == size][:, None] + np.arange(size)]
        if len(members):
            a, b = np.triu_indices(size, 1)
            made.append((members[:, a] * total + members[:, b]).ravel())
    return np.concatenate(made)
