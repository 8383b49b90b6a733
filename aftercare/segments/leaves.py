"""Reads the leaves of a rule: fields, events with their `where`, sequences, buckets."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.segments import kinds
from aftercare.segments.durations import parse_duration, parse_offset
from aftercare.segments.errors import RuleError
from aftercare.segments.kinds import DATE, FLAG, NUMBER, OPS, SET_OPS, Kind, read_value
from aftercare.segments.nodes import BucketLeaf, EventLeaf, FieldLeaf, Group, SequenceLeaf, Window
from aftercare.segments.reading import Budget, check_keys, group_head, is_group, mapping, name_of
from aftercare.segments.registry import FIELDS, Event, EventField, PersonField, event_keys, find_event

AGGS = ("exists", "count", "sum", "avg", "min", "max", "first", "last", "days_since_last", "distinct")
NEEDS_OF = ("sum", "avg", "min", "max", "distinct")
TAKES_OF = (*NEEDS_OF, "first", "last")
COUNTING = ("count", "sum", "avg", "days_since_last", "distinct")


def comparison(
    rule: Mapping[str, Any], pointer: str, kind: Kind, ops: tuple[str, ...], choices: kinds.Choices | None = None
) -> tuple[str, Any]:
    """`op` and `value` of a leaf, checked against the type of what is compared."""
    op = name_of(rule, "op", pointer, list(OPS))
    if op not in ops:
        raise RuleError(
            f"{pointer}/op", _("%(op)s does not fit here; one of: %(ops)s.") % {"op": op, "ops": ", ".join(ops)}
        )
    if op in kinds.NO_VALUE:
        if rule.get("value") is not None:
            raise RuleError(f"{pointer}/value", _("%s takes no value.") % op)
        return op, None
    if "value" not in rule:
        raise RuleError(pointer, _("%s is missing here.") % '"value"')
    return op, read_value(kind, op, rule["value"], f"{pointer}/value", choices)


def field_leaf(rule: Mapping[str, Any], pointer: str, known: Mapping[str, PersonField | EventField]) -> FieldLeaf:
    check_keys(rule, pointer, required={"field", "op"}, optional={"value"})
    found = known[name_of(rule, "field", pointer, list(known))]
    ops = SET_OPS if found.many else found.kind.ops
    return FieldLeaf(found, *comparison(rule, pointer, found.kind, ops, found.choices))


def person_leaf(rule: Mapping[str, Any], pointer: str) -> FieldLeaf:
    return field_leaf(rule, pointer, dict(FIELDS.items()))


def event_leaf(rule: Mapping[str, Any], pointer: str, depth: int, budget: Budget) -> EventLeaf:
    check_keys(rule, pointer, required={"event"}, optional={"where", "agg", "of", "op", "value", "window"})
    event = find_event(name_of(rule, "event", pointer, event_keys()))
    assert event is not None
    where = where_group(rule["where"], f"{pointer}/where", depth, event, budget) if "where" in rule else None
    agg = name_of(rule, "agg", pointer, list(AGGS)) if "agg" in rule else "exists"
    of = aggregated_field(rule, pointer, event, agg)
    op, value = aggregate_comparison(rule, pointer, agg, of)
    window = read_window(rule["window"], f"{pointer}/window") if "window" in rule else Window()
    return EventLeaf(event, where, agg, of, op, value, window)


def aggregated_field(rule: Mapping[str, Any], pointer: str, event: Event, agg: str) -> EventField | None:
    """The field named by `of`: needed by sums and the like, allowed for first and last."""
    if "of" not in rule:
        if agg in NEEDS_OF:
            raise RuleError(pointer, _("%s is missing here.") % '"of"')
        return None
    if agg not in TAKES_OF:
        raise RuleError(f"{pointer}/of", _("%s takes no field.") % agg)
    field = event.fields[name_of(rule, "of", pointer, list(event.fields))]
    fitting = {"sum": (NUMBER,), "avg": (NUMBER,), "min": (NUMBER, DATE), "max": (NUMBER, DATE)}.get(agg)
    if fitting and (field.many or field.kind not in fitting):
        raise RuleError(f"{pointer}/of", _("%(agg)s needs a field of numbers, which %(of)s is not.") % rule)
    return field


def aggregate_comparison(rule: Mapping[str, Any], pointer: str, agg: str, of: EventField | None) -> tuple[str, Any]:
    if agg == "exists":
        if "op" not in rule and "value" not in rule:
            return "", None
        if "op" not in rule:
            raise RuleError(pointer, _("%s is missing here.") % '"op"')
        return comparison(rule, pointer, FLAG, ("=", "!="))
    if "op" not in rule:
        raise RuleError(pointer, _("%s is missing here.") % '"op"')
    if agg in COUNTING:
        return comparison(rule, pointer, NUMBER, NUMBER.ops)
    if of is None:
        return comparison(rule, pointer, DATE, DATE.ops)
    return comparison(rule, pointer, of.kind, SET_OPS if of.many else of.kind.ops, of.choices)


def where_group(raw: Any, pointer: str, depth: int, event: Event, budget: Budget) -> Group:
    """Conditions on the event's own fields; nothing else can stand here. A lone one becomes a group of one."""
    rule = mapping(raw, pointer)
    if not is_group(rule):
        budget.spend(pointer)
        return Group(rules=(field_leaf(rule, pointer, event.fields),))
    combinator, negated, items = group_head(rule, pointer, depth)
    rules = (where_rule(item, f"{pointer}/rules/{i}", depth + 1, event, budget) for i, item in enumerate(items))
    return Group(combinator, negated, tuple(rules))


def where_rule(raw: Any, pointer: str, depth: int, event: Event, budget: Budget) -> Group | FieldLeaf:
    rule = mapping(raw, pointer)
    if is_group(rule):
        return where_group(rule, pointer, depth, event, budget)
    budget.spend(pointer)
    return field_leaf(rule, pointer, event.fields)


def read_window(raw: Any, pointer: str) -> Window:
    rule = mapping(raw, pointer)
    check_keys(rule, pointer, required=set(), optional={"from", "to"})
    start = parse_offset(rule["from"], f"{pointer}/from") if "from" in rule else None
    end = parse_offset(rule["to"], f"{pointer}/to") if "to" in rule else None
    return Window(start, end)


def sequence_leaf(rule: Mapping[str, Any], pointer: str, depth: int, budget: Budget) -> SequenceLeaf:
    check_keys(rule, pointer, required={"after", "not", "within"})
    within = parse_duration(rule["within"], f"{pointer}/within")
    if within.months < 0 or within.days < 0:
        raise RuleError(f"{pointer}/within", _("The time to follow cannot be negative."))
    parts = []
    for name in ("after", "not"):
        where = f"{pointer}/{name}"
        raw = mapping(rule[name], where)
        check_keys(raw, where, required={"event"}, optional={"where", "window"})
        parts.append(event_leaf(raw, where, depth, budget))
    return SequenceLeaf(parts[0], parts[1], within)


def bucket_leaf(rule: Mapping[str, Any], pointer: str) -> BucketLeaf:
    check_keys(rule, pointer, required={"bucket"})
    pair = rule["bucket"]
    where = f"{pointer}/bucket"
    if not isinstance(pair, list) or len(pair) != 2 or any(type(edge) is not int for edge in pair):
        raise RuleError(where, _("A pair of whole numbers from 0 to 100 is expected here."))
    if not 0 <= pair[0] < pair[1] <= 100:
        raise RuleError(where, _("The buckets go from a lower to a higher number, from 0 to 100."))
    return BucketLeaf(pair[0], pair[1])
