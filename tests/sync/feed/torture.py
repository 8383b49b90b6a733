"""Writers that commit in any order, take their time and are killed; readers by our cursor and by the usual one."""

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connections, transaction

from customers import events
from optics_crm.core import news
from optics_crm.core.ids import new_id
from optics_crm.core.models import SyncClient
from optics_crm.core.sync.feed.cursors import Position
from optics_crm.core.sync.feed.kinds import Reader
from optics_crm.core.sync.feed.news_rows import Listener, horizon, steps_from
from optics_crm.core.sync.feed.reading import one_view
from optics_crm.core.sync.tables import ask

LONG_EVERY = 50  # every fiftieth transaction runs long
NAIVE = "SELECT id FROM core_news WHERE id > %s ORDER BY id LIMIT 1000"


@dataclass
class Torture:
    """One run; `committed` holds the moments at which the writers knew of their commits, by news id."""

    seconds: float
    writers: int = 16
    seed: int = 7
    long_seconds: float = 0.4
    ends_at: float = 0
    committed: dict[int, float] = field(default_factory=dict)
    seen: dict[int, float] = field(default_factory=dict)
    twice: int = 0
    naively_seen: set[int] = field(default_factory=set)
    kills: int = 0

    def run(self) -> None:
        self.ends_at = time.monotonic() + self.seconds
        writers = [threading.Thread(target=self._write, args=(number,)) for number in range(self.writers)]
        done = threading.Event()
        others = [threading.Thread(target=work, args=(done,)) for work in (self._read, self._read_naively, self._kill)]
        for thread in (*writers, *others):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        for thread in others:
            thread.join()

    @property
    def truth(self) -> set[int]:
        """Every news that was committed, whatever the writers knew of it."""
        return {row_id for (row_id,) in ask("SELECT id FROM core_news")}

    def lags(self) -> list[float]:
        """Seconds from the commit to the read, sorted."""
        return sorted(max(0.0, self.seen[one] - at) for one, at in self.committed.items() if one in self.seen)

    def _write(self, number: int) -> None:
        dice = random.Random(self.seed * 1000 + number)
        count = 0
        while time.monotonic() < self.ends_at:
            count += 1
            pause = self.long_seconds * dice.random() if count % LONG_EVERY == 0 else dice.uniform(0, 0.03)
            self._transaction(dice, pause)
        connections.close_all()

    def _transaction(self, dice: random.Random, pause: float) -> None:
        try:
            with transaction.atomic():
                said = [self._say() for _one in range(dice.randint(1, 3))]
                time.sleep(pause)
                if dice.random() < 0.05:
                    transaction.set_rollback(True)
                    said = []
            self.committed |= dict.fromkeys(said, time.monotonic())
        except DatabaseError:  # killed: what became of the transaction the table knows
            connections.close_all()

    @staticmethod
    def _say() -> int:
        return int(news.say(events.CUSTOMER_CHANGED, {"person": new_id()}).pk)

    def _read(self, done: threading.Event) -> None:
        """As the feed does: steps below the horizon, then on from there."""
        listener = Listener(Reader(SyncClient(source="torture")), ["customer"])
        position, is_last = Position(), False
        while not is_last:
            is_last = done.is_set()
            with one_view():
                steps, to_the_end = steps_from(position, listener, 500)
                end = horizon()
            now = time.monotonic()
            for step in steps:
                self.twice += step.said.news in self.seen
                self.seen.setdefault(step.said.news, now)
            if to_the_end:
                position = end
                time.sleep(0.01)
            else:
                position = steps[-1].position._replace(place=1)
                is_last = False
        connections.close_all()

    def _read_naively(self, done: threading.Event) -> None:
        last, is_last = 0, False
        while not is_last:
            is_last = done.is_set()
            ids = [row_id for (row_id,) in ask(NAIVE, [last])]
            self.naively_seen |= set(ids)
            last = max(ids, default=last)
            time.sleep(0.005)
        connections.close_all()

    def _kill(self, done: threading.Event) -> None:
        dice = random.Random(self.seed)
        while not done.wait(dice.uniform(0.1, 0.4)):
            self.kills += len(ask(KILL))
        connections.close_all()


# one of the writers in the middle of its transaction
KILL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
    AND state = 'idle in transaction' AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
    ORDER BY random() LIMIT 1"""


def quantile(figures: list[Any], share: float) -> Any:
    """The figure below which that share lies."""
    return figures[min(len(figures) - 1, int(len(figures) * share))]


__all__ = ["Torture", "quantile"]
