"""A reason to call: what it weighs, where it is read from, how it is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from optics_crm.core.registry import Registry

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """`sql` selects (person_id, at, facts jsonb) of the people in `people(person_id)` and their `cards(person_id, id)`.

    It may use %(number)s (E.164), %(now)s, %(today)s (the chain's day), %(call)s (the one that rings now). `words` says
    the facts to the operator: no medical value, no script. Of several rows of one person the latest counts. A larger
    `weight` is a likelier reason.
    """

    code: str
    weight: int
    sql: str
    words: Callable[[Facts], str]


REASONS: Registry[Reason] = Registry("reasons to call")


def reason(code: str, *, weight: int, sql: str) -> Callable[[Callable[[Facts], str]], Callable[[Facts], str]]:
    """Adds a reason; decorates the function that says it in words."""

    def decorate(words: Callable[[Facts], str]) -> Callable[[Facts], str]:
        REASONS.add(code, Reason(code, weight, sql, words))
        return words

    return decorate
