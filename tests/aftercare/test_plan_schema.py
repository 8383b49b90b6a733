"""A planning's tables stand in a schema of the transaction's own, and nothing of them is left."""

import datetime as dt
import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from aftercare.campaigns.run import planned_day, run_day
from aftercare.models import Message
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY, MORNING


@pytest.mark.django_db(transaction=True)
def test_two_plannings_at_once_do_not_wait_for_each_other() -> None:
    world.campaigns()
    world.glasses(world.person(), dt.date(2025, 11, 1))
    both_inside = threading.Barrier(2, timeout=30)
    seen: list[int] = []

    def plan() -> None:
        try:
            with transaction.atomic(), planned_day(DAY, at=MORNING) as planned:
                both_inside.wait()
                seen.extend(count for (count,) in planned.ask("SELECT count(*) FROM plan_send"))
                both_inside.wait()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=plan) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1, 1]
    assert _schemas() == []


@pytest.mark.django_db
def test_several_plannings_of_one_transaction_follow_each_other() -> None:
    world.campaigns()
    world.glasses(world.person(), dt.date(2025, 11, 1))
    path = _search_path()
    assert run_day(DAY, at=MORNING, dry_run=True).messages == 1
    assert _search_path() == path
    assert run_day(DAY, at=MORNING).messages == 1
    assert run_day(DAY, at=MORNING).messages == 0
    assert Message.objects.count() == 1
    assert _search_path() == path
    assert _schemas() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("outer", [False, True], ids=["alone", "within another transaction"])
def test_a_planning_that_fails_leaves_neither_tables_nor_its_path(outer: bool) -> None:
    world.campaigns()
    world.glasses(world.person(), dt.date(2025, 11, 1))
    path = _search_path()
    if outer:
        with transaction.atomic():
            _fail()
            assert _search_path() == path
            assert run_day(DAY, at=MORNING).messages == 1
    else:
        _fail()
    assert _search_path() == path
    assert _schemas() == []


def _fail() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), planned_day(DAY, at=MORNING) as plan:
        plan.run("SELECT 1 / 0 FROM plan_send")


def _search_path() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        return str(cursor.fetchone()[0])


def _schemas() -> list[str]:
    """Schemas of plannings that this connection can see."""
    with connection.cursor() as cursor:
        cursor.execute(r"SELECT nspname FROM pg_namespace WHERE nspname ~ '^plan_\d+$'")
        return [name for (name,) in cursor.fetchall()]
