"""Households of generated people with Russian names by their real frequencies."""

import datetime as dt
import gzip
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from customers.identity.keys.tables import rows

_HERE = Path(__file__).parent
_COMMON = 60  # a first name that fewer bear is not given
_CITIES = {
    "Нижний Новгород": 40, "Чебоксары": 18, "Владимир": 9, "Дзержинск": 8, "Арзамас": 5, "Бор": 4, "Ковров": 4,
    "Муром": 3, "Новочебоксарск": 3, "Кстово": 2, "Павлово": 2, "Саров": 2,
}  # fmt: skip
_MOBILE = ("910", "915", "920", "930", "950", "951", "952", "960", "987", "999", "902", "904", "905", "908", "906")
Place = tuple[str, str, int, int]


@dataclass(slots=True)
class Someone:
    """One person as he or she is, before anybody typed it."""

    number: int
    household: int
    last: str
    first: str
    middle: str
    sex: str
    born: dt.date
    phone: str
    place: Place
    maiden: str = ""
    mail: str = ""


class Name(NamedTuple):
    """How somebody is called; the surname in the masculine."""

    last: str
    first: str
    middle: str
    sex: str


def feminine(surname: str) -> str:
    """The surname as a woman bears it."""
    if surname.endswith(("ов", "ев", "ин", "ын", "ёв")):
        return surname + "а"
    return surname[:-2] + "ая" if surname.endswith(("ский", "цкий", "ый")) else surname


def patronymic(father: str, sex: str) -> str:
    """The patronymic of a child of that father."""
    son = sex == "m"
    irregular = {"Павел": "Павл", "Яков": "Яковл", "Лев": "Льв", "Пётр": "Петр"}
    if father in irregular:
        soft = father == "Яков"
        return irregular[father] + (("евич" if son else "евна") if soft else ("ович" if son else "овна"))
    if father.endswith("ий"):
        return father[:-2] + ("ьевич" if son else "ьевна")
    if father.endswith(("ей", "ай", "ой")):
        return father[:-1] + ("евич" if son else "евна")
    if father.endswith("ь"):
        return father[:-1] + ("евич" if son else "евна")
    if father.endswith(("а", "я")):
        return father[:-1] + ("ич" if son else "ична")
    return father + ("ович" if son else "овна")


@cache
def _surnames() -> tuple[list[str], list[int]]:
    with gzip.open(_HERE / "surnames.tsv.gz", "rt", encoding="utf8") as file:
        pairs = [line.rstrip("\n").split("\t") for line in file]
    return [name for name, _ in pairs], list(itertools.accumulate(int(count) for _, count in pairs))


@cache
def _first_names(sex: str) -> tuple[list[str], list[int]]:
    found = [(name, int(count)) for name, its, count in rows("names") if its == sex and int(count) >= _COMMON]
    return [name.capitalize() for name, _ in found], list(itertools.accumulate(count for _, count in found))


class Town:
    """Draws names, numbers and places."""

    def __init__(self, seed: int, rates: dict[str, float]) -> None:
        self.random = random.Random(seed)
        self.rates = rates
        self._surnames = self._endless(*_surnames())
        self._firsts = {sex: self._endless(*_first_names(sex)) for sex in "mf"}
        self._cities = self._endless(list(_CITIES), list(itertools.accumulate(_CITIES.values())))
        names = _surnames()[0]
        self._streets = [feminine(name) for name in random.Random(2).sample(names[:20_000], 1_200)]

    def hit(self, rate: str) -> bool:
        return self.random.random() < self.rates[rate]

    def surname(self) -> str:
        return next(self._surnames)

    def first(self, sex: str) -> str:
        return next(self._firsts[sex])

    def place(self) -> Place:
        return (
            next(self._cities),
            self.random.choice(self._streets),
            self.random.randint(1, 140),
            self.random.randint(1, 200),
        )

    def phone(self) -> str:
        if self.hit("landline"):
            return f"831{self.random.randrange(2_000_000, 4_700_000)}"
        return self.random.choice(_MOBILE) + f"{self.random.randrange(10**7):07d}"

    def day(self, low: int, high: int) -> dt.date:
        return dt.date(self.random.randint(low, high), 1, 1) + dt.timedelta(days=self.random.randrange(365))

    def _endless(self, values: Sequence[str], cumulative: Sequence[int]) -> Iterator[str]:
        while True:
            yield from self.random.choices(values, cum_weights=cumulative, k=4096)


