"""The rows of one event inside one subquery, and the conditions of a `where` over them."""

from aftercare.segments import predicates
from aftercare.segments.frame import Frame
from aftercare.segments.nodes import EventLeaf, FieldLeaf, Group, Window
from aftercare.segments.registry import Event, EventField

ORDERED = "ev.day {0}, ev.at {0}, ev.id {0}"


class Scope:
    """Rows `ev` of one event in one subquery, with the joins that the fields in use need.

    `correlated`: the subquery is an EXISTS, where a lone condition on a set is best an EXISTS of its own; inside
    aggregates it is a join to the distinct events that satisfy it.
    """

    def __init__(self, frame: Frame, event: Event, joins: list[str], *, correlated: bool) -> None:
        self.frame, self.event, self.joins, self.correlated = frame, event, joins, correlated

    def value(self, field: EventField) -> str:
        if field.join is not None:
            join = field.join(self.frame)
            if join not in self.joins:
                self.joins.append(join)
        return field.sql

    def group(self, group: Group, negated: bool = False, lone: bool = True) -> str:
        """The conditions of a `where`; `lone` while every group above is an `and`."""
        negated ^= group.negated
        if not group.rules:
            return "FALSE" if negated else "TRUE"
        both = (group.combinator == "and") != negated
        parts = [
            self.group(rule, negated, lone and both)
            if isinstance(rule, Group)
            else self.leaf(rule, negated, lone and both)  # type: ignore[arg-type]  # a where holds fields only
            for rule in group.rules
        ]
        return "(" + (" AND " if both else " OR ").join(parts) + ")"

    def leaf(self, leaf: FieldLeaf, negated: bool, lone: bool) -> str:
        assert isinstance(leaf.field, EventField)
        if leaf.field.many:
            return self.set_leaf(leaf.field, leaf, negated, lone)
        return predicates.comparison(
            self.frame, self.value(leaf.field), leaf.field.kind, leaf.op, leaf.value, negated=negated
        )

    def set_leaf(self, field: EventField, leaf: FieldLeaf, negated: bool, lone: bool) -> str:
        assert field.members is not None
        op, negated = predicates.turn(leaf.op, negated)
        condition = predicates.members(self.frame, "m.value", op, leaf.value)
        rows = f"FROM ({field.members(self.frame)}) m WHERE {condition}"
        if self.correlated and lone:
            return f"{'NOT ' if negated else ''}EXISTS (SELECT 1 {rows} AND m.event_id = ev.id)"
        alias = self.frame.name()
        self.joins.append(f"LEFT JOIN (SELECT DISTINCT m.event_id {rows}) {alias} ON {alias}.event_id = ev.id")
        return f"{alias}.event_id IS {'' if negated else 'NOT '}NULL"

    def condition(self, where: Group | None, window: Window) -> str:
        """The leaf's own filter: its window and its `where`."""
        parts = ["TRUE"]
        start, beyond = window.first(self.frame.as_of), window.beyond(self.frame.as_of)
        if start is not None:
            parts.append(f"ev.day >= {self.frame.param(start)}::date")
        if beyond is not None:
            parts.append(f"ev.day < {self.frame.param(beyond)}::date")
        if where is not None and where.rules:
            parts.append(self.group(where))
        elif where is not None and where.negated:
            parts.append("FALSE")
        return " AND ".join(parts)


def exists(frame: Frame, leaf: EventLeaf, person: str, extra: str = "") -> str:
    """EXISTS over the event's rows of that person."""
    joins: list[str] = []
    scope = Scope(frame, leaf.event, joins, correlated=True)
    condition = scope.condition(leaf.where, leaf.window)
    return (
        f"EXISTS (SELECT 1 FROM ({leaf.event.source(frame)}) ev {' '.join(joins)}"
        f" WHERE ev.person_id = {person} AND {condition}{extra})"
    )
