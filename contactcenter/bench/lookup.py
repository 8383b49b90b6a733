"""`lookup`: from a number to the family with its reasons, by one client and by sixteen.

The work is the statement and what Python makes of it, on connections of its own; over HTTP the same is asked of a web
process (`http_p99`). In the database itself it takes what pgbench says (`database_p99`).
"""

import http.client
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.db import connection

from contactcenter.bench import naive, pgbench
from contactcenter.bench.clients import numbers
from contactcenter.bench.operators import operators
from contactcenter.reasons.ranking import rank, statement, values_for
from optics_crm.core.bench import BenchData, Figure, bench, percentile, stopwatch
from orders.bench.web import web_server

LOOKUPS = 2000
CLIENTS = (1, 16)
SHARE_OF_ONE = 40  # numbers that one operator asks for over HTTP: two runs, within the hour's limit
NAIVE_SHARE = 10  # the baseline runs on so much less
Work = Callable[[str], Any]


@bench("lookup")
def lookup(data: BenchData) -> list[Figure]:
    count = max(64, data.scaled(LOOKUPS))
    phones = numbers(count)
    with operators(math.ceil(count / SHARE_OF_ONE)) as cookies, web_server() as port, pgbench.drawn_from(phones):
        return [_figure(phones, clients, port, cookies) for clients in CLIENTS]


def _figure(phones: list[str], clients: int, port: int, cookies: Sequence[str]) -> Figure:
    few = phones[: max(16, len(phones) // NAIVE_SHARE)]
    _run(rank, phones[: clients * 10], clients)  # connections, pages of the tables
    with stopwatch() as ours:
        each = _run(rank, phones, clients)
    with stopwatch() as slow:
        _run(naive.look_up, few, clients)
    bare = pgbench.run(_statement(), clients=clients, each_client=len(phones) // clients)
    over_http = _ask_over_http(phones, clients, port, cookies)
    return Figure(
        "lookup",
        n=len(phones),
        seconds=ours.seconds,
        baseline="ORM pages query by query",
        baseline_seconds=slow.seconds,
        baseline_n=len(few),
        limit="pgbench of the same statement",
        limit_seconds=bare.seconds,
        extra={
            "clients": clients,
            "p50": round(percentile(each, 0.5), 5),
            "p99": round(percentile(each, 0.99), 5),
            "database_p50": round(percentile(bare.each, 0.5), 5),
            "database_p99": round(percentile(bare.each, 0.99), 5),
            "http_p50": round(percentile(over_http, 0.5), 5),
            "http_p99": round(percentile(over_http, 0.99), 5),
        },
    )


def _run(work: Work, phones: Sequence[str], clients: int) -> list[float]:
    """Seconds of each; every client is a thread with a connection of its own."""

    def timed(share: Sequence[str]) -> list[float]:
        found = []
        try:
            for phone in share:
                with stopwatch() as watch:
                    work(phone)
                found.append(watch.seconds)
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(clients) as pool:
        return [one for each in pool.map(timed, [phones[place::clients] for place in range(clients)]) for one in each]


def _ask_over_http(phones: Sequence[str], clients: int, port: int, cookies: Sequence[str]) -> list[float]:
    asked = [(phone, cookies[place // SHARE_OF_ONE]) for place, phone in enumerate(phones)]

    def timed(share: Sequence[tuple[str, str]]) -> list[float]:
        with _door(port) as door:
            return [_ask(door, phone, cookie) for phone, cookie in share]

    with ThreadPoolExecutor(clients) as pool:
        return [one for each in pool.map(timed, [asked[place::clients] for place in range(clients)]) for one in each]


@contextmanager
def _door(port: int) -> Iterator[http.client.HTTPConnection]:
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        yield door
    finally:
        door.close()


def _ask(door: http.client.HTTPConnection, phone: str, cookie: str) -> float:
    began = time.perf_counter()
    door.request("GET", f"/api/v1/calls/lookup/?phone={quote(phone)}", headers={"Cookie": cookie})
    answer = door.getresponse()
    answer.read()
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"look-up: {answer.status}")
    return time.perf_counter() - began


def _statement() -> str:
    """The very statement of a look-up, its values written into it but for the number."""
    with connection.cursor() as cursor:
        told = cursor.cursor.mogrify(statement(), values_for("(number)")).decode()
    return str(told).replace("'(number)'", pgbench.VARIABLE)
