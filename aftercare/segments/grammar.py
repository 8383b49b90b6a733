"""Reads a rule: JSON in, nodes out, or one refusal that names the part and the reason. No SQL is made here.

The grammar is section 5 of the contracts. Names come from the registries only, so what is not plugged in cannot be
asked, and no text of the rule ever becomes SQL.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.segments import leaves
from aftercare.segments.errors import RuleError
from aftercare.segments.nodes import Group, Leaf, SegmentLeaf, StageLeaf
from aftercare.segments.reading import Budget, check_keys, group_head, is_group, mapping

FindSegment = Callable[[uuid.UUID], "tuple[str, Any] | None"]
FindStages = Callable[[], Mapping[str, Any]]


class Reader:
    """One reading of one rule: counts leaves, remembers the segments on the way down."""

    def __init__(self, stages: FindStages, segments: FindSegment, inside: tuple[uuid.UUID, ...] = ()) -> None:
        self.stages = stages
        self.segments = segments
        self.inside = inside
        self.budget = Budget()

    def group(self, raw: Any, pointer: str, depth: int) -> Group:
        combinator, negated, items = group_head(mapping(raw, pointer), pointer, depth)
        rules = tuple(self.rule(item, f"{pointer}/rules/{i}", depth + 1) for i, item in enumerate(items))
        return Group(combinator, negated, rules)

    def rule(self, raw: Any, pointer: str, depth: int) -> "Group | Leaf":
        rule = mapping(raw, pointer)
        if is_group(rule):
            return self.group(rule, pointer, depth)
        self.budget.spend(pointer)
        if "field" in rule:
            return leaves.person_leaf(rule, pointer)
        if "event" in rule:
            return leaves.event_leaf(rule, pointer, depth, self.budget)
        return self.special(rule, pointer, depth)

    def special(self, rule: Mapping[str, Any], pointer: str, depth: int) -> Leaf:
        if "after" in rule:
            return leaves.sequence_leaf(rule, pointer, depth, self.budget)
        if "stage" in rule:
            return self.stage_leaf(rule, pointer)
        if "in_segment" in rule:
            return self.segment_leaf(rule, pointer)
        if "bucket" in rule:
            return leaves.bucket_leaf(rule, pointer)
        raise RuleError(pointer, _("A rule names a field, an event, a sequence, a stage, a segment or a bucket."))

    def stage_leaf(self, rule: Mapping[str, Any], pointer: str) -> StageLeaf:
        check_keys(rule, pointer, required={"stage"})
        known = list(self.stages())
        if not isinstance(rule["stage"], str) or rule["stage"] not in known:
            raise RuleError(f"{pointer}/stage", _("There is no such stage; one of: %s.") % ", ".join(known))
        return StageLeaf(rule["stage"])

    def segment_leaf(self, rule: Mapping[str, Any], pointer: str) -> SegmentLeaf:
        check_keys(rule, pointer, required={"in_segment"})
        where = f"{pointer}/in_segment"
        try:
            key = uuid.UUID(rule["in_segment"])
        except (ValueError, AttributeError, TypeError):
            raise RuleError(where, _("The id of a segment is expected here.")) from None
        if key in self.inside:
            raise RuleError(where, _("The segment leads back to itself."))
        found = self.segments(key)
        if found is None:
            raise RuleError(where, _("There is no such segment."))
        return SegmentLeaf(key, found[0], self.inner(key, found, where))

    def inner(self, key: uuid.UUID, found: tuple[str, Any], where: str) -> Group:
        """The named segment's own rule; its faults are told at the leaf that names it."""
        reader = Reader(self.stages, self.segments, (*self.inside, key))
        reader.budget.wide = self.budget.wide
        try:
            rule = reader.rule(found[1], "", 1)
        except RuleError as fault:
            raise RuleError(where, f"{found[0]}: {fault.message}") from None
        return rule if isinstance(rule, Group) else Group(rules=(rule,))


def read(raw: Any, *, stages: FindStages, segments: FindSegment, inside: tuple[uuid.UUID, ...] = ()) -> Group:
    """The rule as nodes; a lone leaf becomes a group of one. `inside` names the segment that is being changed."""
    rule = Reader(stages, segments, inside).rule(raw, "", 1)
    return rule if isinstance(rule, Group) else Group(rules=(rule,))
