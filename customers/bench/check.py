"""The check at the door: dirty entries of people whom a base of a million cards knows, one by one."""

import time
from collections.abc import Sequence

from django.db import connection

from customers.bench.night import NEW, night
from customers.bench.town import TABLES, Entry, dirty_entries, fill, number_of
from customers.identity import blocks, check
from customers.identity.keys import keys_of
from customers.models import Person
from optics_crm.core.bench import BenchData, Figure, bench, stopwatch

CARDS = 1_000_000
ENTRIES = 2_000
WARM = 200
NAIVE = 30
SEED = 101
CLOSE = "SELECT id FROM customers_person WHERE name_key %% %s ORDER BY similarity(name_key, %s) DESC LIMIT 8"


@bench("identity_check", with_data=False)
def identity_check(data: BenchData) -> list[Figure]:
    """Seconds of all checks; `db_p99_ms` is the statement's, `first` and `first3` the shares of entries whose person
    was shown first and among the first three. On the same base the night's scan.
    """
    data.empty(*(sheet.table for sheet in TABLES))
    people, town = fill(data.scaled(CARDS), SEED)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"VACUUM ANALYZE {', '.join(sheet.table for sheet in TABLES)}")
    wanted = ENTRIES + WARM + data.scaled(NEW)
    entries = list(dirty_entries(people, town, min(wanted, len(people))))
    for entry in entries[:WARM]:
        check.look(entry.record)
    figures = [_measured(entries[WARM : WARM + ENTRIES]), night(entries[WARM + ENTRIES :], data.scaled(CARDS))]
    data.empty(*(sheet.table for sheet in TABLES))
    return figures


def _measured(asked: Sequence[Entry]) -> Figure:
    with stopwatch() as ours:
        places = [place_of(entry) for entry in asked]
    with stopwatch() as naive:
        for entry in asked[:NAIVE]:
            _by_trigrams(entry)
    with stopwatch() as limit:
        for _entry in asked:
            Person.objects.values_list("pk").first()
    return Figure(
        "identity_check",
        n=len(asked),
        seconds=ours.seconds,
        baseline="pg_trgm",
        baseline_seconds=naive.seconds,
        baseline_n=NAIVE,
        limit="one row",
        limit_seconds=limit.seconds,
        extra=figures(asked, places),
    )


def figures(asked: Sequence[Entry], places: Sequence[int]) -> dict[str, float]:
    """Quality of the places, and milliseconds of the statement."""
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
    people = [number_of(one.person) for one in check.look(entry.record)]
    return people.index(entry.person) + 1 if entry.person in people else 0


def _database_seconds(entry: Entry) -> float:
    keys = keys_of(entry.record)
    start = time.perf_counter()
    blocks.candidates(keys)
    return time.perf_counter() - start


def _by_trigrams(entry: Entry) -> None:
    """PostgreSQL's documented way to find a name with slips."""
    said = entry.record
    name = f"{said.last_name} {said.first_name} {said.middle_name}".casefold().replace("ё", "е")
    with connection.cursor() as cursor:
        cursor.execute(CLOSE, [name, name])
        cursor.fetchall()
