"""A bad line: batches doubled, out of order, cut off in the middle, answers lost, the process behind it killed."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from queue import Empty, Queue
from typing import Any

from django.db import connection

from tests.harness.stack import BASE, eventually, free_port
from tests.sync.rows import Row

ADDRESS = "/api/v1/sync/batches"
EARLY = 0.2


class Site:
    """A web process of the test's own on the test's database, to be killed and started again on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.kills = 0
        self.start()

    def start(self) -> None:
        settings = connection.settings_dict
        place = f"?host={settings['HOST']}&port={settings['PORT']}"
        own = {
            "DATABASE_URL": f"postgresql://{settings['USER']}:{settings['PASSWORD']}@/{settings['NAME']}{place}",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "optics_crm.services.web"]
        self.process = subprocess.Popen(command, cwd=BASE, env=os.environ | own, stdout=subprocess.DEVNULL)
        eventually(self.answers, 120, "the web process")

    def answers(self) -> bool:
        try:
            door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            door.request("GET", "/api/v1/sync/ping")
            return door.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def kill(self) -> None:
        """kill -9 whatever it is doing, then a new one."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.kills += 1
        self.start()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


class Chaos:
    """Sends every row at least once, in the worst order, over two connections, until all of it has been answered."""

    def __init__(self, rows: Sequence[Row], token: str, *, size: int, kills: int, seed: int = 11) -> None:
        self.random = random.Random(seed)
        self.token = token
        self.kills = kills
        self.seen: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.bodies = self._bodies(rows, size)
        self.todo: Queue[tuple[bytes, int]] = Queue()
        for body in self.bodies:
            self.todo.put((body, 0))
        self.answered: set[bytes] = set()
        self.errors: list[BaseException] = []
        self.lock = threading.Lock()

    def _bodies(self, rows: Sequence[Row], size: int) -> list[bytes]:
        """A fifth of the rows come before what they refer to, the others within a window; a tenth come twice."""
        places = [(self._place(n, len(rows)), row) for n, row in enumerate(rows)]
        places += [(self.random.random(), row) for row in rows if self.random.random() < 0.1]
        order = [row for _place, row in sorted(places, key=lambda pair: pair[0])]
        chunks = [order[start : start + size] for start in range(0, len(order), size)]
        return [
            json.dumps({"batch_id": f"chaos:{n}", "source": "onec-retail", "items": chunk}).encode()
            for n, chunk in enumerate(chunks)
        ]

    def _place(self, n: int, count: int) -> float:
        place = n / count
        return self.random.random() * place if self.random.random() < EARLY else place + self.random.gauss(0, 0.01)

    def run(self, site: Site) -> None:
        senders = [threading.Thread(target=self._send_all, args=(site, seed)) for seed in range(2)]
        for sender in senders:
            sender.start()
        for turn in range(1, self.kills + 1):
            due = len(self.bodies) * turn // (self.kills + 1)
            eventually(lambda due=due: self.errors or len(self.answered) >= due, 3600, f"{due} answers")
            time.sleep(self.random.random() * 0.05)  # somewhere in the middle of a batch
            site.kill()
        for sender in senders:
            sender.join()
        assert not self.errors, self.errors

    def _send_all(self, site: Site, seed: int) -> None:
        dice = random.Random(seed)
        while len(self.answered) < len(self.bodies) and not self.errors:
            try:
                body, tries = self.todo.get(timeout=0.1)
            except Empty:
                continue
            try:
                self._send(site, body, tries, dice)
            except BaseException as error:
                self.errors.append(error)
                raise

    def _send(self, site: Site, body: bytes, tries: int, dice: random.Random) -> None:
        luck = dice.random() if tries < 3 else 1.0
        fault = next((name for edge, name in FAULTS if luck < edge), "")
        try:
            answer = self._post(site.port, body, fault)
        except (OSError, http.client.HTTPException):
            answer = None
        with self.lock:
            self.faults[fault or ("broken" if answer is None else "answered")] += 1
            if answer is None or fault == "twice":
                self.todo.put((body, tries + 1))
            if answer is not None and body not in self.answered:
                self.answered.add(body)
                self.seen.update(result["status"] for result in answer["results"])

    def _post(self, port: int, body: bytes, fault: str) -> dict[str, Any] | None:
        """The answer; None when there is none yet, or nobody is there to read it."""
        head = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            if fault == "cut":
                door.putrequest("POST", ADDRESS)
                for name, value in (head | {"Content-Length": str(len(body))}).items():
                    door.putheader(name, value)
                door.endheaders(body[: len(body) // 2])
                return None
            door.request("POST", ADDRESS, body, head)
            if fault == "lost":
                if door.sock is not None:
                    door.sock.shutdown(socket.SHUT_RD)
                return None
            response = door.getresponse()
            told = json.loads(response.read())
            assert response.status in (200, 409, 503), told
            return dict(told) if response.status == 200 else None
        finally:
            door.close()


FAULTS = ((0.1, "cut"), (0.2, "lost"), (0.3, "twice"))
