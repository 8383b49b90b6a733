"""The roll-up follows every change and never differs from the facts; stages follow the calendar."""

import datetime as dt
import random
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.management import call_command

from aftercare import lifecycle, lifecycle_history, rollup, stages
from aftercare.models import DirtyPerson, PersonStats, StageCount, StageMove
from customers.moments import PEOPLE_CHANGED
from optics_crm.core.clock import years_after
from orders import medical
from orders.models import Purchase, PurchaseLine
from orders.moments import PURCHASES_CHANGED
from tests.aftercare import worlds
from tests.aftercare.oracle import Oracle
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 21)
Clock = Callable[[str], dt.datetime]


@pytest.fixture
def world(clock_at: Clock) -> worlds.World:
    clock_at("2026-11-21T12:00:00+00:00")
    made = worlds.Maker(random.Random(11), TODAY).make(30)
    worlds.store(made)
    return made


def test_the_first_question_builds_the_whole_rollup(world: worlds.World) -> None:
    assert rollup.catch_up() == len(Oracle(world, TODAY).people()) == PersonStats.objects.count()
    assert rollup.differences() == 0


def test_a_change_is_seen_by_the_next_question(world: worlds.World) -> None:
    rollup.catch_up()
    card = next(card for card in world.cards if not card.deleted)
    sale = Purchase.objects.create(
        card_id=card.id, salon_id=world.salons[0].id, number="1", sold_at=worlds.noon(TODAY), sold_on=TODAY, total=700
    )
    PurchaseLine.objects.create(
        purchase=sale, line_no=1, name="линзы", category="spectacle_lens", qty=1, price=700, amount=700
    )
    medical.refresh([sale.pk])
    before = PersonStats.objects.get(person_id=card.person)
    PURCHASES_CHANGED.happen([card.id])
    assert not rollup.freshness(TODAY).figures
    assert rollup.catch_up() == 1
    after = PersonStats.objects.get(person_id=card.person)
    assert after.last_medical_on == TODAY and after.stage == "prospective"
    assert after.revenue_total == before.revenue_total + Decimal(700)
    assert rollup.freshness(TODAY).figures and rollup.differences() == 0


def test_a_person_who_is_merged_away_leaves_the_rollup(world: worlds.World) -> None:
    rollup.catch_up()
    gone, kept = Oracle(world, TODAY).people()[:2]
    from customers.models import Card, Person

    Card.objects.filter(person_id=gone.id).update(person_id=kept.id)
    Person.objects.filter(pk=gone.id).update(merged_into_id=kept.id)
    PEOPLE_CHANGED.happen([gone.id, kept.id])
    rollup.catch_up()
    assert not PersonStats.objects.filter(person_id=gone.id).exists()
    assert rollup.differences() == 0


def test_a_fact_of_tomorrow_counts_when_tomorrow_comes(world: worlds.World, clock_at: Clock) -> None:
    rollup.catch_up()
    coming = PersonStats.objects.filter(changes_on__isnull=False).order_by("changes_on").first()
    assert coming is not None and coming.changes_on is not None
    clock_at(f"{coming.changes_on}T12:00:00+00:00")
    assert not rollup.freshness(coming.changes_on).figures
    rollup.catch_up()
    lifecycle_history.move_on(coming.changes_on)
    assert rollup.differences() == 0
    assert lifecycle.stage_counts() == recount(world, coming.changes_on)


def recount(world: worlds.World, day: dt.date) -> dict[str, int]:
    oracle = Oracle(world, day)
    found = dict.fromkeys(stages.edges(), 0)
    for person in oracle.people():
        found[oracle.stage(person)] += 1
    return found


def recount_known(world: worlds.World, day: dt.date, by: dt.date) -> dict[str, int]:
    """Stages of those of whom there was a first fact by a day: today all, before that by purchases and exams."""
    oracle = Oracle(world, day)
    owner = {card.id: card.person for card in world.cards}
    known = {owner[one.card] for one in world.purchases if not one.deleted and one.sold_on <= by}
    known |= {owner[one.card] for one in world.exams if not one.deleted and one.examined_on <= by}
    found = dict.fromkeys(stages.edges(), 0)
    for person in oracle.people():
        if by == TODAY or person.id in known:
            found[oracle.stage(person)] += 1
    return found


