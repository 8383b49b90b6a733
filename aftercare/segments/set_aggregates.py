"""Aggregates of a set-valued field: how many distinct members, or the set of the first or last event."""

from aftercare.segments import predicates
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import NUMBER
from aftercare.segments.nodes import EventLeaf
from aftercare.segments.scopes import ORDERED, Scope


def set_aggregate(frame: Frame, leaf: EventLeaf, negated: bool) -> str:
    """The leaf as a condition; these aggregates need rows of their own and are not fused."""
    assert leaf.of is not None and leaf.of.members is not None
    joins: list[str] = []
    scope = Scope(frame, leaf.event, joins, correlated=False)
    condition = scope.condition(leaf.where, leaf.window)
    rows = leaf.of.members(frame)
    alias = frame.name()
    if leaf.agg == "distinct":
        value = "count(DISTINCT sm.value)"
        joins.append(f"JOIN ({rows}) sm ON sm.event_id = ev.id")
    else:
        order = ORDERED.format("ASC" if leaf.agg == "first" else "DESC")
        value = f"(array_agg(sm.vals ORDER BY {order}))[1]"
        joins.append(
            f"LEFT JOIN (SELECT q.event_id, jsonb_agg(q.value) AS vals FROM ({rows}) q GROUP BY q.event_id) sm"
            " ON sm.event_id = ev.id"
        )
    frame.joins[alias] = (
        f"LEFT JOIN (SELECT ev.person_id, {value} AS figure FROM ({leaf.event.source(frame)}) ev {' '.join(joins)}"
        f" WHERE {condition} GROUP BY ev.person_id) {alias} ON {alias}.person_id = {frame.id}"
    )
    if leaf.agg == "distinct":
        return predicates.comparison(
            frame, f"COALESCE({alias}.figure, 0)", NUMBER, leaf.op, leaf.value, negated=negated
        )
    op, negated = predicates.turn(leaf.op, negated)
    if op == "is_set":
        return predicates.complement(f"{alias}.figure IS NOT NULL", negated)
    wanted = frame.param(list(leaf.value) if op == "in" else [leaf.value])
    return predicates.complement(f"jsonb_exists_any({alias}.figure, {wanted})", negated)
