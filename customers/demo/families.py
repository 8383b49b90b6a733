"""Families: who lives together, of which age, under which names."""

import random

from customers.demo.story import Family, Member
from optics_crm.core.demo import Chunk, DemoSalon, names
from optics_crm.core.demo.names import STREETS

YEAR = 365.2425
_PREFIXES = (
    "902 903 904 905 906 908 909 910 915 920 929 930 950 951 952 953 960 962 963 964 965 977 986 987 991 996 999"
)
PREFIXES = _PREFIXES.split()
NUMBERS = len(PREFIXES) * 10**7
STRIDE = 60_493_957  # prime: walks over all numbers before it comes back to one


class Makers:
    """What a chunk needs to make families: luck, the salons as often as they sell, phone numbers not used elsewhere."""

    def __init__(self, chunk: Chunk) -> None:
        self.chunk = chunk
        self.rng: random.Random = chunk.rng
        self.today = chunk.world.as_of.toordinal()
        self.last_day = self.today - 1  # the last day itself has only begun
        self.salons = [salon for salon in chunk.world.salons for _ in range(max(1, round(salon.weight * 20)))]
        self.phones: dict[str, str] = {}  # numbers that are written already, and their ids
        self._number = chunk.index * 4000 + chunk.world.seed * 104_729

    def salon(self) -> DemoSalon:
        return self.salons[int(self.rng.random() * len(self.salons))]

    def number(self) -> str:
        """A mobile number of the region that nobody else of the chain has."""
        self._number += 1
        prefix, rest = divmod(self._number * STRIDE % NUMBERS, 10**7)
        return f"+7{PREFIXES[prefix]}{rest:07d}"


def make_family(makers: Makers) -> Family:
    """One family with its true names, ages and phones."""
    rng = makers.rng
    salon = makers.salon()
    surname, people = names.surname(rng)
    street = STREETS[int(rng.random() * len(STREETS))]
    address = f"г. {salon.city}, ул. {street}, д. {int(rng.random() * 140) + 1}, кв. {int(rng.random() * 160) + 1}"
    family = Family(surname, people, salon, address)
    luck = rng.random()
    if luck < 0.40:
        _alone(makers, family)
    elif luck < 0.60:
        _couple(makers, family, _age(rng, 26, 80))
    elif luck < 0.70:
        _mother_with_children(makers, family)
    else:
        _couple(makers, family, _age(rng, 26, 50))
        _children(makers, family, fathers_name=family.members[0].first)
        if luck > 0.91:
            _grandmother(makers, family)
    return family


def person(
    makers: Makers, family: Family, sex: str, age: float, role: str, *, father: str = "", surname: str = ""
) -> Member:
    """A human being of that age; the patronymic is the father's where he is known."""
    rng = makers.rng
    born = makers.today - int(age * YEAR + rng.random() * 365)
    year = makers.chunk.world.as_of.year - int(age)
    first = names.given_name(rng, sex, year, family.people)
    father = father or names.given_name(rng, "m", year - 27, family.people)
    family_name = surname or family.surname
    return Member(
        sex,
        born,
        family_name if sex == "m" else names.feminine(family_name),
        first,
        names.patronymic(father, sex),
        role,
        family.salon,
    )


def _age(rng: random.Random, low: int, high: int) -> float:
    return low + (high - low) * rng.random()


def _alone(makers: Makers, family: Family) -> None:
    sex = "f" if makers.rng.random() < 0.62 else "m"
    age = _age(makers.rng, 18, 88) if makers.rng.random() < 0.8 else _age(makers.rng, 45, 75)
    family.members = [_with_phone(makers, person(makers, family, sex, age, "head"))]


def _couple(makers: Makers, family: Family, age: float) -> None:
    husband = _with_phone(makers, person(makers, family, "m", age, "head"))
    wife = _with_phone(makers, person(makers, family, "f", max(18, age - 2.5 + makers.rng.gauss(0, 2.5)), "spouse"))
    if makers.rng.random() < 0.12:  # one phone for both
        older, other = (wife, husband) if makers.rng.random() < 0.5 else (husband, wife)
        other.phone, other.phone_role = older.phone, "spouse"
    family.members += [husband, wife]


def _mother_with_children(makers: Makers, family: Family) -> None:
    mother = _with_phone(makers, person(makers, family, "f", _age(makers.rng, 24, 48), "head"))
    family.members = [mother]
    _children(makers, family, fathers_name="")


def _children(makers: Makers, family: Family, fathers_name: str) -> None:
    rng = makers.rng
    mother = family.members[-1]
    mothers_age = mother.age(makers.today)
    for _ in range(1 if rng.random() < 0.52 else 2 if rng.random() < 0.86 else 3):
        age = mothers_age - 19 - rng.random() * 14
        if not 3.5 <= age <= 24:
            continue
        child = person(makers, family, "m" if rng.random() < 0.51 else "f", age, "child", father=fathers_name)
        if age > 13 and rng.random() < 0.6:
            _with_phone(makers, child)
        else:
            child.phone, child.phone_role = mother.phone, "parent"
        family.members.append(child)


def _grandmother(makers: Makers, family: Family) -> None:
    rng = makers.rng
    daughter = family.members[1]
    age = min(92.0, daughter.age(makers.today) + 21 + rng.random() * 10)
    granny = person(makers, family, "f", age, "parent", surname=names.surname(rng)[0])
    if rng.random() < 0.5:
        granny.phone, granny.phone_role = daughter.phone, "child"
    else:
        _with_phone(makers, granny)
    (family.members if rng.random() < 0.5 else family.apart).append(granny)


def _with_phone(makers: Makers, member: Member) -> Member:
    if makers.rng.random() < 0.965:
        member.phone = makers.number()
    return member
