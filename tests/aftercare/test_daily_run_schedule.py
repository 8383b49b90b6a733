"""When the machine runs the day by itself, and that two runs at once or a killed one do no harm."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction

from aftercare.campaigns.run import run_day
from aftercare.campaigns.schedule import due_days, run_due
from aftercare.models import CampaignRun, Enrolment, Message
from optics_crm.core.models import Installation
from tests.aftercare import small_world as world
from tests.aftercare.small_world import DAY, MORNING

# other test processes hold locks of their own in their databases of the same server
LOCKS = """SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND d.datname = current_database()"""


@pytest.mark.django_db
def test_the_day_is_due_from_six_until_it_has_run(clock_at: object) -> None:
    world.campaigns()
    clock_at("2026-11-20T05:59:00+03:00")  # type: ignore[operator]
    assert due_days() == []
    clock_at("2026-11-20T06:00:00+03:00")  # type: ignore[operator]
    assert due_days() == [DAY]
    assert [report.day for report in run_due()] == [DAY]
    assert run_due() == []
    clock_at("2026-11-21T06:00:00+03:00")  # type: ignore[operator]
    assert due_days() == [DAY + dt.timedelta(days=1)]


@pytest.mark.django_db
def test_after_a_quiet_start_the_first_run_waits(clock_at: object) -> None:
    world.campaigns()
    now = clock_at("2026-11-20T11:00:00+03:00")  # type: ignore[operator]
    Installation.objects.update_or_create(id=1, defaults={"campaigns_start_at": now + dt.timedelta(minutes=30)})
    assert due_days() == []
    clock_at("2026-11-20T11:30:00+03:00")  # type: ignore[operator]
    assert due_days() == [DAY]


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_plan_each_message_once() -> None:
    world.campaigns()
    for index in range(30):
        world.glasses(world.person(f"Имя{index}"), dt.date(2025, 11, 1))
    planned: list[int] = []

    def run() -> None:
        planned.append(run_day(DAY, at=MORNING).messages)
        connections.close_all()

    threads = [threading.Thread(target=run) for _one in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(planned) == [0, 0, 30]
    assert Message.objects.count() == Enrolment.objects.count() == 30


@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_cut_off_leaves_nothing_and_the_next_one_does_it_all() -> None:
    world.campaigns()
    world.glasses(world.person(), dt.date(2025, 11, 1))

    class Killed(Exception):
        pass

    with pytest.raises(Killed), transaction.atomic():
        run_day(DAY, at=MORNING)
        assert Message.objects.exists()
        raise Killed
    assert not Message.objects.exists()
    assert not CampaignRun.objects.exists()
    assert run_day(DAY, at=MORNING).messages == 1
    with connection.cursor() as cursor:
        cursor.execute(LOCKS)
        assert cursor.fetchone()[0] == 0
