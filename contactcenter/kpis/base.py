"""A figure: its name, its frozen formula in words, and the conditions on calls that it counts.

A figure is a quotient over the rows `c` of `contacts.CONTACTS` (one row a contact) and of the joins that it `needs`.
`counted` says which contacts are in its upper part and `among` which in its lower one: the same conditions find the
very calls behind the figure.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from optics_crm.core.registry import Registry

Words = str | Promise


class Unit(StrEnum):
    """How a figure reads. A workload is a share of seconds, counted from what operators do (`workload`)."""

    COUNT = "count"
    SHARE = "share"
    WORKLOAD = "workload"
    SECONDS = "seconds"
    MARK = "mark"
    MONEY = "money"


@dataclass(frozen=True)
class Kpi:
    """A figure. `formula` may name rules (`%(short_abandon)s`), so that people read the thresholds that hold now.

    top: `sums` over `counted` (their number where it is empty). bottom: the number of `among` for a share, else `per`
    over `counted` (their number where it is empty); a count has none. `target` is the rule that holds the goal (shares:
    per cent), `lower_is_better` turns it. Where no operator can be named, `by_operator` is False.
    """

    key: str
    name: Words
    formula: Words
    unit: Unit
    counted: str
    among: str = ""
    sums: str = ""
    per: str = ""
    needs: tuple[str, ...] = ()
    target: str = ""
    lower_is_better: bool = False
    by_operator: bool = True
    order: int = 50

    @property
    def population(self) -> str:
        """The condition of the calls that the figure is about."""
        return self.among or self.counted


KPIS: Registry[Kpi] = Registry("figures of the contact centre")


def kpi(figure: Kpi) -> Kpi:
    """Adds a figure."""
    return KPIS.add(figure.key, figure)


def in_order() -> list[Kpi]:
    return sorted(KPIS, key=lambda one: one.order)
