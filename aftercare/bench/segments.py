"""Segments: twelve rules of growing depth counted over everybody, most by the roll-up, three by the facts."""

import datetime as dt
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Prefetch

from aftercare import lifecycle, rollup
from aftercare.segments.compile import compiled_rule
from aftercare.segments.count import planner
from customers.models import Person
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch
from optics_crm.core.clock import age_on, months_after
from orders.medical import is_medical
from orders.models import Purchase

LOOP_SHARE = 0.02
ROUNDS = 5
Rule = dict[str, Any]


@dataclass
class Known:
    """What the loop has gathered of one person; `months(n)` is the day n months before the as-of date."""

    person: Person
    bought: list[Purchase]
    medical: list[dt.date]
    as_of: dt.date

    def months(self, n: int) -> dt.date:
        return months_after(self.as_of, -n)

    @property
    def last(self) -> dt.date:
        return max((sale.sold_on for sale in self.bought), default=dt.date.min)

    @property
    def glasses(self) -> dt.date:
        return max(self.medical, default=dt.date.min)

    @property
    def spent(self) -> Decimal:
        return sum((sale.total for sale in self.bought), Decimal(0))

    @property
    def age(self) -> int:
        return age_on(self.person.birth_date, self.as_of) if self.person.birth_date else -1


def both(*rules: Rule) -> Rule:
    return {"combinator": "and", "rules": list(rules)}


def either(*rules: Rule) -> Rule:
    return {"combinator": "or", "rules": list(rules)}


def no(*rules: Rule) -> Rule:
    return {"combinator": "and", "not": True, "rules": list(rules)}


def is_(field: str, op: str, value: Any) -> Rule:
    return {"field": field, "op": op, "value": value}


AGREED = is_("consent_ads", "=", True)
LOST, REGULAR = {"stage": "lost"}, {"stage": "regular"}
OFTEN, RICH = is_("purchases_count", ">=", 3), is_("revenue_total", ">", 30000)
LATELY = {"event": "purchase", "window": {"from": "-P6M"}}
LONG_AGO = is_("last_purchase_on", "<", "-P6M")
GLASSES = {"event": "medical_purchase", "window": {"from": "-P24M"}}
GROWN = is_("age", "between", [40, 65])
WINDOW = {"from": "-P24M", "to": "-P12M"}
YEARS_AGO = {"event": "medical_purchase", "window": WINDOW}
LARGE = {"event": "purchase", "agg": "count", "op": ">=", "value": 2, "where": is_("amount", ">", 5000)}
SUM = {"event": "purchase", "agg": "sum", "of": "amount", "op": ">", "value": 20000, "window": WINDOW}

Tell = Callable[[Known], bool]


def by_lost(known: Known) -> bool:
    return dt.date.min < known.glasses < known.months(36)


def by_regular(known: Known) -> bool:
    return known.months(36) <= known.glasses < known.months(24)


def by_agreed(known: Known) -> bool:
    return known.person.consent_ads


def by_often(known: Known) -> bool:
    return len(known.bought) >= 3


def by_rich(known: Known) -> bool:
    return known.spent > 30000


def by_lately(known: Known) -> bool:
    return known.last >= known.months(6)


def by_glasses(known: Known) -> bool:
    return known.glasses >= known.months(24)


def by_grown(known: Known) -> bool:
    return 40 <= known.age <= 65


def by_years_ago(known: Known) -> bool:
    return any(known.months(24) <= day < known.months(12) for day in known.medical)


def by_large(known: Known) -> bool:
    return sum(sale.total > 5000 for sale in known.bought) >= 2


def by_sum(known: Known) -> bool:
    return sum(sale.total for sale in known.bought if known.months(24) <= sale.sold_on < known.months(12)) > 20000


