"""One running copy, killed part by part: everything comes back, the schedule loses and doubles nothing."""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import redis

from optics_crm.services.children import leftovers
from optics_crm.services.endpoints import read_endpoints
from tests.harness.stack import BASE, Stack, eventually

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def stack():
    with Stack(customers=0) as running:
        yield running


def ready(stack: Stack) -> bool:
    try:
        return urllib.request.urlopen(f"{stack.url}/readyz", timeout=2).status == 200
    except OSError:
        return False


def pulses(stack: Stack) -> int:
    return stack.sql("SELECT count(*) FROM core_tick WHERE job = 'core.pulse' AND finished_at IS NOT NULL")[0][0]


def wait_for_new_pulse(stack: Stack, seconds: float = 40) -> None:
    before = pulses(stack)
    eventually(lambda: pulses(stack) > before, seconds, "a new pulse of beat, Redis, worker and database")


@pytest.mark.parametrize("name", ["worker", "beat", "web"])
def test_a_killed_process_is_started_again(stack, name):
    old = stack.kill(name)
    stack.wait_restarted(name, old)
    wait_for_new_pulse(stack)
    eventually(lambda: ready(stack), 40, "readiness")


def test_a_killed_database_comes_back_and_so_do_its_users(stack):
    old = stack.kill("postgres")
    stack.wait_restarted("postgres", old)
    wait_for_new_pulse(stack, 60)
    eventually(lambda: ready(stack), 40, "readiness")


def test_a_killed_valkey_comes_back_and_so_do_its_users(stack):
    old = stack.kill("valkey")
    stack.wait_restarted("valkey", old)
    wait_for_new_pulse(stack, 60)


def test_an_emptied_redis_loses_no_tick(stack):
    redis.Redis.from_url(read_endpoints(stack.folder).redis_url).flushall()
    wait_for_new_pulse(stack)
    old = "finished_at IS NULL AND tries = 0 AND created_at < clock_timestamp() - interval '10 seconds'"
    eventually(lambda: stack.sql(f"SELECT count(*) FROM core_tick WHERE {old}") == [(0,)], 60, "no tick left behind")


def test_two_beats_make_each_tick_once(stack):
    addresses = read_endpoints(stack.folder)
    env = stack.env | {"DATABASE_URL": addresses.database_url, "REDIS_URL": addresses.redis_url}
    beat = [sys.executable, "-m", "celery", "-A", "optics_crm.celery", "beat", "--pidfile="]
    twin = subprocess.Popen(beat, cwd=BASE, env=env, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        eventually(lambda: stack.sql("SELECT 1 FROM core_heartbeat WHERE pid = %s", [twin.pid]), 40, "the second beat")
        started = stack.sql("SELECT clock_timestamp()")[0][0]
        eventually(
            lambda: stack.sql(
                "SELECT count(*) >= 4 FROM core_tick WHERE job = 'core.pulse' AND finished_at > %s", [started]
            )[0][0],
            60,
            "four pulses under two beats",
        )
    finally:
        twin.send_signal(signal.SIGTERM)
        twin.wait(20)
    rows = stack.sql(
        "SELECT count(*), count(DISTINCT scheduled_for), max(tries) FROM core_tick"
        " WHERE job = 'core.pulse' AND created_at > %s",
        [started],
    )
    assert rows[0][0] == rows[0][1] and rows[0][2] == 1


def test_commands_find_the_servers_of_the_running_copy(stack):
    done = stack.manage("migrate", "--check")
    assert done.returncode == 0, done.stderr


def test_a_second_copy_on_the_same_folder_is_refused_in_one_sentence(stack):
    before = stack.pid("web")
    done = stack.manage("up")
    assert done.returncode == 1
    assert done.stderr.startswith(f"A copy already runs on {stack.folder}") and done.stderr.count("\n") == 1
    assert stack.pid("web") == before and ready(stack)


def test_files_and_sockets_are_private(stack):
    assert stack.folder.stat().st_mode & 0o077 == 0
    for name in ("services.json", "demo.json", "secret_key"):
        assert (stack.folder / name).stat().st_mode & 0o077 == 0, name


def test_connections_stay_few_under_load(stack):
    """200 requests by 40 clients at once: the pool of threads bounds the connections."""
    code = (
        "import concurrent.futures as c, urllib.request as u, sys\n"
        "with c.ThreadPoolExecutor(40) as pool:\n"
        "    print(set(pool.map(lambda i: u.urlopen(sys.argv[1] + '/login/').status, range(200))))"
    )
    done = subprocess.run([sys.executable, "-c", code, stack.url], capture_output=True, text=True, check=True)
    count = stack.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'optics-web'")[0][0]
    assert done.stdout.strip() == "{200}" and count <= 8


def test_metrics_answer_loopback(stack):
    text = urllib.request.urlopen(f"{stack.url}/metrics").read().decode()
    assert 'optics_requests_total{method="GET",route="readyz",status="200"}' in text
    assert "optics_heartbeat_age_seconds" in text and "optics_news_lag_seconds" in text


def test_the_same_signal_twice_stops_everything_in_order(new_stack):
    stack = new_stack(customers=0)
    stack.up.send_signal(signal.SIGINT)
    stack.up.send_signal(signal.SIGINT)
    assert stack.stop(signal.SIGTERM) == 0
    assert leftovers(stack.folder) == []
    assert not (stack.folder / "services.json").exists()
    log = (stack.folder / "logs" / "postgres.log").read_text()
    assert "database system is shut down" in log.splitlines()[-1]
    second = stack.start()
    assert "is ready after" in second.said()
    os.kill(stack.up.pid, signal.SIGKILL)
    stack.up.wait()
    eventually(lambda: leftovers(stack.folder) == [], 40, "children that follow their killed parent")
    done = stack.manage("down")
    assert done.returncode == 0 and "Nothing runs" in done.stdout


def test_an_hour_of_calls_is_played_through_the_doors_of_the_exchanges(stack):
    done = stack.manage(
        "simulate_calls", "--calls", "6", "--from", "10:00", "--to", "11:00", "--speed", "900", "--seed", "3", "--json"
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["statuses"]) == {"200"} and told["lost"] == 0
    ended = "count(*) FILTER (WHERE state = 'ended')"
    calls = f"SELECT count(*), {ended} FROM contactcenter_call WHERE external_id LIKE 'sim-%'"
    eventually(lambda: stack.sql(calls) == [(told["calls"], told["calls"])], 30, "each call once, and over")
    truth = Path(told["truth"])
    assert len(truth.read_text().splitlines()) == told["calls"] and truth.stat().st_mode & 0o077 == 0
    refused = stack.manage("simulate_calls", "--from", "12:00", "--to", "11:00")
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1
