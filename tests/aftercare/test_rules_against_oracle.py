"""Whatever rule in whatever world: the one SQL statement and plain Python name the same people."""

import datetime as dt
import json
import os
import random
import uuid
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from aftercare import rollup
from aftercare.segments.compile import compile_rule
from optics_crm.core import clock
from tests.aftercare import rules, worlds
from tests.aftercare.oracle import Oracle

DAYS = (dt.date(2026, 11, 21), dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2026, 3, 1))
EXAMPLES = int(os.environ.get("RULE_EXAMPLES", "150"))
PEOPLE = 24
pytestmark = pytest.mark.django_db
Rule = dict[str, Any]


def people(rule: Rule, day: dt.date, *, use_rollup: bool | None = None) -> set[uuid.UUID]:
    sql, params = compile_rule(rule, day, use_rollup=use_rollup)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = [row[0] for row in cursor.fetchall()]
    assert len(found) == len(set(found)), "somebody was named twice"
    return set(found)


def stored_world(seed: int, today: dt.date) -> worlds.World:
    clock.freeze(worlds.noon(today))
    world = worlds.Maker(random.Random(seed), today).make(PEOPLE)
    worlds.store(world)
    rollup.rebuild()
    assert rollup.freshness(today).figures
    return world


def check(seed: int, today: dt.date, examples: int) -> None:
    """Each rule today by the roll-up, today by the facts, and on two days of the past."""
    world = stored_world(seed, today)
    days = (today, today - dt.timedelta(days=1), today - dt.timedelta(days=400))
    oracles = {day: Oracle(world, day) for day in days}
    salons = (str(world.salons[0].id), str(world.salons[1].guid))

    @given(draw=st.integers(0, 2**32))
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples <= EXAMPLES,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    def agree(draw: int) -> None:
        rule = rules.Drawer(random.Random(draw), salons).rule()
        note(json.dumps(rule, ensure_ascii=False))
        for day in days:
            assert people(rule, day) == oracles[day].answer(rule), day
        assert people(rule, today, use_rollup=False) == oracles[today].answer(rule), "by the facts"

    agree()


@pytest.mark.parametrize(("seed", "today"), list(enumerate(DAYS)))
def test_compiler_and_oracle_name_the_same_people(seed: int, today: dt.date) -> None:
    check(seed, today, EXAMPLES)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 120))
def test_compiler_and_oracle_agree_on_ten_thousand_rules(seed: int) -> None:
    check(seed, DAYS[seed % len(DAYS)], 500)
