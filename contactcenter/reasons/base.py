"""A reason to call: what it weighs, where it is read from, how it is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from optics_crm.core.registry import Registry

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Reason:
    """`sql` selects (person_id, at, facts jsonb) of the people in `people(person_id)` and their `cards(person_id, id)`.

    It may use %(number)s (E.164), %(call)s (the call that rings now), %(now)s and %(today)s (the chain's day). `words`
    says the facts to the operator: no medical value, no script. Of several rows of one person the latest counts. A
    larger `weight` is a likelier reason. `habit` says of the facts how much they speak for that this person speaks
    from this very number.
    """

    code: str
    weight: int
    sql: str
    words: Callable[[Facts], str]
    habit: Callable[[Facts], float] = lambda _facts: 0.0


REASONS: Registry[Reason] = Registry("reasons to call")


def reason(
    code: str, *, weight: int, sql: str, habit: Callable[[Facts], float] = lambda _facts: 0.0
) -> Callable[[Callable[[Facts], str]], Callable[[Facts], str]]:
    """Adds a reason; decorates the function that says it in words."""

    def decorate(words: Callable[[Facts], str]) -> Callable[[Facts], str]:
        REASONS.add(code, Reason(code, weight, sql, words, habit))
        return words

    return decorate
