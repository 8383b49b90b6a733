"""The check at the door: dirty entries of people whom a base of a million knows, one by one."""

import time
import uuid
from collections.abc import Sequence

from django.db import connection

from customers.bench.entries import Entry, dirty_entries
from customers.card_keys import fill_keys
from customers.identity import blocks, check
from customers.identity.keys import keys_of
from customers.models import Person
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch

ENTRIES = 2_000
WARM = 200
NAIVE = 50
SEED = 101
CLOSE = "SELECT id FROM customers_person WHERE name_key %% %s ORDER BY similarity(name_key, %s) DESC LIMIT 8"


@bench("identity_check")
def identity_check(data: BenchData) -> list[Figure]:
    """Seconds of all checks; `db_p99` is the statement's, `first`, `first3` the share of entries whose person was shown
    first and among the first three.
    """
    fill_keys()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_cardkeys, customers_card, customers_cardphone, customers_phone")
    entries = dirty_entries(ENTRIES + WARM, SEED)
    for entry in entries[:WARM]:
        check.look(entry.record)
    asked = entries[WARM:]
    with stopwatch() as ours:
        places = [place_of(entry) for entry in asked]
    with stopwatch() as naive:
        for entry in asked[:NAIVE]:
            _by_trigrams(entry)
    with stopwatch() as limit:
        _by_id(asked)
    return [
        Figure(
            "identity_check",
            n=len(asked),
            seconds=ours.seconds,
            baseline="pg_trgm",
            baseline_seconds=naive.seconds,
            baseline_n=NAIVE,
            limit="select by id",
            limit_seconds=limit.seconds,
            extra=figures(asked, places),
        )
    ]


def figures(asked: Sequence[Entry], places: Sequence[int]) -> dict[str, float]:
    """Quality of the places, and milliseconds of the parts."""
    times = sorted(_database_seconds(entry) for entry in asked)
    return {
        "first": round(sum(place == 1 for place in places) / len(places), 4),
        "first3": round(sum(1 <= place <= 3 for place in places) / len(places), 4),
        "shown": round(sum(place > 0 for place in places) / len(places), 4),
        "db_p50_ms": round(1000 * times[len(times) // 2], 2),
        "db_p99_ms": round(1000 * times[int(len(times) * 0.99)], 2),
    }


def place_of(entry: Entry) -> int:
    """On which place the check shows the person who is meant, 1 being the first; 0 where not at all."""
    people = [one.person for one in check.look(entry.record)]
    return people.index(entry.person) + 1 if entry.person in people else 0


def _database_seconds(entry: Entry) -> float:
    keys = keys_of(entry.record)
    start = time.perf_counter()
    blocks.candidates(keys)
    return time.perf_counter() - start


def _by_trigrams(entry: Entry) -> list[uuid.UUID]:
    """PostgreSQL's documented way to find a name with slips."""
    said = entry.record
    with connection.cursor() as cursor:
        name = f"{said.last_name} {said.first_name} {said.middle_name}".casefold().replace("ё", "е")
        cursor.execute(CLOSE, [name, name])
        return [row[0] for row in cursor.fetchall()]


def _by_id(asked: Sequence[Entry]) -> None:
    for entry in asked:
        Person.objects.filter(pk=entry.person).values_list("pk").first()
