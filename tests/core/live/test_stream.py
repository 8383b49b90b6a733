"""The stream itself: a web process as production starts it, a real PostgreSQL, browsers that are cut off."""

import threading
import time
import urllib.request
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session

from optics_crm.core.live import hub, push
from optics_crm.core.live.door import MOST_OF_ONE
from optics_crm.core.models import Employee
from optics_crm.services.web import GRACE_SECONDS
from tests.core.live.lines import Web, login_of, say, session
from tests.core.staff import make_employee
from tests.harness.live import Line
from tests.harness.stack import eventually

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
OURS = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'optics-web'"


class Desk:
    """Opens streams of the web process; closes them after the test."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.lines: list[Line] = []

    def open(self, user: Employee, cookie: str = "", last: str = "") -> Line:
        """A stream of a fresh login (or of that cookie) that has been greeted."""
        self.lines.append(Line(self.web.port, cookie or login_of(user), last))
        return self.lines[-1].wait_open()


@pytest.fixture(scope="module")
def process() -> Iterator[Web]:
    web = Web()
    yield web
    web.end()


@pytest.fixture
def desk(transactional_db: None, process: Web) -> Iterator[Desk]:
    """The web process finds each test's database under the same name."""
    found = Desk(process.start())
    yield found
    for line in found.lines:
        line.cut()


@pytest.fixture
def anna(transactional_db: None) -> Employee:
    return make_employee("operator", username="anna")


@pytest.fixture
def boris(transactional_db: None) -> Employee:
    return make_employee("operator", username="boris")


def asked(statement: str) -> int:
    """One number of a session beside Django's, committed."""
    with session() as plain, plain, plain.cursor() as sql:
        sql.execute(statement)
        return int(sql.fetchone()[0])


def test_everybody_hears_their_own_and_no_more(desk: Desk, anna: Employee, boris: Employee) -> None:
    of_anna, of_boris = desk.open(anna), desk.open(boris)
    push("call", {"n": 1}, to=[anna.pk])
    push("call", {"n": 2}, to=[boris.pk])
    push("call", {"n": 3})
    of_anna.wait(2)
    of_boris.wait(2)
    assert (of_anna.numbers, of_boris.numbers) == ([1, 3], [2, 3])
    assert of_anna.headers["content-type"].startswith("text/event-stream")
    assert "content-length" not in of_anna.headers


def test_an_event_is_rung_and_not_looked_for(desk: Desk, anna: Employee) -> None:
    """Right after an event was heard, the next look is its whole pause away: what comes earlier was rung."""
    line, waited = desk.open(anna), []
    for number in range(1, 5):
        began = time.monotonic()
        push("call", {"n": number})
        line.wait(number)
        waited.append(time.monotonic() - began)
    assert min(waited[1:]) < hub.LOOK_SECONDS / 2, waited


def test_a_cut_line_loses_and_doubles_nothing(desk: Desk, anna: Employee) -> None:
    """Writers whose commits overtake each other, a browser that is cut off again and again."""
    cookie = login_of(anna)
    line = desk.open(anna, cookie=cookie)
    heard: list[int] = []
    writers = [threading.Thread(target=_write, args=(start, 60)) for start in range(4)]
    for writer in writers:
        writer.start()
    for _cut in range(6):
        time.sleep(0.15)
        line.cut()
        line.wait_over()
        heard += line.numbers
        line = desk.open(anna, cookie=cookie, last=line.last)
    for writer in writers:
        writer.join()
    eventually(lambda: len(heard) + len(line.numbers) >= 240, 15, "all that was written")
    assert sorted(heard + line.numbers) == list(range(240))


def _write(start: int, count: int) -> None:
    """Pairs of transactions, the older of which commits last."""
    with session() as slow, session() as quick:
        for place in range(0, count, 2):
            with slow.cursor() as sql:
                say(sql, start + 4 * place)
            with quick, quick.cursor() as sql:
                say(sql, start + 4 * (place + 1))
            time.sleep(0.005)
            slow.commit()


def test_a_killed_listener_comes_back_where_it_stood(desk: Desk, anna: Employee) -> None:
    line = desk.open(anna)
    for n in (1, 2, 3):
        push("call", {"n": n})
        line.wait(n)
        assert asked(f"SELECT count(pg_terminate_backend(pid)) {OURS}") >= 1
    assert line.numbers == [1, 2, 3]


def test_what_is_told_while_nobody_listens_comes_late(desk: Desk, anna: Employee) -> None:
    """Every session of the process is ended, and what was pushed before it is back is read then."""
    line = desk.open(anna)
    for n in range(30):
        if n % 5 == 0:
            asked(f"SELECT count(pg_terminate_backend(pid)) {OURS}")
        push("call", {"n": n})
    line.wait(30, 15)
    assert line.numbers == list(range(30))


def test_the_end_of_a_login_ends_the_stream(desk: Desk, anna: Employee, boris: Employee) -> None:
    vera = make_employee("operator", username="vera")
    logged_out, moved, dismissed, staying = (desk.open(user) for user in (anna, boris, vera, anna))
    Session.objects.filter(pk=logged_out.cookie.partition("=")[2]).delete()
    Employee.objects.filter(pk=boris.pk).update(role="consultant")
    Employee.objects.filter(pk=vera.pk).update(is_active=False)
    push("call", {"n": 1})
    for line in (logged_out, moved, dismissed):
        line.wait_over(hub.LOOK_SECONDS * 2)
        assert line.numbers == [], "not told even what came at the same moment"
    staying.wait(1)
    assert not staying.is_over


def test_it_ends_without_an_event_too(desk: Desk, anna: Employee) -> None:
    line = desk.open(anna)
    Session.objects.all().delete()
    line.wait_over(hub.LOOK_SECONDS * 2)


def test_streams_take_no_connection_and_have_a_limit(desk: Desk, anna: Employee, boris: Employee) -> None:
    cookies = [login_of(anna), login_of(boris)]
    for _ in range(MOST_OF_ONE):
        for cookie in cookies:
            desk.open(anna, cookie=cookie)
    assert asked(f"SELECT count(*) {OURS}") <= 9, "the pool of threads, and the one that listens"
    refused = Line(desk.web.port, cookies[0])
    assert refused.status == 429
    figures = urllib.request.urlopen(f"http://127.0.0.1:{desk.web.port}/metrics").read().decode()
    assert f"optics_live_streams {2.0 * MOST_OF_ONE}" in figures
    assert "optics_live_unread_seconds 0.0" in figures
    desk.lines.pop().cut()
    eventually(lambda: Line(desk.web.port, cookies[1]).status == 200, 5, "a place that was left is free")


def test_a_killed_web_process_loses_and_doubles_nothing(desk: Desk, anna: Employee) -> None:
    cookie = login_of(anna)
    first = desk.open(anna, cookie=cookie)
    push("call", {"n": 1})
    first.wait(1)
    desk.web.kill()
    first.wait_over()
    push("call", {"n": 2})
    desk.web.start()
    second = desk.open(anna, cookie=cookie, last=first.last)
    push("call", {"n": 3})
    second.wait(2)
    assert (first.numbers, second.numbers) == ([1], [2, 3])


def test_a_stop_does_not_wait_for_open_streams(desk: Desk, anna: Employee) -> None:
    lines = [desk.open(anna) for _ in range(4)]
    began = time.monotonic()
    desk.web.stop(GRACE_SECONDS)
    assert time.monotonic() - began < GRACE_SECONDS / 2
    for line in lines:
        line.wait_over(1)
