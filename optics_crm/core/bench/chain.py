"""The benchmark's own databases: a chain made once, kept beside the installation's, remade when its recipe changes."""

import datetime as dt
import os
import sys
from urllib.parse import quote, urlencode

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from tqdm import tqdm

from optics_crm.core import clock
from optics_crm.core.bench.plugs import BenchData
from optics_crm.core.demo.load import load
from optics_crm.core.demo.world import World
from optics_crm.core.models import Installation

PEOPLE = 1_000_000
SEED = 1
AS_OF = dt.date(2026, 11, 20)  # a Friday: every campaign has somebody
MORNING = dt.time(11)
RECIPE = 3  # one more when the chain that is generated changes


def enter(scale: float, *, with_data: bool) -> BenchData:
    """Leads Django's connection into the benchmark's database, which is made first where it is missing."""
    people = max(1000, round(PEOPLE * scale)) if with_data else 0
    name = f"{connection.settings_dict['NAME']}_bench{people or '_empty'}"
    stamp = f"optics bench recipe {RECIPE}, {people} people"
    fresh = _stamp_of(name) != stamp
    if fresh:
        _create(name)
    _lead_to(name)
    call_command("migrate", verbosity=0, interactive=False)
    if fresh:
        _fill(people)
        _note(name, stamp)
    _set_clock()
    return BenchData(scale, people, _purchases(), AS_OF)


def leave(name: str) -> None:
    """Leads the connection back to the database of that name."""
    _lead_to(name)


def _fill(people: int) -> None:
    autodiscover_modules("demo")
    Installation.objects.get_or_create(id=1)
    _set_clock()
    world = World(SEED, people, AS_OF, clock.now(), with_history=False)
    with tqdm(total=people, unit=" people", file=sys.stderr, desc="making the chain", disable=not people) as bar:
        load(world, None, bar.update)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")


def _set_clock() -> None:
    """The chain's last morning, from this instant on."""
    start = dt.datetime.combine(AS_OF, MORNING, clock.zone_of(None))
    Installation.objects.filter(id=1).update(clock_shift=start - timezone.now(), clock_frozen_at=None)
    clock.forget()


def _purchases() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SELECT count(*) FROM orders_purchase")
        return int(cursor.fetchone()[0])


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    os.environ["DATABASE_URL"] = _url(name)  # for processes that a benchmark starts
    clock.forget()


def _url(name: str) -> str:
    place = connection.settings_dict
    login = quote(place["USER"]) + (f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else "")
    query = dict(place.get("OPTIONS") or {})
    host = place["HOST"]
    if host.startswith("/"):
        query["host"], host = host, ""
    port = f":{place['PORT']}" if place["PORT"] and host else ""
    plain = {key: value for key, value in query.items() if isinstance(value, str)}
    return f"postgresql://{login}@{host}{port}/{quote(name)}" + (f"?{urlencode(plain)}" if plain else "")


def _server() -> "psycopg2.extensions.connection":
    """A connection outside any transaction, to a database that is always there."""
    place = connection.settings_dict
    plain = psycopg2.connect(
        dbname="postgres",
        user=place["USER"],
        password=place["PASSWORD"] or None,
        host=place["HOST"] or None,
        port=place["PORT"] or None,
    )
    plain.autocommit = True
    return plain


def _run(statement: str, *values: object) -> list[tuple[str]]:
    plain = _server()
    try:
        with plain.cursor() as cursor:
            cursor.execute(statement, values or None)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        plain.close()


def _stamp_of(name: str) -> str:
    found = _run("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", name)
    return (found[0][0] or "") if found else ""


def _create(name: str) -> None:
    quoted = connection.ops.quote_name(name)
    _run(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
    _run(f"CREATE DATABASE {quoted}")


def _note(name: str, stamp: str) -> None:
    _run(f"COMMENT ON DATABASE {connection.ops.quote_name(name)} IS %s", stamp)
