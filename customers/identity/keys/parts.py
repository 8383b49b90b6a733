"""Which word is the surname, which the name, which the patronymic: fields filled in the wrong order are put right."""

from dataclasses import dataclass
from itertools import permutations

from customers.identity.keys.first_names import book, first_name
from customers.identity.keys.patronymics import is_listed_patronymic, is_patronymic
from customers.identity.keys.surnames import looks_like_surname
from customers.identity.keys.text import (
    clean,
    from_keyboard,
    from_lookalikes,
    from_translit,
    has_cyrillic,
    has_latin,
    squeeze,
    words,
)

Three = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Parts:
    """Cleaned surname, first name and patronymic, each in its place, and what had to be repaired."""

    last: str
    first: str
    middle: str
    repaired: frozenset[str]


_NOTHING: frozenset[str] = frozenset()
_SWAP = frozenset(("swap",))
_STRAY = frozenset(("stray",))


def parts_of(last: str, first: str, middle: str) -> Parts:
    """Reads the three fields of a name."""
    repaired = _NOTHING
    three = (clean(last), clean(first), clean(middle))
    joined = "".join(three)
    if has_latin(joined):
        three, repaired = _cyrillic(three)
    if len(three[1]) == 1:
        repaired |= _STRAY  # no full stop behind it: hardly an initial
    if joined and not (joined.isalpha() and joined.islower()):
        three = _flat(three)
    if _in_order(three) or sum(map(bool, three)) < 2:
        return Parts(*three, repaired)
    better = max(((three[a], three[b], three[c]) for a, b, c in permutations(range(3))), key=_plausibility)
    if _plausibility(better) > _plausibility(three):
        return Parts(*better, repaired | _SWAP)
    return Parts(*three, repaired)


def _in_order(three: Three) -> bool:
    """The ordinary case, told without weighing: a known first name, nothing that belongs elsewhere."""
    last, first, middle = three
    if not first or not first_name(first).known:
        return False
    if middle and not is_patronymic(middle):
        return False
    if not last or (first_name(last).known and not looks_like_surname(last)):
        return False
    return bool(middle) or not is_listed_patronymic(last)


def _cyrillic(three: Three) -> tuple[Three, frozenset[str]]:
    """Latin letters to Cyrillic: single look-alikes, a forgotten keyboard switch, or transliteration."""
    last, first, middle = three
    if has_cyrillic("".join(three)):
        mixed = [from_lookalikes(part) if has_cyrillic(part) else from_translit(part) for part in three]
        return (mixed[0], mixed[1], mixed[2]), frozenset(("letters",))
    typed = (from_keyboard(last), from_keyboard(first), from_keyboard(middle))
    spelt = (from_translit(last), from_translit(first), from_translit(middle))
    if _wordlike(_flat(typed)) > _wordlike(_flat(spelt)):
        return typed, frozenset(("layout",))
    restored = book().squeezed.get(squeeze(spelt[1]), spelt[1])  # the soft sign that Latin letters lack
    return (spelt[0], restored, spelt[2]), frozenset(("translit",))


def _flat(three: Three) -> Three:
    """One word a field (a double surname stays whole); a full name in one field is taken apart."""
    lists = [words(part) for part in three]
    filled = [part for part in lists if part]
    if len(filled) == 1 and 2 <= len(filled[0]) <= 3 and not (lists[2]):
        rest = [*filled[0], "", ""]
        return rest[0], rest[1], rest[2]
    last, first, middle = ("-".join(lists[0]), "-".join(lists[1]), " ".join(lists[2]))
    return last, first, middle


def _wordlike(three: Three) -> float:
    """How much three words look like names, wherever they stand."""
    total = 0.0
    for word in three:
        if len(word) < 2:
            continue
        vowels = sum(char in "аеиоуыэюя" for char in word) / len(word)
        total += 4 * first_name(word).known + 4 * is_patronymic(word) + 2 * looks_like_surname(word)
        total += 1 if 0.2 <= vowels <= 0.7 else -3
        total -= word[0] in "ьъы"
    return total


def _plausibility(three: Three) -> float:
    """How well each word suits its place."""
    last, first, middle = three
    total = 0.0
    if last:
        total += 3 * looks_like_surname(last) - 4 * is_listed_patronymic(last)
        total -= 0 if looks_like_surname(last) else 2 * first_name(last).known
    if first:
        total += 4 * first_name(first).known - 4 * is_patronymic(first)
        total -= 0 if first_name(first).known else 2 * looks_like_surname(first)
        total += len(first) == 1
    if middle:
        total += 3 * is_patronymic(middle) + 2 * is_listed_patronymic(middle) + (len(middle) == 1)
        total -= 0 if is_patronymic(middle) else 2 * first_name(middle).known + looks_like_surname(middle)
    return total + 0.5 * bool(last) + 0.5 * bool(first)
