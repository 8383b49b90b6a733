"""Small questions that every part of the reading asks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.segments.errors import RuleError

DEEPEST = 6
MOST_LEAVES = 40
MOST_WITH_SEGMENTS = 200


class Budget:
    """Counts leaves: 40 in a rule, 200 together with the segments that it names (`wide`, shared with them)."""

    def __init__(self) -> None:
        self.leaves = 0
        self.wide = [0]

    def spend(self, pointer: str) -> None:
        self.leaves += 1
        self.wide[0] += 1
        if self.leaves > MOST_LEAVES:
            raise RuleError(pointer, _("A rule has at most 40 conditions."))
        if self.wide[0] > MOST_WITH_SEGMENTS:
            raise RuleError(pointer, _("A rule has at most 200 conditions together with the segments it names."))


def mapping(raw: Any, pointer: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise RuleError(pointer, _("An object with a rule is expected here."))
    return raw


def check_keys(
    rule: Mapping[str, Any], pointer: str, *, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> None:
    """Refuses what is missing and what the grammar does not know."""
    for key in sorted(required - set(rule)):
        raise RuleError(pointer, _("%s is missing here.") % f'"{key}"')
    for key in rule:
        if key not in required and key not in optional:
            part = str(key).replace("~", "~0").replace("/", "~1")
            raise RuleError(f"{pointer}/{part}", _("%s is not known here.") % f'"{str(key)[:40]}"')


def group_head(rule: Mapping[str, Any], pointer: str, depth: int) -> tuple[str, bool, list[Any]]:
    """How a group joins, whether it is turned round, and its rules as they came."""
    check_keys(rule, pointer, required={"combinator", "rules"}, optional={"not"})
    if depth > DEEPEST:
        raise RuleError(pointer, _("Groups may be nested at most 6 deep."))
    if rule["combinator"] not in ("and", "or"):
        raise RuleError(f"{pointer}/combinator", _("A group is joined by and or by or."))
    if not isinstance(rule.get("not", False), bool):
        raise RuleError(f"{pointer}/not", _("true or false is expected here."))
    if not isinstance(rule["rules"], list):
        raise RuleError(f"{pointer}/rules", _("A list of rules is expected here."))
    return rule["combinator"], rule.get("not", False), rule["rules"]


def is_group(rule: Mapping[str, Any]) -> bool:
    return "combinator" in rule or "rules" in rule


def name_of(rule: Mapping[str, Any], key: str, pointer: str, known: list[str]) -> str:
    """A name that must be one of the known ones."""
    name = rule[key]
    if not isinstance(name, str) or name not in known:
        raise RuleError(
            f"{pointer}/{key}",
            _("%(name)s is not known here; one of: %(known)s.") % {"name": str(name)[:40], "known": ", ".join(known)},
        )
    return name
