"""How common things are in the base: what it means that two records agree depends on who else is there."""

from dataclasses import dataclass

import numpy as np

from customers.identity.matching.columns import Columns, Ints


@dataclass(slots=True)
class Population:
    """Records that bear a surname, a group of first names, a father; `size` records in all.

    Of a base that is scanned these are its own counts; the check at the door takes those of the last scan.
    """

    size: int
    lasts: dict[str, int]
    groups: dict[str, int]
    fathers: dict[str, int]

    def counts(self, table: Columns) -> dict[str, Ints]:
        """The counts of every record of `table`, at least 1 each."""
        named = {"last": self.lasts, "first_group": self.groups, "father": self.fathers}
        return {
            name: np.array([max(1, known.get(word, 1)) for word in table.text[name].words])[table.codes(name)]
            for name, known in named.items()
        }


def population_of(table: Columns) -> Population:
    """The counts of a whole base."""
    return Population(len(table), *(_counted(table, name) for name in ("last", "first_group", "father")))


def _counted(table: Columns, name: str) -> dict[str, int]:
    column = table.text[name]
    return dict(zip(column.words, np.bincount(column.codes, minlength=len(column.words)).tolist(), strict=True))
