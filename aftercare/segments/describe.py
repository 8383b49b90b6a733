"""A rule in words, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.models import RecencyStage
from aftercare.segments import words
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
from aftercare.segments.registry import Words

AGGS: dict[str, Words] = {
    "count": gettext_lazy("number of: %(event)s"),
    "sum": gettext_lazy("sum (%(of)s) of: %(event)s"),
    "avg": gettext_lazy("average (%(of)s) of: %(event)s"),
    "min": gettext_lazy("smallest (%(of)s) of: %(event)s"),
    "max": gettext_lazy("largest (%(of)s) of: %(event)s"),
    "first": gettext_lazy("first (%(of)s) of: %(event)s"),
    "last": gettext_lazy("last (%(of)s) of: %(event)s"),
    "days_since_last": gettext_lazy("days since the last: %(event)s"),
    "distinct": gettext_lazy("number of different (%(of)s) of: %(event)s"),
}


def describe(rule: Group | Leaf, *, outermost: bool = True) -> str:
    """The whole rule as one sentence without a full stop."""
    if not isinstance(rule, Group):
        return describe_leaf(rule)
    if not rule.rules:
        return _("nobody") if rule.negated else _("everybody")
    parts = [describe(item, outermost=len(rule.rules) == 1 and not rule.negated and outermost) for item in rule.rules]
    text = words.joined(parts, both=rule.combinator == "and")
    if rule.negated:
        return _("not true that (%s)") % text
    return text if outermost or len(parts) == 1 else f"({text})"


def describe_leaf(leaf: Leaf) -> str:
    match leaf:
        case FieldLeaf():
            return f"{leaf.field.label}: {words.compared(leaf.op, leaf.value, leaf.field)}"
        case EventLeaf():
            return describe_event(leaf)
        case SequenceLeaf():
            return _("%(after)s, and within %(within)s no: %(then)s") % {
                "after": happening(leaf.after),
                "within": words.duration(leaf.within),
                "then": happening(leaf.then),
            }
        case StageLeaf():
            label = RecencyStage.objects.filter(pk=leaf.stage).values_list("label", flat=True).first()
            return _("stage: %s") % (label or leaf.stage)
        case SegmentLeaf():
            return _("in the segment «%s»") % leaf.name
        case BucketLeaf():
            return _("random groups %(low)s to %(high)s of 100") % {"low": leaf.low, "high": leaf.high - 1}


def describe_event(leaf: EventLeaf) -> str:
    """What happened and how often; an event without a table says that it never happened."""
    event = happening(leaf)
    if leaf.agg == "exists":
        wanted = (leaf.value is not False) != (leaf.op == "!=")
        return event if wanted else _("no: %s") % event
    head = str(AGGS[leaf.agg]) % {"event": event, "of": leaf.of.label if leaf.of else _("day")}
    return f"{head}: {words.compared(leaf.op, leaf.value, leaf.of)}"


def happening(leaf: EventLeaf) -> str:
    """The event with its conditions and its window."""
    parts = [str(leaf.event.label)]
    if leaf.where is not None and (leaf.where.rules or leaf.where.negated):
        parts.append(f"({describe(leaf.where)})")
    if leaf.event.never:
        parts.append(_("(not recorded yet: never happened)"))
    parts.append(words.window(leaf.window))
    return " ".join(part for part in parts if part)


def is_medical(rule: Group | Leaf) -> bool:
    """Whether health decides who belongs: small counts of such a rule are not shown."""
    match rule:
        case Group():
            return any(is_medical(item) for item in rule.rules)
        case FieldLeaf():
            return rule.field.is_medical
        case EventLeaf():
            asked = rule.event.is_medical or (rule.of is not None and rule.of.is_medical)
            return asked or (rule.where is not None and is_medical(rule.where))
        case SequenceLeaf():
            return is_medical(rule.after) or is_medical(rule.then)
        case SegmentLeaf():
            return is_medical(rule.rule)
    return False
