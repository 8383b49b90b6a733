"""A file of generated people, each perhaps entered several times, with the truth beside it."""

import csv
from collections.abc import Iterable
from pathlib import Path

from customers.identity.training.flaws import Desk, Row
from customers.identity.training.people import Homes, Someone, Town
from customers.identity.training.rates import drawn

COLUMNS = (
    "id", "last_name", "first_name", "middle_name", "birth_date", "phone", "email", "address", "true_person",
    "true_household",
)  # fmt: skip
_TIMES = (1,) * 16 + (2,) * 3 + (3,)  # entries more, of those who have any


def families(records: int, seed: int, rates: dict[str, float] | None = None) -> list[Row]:
    """`records` entries in random order; columns of `identity_match` and `true_person`, `true_household`."""
    rates = rates or drawn(seed)
    town = Town(seed, rates)
    people = Homes(town).fill(round(records / (1 + rates["again"])))
    return entries(people, records, town)


def entries(people: list[Someone], records: int, town: Town) -> list[Row]:
    """Everybody once, then flawed entries of some until there are `records`."""
    desk = Desk(town)
    phones: dict[int, list[str]] = {}
    for who in people:
        if who.phone:
            phones.setdefault(who.household, []).append(who.phone)
    made = [(who, desk.clean(who)) for who in people]
    while len(made) < records:
        who = town.random.choice(people)
        for _ in range(min(records - len(made), town.random.choice(_TIMES))):
            made.append((who, desk.again(who, phones.get(who.household, []))))
    town.random.shuffle(made)
    for number, (who, row) in enumerate(made, 1):
        row.update(id=str(number), true_person=who.number, true_household=who.household, phone=desk.spelt(row["phone"]))
    return [row for _, row in made]


def write(rows: Iterable[Row], path: Path) -> None:
    """The rows as CSV."""
    with path.open("w", newline="", encoding="utf8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
