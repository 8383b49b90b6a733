"""Messages leave once, whatever dies: the very processes of `make run`, killed, frozen, cut off, doubled."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import datetime
from pathlib import Path

import pytest
import redis

from optics_crm.services.children import MARK
from optics_crm.services.endpoints import read_endpoints
from tests.faults.outbox import LEASE_SECONDS, Outbox, failpoints
from tests.harness.stack import BASE, eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
PLACES = failpoints("send.") + failpoints("sweep.")


def test_a_worker_killed_at_every_place_loses_and_doubles_nothing(outbox: Outbox) -> None:
    assert len(PLACES) >= 10
    for _round in range(2):
        kill_everywhere(outbox, 1500)


def kill_everywhere(outbox: Outbox, messages: int) -> None:
    """Arms every place once and sends until all have been reached and every message has its end."""
    hits = outbox.hits()
    before = outbox.check()
    for place in PLACES:
        outbox.arm(place)
    outbox.plant(messages)
    eventually(lambda: outbox.hits() == hits + len(PLACES), 200, "a kill at every place")
    outbox.settle()
    after = outbox.check()
    assert after["accepted"] + after["delivered"] == before["accepted"] + before["delivered"] + messages


@pytest.mark.parametrize("victim", ["worker", "gateway", "beat", "postgres", "valkey"])
def test_a_process_killed_in_the_middle_loses_and_doubles_nothing(outbox: Outbox, victim: str) -> None:
    before = len(outbox.sent())
    outbox.plant(3000)
    eventually(lambda: len(outbox.sent()) > before + 200, 60, "sending is under way")
    outbox.kill(victim)
    outbox.settle()
    outbox.check()
    assert len(outbox.sent()) == before + 3000


def test_an_emptied_redis_costs_nothing(outbox: Outbox) -> None:
    before = len(outbox.sent())
    client = redis.Redis.from_url(read_endpoints(outbox.stack.folder).redis_url)
    outbox.plant(2000)
    ends = time.monotonic() + 3
    while time.monotonic() < ends:
        client.flushall()
    outbox.settle(60)
    outbox.check()
    assert len(outbox.sent()) == before + 2000


def test_a_frozen_worker_that_wakes_after_its_lease_sends_nothing_twice(outbox: Outbox) -> None:
    hits, before = outbox.hits(), len(outbox.sent())
    for place in ("send.after_claim", "send.after_mark", "send.after_write"):
        outbox.arm(place, "stop")
    outbox.plant(1500)
    eventually(lambda: outbox.hits() == hits + 2 and frozen(outbox), 60, "two frozen processes")  # the pool has two
    asleep = frozen(outbox)
    eventually(lambda: nothing_held_by(outbox, asleep), LEASE_SECONDS + 60, "their leases are over")
    for _attempt in range(3):
        for pid in frozen(outbox):
            os.kill(pid, signal.SIGCONT)
        outbox_settled = outbox.open() == 0
        if outbox_settled and not frozen(outbox):
            break
        eventually(lambda: frozen(outbox) or outbox.open() == 0, 60, "awake or done")
    for pid in frozen(outbox):
        os.kill(pid, signal.SIGCONT)
    outbox.settle()
    outbox.check()
    assert len(outbox.sent()) == before + 1500


def frozen(outbox: Outbox) -> list[int]:
    """Processes of the copy that are stopped."""
    found = []
    for path in outbox.armed.glob(".*.*"):
        pid = int(path.suffix[1:]) if path.suffix[1:].isdigit() else 0
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
                found.append(pid)
        except FileNotFoundError:
            continue
    return found


def nothing_held_by(outbox: Outbox, pids: list[int]) -> bool:
    held = outbox.stack.sql(
        """SELECT count(*) FROM aftercare_sending WHERE lease_until > clock_timestamp()
           AND split_part(owner, ':', 2)::int = ANY(%s)""",
        [pids],
    )
    return held == [(0,)]


def test_two_beats_tick_once(outbox: Outbox) -> None:
    before = len(outbox.sent())
    beat = (sys.executable, "-m", "celery", "-A", "optics_crm.celery", "beat", "--pidfile=", "-l", "WARNING")
    endpoints = read_endpoints(outbox.stack.folder)
    env = outbox.stack.env | {"DATABASE_URL": endpoints.database_url, "REDIS_URL": endpoints.redis_url}
    second = subprocess.Popen(beat, cwd=BASE, env=env | {"OPTICS_PROCESS": "beat", MARK: str(outbox.stack.folder)})
    try:
        count = "SELECT count(*), count(DISTINCT scheduled_for) FROM core_tick WHERE job = 'aftercare.pump'"
        start = outbox.stack.sql(count)[0][0]
        outbox.plant(2000)
        eventually(lambda: outbox.stack.sql(count)[0][0] >= start + 10, 60, "ten ticks")
        outbox.settle()
        ticks, moments = outbox.stack.sql(count)[0]
        assert ticks == moments
        twice = "SELECT count(*) FROM core_tick WHERE job = 'aftercare.pump' AND tries > 1 AND error = ''"
        assert outbox.stack.sql(twice)[0][0] <= outbox.hits()
    finally:
        second.kill()
        second.wait()
    outbox.check()
    assert len(outbox.sent()) == before + 2000


def test_a_gateway_that_misbehaves_gets_each_message_once(outbox: Outbox) -> None:
    before = len(outbox.sent())
    outbox.misbehave("timeout=0.1,error500=0.1,throttle429=0.1,lost_receipt=0.05,double_receipt=0.1,shuffle_receipts=1")
    try:
        outbox.plant(3000)
        outbox.settle()
    finally:
        outbox.misbehave("")
    states = outbox.check()
    assert len(outbox.sent()) == before + 3000 and states["failed"] == states["expired"] == 0


def test_nothing_leaves_after_an_opt_out_was_answered(outbox: Outbox) -> None:
    """People press the link of a first message while a second one to them is being sent."""
    refs = outbox.plant(400)
    outbox.settle()
    outbox.stack.sql(
        """INSERT INTO aftercare_message (campaign_id, step_id, step_number, variant_id, occasion, occasions, person_id,
               card_id, phone_id, channel, address, traffic_class, priority, not_before, expires_at)
           SELECT campaign_id, step_id, step_number, variant_id, occasion || ':2', ARRAY[occasion || ':2'], person_id,
               card_id, phone_id, channel, address, traffic_class, priority, app_now(), app_now() + interval '2 days'
           FROM aftercare_message WHERE replace(id::text, '-', '') = ANY(%s)""",
        [refs],
    )
    random.Random(7).shuffle(refs)
    answered: dict[str, datetime] = {}  # by the database's clock, after the answer had come
    workers = [threading.Thread(target=press, args=(outbox, refs[start::4][:40], answered)) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(answered) == 160
    outbox.settle()
    outbox.check()
    marked = outbox.stack.sql(
        """SELECT replace(first.id::text, '-', ''), second.submitted_at FROM aftercare_message first
           JOIN aftercare_message second ON second.occasion = first.occasion || ':2'
           WHERE replace(first.id::text, '-', '') = ANY(%s) AND second.submitted_at IS NOT NULL""",
        [list(answered)],
    )
    assert [ref for ref, submitted_at in marked if submitted_at > answered[ref]] == []
    stopped = outbox.stack.sql("SELECT count(*) FROM aftercare_message WHERE reason = 'opted_out'")[0][0]
    assert len([line for line in outbox.sent() if line["occasion"].endswith(":2")]) == 400 - stopped


def press(outbox: Outbox, refs: list[str], answered: dict[str, datetime]) -> None:
    for ref in refs:
        url = f"{outbox.stack.url}/u/{outbox.token(ref)}/"
        with urllib.request.urlopen(urllib.request.Request(url, b"", method="POST"), timeout=30) as answer:
            assert answer.status == 200
        answered[ref] = outbox.stack.sql("SELECT app_now()")[0][0]


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_soak_of_kills(outbox: Outbox) -> None:
    """At least 200 kills: every place again and again, and whole processes at random; writes its report."""
    from tests.faults.report import write_report

    started, dice, killed = time.monotonic(), random.Random(20261121), {"place": 0, "process": 0}
    while killed["place"] < 170 or killed["process"] < 60:
        kill_everywhere(outbox, 1500)
        killed["place"] += len(PLACES)
        before = len(outbox.sent())
        outbox.plant(2000)
        for _kill in range(4):
            time.sleep(dice.uniform(0.2, 2.0))
            victim = dice.choice(["worker", "worker", "gateway", "beat", "valkey", "postgres"])
            outbox.kill(victim)
            killed["process"] += 1
        outbox.settle(240)
        outbox.check()
        assert len(outbox.sent()) == before + 2000
        write_report(killed, outbox.check(), len(outbox.sent()), PLACES, time.monotonic() - started)
