"""Calls ring on every screen whatever dies: the very processes of `make run`, killed while calls come in."""

import os
import random
import threading
import time
from collections import Counter

import pytest

from tests.faults.outbox import Outbox
from tests.faults.pops import Exchange, Screen, check, settle
from tests.harness.stack import eventually
from tests.soak_report import write_section

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'optics-web'"
VICTIMS = ("web", "worker", "valkey", "postgres", "listener")


def kill(outbox: Outbox, victim: str) -> None:
    """A whole process, or the sessions that the web process listens and reads on."""
    if victim == "listener":
        outbox.stack.sql(CUT)
    else:
        outbox.kill(victim)


def run(outbox: Outbox, calls: int, per_second: float, seed: int, victims: list[str], pause: float) -> Counter[str]:
    """Plays calls before two screens and kills; returns how often a screen was cut off and a request posted again."""
    outbox.stack.sql("DELETE FROM core_liveevent")
    screens = [Screen(outbox.stack, role) for role in ("operator", "supervisor")]
    for screen in screens:
        screen.start()
    eventually(lambda: all(one.line and one.line.heard for one in screens), 20, "open screens")
    exchange = Exchange(outbox.stack, random.Random(seed))
    playing = threading.Thread(target=exchange.play, args=(calls, per_second))
    playing.start()
    for victim in victims:
        time.sleep(pause)
        if not playing.is_alive():
            break
        kill(outbox, victim)
    playing.join()
    settle(outbox.stack, screens)
    check(outbox.stack, exchange, screens)
    return Counter(cuts=sum(one.cuts for one in screens), again=exchange.again, calls=len(exchange.made))


def test_no_pop_is_lost_and_none_comes_twice_whatever_dies(outbox: Outbox) -> None:
    told = run(outbox, 120, 20, 7, ["listener", "web"], 1.5)
    assert told["calls"] == 120 and told["cuts"] >= 2


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.skipif(os.environ.get("SOAK", "") not in ("", "pops"), reason="another soak was asked for")
def test_soak_of_pops(outbox: Outbox) -> None:
    """Ten thousand calls in rounds, a kill every few seconds; writes its report."""
    dice, told, killed, began = random.Random(20261127), Counter[str](), Counter[str](), time.monotonic()
    while told["calls"] < 10_000:
        victims = [dice.choice(VICTIMS) for _ in range(12)]
        told += run(outbox, 1000, 25, dice.randrange(10**6), victims, dice.uniform(2, 4))
        killed += Counter(victims)
    words = ", ".join(f"{victim} {count}" for victim, count in sorted(killed.items()))
    minutes = (time.monotonic() - began) / 60
    section = f"""`make soak SOAK=pops` ran the very processes of `make run` for {minutes:.0f} minutes and let
{told["calls"]:,} calls ring before two open screens, half of them talked, some told twice or in the wrong order, while
processes were killed with -9 (PostgreSQL: an immediate shutdown; listener: the sessions of the web process).

| | |
|---|---|
| calls | {told["calls"]:,} |
| kills | {sum(killed.values())} ({words}) |
| times a screen was cut off | {told["cuts"]} |
| requests that had to be posted again | {told["again"]:,} |
| pops lost, told twice | 0, 0 |
| contacts per call | exactly one |
| missed calls without exactly one promise, others with one | 0, 0 |
"""
    write_section("pops", "Pops: none lost, none twice", section)
