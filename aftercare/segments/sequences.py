"""Sequences: something happened, and something else did not follow in time."""

from aftercare.segments.frame import Frame
from aftercare.segments.nodes import SequenceLeaf
from aftercare.segments.scopes import Scope


def sequence(frame: Frame, leaf: SequenceLeaf, negated: bool, lone: bool) -> str:
    """`after` on a day e with e + within <= as_of, and no `then` in [e, e + within)."""
    span = f"make_interval(months => {leaf.within.months:d}, days => {leaf.within.days:d})"
    joins: list[str] = []
    scope = Scope(frame, leaf.after.event, joins, correlated=True)
    condition = scope.condition(leaf.after.where, leaf.after.window)
    then_joins: list[str] = []
    then = Scope(frame, leaf.then.event, then_joins, correlated=True)
    then_condition = then.condition(leaf.then.where, leaf.then.window)
    followed = (
        f"EXISTS (SELECT 1 FROM (SELECT ev.person_id, ev.day FROM ({leaf.then.event.source(frame)}) ev"
        f" {' '.join(then_joins)} WHERE {then_condition}) th WHERE th.person_id = ev.person_id"
        f" AND th.day >= ev.day AND th.day < (ev.day + {span})::date)"
    )
    rows = (
        f"FROM ({leaf.after.event.source(frame)}) ev {' '.join(joins)} WHERE {condition}"
        f" AND (ev.day + {span})::date <= {frame.day} AND NOT {followed}"
    )
    if lone:
        return f"{'NOT ' if negated else ''}EXISTS (SELECT 1 {rows} AND ev.person_id = {frame.id})"
    alias = frame.name()
    frame.joins[alias] = f"LEFT JOIN (SELECT DISTINCT ev.person_id {rows}) {alias} ON {alias}.person_id = {frame.id}"
    return f"{alias}.person_id IS {'' if negated else 'NOT '}NULL"
