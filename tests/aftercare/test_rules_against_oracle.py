"""Whatever rule in whatever world: the one SQL statement and plain Python name the same people."""

import datetime as dt
import json
import os
import random
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftercare import rollup
from aftercare.segments.compile import compile_rule
from optics_crm.core import clock
from tests.aftercare import rules, worlds
from tests.aftercare.oracle import Oracle

DAYS = (dt.date(2026, 11, 21), dt.date(2024, 2, 29), dt.date(2025, 2, 28), dt.date(2026, 3, 1))
EXAMPLES = int(os.environ.get("RULE_EXAMPLES", "12"))
pytestmark = pytest.mark.django_db


def people(rule: dict[str, Any], day: dt.date, *, use_rollup: bool | None = None) -> set[Any]:
    sql, params = compile_rule(rule, day, use_rollup=use_rollup)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = [row[0] for row in cursor.fetchall()]
    assert len(found) == len(set(found)), "somebody was named twice"
    return set(found)


def agree(seed: int, drawn: list[dict[str, Any]], today: dt.date) -> None:
    """Each rule today by the roll-up, today by the facts, and on two days of the past."""
    clock.freeze(worlds.noon(today))
    world = worlds.Maker(random.Random(seed), today).make()
    worlds.store(world)
    rollup.rebuild()
    assert rollup.freshness(today).figures
    days = (today, today - dt.timedelta(days=1), today - dt.timedelta(days=400))
    oracles = {day: Oracle(world, day) for day in days}
    names = [str(name) for salon in world.salons for name in (salon.id, salon.guid)]
    for text in map(json.dumps, drawn):
        rule = json.loads(text.replace("SALON-ID", names[0]).replace("SALON-GUID", names[3]))
        for day in days:
            assert people(rule, day) == oracles[day].answer(rule), (day, rule)
        assert people(rule, today, use_rollup=False) == oracles[today].answer(rule), rule


@given(
    seed=st.integers(0, 10**9),
    drawn=st.lists(rules.rules(("SALON-ID", "SALON-GUID")), min_size=12, max_size=12),
    today=st.sampled_from(DAYS),
)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="RULE_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
def test_compiler_and_oracle_name_the_same_people(seed: int, drawn: list[dict[str, Any]], today: dt.date) -> None:
    with transaction.atomic():
        agree(seed, drawn, today)
        transaction.set_rollback(True)
    clock.forget()
