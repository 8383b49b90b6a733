"""Random small worlds, run day after day: the set-based run and the plain one agree to the person."""

import datetime as dt
import random
from collections import Counter

import pytest

from aftercare.models import CampaignRun, Message
from customers.models import Person, Relationship
from tests.aftercare import small_world as world
from tests.aftercare.daily_run_oracle import Oracle

pytestmark = pytest.mark.django_db
START = dt.date(2026, 2, 26)  # the run meets 28 February of a common year
DAYS = (0, 1, 2, 15, 16)


def near(rng: random.Random, *months: int) -> dt.date:
    """A day near one of the windows' edges, counted back from the start."""
    edge = START - dt.timedelta(days=round(rng.choice(months) * 30.4375))
    return edge + dt.timedelta(days=rng.randint(-6, 6))


def birth_date(rng: random.Random) -> dt.date | None:
    year = rng.choice([1984, 1992, 2008, 2016])
    return rng.choice(
        [None, dt.date(year, 2, 29), dt.date(year, 2, 28), dt.date(year, 3, 1), dt.date(year, 2, rng.randint(24, 28)),
         dt.date(1975, 7, 7), dt.date(2015, 7, 7)]
    )  # fmt: skip


def somebody(rng: random.Random, index: int, phones: list[object]) -> Person:
    found = world.person(
        f"Имя{index}",
        birth_date=birth_date(rng),
        main_phone=rng.choice([None, *phones, *phones, "new", "new"]),
        consent_ads=rng.random() < 0.75,
        opted_out=rng.random() < 0.08,
        deceased_on=START if rng.random() < 0.05 else None,
    )
    for _one in range(rng.choice([0, 1, 1, 2, 3])):
        bought = near(rng, 1, 12, 13, 23, 24, 36, 48, 60)
        back = bought + dt.timedelta(days=rng.randint(1, 20)) if rng.random() < 0.15 else None
        world.glasses(found, bought, returned_on=back)
    for _one in range(rng.choice([0, 0, 1, 2])):
        world.exam(found, START - dt.timedelta(days=rng.randint(25, 62)), sellable=rng.random() < 0.7)
    if rng.random() < 0.2:
        world.purchase(found, START - dt.timedelta(days=rng.randint(0, 60)))
    return found


def make_world(rng: random.Random) -> None:
    phones = [world.phone(), world.phone(), world.phone(is_mobile=False), world.phone(refused_at=world.MORNING)]
    people = [somebody(rng, index, phones) for index in range(24)]
    for place in range(0, 18, 3):
        roles = rng.choice([("head", "spouse", "child"), ("head", "child", "other")])
        world.family(*people[place : place + 3], roles=roles)
    for _one in range(6):
        child, parent = rng.sample(people, 2)
        Relationship.objects.get_or_create(person=child, relative=parent, kind=rng.choice(["parent", "guardian"]))


@pytest.mark.parametrize("seed", range(4))
def test_the_run_and_the_plain_computation_agree_on_every_end_of_every_day(seed: int) -> None:
    rng = random.Random(seed)
    holdout = rng.choice([0, 10, 50])
    world.campaigns(holdout=holdout)
    make_world(rng)
    oracle = Oracle(holdout)
    for days in DAYS:
        day = START + dt.timedelta(days=days)
        expected = oracle.run(day)
        for one in world.run(day).campaigns:
            found = Counter({**one.suppressed, "message": one.messages, "control": one.control})
            assert +found == +expected[one.key], (day, one.key)
    sent = {(m.campaign.key, m.occasion): m.occasions for m in Message.objects.select_related("campaign")}
    assert sent == oracle.messages
    assert len(sent) > 0


@pytest.mark.parametrize("seed", range(2))
def test_no_phone_gets_two_messages_a_day_and_every_stored_run_adds_up(seed: int) -> None:
    world.campaigns(holdout=10)
    make_world(random.Random(1000 + seed))
    for days in DAYS:
        world.run(START + dt.timedelta(days=days))
    pairs = Message.objects.values_list("run__day", "phone")
    assert len(pairs) == len(set(pairs))
    for run in CampaignRun.objects.all():
        assert run.eligible == run.messages + run.tasks + run.control + sum(run.suppressed.values())
