"""The list of rules, and how one is added."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from optics_crm.core.registry import Registry

Words = str | Promise
SERIOUS, SLIGHT = "serious", "slight"
ANY = "any"  # the key of the count of cards with at least one serious flaw


@dataclass(frozen=True)
class Flaw:
    """A way in which a card is wrong. `title` names it, `sentence` says what it costs and what to do.

    Only `serious` ones make a card count as flawed; a `slight` one is shown and counted by itself. One that
    `asks_split` puts its cards into the queue: perhaps they hold several people.
    """

    key: str
    title: Words
    sentence: Words
    severity: str
    sql: str
    order: int
    of_files: bool
    asks_split: bool
    words: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    @property
    def is_serious(self) -> bool:
        return self.severity == SERIOUS


FLAWS: Registry[Flaw] = Registry("flaws of cards")


def flaw(
    key: str,
    title: Words,
    sentence: Words,
    *,
    severity: str,
    sql: str,
    order: int = 50,
    of_files: bool = True,
    asks_split: bool = False,
    words: Mapping[str, Callable[[], Any]] | None = None,
) -> Flaw:
    """Adds a rule; a key has at most 40 characters and is kept with the counts for ever."""
    if severity not in (SERIOUS, SLIGHT) or key == ANY or len(key) > 40:
        raise ValueError(f"{key}: a rule has a short key and is serious or slight")
    return FLAWS.add(key, Flaw(key, title, sentence, severity, sql, order, of_files, asks_split, words or {}))


def rules() -> list[Flaw]:
    """All rules in the order of their places."""
    return sorted(FLAWS, key=_place)


def _place(one: Flaw) -> tuple[int, str]:
    return one.order, one.key
