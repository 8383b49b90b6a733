"""Reading a rule against what is stored: the stages of the table, the segments by id."""

import uuid
from typing import Any

from aftercare import stages
from aftercare.models import Segment
from aftercare.segments import conditions, grammar
from aftercare.segments.nodes import Group


def read_rule(raw: Any, *, inside: tuple[uuid.UUID, ...] = ()) -> Group:
    """A rule of JSON as nodes, or RuleError. `inside` names the segment whose own rule this is to be."""
    conditions.load()
    return grammar.read(raw, stages=stages.edges, segments=_segment, inside=inside)


def _segment(key: uuid.UUID) -> tuple[str, Any] | None:
    return Segment.objects.filter(pk=key, is_archived=False).values_list("name", "rule").first()
