"""The lists to which each app adds its part of the demo chain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optics_crm.core.registry import Registry

if TYPE_CHECKING:
    from optics_crm.core.demo.world import Chunk, World


@dataclass(frozen=True)
class Sheet:
    """A table that is filled by COPY, and the columns of its lines; other columns take their defaults."""

    table: str
    columns: tuple[str, ...]


Setup = Callable[["World"], None]
Teller = Callable[["Chunk"], None]

SETUPS: Registry[Setup] = Registry("demo setups")
TELLERS: Registry[Teller] = Registry("demo tellers")
FINISHES: Registry[Setup] = Registry("demo finishes")
SHEETS: Registry[Sheet] = Registry("demo sheets")


def sheet(table: str, columns: str) -> Sheet:
    """Declares a table that tellers fill; `columns` are names with blanks between them."""
    return SHEETS.add(table, Sheet(table, tuple(columns.split())))


def setup(key: str) -> Callable[[Setup], Setup]:
    """Adds a step that runs before the people are made."""
    return lambda step: SETUPS.add(key, step)


def teller(key: str) -> Callable[[Teller], Teller]:
    """Adds a writer of one app's lines for a chunk of people."""
    return lambda step: TELLERS.add(key, step)


def finish(key: str) -> Callable[[Setup], Setup]:
    """Adds a step that runs when every line is in its table."""
    return lambda step: FINISHES.add(key, step)
