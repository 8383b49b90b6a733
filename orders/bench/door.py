"""The benchmark's side of the door: batches over connections that are kept, each timed until its answer is read."""

import http.client
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from optics_crm.core.bench import percentile

STREAMS = 2


@dataclass(frozen=True)
class Sent:
    """The answers to some batches, and how many seconds each took."""

    answers: list[bytes]
    seconds: list[float]

    def count(self, status: str) -> int:
        """How many rows had this fate."""
        return sum(json.loads(answer)[status] for answer in self.answers)

    def percentile(self, share: float) -> float:
        return percentile(self.seconds, share)


def post(port: int, token: str, bodies: Sequence[bytes]) -> Sent:
    """Sends the batches one after the other over one connection, each when the one before is answered."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answers, seconds = [], []
    for body in bodies:
        began = time.perf_counter()
        door.request("POST", "/api/v1/sync/batches", body, head)
        answers.append(door.getresponse().read())
        seconds.append(time.perf_counter() - began)
    door.close()
    return Sent(answers, seconds)


def post_all(port: int, token: str, bodies: Sequence[bytes]) -> Sent:
    """The same over STREAMS connections at once, as so many bases send."""
    shares = [bodies[stream::STREAMS] for stream in range(STREAMS)]
    with ThreadPoolExecutor(STREAMS) as senders:
        sent = list(senders.map(partial(post, port, token), shares))
    return Sent([one for part in sent for one in part.answers], [one for part in sent for one in part.seconds])