# the rule, the same by hand, whether the roll-up can answer it
RULES: tuple[tuple[Rule, Tell, bool], ...] = (
    (both(LOST), by_lost, True),
    (both(REGULAR, AGREED), lambda k: by_regular(k) and by_agreed(k), True),
    (both(OFTEN, RICH), lambda k: by_often(k) and by_rich(k), True),
    (both(GLASSES, no(LATELY)), lambda k: by_glasses(k) and not by_lately(k), True),
    (
        either(both(LOST, RICH), both(REGULAR, OFTEN)),
        lambda k: (by_lost(k) and by_rich(k)) or (by_regular(k) and by_often(k)),
        True,
    ),
    (both(GROWN, AGREED, LOST), lambda k: by_grown(k) and by_agreed(k) and by_lost(k), True),
    (
        both(AGREED, either(LOST, both(REGULAR, no(either(OFTEN, RICH))))),
        lambda k: by_agreed(k) and (by_lost(k) or (by_regular(k) and not (by_often(k) or by_rich(k)))),
        True,
    ),
    (
        both(AGREED, no(either(LATELY, both(GLASSES, either(OFTEN, both(RICH, GROWN)))))),
        lambda k: (
            by_agreed(k) and not (by_lately(k) or (by_glasses(k) and (by_often(k) or (by_rich(k) and by_grown(k)))))
        ),
        True,
    ),
    (
        either(LOST, both(AGREED, either(REGULAR, both(OFTEN, either(RICH, both(GROWN, LONG_AGO)))))),
        lambda k: (
            by_lost(k)
            or (
                by_agreed(k) and (by_regular(k) or (by_often(k) and (by_rich(k) or (by_grown(k) and not by_lately(k)))))
            )
        ),
        True,
    ),
    (both(YEARS_AGO, AGREED), lambda k: by_years_ago(k) and by_agreed(k), False),
    (both(AGREED, either(LARGE, LOST)), lambda k: by_agreed(k) and (by_large(k) or by_lost(k)), False),
    (
        both(AGREED, either(both(YEARS_AGO, no(LATELY)), both(GROWN, either(LARGE, both(SUM, no(LOST)))))),
        lambda k: (
            by_agreed(k)
            and (
                (by_years_ago(k) and not by_lately(k))
                or (by_grown(k) and (by_large(k) or (by_sum(k) and not by_lost(k))))
            )
        ),
        False,
    ),
)


@bench("segments")
def segments(data: BenchData) -> list[Figure]:
    """Each rule is counted several times; its median stands for it. The loop must find the same people."""
    rollup.catch_up()
    medians = [timed(rule, data.as_of) for rule, _tell, _rolled in RULES]
    with stopwatch() as stages:
        lifecycle.stage_counts(data.as_of)
    with stopwatch() as loop:
        asked, found = by_hand(data)
    compare(data.as_of, asked, found)
    with stopwatch() as limit, connection.cursor() as cursor:
        for _ in RULES:
            cursor.execute("SELECT count(*) FROM aftercare_personstats WHERE last_medical_on IS NULL OR TRUE")
    rolled = [median for median, (_rule, _tell, by_rollup) in zip(medians, RULES, strict=True) if by_rollup]
    facts = [median for median, (_rule, _tell, by_rollup) in zip(medians, RULES, strict=True) if not by_rollup]
    return [
        Figure(
            "segments",
            n=data.people,
            seconds=sum(medians),
            baseline="loop",
            baseline_seconds=loop.seconds,
            baseline_n=len(asked),
            limit="count(*)",
            limit_seconds=limit.seconds,
            extra={
                "p95": round(p95(rolled), 4),
                "p95_facts": round(max(facts), 4),
                "stage_counts": round(stages.seconds, 4),
            },
        )
    ]


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20, method="inclusive")[18]


def timed(rule: Rule, as_of: dt.date) -> float:
    """The median of several counts, compilation included."""
    taken = []
    for _ in range(ROUNDS):
        with stopwatch() as watch:
            count(rule, as_of)
        taken.append(watch.seconds)
    return statistics.median(taken)


def count(rule: Rule, as_of: dt.date) -> int:
    with planner() as cursor:
        compiled = compiled_rule(rule, as_of)
        cursor.execute(compiled.count(), compiled.params)
        return int(cursor.fetchone()[0])


def by_hand(data: BenchData) -> tuple[list[Any], list[set[Any]]]:
    """Django's own way on a sample: people with their purchases prefetched, each rule decided in Python."""
    sales = Purchase.objects.posted_sales().filter(sold_on__lte=data.as_of)
    asked = Person.objects.standing().living_cards().order_by("pk")[: max(1, int(data.people * LOOP_SHARE))]
    found: list[set[Any]] = [set() for _ in RULES]
    ids = []
    for person in asked.prefetch_related(Prefetch("cards__purchases", queryset=sales)):
        ids.append(person.pk)
        known = gather(person, data.as_of)
        for people, (_rule, tell, _rolled) in zip(found, RULES, strict=True):
            if tell(known):
                people.add(person.pk)
    return ids, found


def gather(person: Person, as_of: dt.date) -> Known:
    sales = [sale for card in person.cards.all() for sale in card.purchases.all()]
    bought = [sale for sale in sales if sale.gone_on is None or sale.gone_on > as_of]
    medical = [sale.medical_on for sale in sales if sale.medical_on and is_medical(sale, as_of)]
    return Known(person, bought, medical, as_of)


def compare(as_of: dt.date, asked: list[Any], found: list[set[Any]]) -> None:
    """The loop does not look at partial returns; where those decide, at most a person in a thousand may differ."""
    for people, (rule, _tell, _rolled) in zip(found, RULES, strict=True):
        compiled = compiled_rule(rule, as_of, use_rollup=False, persons=asked)
        with planner() as cursor:
            cursor.execute(compiled.ids(), compiled.params)
            ours = {row[0] for row in cursor.fetchall()}
        if len(ours ^ people) * 1000 > len(asked):
            raise AssertionError(f"the loop and the rule differ by {len(ours ^ people)} people: {rule}")
