"""Bad requests, thousands of them, to every door of a machine: no 5xx, no word of the database, no riddles."""

import os
import re
import time
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from optics_crm.core.api.problems import PROBLEM_TYPE
from optics_crm.core.models import Salon, SyncClient
from optics_crm.core.sync.scopes import RETAIL_SCOPES
from tests.api.callers import logged_in, program
from tests.api.fuzz import Fuzz, Shot
from tests.api.samples import SAMPLES
from tests.core.staff import make_salon
from tests.soak_report import write_section

pytestmark = pytest.mark.django_db(transaction=True)
SHORT, WHOLE = 800, 20_000
LEAKS = re.compile(
    rb"Traceback|psycopg|django\.|SELECT .{0,80} FROM|relation \"|DETAIL:|CONTEXT:|LINE 1:|invalid input syntax"
    rb"|violates|IntegrityError|DataError|OperationalError|ProgrammingError|\.py\"|site-packages"
)
LONGEST_PROBLEM = 40_000


def callers(salon: Salon) -> dict[str, Client]:
    """One of each sort; a request that fails is answered with 500, not raised."""
    onec = program(*RETAIL_SCOPES)
    made = {
        "nobody": Client(),
        "1C": onec,
        "1C again": onec,
        "a program without scopes": program("salon:read"),
        "supervisor": logged_in("supervisor"),
        "doctor": logged_in("doctor", salon=salon),
        "consultant": logged_in("consultant", salon=salon),
        "marketer": logged_in("marketer"),
    }
    for client in made.values():
        client.raise_request_exception = False
    return made


def send(client: Client, shot: Shot) -> Any:
    extra = {"QUERY_STRING": shot.query, **shot.headers}
    return client.generic(shot.method, shot.path, shot.body, shot.media_type, **extra)


def fault_of(shot: Shot, answer: Any) -> str:
    """What is wrong with an answer; "" for nothing."""
    content = b"" if answer.streaming else answer.content
    if answer.status_code >= 500:
        error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
        return f"{answer.status_code}: {error!r} {content[:300]!r}"
    if answer.status_code < 400:
        return ""
    if found := LEAKS.search(content):
        return f"it tells {found[0]!r}"
    if len(content) > LONGEST_PROBLEM:
        return f"an answer of {len(content)} bytes"
    is_ours = shot.path.startswith("/api/v1/") and "HTTP_HOST" not in shot.headers
    if is_ours and content and not answer["Content-Type"].startswith(PROBLEM_TYPE):
        return f"{answer.status_code} as {answer['Content-Type']}"
    return ""


def shoot(seed: int, number: int) -> tuple[Counter[int], list[float], list[str]]:
    """The statuses, the seconds of each request, and the faults: one of each kind, at most twenty."""
    salon = make_salon()
    ids = [str(make(salon, number % 12).pk) for number, make in enumerate(SAMPLES.values())]
    clients = callers(salon)
    SyncClient.objects.update(rows_per_minute=2_000_000_000)
    statuses: Counter[int] = Counter()
    seconds: list[float] = []
    faults: dict[str, str] = {}
    for _n, shot in zip(range(number), Fuzz(seed, ids, list(clients)), strict=False):
        started = time.perf_counter()
        answer = send(clients[shot.caller], shot)
        seconds.append(time.perf_counter() - started)
        statuses[answer.status_code] += 1
        if fault := fault_of(shot, answer):
            faults.setdefault(f"{fault[:60]} {shot.path[:30]}", f"{fault}\n  {shot}")
        if len(faults) == 20:
            break
    return statuses, sorted(seconds), list(faults.values())


def test_bad_requests_are_answered_and_not_stumbled_over() -> None:
    statuses, _seconds, faults = shoot(20261121, SHORT)

    assert faults == [], "\n".join(faults)
    assert {200, 400, 401, 403, 404, 405, 415, 422} <= set(statuses), statuses


@pytest.mark.soak
@pytest.mark.skipif(os.environ.get("SOAK", "") not in ("", "fuzz"), reason="another soak was asked for")
def test_soak_of_twenty_thousand_bad_requests() -> None:
    statuses, seconds, faults = shoot(int(time.time()), WHOLE)

    assert faults == [], "\n".join(faults)
    told = ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses.items()))
    median, last = seconds[len(seconds) // 2] * 1000, seconds[len(seconds) * 99 // 100] * 1000
    write_section(
        "fuzz",
        "Bad requests",
        f"""`make soak SOAK=fuzz` sent {WHOLE:,} bad requests, made from the OpenAPI and the table of bad
input, to every door of the REST API, the exchange and the hooks, as nobody, as programs and as employees.

| | |
|---|---|
| answers of 500 and above | 0 |
| answers with words of the database or of the code | 0 |
| statuses | {told} |
| an answer, median / 99 % | {median:.0f} / {last:.0f} ms |

""",
    )
