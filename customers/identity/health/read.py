"""The counts as people ask for them: by rule, by salon, by author, over time."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum

from customers.identity.health.flaws import ANY, FLAWS, Flaw, rules
from customers.models import HealthCount
from optics_crm.core.permissions import salon_scope

COMPARED_DAYS = 30


@dataclass(frozen=True)
class Scope:
    """Whose cards are looked at: of all salons or one, of all authors or one; a salon role sees its own salon."""

    salon: uuid.UUID | None = None
    author: uuid.UUID | None = None

    def rows(self) -> Any:
        found = HealthCount.objects.all()
        found = found.filter(salon=self.salon) if self.salon else found
        return found.filter(author=self.author) if self.author else found


@dataclass(frozen=True)
class RuleShare:
    """How many cards break a rule; `before` is its share some weeks ago."""

    flaw: Flaw
    flawed: int
    share: float
    before: float | None

    @property
    def change(self) -> float | None:
        """Percentage points since then."""
        return None if self.before is None else (self.share - self.before) * 100


@dataclass(frozen=True)
class GroupShare:
    """A salon's or an author's cards and how many of them are flawed; `pk` is None where it is not known."""

    pk: uuid.UUID | None
    name: str
    cards: int
    flawed: int

    @property
    def share(self) -> float:
        return self.flawed / self.cards if self.cards else 0.0


def scope_of(user: Any, salon: uuid.UUID | None, author: uuid.UUID | None) -> Scope:
    """What the user may see of what was asked for."""
    return Scope(salon_scope(user) or salon, author)


def newest_day() -> dt.date | None:
    return HealthCount.objects.order_by("-day").values_list("day", flat=True).first()


def totals(scope: Scope, day: dt.date) -> tuple[int, int]:
    """(cards, flawed cards) of a day."""
    found = scope.rows().filter(day=day, rule=ANY).aggregate(cards=Sum("cards"), flawed=Sum("flawed"))
    return found["cards"] or 0, found["flawed"] or 0


def by_rule(scope: Scope, day: dt.date) -> list[RuleShare]:
    """Every rule with its share, the most frequent serious ones first, slight ones last."""
    cards, _flawed = totals(scope, day)
    now = _flawed_by_rule(scope, day)
    earlier = _earlier_day(scope, day)
    then = _flawed_by_rule(Scope(scope.salon), earlier) if earlier and not scope.author else {}
    then_cards = totals(Scope(scope.salon), earlier)[0] if then and earlier else 0
    shares = [
        RuleShare(
            one,
            now.get(one.key, 0),
            now.get(one.key, 0) / cards if cards else 0.0,
            then.get(one.key, 0) / then_cards if then_cards else None,
        )
        for one in rules()
    ]
    return sorted(shares, key=_weight)


def _weight(one: RuleShare) -> tuple[bool, int]:
    return not one.flaw.is_serious, -one.flawed


def _flawed_by_rule(scope: Scope, day: dt.date) -> dict[str, int]:
    found = scope.rows().filter(day=day).values("rule").annotate(flawed_cards=Sum("flawed"))
    return {row["rule"]: row["flawed_cards"] for row in found}


def _earlier_day(scope: Scope, day: dt.date) -> dt.date | None:
    """The newest counted day that is some weeks older."""
    before = day - dt.timedelta(days=COMPARED_DAYS)
    return HealthCount.objects.filter(day__lte=before).order_by("-day").values_list("day", flat=True).first()


def by_salon(scope: Scope, day: dt.date, rule: str = ANY) -> list[GroupShare]:
    """The salons, the worst share first."""
    return _by(scope, day, rule, "salon_id", "salon__name")


def by_author(scope: Scope, day: dt.date, rule: str = ANY, least: int = 20) -> list[GroupShare]:
    """Who wrote the cards, the worst share first; those with fewer cards than `least` say nothing yet."""
    return [row for row in _by(scope, day, rule, "author_id", "author__full_name") if row.cards >= least]


def _by(scope: Scope, day: dt.date, rule: str, key: str, name: str) -> list[GroupShare]:
    rows = scope.rows().filter(day=day)
    of_rule, of_all = Q(rule=rule), Q(rule=ANY)
    found = rows.values(pk_of=F(key), name_of=F(name)).annotate(
        whole=Sum("cards", filter=of_all), wrong=Sum("flawed", filter=of_rule)
    )
    groups = [GroupShare(row["pk_of"], row["name_of"] or "", row["whole"] or 0, row["wrong"] or 0) for row in found]
    return sorted(groups, key=_worst, reverse=True)


def _worst(group: GroupShare) -> tuple[float, int, str]:
    return group.share, group.flawed, group.name


def trend(scope: Scope, rule: str = ANY, days: int = 400) -> list[tuple[dt.date, float]]:
    """(day, share) of the counted days, oldest first. Authors are known of the newest day only."""
    of_rule, of_all = Q(rule=rule), Q(rule=ANY)
    found = (
        Scope(scope.salon)
        .rows()
        .values("day")
        .annotate(whole=Sum("cards", filter=of_all), wrong=Sum("flawed", filter=of_rule))
    ).order_by("-day")[:days]
    return [(row["day"], (row["wrong"] or 0) / row["whole"]) for row in reversed(found) if row["whole"]]


def named(rule: str) -> Flaw | None:
    """The rule of that key, if there is one."""
    return FLAWS.find(rule)
