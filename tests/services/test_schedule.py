"""Ticks: once per job and moment, at least once done, quiet about what it stands for; and what Celery may not do."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from optics_crm.celery import BEAT, QUEUES, app
from optics_crm.core import jobs, ticks
from optics_crm.core.beat import Every
from optics_crm.core.models import Tick
from optics_crm.services import programs

MOMENT = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
CODE = [
    path
    for folder in ("optics_crm", "customers", "orders", "aftercare", "contactcenter")
    for path in (settings.BASE_DIR / folder).rglob("*.py")
]


@pytest.fixture
def handled(monkeypatch):
    done = []
    monkeypatch.setitem(ticks.JOBS._plugs, "test.job", lambda: done.append(1))
    return done


@pytest.fixture
def failing(monkeypatch):
    def handler():
        raise RuntimeError("no luck")

    monkeypatch.setitem(ticks.JOBS._plugs, "test.job", handler)


def age(tick_id: int, seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_tick SET created_at = created_at - interval '1 second' * %(s)s,"
            " started_at = started_at - interval '1 second' * %(s)s,"
            " lease_until = lease_until - interval '1 second' * %(s)s WHERE id = %(id)s",
            {"s": seconds, "id": tick_id},
        )


def test_two_beats_note_a_tick_once(db):
    assert ticks.note("test.job", MOMENT) is not None
    assert ticks.note("test.job", MOMENT) is None
    assert Tick.objects.count() == 1


def test_a_tick_delivered_twice_runs_once(db, handled):
    tick_id = ticks.note("test.job", MOMENT)
    assert ticks.run(tick_id) is True
    assert ticks.run(tick_id) is False
    assert handled == [1]


def test_a_tick_whose_doorbell_was_lost_is_rung_again(db):
    tick_id = ticks.note("test.job", MOMENT)
    assert ticks.overdue() == []
    age(tick_id, ticks.RING_AGAIN_SECONDS + 1)
    assert ticks.overdue() == [(tick_id, "test.job")]


def test_a_tick_of_a_killed_worker_is_rung_again_after_its_lease(db, handled):
    tick_id = ticks.note("test.job", MOMENT)
    assert ticks._claim(tick_id) is not None
    age(tick_id, ticks.LEASE_SECONDS - 10)
    assert ticks.overdue() == [] and ticks.run(tick_id) is False
    age(tick_id, 11)
    assert ticks.overdue() == [(tick_id, "test.job")] and ticks.run(tick_id) is True


def test_a_failure_is_kept_and_given_up_after_three_tries(db, failing):
    tick_id = ticks.note("test.job", MOMENT)
    for _ in range(ticks.TRIES):
        with pytest.raises(RuntimeError):
            ticks.run(tick_id)
    tick = Tick.objects.get(pk=tick_id)
    assert tick.error == "RuntimeError: no luck" and tick.finished_at is not None and tick.tries == 3
    assert ticks.run(tick_id) is False


def test_missed_ticks_are_done_by_the_youngest(db):
    old = [ticks.note("test.job", MOMENT + dt.timedelta(minutes=minute)) for minute in range(3)]
    for tick_id in old:
        age(tick_id, 60)
    assert ticks.overdue() == [(old[-1], "test.job")]
    assert list(Tick.objects.filter(error="coalesced").values_list("pk", flat=True).order_by("pk")) == old[:-1]


def test_ticks_of_jobs_that_run_each_few_seconds_are_kept_for_a_day_and_others_for_two(db):
    hours = {"aftercare.pump": (23, 25), "core.pulse": (25,), "aftercare.daily_run": (25, 47, 49)}
    for job, ages in hours.items():
        for age_hours in ages:
            done = timezone.now() - dt.timedelta(hours=age_hours)
            Tick.objects.create(job=job, scheduled_for=done, finished_at=done)
    waiting = Tick.objects.create(job="aftercare.pump", scheduled_for=MOMENT)

    jobs.prune()

    left = [(tick.job, round((timezone.now() - tick.finished_at).total_seconds() / 3600))
            for tick in Tick.objects.exclude(pk=waiting.pk)]  # fmt: skip
    assert sorted(left) == [("aftercare.daily_run", 25), ("aftercare.daily_run", 47), ("aftercare.pump", 23)]
    assert Tick.objects.filter(pk=waiting.pk).exists()


def test_every_line_of_the_table_has_a_handler_and_a_queue_that_is_served():
    assert [line.job for line in BEAT if line.job not in ticks.JOBS] == []
    assert {line.queue for line in BEAT} <= set(QUEUES)
    assert programs.QUEUES.split(",") == list(QUEUES)


def test_moments_are_the_same_for_every_beat(monkeypatch):
    monkeypatch.setattr("optics_crm.core.beat.time.time", lambda: MOMENT.timestamp() + 7.5)
    five = Every(5)
    assert five.moment() == MOMENT + dt.timedelta(seconds=5)
    assert five.is_due(MOMENT) == (True, 2.5)
    assert five.is_due(MOMENT + dt.timedelta(seconds=5)) == (False, 2.5)


def test_no_live_task_is_ever_handed_out_again():
    conf = app.conf
    assert conf.task_time_limit < ticks.LEASE_SECONDS < conf.broker_transport_options["visibility_timeout"]
    assert conf.visibility_timeout == conf.broker_transport_options["visibility_timeout"]
    assert conf.task_acks_late and conf.task_reject_on_worker_lost and conf.worker_prefetch_multiplier == 1
    assert conf.accept_content == ["json"] and conf.task_serializer == "json"


def test_eager_mode_and_future_tasks_are_not_used():
    """A task with an ETA beyond the visibility timeout is run again and again; an eager one proves nothing."""
    assert not app.conf.task_always_eager
    found = [f"{path}: {word}" for path in CODE for word in _forbidden(path)]
    assert found == []


def _forbidden(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    keywords = {word.arg for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords}
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return sorted((keywords | names) & {"eta", "countdown", "task_always_eager", "CELERY_TASK_ALWAYS_EAGER"})
