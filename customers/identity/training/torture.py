"""Households made to be mistaken for one person: twins, father and son of one name, sisters, step-families."""

import datetime as dt
from collections.abc import Callable

from customers.identity.training.families import entries
from customers.identity.training.flaws import Row
from customers.identity.training.people import Homes, Name, Town, patronymic
from customers.identity.training.rates import BASE

_LIKE_NAMED = (
    ("Наталья", "Наталия"), ("Софья", "София"), ("Марина", "Мария"), ("Алина", "Арина"), ("Елена", "Алена"),
    ("Анна", "Инна"), ("Алла", "Анна"), ("Дарья", "Марья"), ("Эльвира", "Эльмира"), ("Юлия", "Юлиана"),
)  # fmt: skip
_LIKE_NAMED_SONS = (
    ("Данил", "Даниил"),
    ("Ринат", "Ренат"),
    ("Роман", "Руслан"),
    ("Артем", "Артур"),
    ("Денис", "Дмитрий"),
)
_MANY_ENTRIES = 0.6  # entries more per person: every mistake has its chance


def torture(households: int, seed: int) -> list[Row]:
    """Entries of so many hard households, a kind after the other."""
    town = Town(seed, {**BASE, "relatives_phone": 0.3, "no_date": 0.2})
    homes = Homes(town)
    kinds: tuple[Callable[[Homes], None], ...] = (
        _twins, _like_named_twins, _twins_of_one_short_form, _father_and_son, _sisters, _maiden_names, _step_family,
        _mother_and_daughter, _cousins,
    )  # fmt: skip
    for number in range(households):
        homes.household += 1
        kinds[number % len(kinds)](homes)
    return entries(homes.people, round(len(homes.people) * (1 + _MANY_ENTRIES)), town)


def _twins(homes: Homes) -> None:
    """Of one sex or both, with one initial as often as not."""
    town = homes.town
    last, father, born, phone, place = town.surname(), town.first("m"), town.day(1960, 2018), town.phone(), town.place()
    taken = ""
    for _ in range(2):
        sex = town.random.choice("mf")
        first = taken = _other_first(town, sex, taken)
        homes.add(Name(last, first, patronymic(father, sex), sex), born, phone, place)


def _like_named_twins(homes: Homes) -> None:
    town = homes.town
    sex = town.random.choice("mf")
    pair = town.random.choice(_LIKE_NAMED if sex == "f" else _LIKE_NAMED_SONS)
    last, father, born, phone, place = town.surname(), town.first("m"), town.day(1960, 2018), town.phone(), town.place()
    for first in pair:
        homes.add(Name(last, first, patronymic(father, sex), sex), born, phone, place)


def _twins_of_one_short_form(homes: Homes) -> None:
    """Саша and Саша, Женя and Женя, Валя and Валя."""
    town = homes.town
    boy, girl = town.random.choice((("Александр", "Александра"), ("Евгений", "Евгения"), ("Валентин", "Валентина")))
    last, father, born, phone, place = town.surname(), town.first("m"), town.day(1960, 2018), town.phone(), town.place()
    for first, sex in ((boy, "m"), (girl, "f")):
        homes.add(Name(last, first, patronymic(father, sex), sex), born, phone, place)


def _father_and_son(homes: Homes) -> None:
    """Of one name, every second time of one patronymic, too."""
    town = homes.town
    last, first, phone, place = town.surname(), town.first("m"), town.phone(), town.place()
    grandfather = first if town.random.random() < 0.5 else town.first("m")
    born = town.day(1950, 1985)
    homes.add(Name(last, first, patronymic(grandfather, "m"), "m"), born, phone, place)
    son = _years_later(born, town.random.randint(19, 35))
    homes.add(Name(last, first, patronymic(first, "m"), "m"), son, phone, place)


def _mother_and_daughter(homes: Homes) -> None:
    town = homes.town
    last, first, phone, place, father = town.surname(), town.first("f"), town.phone(), town.place(), town.first("m")
    born = town.day(1950, 1985)
    homes.add(Name(last, first, patronymic(father, "f"), "f"), born, phone, place, town.surname())
    homes.add(Name(last, first, patronymic(father, "f"), "f"), _years_later(born, 24), phone, place)


def _sisters(homes: Homes) -> None:
    """A year or two apart, of one initial every second time, on one phone."""
    town = homes.town
    last, father, phone, place, born = town.surname(), town.first("m"), town.phone(), town.place(), town.day(1960, 2015)
    first = other = town.first("f")
    for years in range(3):
        other = _other_first(town, "f", other) if years else first
        if years == 1:
            drawn = [town.first("f") for _ in range(200)]
            other = next((name for name in drawn if name != first and name[0] == first[0]), other)
        homes.add(Name(last, other, patronymic(father, "f"), "f"), _years_later(born, years), phone, place)


def _maiden_names(homes: Homes) -> None:
    """A mother, and her daughter who married: other surnames, one phone, one flat; and a sister-in-law of one name."""
    town = homes.town
    last, phone, place, first = town.surname(), town.phone(), town.place(), town.first("f")
    born = town.day(1955, 1990)
    homes.add(Name(last, first, patronymic(town.first("m"), "f"), "f"), born, phone, place, town.surname())
    homes.add(
        Name(last, first, patronymic(town.first("m"), "f"), "f"), town.day(1955, 1990), phone, place, town.surname()
    )
    homes.add(
        Name(town.surname(), first, patronymic(town.first("m"), "f"), "f"), town.day(1955, 1990), phone, place, last
    )


def _step_family(homes: Homes) -> None:
    """Step-brothers of one name and nearly one age."""
    town = homes.town
    first, phone, place, born = town.first("m"), town.phone(), town.place(), town.day(1990, 2015)
    for years in (0, town.random.randint(0, 3)):
        name = Name(town.surname(), first, patronymic(town.first("m"), "m"), "m")
        homes.add(name, _years_later(born, years) + dt.timedelta(town.random.randint(1, 200)), phone, place)


def _cousins(homes: Homes) -> None:
    """Of one name and one surname, their fathers being brothers; the phone is the grandmother's."""
    town = homes.town
    last, first, phone, born = town.surname(), town.first("m"), town.phone(), town.day(1985, 2015)
    for years in (0, town.random.randint(1, 10)):
        name = Name(last, first, patronymic(town.first("m"), "m"), "m")
        homes.add(name, _years_later(born, years), phone, town.place())


def _other_first(town: Town, sex: str, taken: str) -> str:
    """Nobody calls two children alike."""
    while (first := town.first(sex)) == taken:
        continue
    return first


def _years_later(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year + years, day=min(day.day, 28))
