"""Which of our calls a line of an exchange's list is, where the list does not name calls as the events did.

A line is the call of the same side and number that began nearest to it, within two minutes; each call is one line's.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from contactcenter.calls.numbers import read_number
from contactcenter.models import Call
from contactcenter.pbx.base import Heard
from contactcenter.pbx.outward.base import History

NEAR = dt.timedelta(minutes=2)
Side = tuple[str, str]


def named_as_ours(history: History, ours: Collection[Call]) -> History:
    """The same lines by the numbers of our calls; those that are no call of ours keep their own."""
    known = {call.external_id for call in ours}
    found = {number: number for number in history if number in known}
    left = {number: told for number, told in history.items() if number not in known}
    found |= _matched(left, [call for call in ours if call.external_id not in history])
    return {found.get(number, number): told for number, told in history.items()}


def _matched(history: History, ours: Sequence[Call]) -> dict[str, str]:
    """Our number by theirs: the nearest pairs first."""
    calls: dict[Side, list[Call]] = defaultdict(list)
    for call in ours:
        calls[call.direction, call.phone].append(call)
    pairs = sorted(
        (abs(begun - call.started_at), number, call.external_id)
        for number, told in history.items()
        if (begun := min((one.at for one in told if one.at), default=None)) is not None
        for call in calls[_side(told)]
        if abs(begun - call.started_at) <= NEAR
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _apart, theirs, our in pairs:
        if theirs not in found and our not in taken:
            found[theirs] = our
            taken.add(our)
    return found


def _side(told: Sequence[Heard]) -> Side:
    return told[0].direction, read_number(told[0].phone)
