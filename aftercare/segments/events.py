"""Event leaves as SQL: semi-joins where a leaf stands alone, else a column of the event's one aggregate subquery."""

from aftercare.segments import predicates
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import DATE, NUMBER, Kind
from aftercare.segments.nodes import EventLeaf, Window
from aftercare.segments.registry import Event
from aftercare.segments.scopes import ORDERED, Scope, exists
from aftercare.segments.set_aggregates import set_aggregate

ZERO = ("count", "sum", "distinct")


def event_leaf(frame: Frame, leaf: EventLeaf, negated: bool, lone: bool) -> str:
    """An event leaf as a condition on the person."""
    if leaf.agg != "exists":
        return _aggregate_leaf(frame, leaf, negated)
    wanted = (leaf.value is not False) != (leaf.op == "!=")
    negated ^= not wanted
    rolled = _rolled_exists(frame, leaf)
    if rolled is not None:
        return predicates.complement(rolled, negated)
    if lone:
        return f"{'NOT ' if negated else ''}{exists(frame, leaf, frame.id)}"
    column = fused_column(frame, leaf)
    return predicates.complement(f"{column} > 0", negated)


def _rolled_exists(frame: Frame, leaf: EventLeaf) -> str | None:
    """Whether it happened at all, or since a day, as the roll-up knows it."""
    last = leaf.event.rolled_up("last", None) if frame.figures and leaf.where is None else None
    if last is None or leaf.window.end is not None:
        return None
    start = leaf.window.first(frame.as_of)
    return f"s.{last} IS NOT NULL" if start is None else f"s.{last} >= {frame.param(start)}::date"


def _aggregate_leaf(frame: Frame, leaf: EventLeaf, negated: bool) -> str:
    if leaf.of is not None and leaf.of.many:
        return set_aggregate(frame, leaf, negated)
    expression, kind = aggregate_value(frame, leaf)
    return predicates.comparison(frame, expression, kind, leaf.op, leaf.value, negated=negated)


def aggregate_value(frame: Frame, leaf: EventLeaf) -> tuple[str, Kind]:
    """The leaf's figure for a person, and its type."""
    rolled = leaf.where is None and leaf.window == Window()
    if rolled and leaf.agg in ("count", "sum", "first", "last", "days_since_last"):
        of = leaf.of.key if leaf.of else None
        agg = "last" if leaf.agg == "days_since_last" else leaf.agg
        if frame.figures and (column := leaf.event.rolled_up(agg, of)) is not None:
            return _typed(frame, leaf, f"s.{column}")
    return _typed(frame, leaf, fused_column(frame, leaf))


def _typed(frame: Frame, leaf: EventLeaf, expression: str) -> tuple[str, Kind]:
    if leaf.agg in ZERO:
        return f"COALESCE({expression}, 0)", NUMBER
    if leaf.agg == "avg":
        return expression, NUMBER
    if leaf.agg == "days_since_last":
        return f"({frame.day} - {expression})", NUMBER
    return expression, leaf.of.kind if leaf.of else DATE


def fused_column(frame: Frame, leaf: EventLeaf) -> str:
    """Adds the leaf to its event's aggregate subquery; returns the column."""
    fused = frame.fuse(leaf.event)
    scope = Scope(frame, leaf.event, fused.joins, correlated=False)
    condition = scope.condition(leaf.where, leaf.window)
    name = frame.name()
    filtered = f"{_call(scope, leaf)} FILTER (WHERE {condition})"
    is_ordered = leaf.agg in ("first", "last") and leaf.of is not None
    fused.columns.append((name, f"({filtered})[1]" if is_ordered else filtered))
    fused.starts.append(leaf.window.first(frame.as_of))
    fused.ends.append(leaf.window.beyond(frame.as_of))
    return f"{fused.alias}.{name}"


def _call(scope: Scope, leaf: EventLeaf) -> str:
    """The aggregate's call over `ev`; an ordered one is an array whose first element counts."""
    if leaf.agg in ("exists", "count"):
        return "count(*)"
    if leaf.of is None:
        return "min(ev.day)" if leaf.agg == "first" else "max(ev.day)"
    value = scope.value(leaf.of)
    if leaf.agg == "distinct":
        return f"count(DISTINCT {value})"
    if leaf.agg in ("first", "last"):
        order = ORDERED.format("ASC" if leaf.agg == "first" else "DESC")
        return f"array_agg({value} ORDER BY {order})"
    return f"{leaf.agg}({value})"


def all_time(frame: Frame, event: Event, agg: str, of: str | None = None) -> str:
    """The expression behind fields such as the day of the last purchase."""
    leaf = EventLeaf(event, agg=agg, of=event.fields[of] if of else None)
    return aggregate_value(frame, leaf)[0]
