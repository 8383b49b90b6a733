"""What a person is worth among all: RFM quintiles and ABC classes over five years up to the as-of date."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from aftercare.segments.conditions.purchases import SOLD_FIELDS, lowered
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import NUMBER, TEXT
from aftercare.segments.registry import PersonField, Words, find_event, person_field
from optics_crm.core.clock import years_after

YEARS = 5
BUYERS = """SELECT ev.person_id, {figure} AS figure FROM ({source}) ev {joins}
    WHERE ev.day >= {since}::date GROUP BY ev.person_id"""
# equal figures share a score; a tie takes the lower one
QUINTILE = "least(5, 1 + 5 * (rank() OVER (ORDER BY b.figure) - 1) / count(*) OVER ())"
# the part of the revenue that people with strictly more have brought
CLASS = """CASE WHEN b.above < 0.80 * b.everything THEN 'A' WHEN b.above < 0.95 * b.everything THEN 'B' ELSE 'C' END"""
ABOVE = """SELECT t.person_id, sum(t.figure) OVER () AS everything,
    COALESCE(sum(t.figure) OVER (
        ORDER BY t.figure DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE GROUP), 0) AS above
    FROM ({buyers}) t"""


def buyers(frame: Frame, figure: str) -> str:
    """A figure of everybody who bought in the five years; the whole base, whoever is asked about."""
    purchase = find_event("purchase")
    assert purchase is not None
    asked, frame.persons = frame.persons, None
    try:
        joins = lowered(frame) if "lowered" in figure else ""
        since = frame.param(years_after(frame.as_of, -YEARS))
        return BUYERS.format(figure=figure, source=purchase.source(frame), joins=joins, since=since)
    finally:
        frame.persons = asked


class Score(PersonField):
    """1 to 5, 5 is best; missing for those who bought nothing in five years."""

    kind = NUMBER
    figure: ClassVar[str]

    def sql(self, frame: Frame) -> str:
        def build(alias: str) -> str:
            rows = f"SELECT b.person_id, {QUINTILE} AS score FROM ({buyers(frame, self.figure)}) b"
            return f"LEFT JOIN ({rows}) {alias} ON {alias}.person_id = {frame.id}"

        return f"{frame.join(self.key, build)}.score"


@person_field
class Recency(Score):
    key, label, figure = "rfm_r", _("recency score"), "max(ev.day)"


@person_field
class Frequency(Score):
    key, label, figure = "rfm_f", _("frequency score"), "count(*)"


@person_field
class Monetary(Score):
    key, label, figure = "rfm_m", _("money score"), f"sum({SOLD_FIELDS['amount'].sql})"


@person_field
class Abc(PersonField):
    """A brings the first 80 % of the revenue of five years, B the next 15 %, C the rest."""

    key, label, kind = "abc", _("ABC class"), TEXT

    def choices(self) -> dict[str, Words]:
        return {"A": "A", "B": "B", "C": "C"}

    def sql(self, frame: Frame) -> str:
        def build(alias: str) -> str:
            rows = ABOVE.format(buyers=buyers(frame, Monetary.figure))
            return (
                f"LEFT JOIN (SELECT b.person_id, {CLASS} AS class FROM ({rows}) b) {alias}"
                f" ON {alias}.person_id = {frame.id}"
            )

        return f"{frame.join('abc', build)}.class"
