"""Which dossiers are one human being: known in a demo chain, where many have two. Calls are of humans."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from optics_crm.core.demo.load import TRUTH


def same_human(folder: Path) -> Callable[[str, str], bool]:
    """Whether two person ids stand for one human, by the truth that the demo chain keeps aside; else by the id."""
    path = folder / TRUTH
    humans = _humans(path) if path.exists() else {}

    def same(one: str, other: str) -> bool:
        return one == other or bool(humans.get(one, set()) & humans.get(other, set()))

    return same


def _humans(path: Path) -> dict[str, set[str]]:
    """True people by dossier, of the dossiers whose human has another one."""
    cards = dict(_rows(path))
    found: dict[str, set[str]] = defaultdict(set)
    dossiers: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, person_id FROM customers_card WHERE deleted_at IS NULL")
        for card, person in cursor.fetchall():
            if human := cards.get(card.hex):
                dossiers[human].add(str(person))
    for human, people in dossiers.items():
        for person in people if len(people) > 1 else ():
            found[person].add(human)
    return found


def _rows(path: Path) -> list[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [(row["id"], row["true_person"]) for row in csv.DictReader(file) if row["kind"] == "card"]
