"""Calls of a telephone exchange that gives up on nothing, screens that come back, and what both must add up to."""

import http.client
import http.cookiejar
import json
import random
import re
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg2

from tests.harness.live import Line, Told
from tests.harness.stack import Stack, eventually

SHARES = (0.5, 0.9)  # half are talked, most of the others are missed, the rest is told in the wrong order


def login(stack: Stack, role: str) -> str:
    """The cookie of somebody of the demo who has just logged in."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{stack.url}/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    user = stack.demo["users"][role]
    form = {"username": user["username"], "password": user["password"], "csrfmiddlewaretoken": token[1]}
    browser.open(f"{stack.url}/login/", urllib.parse.urlencode(form).encode())
    return "; ".join(f"{one.name}={one.value}" for one in jar)


class Screen(threading.Thread):
    """A browser that keeps the stream open: cut off, it comes back with the last id it has seen."""

    def __init__(self, stack: Stack, role: str) -> None:
        super().__init__(daemon=True)
        self.stack, self.cookie = stack, login(stack, role)
        name = stack.demo["users"][role]["username"]
        self.employee = stack.sql("SELECT id::text FROM core_employee WHERE username = %s", [name])[0][0]
        self.events: list[Told] = []
        self.cuts = 0
        self.is_over = False
        self.line: Line | None = None

    def run(self) -> None:
        last = ""
        while not self.is_over:
            with suppress(OSError, http.client.HTTPException):
                self.line = Line(self.stack.port, self.cookie, last)
                while not self.line.is_over and not self.is_over:
                    time.sleep(0.02)
                self.line.cut()
                heard = list(self.line.heard)
                self.events += [told for told in heard if told.kind != "beat"]
                last = heard[-1].id if heard else last
                self.cuts += 1
            time.sleep(0.2)

    def heard(self) -> list[Told]:
        line = self.line
        return self.events + (line.events if line is not None and not line.is_over else [])

    def stop(self) -> list[Told]:
        self.is_over = True
        self.join(30)
        return self.events


@dataclass
class Exchange:
    """Plays calls; each request is posted again until it is answered with 200, some twice, some in the wrong order."""

    stack: Stack
    dice: random.Random
    made: dict[str, str] = field(default_factory=dict)  # external id: talked, missed
    again: int = 0

    def play(self, count: int, per_second: float) -> None:
        """Returns when all has been told."""
        lanes = [threading.Thread(target=self._lane, args=(count // 8, per_second / 8, seed)) for seed in range(8)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()

    def _lane(self, count: int, per_second: float, seed: int) -> None:
        dice = random.Random(self.dice.random() + seed)
        for place in range(count):
            began = time.monotonic()
            self._call(f"pop-{id(self)}-{seed}-{place}", dice)
            time.sleep(max(0.0, 1 / per_second - (time.monotonic() - began)))

    def _call(self, call: str, dice: random.Random) -> None:
        share = dice.random()
        self.made[call] = "talked" if share < SHARES[0] or share >= SHARES[1] else "missed"
        head = {"callId": call, "direction": "in", "from": f"79{dice.randrange(10**9):09d}", "to": "74950000002"}
        end = {"cause": "normalClearing", "duration": 5} if self.made[call] == "talked" else {"cause": "cancel"}
        told = [{"event": "newCall"}, {"event": "hangup", **end}]
        if self.made[call] == "talked":
            told.insert(1, {"event": "answer", "answeringNumber": "101"})
        if share >= SHARES[1]:
            dice.shuffle(told)
        for one in told:
            for _twice in range(1 + (dice.random() < 0.1)):
                self._post({**head, **one})

    def _post(self, told: dict[str, Any]) -> None:
        path = f"/hooks/telephony/cti/{self.stack.demo['telephony']['cti']['token']}/"
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                door = http.client.HTTPConnection("127.0.0.1", self.stack.port, timeout=10)
                door.request("POST", path, json.dumps(told), {"Content-Type": "application/json"})
                if door.getresponse().status == 200:
                    return
            self.again += 1
            time.sleep(0.1)
        raise AssertionError("the door has not answered for two minutes")


def settle(stack: Stack, screens: list[Screen], seconds: float = 240) -> None:
    """Until everything that was told is applied, and every screen has heard of it."""
    stands: list[object] = []

    def is_done() -> bool:
        try:
            waiting = stack.sql("SELECT count(*) FROM contactcenter_hookbody WHERE state = 'stored'")[0][0]
            missing = [len(_written(stack, screen)) - len(_calls(screen.heard())) for screen in screens]
        except psycopg2.Error:
            return False
        stands[:] = [waiting, *missing]
        return waiting == 0 and max(missing) <= 0

    try:
        eventually(is_done, seconds)
    except AssertionError as error:
        raise AssertionError(f"bodies that wait, events not heard: {stands}") from error


def check(stack: Stack, exchange: Exchange, screens: list[Screen]) -> None:
    """No pop lost, none told twice; one contact for each call; each missed one owed once, no other."""
    mark = f"pop-{id(exchange)}-%"
    contacts = dict(stack.sql("SELECT external_id, id::text FROM contactcenter_call WHERE external_id LIKE %s", [mark]))
    assert sorted(contacts) == sorted(exchange.made)
    assert stack.sql("SELECT count(*) FROM contactcenter_call WHERE external_id LIKE %s", [mark])[0][0] == len(contacts)
    for screen in screens:
        events = screen.stop()
        assert [told.kind for told in events if told.kind == "reset"] == []
        assert len({told.id for told in events}) == len(events), "an id came twice"
        assert Counter(_calls(events)) == Counter(_written(stack, screen))
        assert set(contacts.values()) <= {call for call, _state in _calls(events)}
    owed = Counter(
        name
        for (name,) in stack.sql(
            "SELECT c.external_id FROM customers_followup f JOIN contactcenter_call c ON c.id = f.call"
            " WHERE c.external_id LIKE %s AND f.status = 'open'",
            [mark],
        )
    )
    assert owed == Counter(call for call, what in exchange.made.items() if what == "missed")


def _written(stack: Stack, screen: Screen) -> list[tuple[str, str]]:
    """What the outbox holds for a screen: of some calls only whom they rang hears."""
    return [
        (call, state)
        for call, state in stack.sql(
            "SELECT payload->>'call', payload->>'state' FROM core_liveevent"
            " WHERE kind = 'call' AND (employees IS NULL OR %s::uuid = ANY(employees))",
            [screen.employee],
        )
    ]


def _calls(events: list[Told]) -> list[tuple[str, str]]:
    return [(told.data["call"], told.data["state"]) for told in events if told.kind == "call"]