@pytest.mark.parametrize("back", [0, 1, 365, 366, 800])
def test_stage_counts_match_a_recount_on_any_day(world: worlds.World, back: int) -> None:
    day = TODAY - dt.timedelta(days=back)
    assert lifecycle.stage_counts(day) == recount(world, day)


def test_moves_of_a_month_lead_from_one_count_to_the_next(world: worlds.World) -> None:
    lifecycle_history.record_today()
    assert lifecycle_history.fill_gaps(12) == 11
    for month in StageMove.objects.values_list("month", flat=True).distinct():
        start, end = lifecycle_history.span_of(month, TODAY)
        rows = StageMove.objects.filter(month=month).values_list("from_stage", "to_stage", "people")
        before, after = dict.fromkeys(stages.edges(), 0), dict.fromkeys(stages.edges(), 0)
        for source, target, people in rows:
            before[source] += people
            after[target] += people
        assert before == recount_known(world, start, end) and after == recount_known(world, end, end)
    assert StageCount.objects.filter(day=TODAY).count() == 5


EDGES = [
    ("2026-11-21", "2026-11-21", "prospective"),
    ("2025-11-21", "2026-11-21", "prospective"),
    ("2025-11-20", "2026-11-21", "interested"),
    ("2024-11-21", "2026-11-21", "interested"),
    ("2024-11-20", "2026-11-21", "regular"),
    ("2023-11-21", "2026-11-21", "regular"),
    ("2023-11-20", "2026-11-21", "lost"),
    ("2024-02-29", "2025-02-28", "prospective"),
    ("2024-02-29", "2025-03-01", "interested"),
    ("2023-02-28", "2024-02-28", "prospective"),
    ("2023-02-28", "2024-02-29", "interested"),
    ("2023-03-01", "2024-02-29", "prospective"),
    (None, "2026-11-21", "no_medical_glasses"),
]


@pytest.mark.parametrize(("last", "day", "stage"), EDGES)
def test_stages_follow_calendar_years(last: str | None, day: str, stage: str) -> None:
    handed = dt.date.fromisoformat(last) if last else None
    assert stages.stage_of(handed, dt.date.fromisoformat(day), stages.edges()) == stage


def test_the_earliest_day_is_right_around_every_leap_day() -> None:
    for offset in range(5 * 366):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=offset)
        for years in (1, 2, 3):
            first = stages.earliest(years, day)
            assert years_after(first, years) >= day > years_after(first - dt.timedelta(days=1), years)


def test_lifecycle_report_prints_every_stage(world: worlds.World, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    call_command("lifecycle_report", "--json", "--as-of", "2025-02-28")
    answer = json.loads(capsys.readouterr().out)
    assert answer == {"as_of": "2025-02-28", **recount(world, dt.date(2025, 2, 28))}


def test_marks_are_written_in_the_transaction_of_the_change(world: worlds.World) -> None:
    rollup.catch_up()
    PURCHASES_CHANGED.happen([card.id for card in world.cards])
    owners: set[uuid.UUID] = {card.person for card in world.cards}
    assert set(DirtyPerson.objects.values_list("person", flat=True)) == owners


def test_a_past_month_counts_only_people_known_by_its_end(clock_at: Clock) -> None:
    """Each fact makes a person known from its own day: the source's card date, and this base's where it has none."""
    clock_at("2026-11-21T12:00:00+00:00")
    old, new = make_person("Старая"), make_person("Новая")
    old.cards.update(source_created_at=dt.datetime(2026, 9, 30, 20, 59, tzinfo=dt.UTC))
    new.cards.update(source_created_at=dt.datetime(2026, 9, 30, 21, 0, tzinfo=dt.UTC))  # October in Moscow
    for month, known in ((8, 0), (9, 1), (10, 2), (11, 2)):
        span = lifecycle_history.span_of(dt.date(2026, month, 1), TODAY)
        assert sum(lifecycle.moves(*span).values()) == known, month
