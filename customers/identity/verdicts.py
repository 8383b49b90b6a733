"""From odds to a verdict: the same person, a relative, perhaps; and when a machine may act by itself."""

import datetime as dt

from customers.identity.keys import Keys
from customers.identity.odds import BORN_DIFFERS, Odds, born_level
from optics_crm.core import clock

SAME, RELATIVE, PERHAPS = "same", "relative", "perhaps"
SURE = 0.9  # of one person, so that a desk is told so
WORTH_SHOWING = 0.004  # below it there is nothing to see
WORTH_ASKING = 0.04  # below it a question costs more attention than it saves
KIN = 0.6
CERTAIN = 0.999
MINOR_UNTIL = 18
SHARED = {"phone", "address", "email"}


def verdict_of(one: Keys, other: Keys, odds: Odds) -> str:
    """`same`, `relative`, `perhaps`, or "" where there is nothing to ask."""
    if odds.same >= SURE:
        return PERHAPS if BORN_DIFFERS.code in odds.reasons or "sex_differs" in odds.reasons else SAME
    if odds.relative >= KIN and not SHARED.isdisjoint(odds.reasons):
        return RELATIVE
    return PERHAPS if odds.same >= WORTH_SHOWING else ""


def is_certain(one: Keys, other: Keys, odds: Odds, today: dt.date | None = None) -> bool:
    """Whether the strict rule lets a machine join the two without asking.

    Never on a phone alone, never without both birth dates or across dates that no slip explains, never a minor with a
    grown-up, never where the canonical first names differ.
    """
    if odds.same < CERTAIN or not (one.birth_date and other.birth_date):
        return False
    if born_level(one.birth_date, other.birth_date) not in ("born", "born_swap"):
        return False
    if not (one.firsts & other.firsts) or not (one.last and other.last):
        return False
    if "father_differs" in odds.reasons or "sex_differs" in odds.reasons:
        return False
    day = today or clock.today()
    return (clock.age_on(one.birth_date, day) < MINOR_UNTIL) == (clock.age_on(other.birth_date, day) < MINOR_UNTIL)