class Homes:
    """Fills households until there are enough people."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.people: list[Someone] = []
        self.household = 0

    def fill(self, wanted: int) -> list[Someone]:
        """At least `wanted` people, cut to that number."""
        while len(self.people) < wanted:
            self.household += 1
            if self.town.hit("single"):
                self._single()
            else:
                self._family()
        return self.people[:wanted]

    def add(self, name: Name, born: dt.date, phone: str, place: Place, maiden: str = "") -> None:
        """One more member of the household at hand; a woman's surnames are given in the masculine."""
        shape = feminine if name.sex == "f" else str
        last, maiden = shape(name.last), shape(maiden)
        number = len(self.people)
        self.people.append(
            Someone(number, self.household, last, name.first, name.middle, name.sex, born, phone, place, maiden)
        )

    def _single(self) -> None:
        town = self.town
        sex = "m" if town.random.random() < 0.42 else "f"
        middle = patronymic(town.first("m"), sex)
        maiden = town.surname() if sex == "f" else ""
        name = Name(town.surname(), town.first(sex), middle, sex)
        self.add(name, town.day(1936, 2005), town.phone(), town.place(), maiden)

    def _family(self) -> None:
        town, chance = self.town, self.town.random.random
        place, last, shared = town.place(), town.surname(), town.phone()
        his_name, her_name = town.first("m"), town.first("f")
        his = town.day(1944, 1999)
        hers = town.day(his.year - 5, his.year + 7)
        his_phone = shared if chance() < 0.7 else town.phone()
        her_phone = shared if chance() < 0.4 else town.phone()
        if town.hit("husband_is_client"):
            self.add(Name(last, his_name, patronymic(town.first("m"), "m"), "m"), his, his_phone, place)
        keeps = town.hit("wife_keeps_name")
        her_last, maiden = (town.surname() if keeps else last), town.surname()
        self.add(Name(her_last, her_name, patronymic(town.first("m"), "f"), "f"), hers, her_phone, place, maiden)
        if town.hit("grandmother"):
            gran = town.day(his.year - 32, his.year - 19)
            old = Name(last, town.first("f"), patronymic(town.first("m"), "f"), "f")
            self.add(old, gran, shared, place, town.surname())
        if not town.hit("childless"):
            self._children(last, (his_name, her_name), hers.year, (his_phone, her_phone), place)

    def _children(
        self, last: str, names: tuple[str, str], her_year: int, phones: tuple[str, str], place: Place
    ) -> None:
        town, random_ = self.town, self.town.random
        step = town.hit("stepfather")
        father, last = (town.first("m"), town.surname()) if step else (names[0], last)
        for _ in range(random_.choice((1, 1, 2, 2, 3))):
            sex = random_.choice("mf")
            year = min(2025, her_year + random_.randint(18, 39))
            born = town.day(year, year)
            first = town.first(sex)
            if sex == "m" and town.hit("son_of_same_name"):
                first = names[0]
            elif sex == "f" and town.hit("daughter_of_same_name"):
                first = names[1]
            phone = random_.choice((phones[1], phones[1], phones[0], "")) if year > 2010 else phones[1]
            if year <= 2010 and random_.random() < 0.8:
                phone = town.phone()
            self.add(Name(last, first, patronymic(father, sex), sex), born, phone, place)
            if town.hit("twins"):
                other = random_.choice("mf")
                self.add(Name(last, town.first(other), patronymic(father, other), other), born, phone, place)
