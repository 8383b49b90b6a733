"""A rule that was read becomes one SQL statement. The as-of date is a parameter of the compilation, never now()."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aftercare import stages
from aftercare.segments import events, predicates, sequences
from aftercare.segments.frame import Frame
from aftercare.segments.nodes import (
    BucketLeaf,
    EventLeaf,
    FieldLeaf,
    Group,
    Leaf,
    SegmentLeaf,
    SequenceLeaf,
    StageLeaf,
)
from aftercare.segments.registry import FIELDS, PersonField
from aftercare.segments.rules import read_rule


class RuleSql(NamedTuple):
    """A SELECT of ids and its named parameters."""

    sql: str
    params: dict[str, Any]


@dataclass(frozen=True)
class Compiled:
    """FROM and WHERE of the people of a rule; `id` is the expression of their id."""

    id: str
    source: str
    condition: str
    params: dict[str, Any]

    def ids(self) -> str:
        """SELECT of the ids, each once, in no order."""
        return f"SELECT {self.id} AS id FROM {self.source} WHERE {self.condition}"

    def count(self) -> str:
        return f"SELECT count(*) FROM {self.source} WHERE {self.condition}"


def compile_rule(
    rule: Mapping[str, Any] | Group, as_of: dt.date, *, prefix: str = "r", use_rollup: bool | None = None
) -> RuleSql:
    """One SELECT of the ids (column `id`, uuid, each once) of the people that a rule means on a day.

    `rule` is the JSON of contracts section 5 (a bad one raises RuleError before any SQL is made) or a rule already
    read. The parameters are named and begin with `prefix`, so that the text can stand as a subquery in a larger
    statement: `f"... WHERE p.id IN ({sql}) AND day = %(day)s"`, executed with `{**params, "day": day}`. Rules that
    share a statement need different prefixes; the text holds no percent sign but those of the parameters.

    The result depends on the as-of date and the facts only. Where the date is today and no rebuild is waiting, the
    roll-up answers (`use_rollup=None` asks it); call `aftercare.rollup.catch_up()` first in a door that can wait.
    """
    compiled = compiled_rule(rule, as_of, prefix=prefix, use_rollup=use_rollup)
    return RuleSql(compiled.ids(), compiled.params)


def compiled_rule(
    rule: Mapping[str, Any] | Group,
    as_of: dt.date,
    *,
    prefix: str = "r",
    use_rollup: bool | None = None,
    persons: Collection[uuid.UUID] | None = None,
    with_person: bool = False,
) -> Compiled:
    """The parts of the statement, for counts and samples that add to it; `with_person` joins `customers_person p`."""
    from aftercare import rollup

    group = rule if isinstance(rule, Group) else read_rule(rule)
    fresh = rollup.freshness(as_of) if use_rollup is None else rollup.Freshness(use_rollup, use_rollup)
    frame = Frame(as_of, stages.edges(), figures=fresh.figures, people=fresh.people, persons=persons, prefix=prefix)
    frame.uses_person |= with_person
    condition = node(frame, group, negated=False, lone=True)
    where = " AND ".join([*frame.standing(), condition])
    return Compiled(frame.id, frame.from_clause(), where, frame.params)


def node(frame: Frame, rule: Group | Leaf, *, negated: bool, lone: bool) -> str:
    """A group or leaf as a condition; `not` is pushed down to the leaves, `lone` while all above is `and`."""
    if not isinstance(rule, Group):
        return leaf(frame, rule, negated, lone)
    negated ^= rule.negated
    if not rule.rules:
        return "FALSE" if negated else "TRUE"
    both = (rule.combinator == "and") != negated
    alone = lone and (both or len(rule.rules) == 1)
    parts = [node(frame, item, negated=negated, lone=alone) for item in rule.rules]
    return "(" + (" AND " if both else " OR ").join(parts) + ")"


def leaf(frame: Frame, rule: Leaf, negated: bool, lone: bool) -> str:
    match rule:
        case FieldLeaf(field=PersonField() as field):
            return predicates.comparison(frame, field.sql(frame), field.kind, rule.op, rule.value, negated=negated)
        case EventLeaf():
            return events.event_leaf(frame, rule, negated, lone)
        case SequenceLeaf():
            return sequences.sequence(frame, rule, negated, lone)
        case StageLeaf():
            return stage(frame, rule.stage, negated)
        case SegmentLeaf():
            return node(frame, rule.rule, negated=negated, lone=lone)
        case BucketLeaf():
            return bucket(frame, rule, negated)
    raise TypeError(f"not a leaf of a person: {rule!r}")


def stage(frame: Frame, code: str, negated: bool) -> str:
    """The stage as a half-open range of days of the last hand-over."""
    last = FIELDS.get("last_medical_on").sql(frame)
    edges = frame.stages[code]
    if edges is None:
        return predicates.complement(f"{last} IS NULL", negated)
    first, beyond = stages.days_of(edges, frame.as_of)
    parts = [f"{last} IS NOT NULL"]
    if first is not None:
        parts.append(f"{last} >= {frame.param(first)}::date")
    if beyond is not None:
        parts.append(f"{last} < {frame.param(beyond)}::date")
    return predicates.complement(" AND ".join(parts), negated)


def bucket(frame: Frame, rule: BucketLeaf, negated: bool) -> str:
    number = f"mod({frame.column('bucket')}, 100)"
    sql = f"{number} >= {frame.param(rule.low)} AND {number} < {frame.param(rule.high)}"
    return predicates.complement(sql, negated)
