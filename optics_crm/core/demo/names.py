"""People's names: drawn by generation, with patronymics from fathers and the feminine forms of surnames."""

import bisect
import random
from collections.abc import Sequence

from optics_crm.core.demo import name_tables as tables

_GENERATIONS = (1945, 1960, 1975, 1990, 2003, 2014)
_PATRONYMICS = {
    "Павел": "Павлович",
    "Лев": "Львович",
    "Пётр": "Петрович",
    "Михаил": "Михайлович",
    "Яков": "Яковлевич",
    "Илья": "Ильич",
    "Никита": "Никитич",
    "Дмитрий": "Дмитриевич",
    "Георгий": "Георгиевич",
    "Игорь": "Игоревич",
}
TATAR_SHARE, CHUVASH_SHARE = 0.035, 0.03


def urn(words: Sequence[str], weights: Sequence[float], size: int = 2000) -> list[str]:
    """The words, each as often as its weight says: one multiplication draws one."""
    total = sum(weights)
    filled: list[str] = []
    seen = 0.0
    for word, weight in zip(words, weights, strict=True):
        seen += weight
        filled += [word] * (round(seen / total * size) - len(filled))
    return filled


def generation_of(year: int) -> int:
    """Index of the generation of a birth year, 0 (up to 1945) to 6."""
    return bisect.bisect_left(_GENERATIONS, year)


def patronymic(father: str, sex: str) -> str:
    """`Сергей` as `Сергеевич` or `Сергеевна`."""
    male = _PATRONYMICS.get(father) or _regular(father)
    if sex == "m":
        return male
    if male in ("Ильич", "Никитич"):
        return male[:-2] + ("ична" if male == "Никитич" else "инична")
    return male[:-2] + "на"


def feminine(surname: str) -> str:
    """`Иванов` as `Иванова`, `Покровский` as `Покровская`; other surnames have one form."""
    if surname.endswith(("ский", "цкий")):
        return surname[:-2] + "ая"
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    return surname


def given_name(rng: random.Random, sex: str, year: int, people: str = "") -> str:
    """A name that people of that year bear; `people` is `tatar` for the other tradition."""
    if people == "tatar" and rng.random() < 0.75:
        return rng.choice(_TATAR_MALE if sex == "m" else _TATAR_FEMALE)
    drawn = (_MALE if sex == "m" else _FEMALE)[generation_of(year)]
    return drawn[int(rng.random() * len(drawn))]


def surname(rng: random.Random) -> tuple[str, str]:
    """A surname in its masculine form, and the tradition (`tatar`, `chuvash` or "") of its family."""
    luck = rng.random()
    if luck < TATAR_SHARE:
        return rng.choice(_TATAR), "tatar"
    if luck < TATAR_SHARE + CHUVASH_SHARE:
        return rng.choice(_CHUVASH), "chuvash"
    return _SURNAMES[int(rng.random() * len(_SURNAMES))], ""


def _regular(father: str) -> str:
    if father.endswith("ий"):
        return father[:-2] + "ьевич"
    if father.endswith("й"):
        return father[:-1] + "евич"
    if father.endswith(("ь", "а", "я")):
        return father[:-1] + "евич"
    return father + ("евич" if father[-1] in "жшчщц" else "ович")


def _by_generation(text: str) -> list[list[str]]:
    rows = [entry.split() for line in text.strip().splitlines() for entry in line.split("|")]
    names = [row[0] for row in rows]
    return [urn(names, [float(row[1 + g]) for row in rows]) for g in range(len(_GENERATIONS) + 1)]


_MALE = _by_generation(tables.MALE_NAMES)
_FEMALE = _by_generation(tables.FEMALE_NAMES)
STREETS = tables.STREETS.split()
_TATAR = tables.TATAR_SURNAMES.split()
_CHUVASH = tables.CHUVASH_SURNAMES.split()
_TATAR_MALE = tables.TATAR_MALE.split()
_TATAR_FEMALE = tables.TATAR_FEMALE.split()
_RANKED = tables.SURNAMES.split()
_SURNAMES = urn(_RANKED, [1 / (rank + 10) ** 0.9 for rank in range(len(_RANKED))], 6000)
