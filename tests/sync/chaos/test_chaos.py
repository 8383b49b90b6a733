"""The exchange over a bad line ends exactly as over a good one: nothing doubled, lost or left parked."""

import os
import time
from collections import Counter

import pytest
from django.db import connection

from optics_crm.core.models import SyncClient, SyncParked
from optics_crm.core.sync.batches import Order, run
from optics_crm.core.sync.parking import sweeping
from optics_crm.core.sync.scopes import RETAIL_SCOPES
from optics_crm.core.sync.tokens import issue_token
from tests.soak_report import write_section
from tests.sync.chaos import ledger
from tests.sync.chaos.wire import Chaos, Site
from tests.sync.chaos.world import World

pytestmark = pytest.mark.django_db(transaction=True)

CHUNK = 1000


def load_in_order(world: World) -> float:
    """The good line; seconds that it took."""
    client = SyncClient.objects.create(source="onec-retail", name="1С")
    began = time.monotonic()
    for start in range(0, len(world.rows), CHUNK):
        rows = world.rows[start : start + CHUNK]
        answer = run(Order(client, f"calm:{start}", "", rows, is_history=True, statement_seconds=120))
        assert answer["rejected"] == answer["deferred"] == 0
    return time.monotonic() - began


def forget_everything() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE core_syncclient, core_salon, core_employee, customers_person, customers_phone CASCADE")


def storm(world: World, *, size: int, kills: int) -> tuple[Chaos, float]:
    client = SyncClient.objects.create(source="onec-retail", name="1С", rows_per_minute=2_000_000_000)
    token = issue_token(client, RETAIL_SCOPES)[2]
    chaos, site, began = Chaos(world.rows, token, size=size, kills=kills), Site(), time.monotonic()
    try:
        chaos.run(site)
    finally:
        site.stop()
    while sweeping.sweep():
        pass
    return chaos, time.monotonic() - began


def check(world: World, calm: dict[str, str], chaos: Chaos) -> None:
    assert chaos.seen["rejected"] == 0
    assert ledger.lost_or_doubled(world.newest()) == []
    assert SyncParked.objects.count() == 0
    assert ledger.digests() == calm
    assert chaos.seen["deferred"] > 0
    assert chaos.faults.keys() >= {"cut", "lost", "twice"}


def test_a_bad_line_ends_as_a_good_one() -> None:
    world = World(900)
    load_in_order(world)
    calm = ledger.digests()
    forget_everything()
    chaos, _seconds = storm(world, size=40, kills=1)
    check(world, calm, chaos)


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("SOAK", "") not in ("", "chaos"), reason="another soak was asked for")
def test_a_hundred_thousand_rows_over_a_bad_line() -> None:
    """`SOAK_ROWS` makes it smaller where the time is short."""
    world = World(int(os.environ.get("SOAK_ROWS", "100000")))
    quick = load_in_order(world)
    calm = ledger.digests()
    forget_everything()
    chaos, seconds = storm(world, size=500, kills=25)
    check(world, calm, chaos)
    kinds = Counter(kind for kind, _key in world.newest())
    objects = ", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items()))
    faults = ", ".join(str(chaos.faults[name]) for name in ("cut", "lost", "twice", "broken"))
    text = f"""`make soak SOAK=chaos` sent {len(world.rows):,} rows of {len(world.newest()):,} objects through HTTP over
a bad line: a fifth of the rows before what they refer to, a tenth twice, batches cut off in the middle of their
body, answers lost and asked for again, batches sent twice, the web process killed with -9 in the middle of batches.

| | |
|---|---|
| objects | {objects} |
| batches, sendings | {len(chaos.bodies):,}, {sum(chaos.faults.values()):,} |
| cut off, answers lost, sent twice, broken off by a kill or refused until the process was back | {faults} |
| kills | 25 |
| rows parked on their way | {chaos.seen["deferred"]:,} |
| doubled, lost, still parked | 0, 0, 0 |
| digests of all tables | the same as of the load in order |
| seconds, in order and over the bad line | {quick:.0f}, {seconds:.0f} |

"""
    write_section("chaos", "The exchange over a bad line", text)
