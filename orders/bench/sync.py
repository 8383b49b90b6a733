"""Loading purchases through the HTTP door, beside DRF's documented ways and a bare COPY into the same tables."""

import http.client
import json
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from optics_crm.core.bench import BenchData, Figure, bench, stopwatch
from optics_crm.core.models import Salon, SyncClient
from optics_crm.core.sync.batches import Order, run
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token
from orders.bench import naive
from orders.bench.web import web_server
from orders.models import Purchase

PURCHASES = 100_000
ROW_SHARE = 0.02
BULK_SHARE = 0.1
CHUNK = 1000
SALONS = 80
STREAMS = 2
SOURCE = "bench"
VERSION = 1_795_000_000_000


def _guid(*name: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, name))))


def purchase_row(number: int, customers: int) -> dict[str, object]:
    """One sale of a frame and a pair of lenses, as 1C sends it."""
    day = f"20{20 + number % 6:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
    lines = [
        {
            "line_no": 1,
            "name": "Оправа титановая",
            "category": "frame",
            "qty": 1,
            "price": "4500.00",
            "amount": "4500.00",
        },
        {
            "line_no": 2,
            "name": "Линзы 1.6",
            "category": "spectacle_lens",
            "qty": 2,
            "price": "3000.00",
            "amount": "6000.00",
        },
    ]
    data = {
        "number": f"Б-{number:06d}",
        "sold_at": f"{day}T12:{number % 60:02d}:00+03:00",
        "salon": _guid("salon", number % SALONS),
        "customer": _guid("customer", number % customers),
        "total": "10500.00",
        "lines": lines,
    }
    return {"kind": "purchase", "op": "upsert", "guid": _guid("purchase", number), "version": VERSION, "data": data}


def _bodies(size: int, customers: int) -> list[bytes]:
    rows = [purchase_row(number, customers) for number in range(size)]
    return [
        json.dumps(
            {"batch_id": f"bench:{start}", "source": SOURCE, "items": rows[start : start + CHUNK]}, ensure_ascii=False
        ).encode()
        for start in range(0, size, CHUNK)
    ]


@contextmanager
def _book(customers: int) -> Iterator[str]:
    """A source with salons and customers; yields its token; everything of it is taken away afterwards."""
    client = SyncClient.objects.create(source=SOURCE, name="bench")
    rows: list[dict[str, object]] = [
        {
            "kind": "salon",
            "guid": _guid("salon", n),
            "version": 1,
            "data": {"name": f"S{n}", "timezone": "Europe/Moscow"},
        }
        for n in range(SALONS)
    ]
    rows += [
        {"kind": "customer", "guid": _guid("customer", n), "version": 1, "data": {"last_name": f"Иванов{n}"}}
        for n in range(customers)
    ]
    for start in range(0, len(rows), CHUNK):
        run(Order(client, f"setup:{start}", "", rows[start : start + CHUNK], is_history=True, statement_seconds=60))
    try:
        yield issue_token(client, RETAIL_SCOPES)[2]
    finally:
        Salon.objects.filter(client=client).delete()
        client.delete()


def _post(port: int, token: str, bodies: Sequence[bytes]) -> list[bytes]:
    """Sends the batches one after the other over one connection, each when the one before is answered."""
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    answers = []
    for body in bodies:
        door.request("POST", "/api/v1/sync/batches", body, head)
        answers.append(door.getresponse().read())
    door.close()
    return answers


def _post_all(port: int, token: str, bodies: Sequence[bytes]) -> list[bytes]:
    """The same over STREAMS connections at once, as so many bases send."""
    shares = [bodies[stream::STREAMS] for stream in range(STREAMS)]
    with ThreadPoolExecutor(STREAMS) as senders:
        return [one for share in senders.map(partial(_post, port, token), shares) for one in share]


def _check(answers: Sequence[bytes], size: int) -> None:
    created = sum(json.loads(answer)["created"] for answer in answers)
    if created != size:
        raise RuntimeError(f"{created} of {size} purchases went in")


@bench("sync", with_data=False)
def sync(data: BenchData) -> list[Figure]:
    """100k purchases with two lines each through HTTP; a row's serializer, DRF in bulk, and COPY.

    They come over two connections, as from two bases of 1C that know nothing of each other; each sends a batch when
    its last one is answered. `one_stream` says how many a second one connection alone brings, measured on a fifth.
    """
    size, customers = data.scaled(PURCHASES), data.scaled(PURCHASES // 5)
    bodies = _bodies(size, customers)
    try:
        with _book(customers) as token:
            with web_server() as port:
                part = bodies[: max(1, len(bodies) // 5)]
                with stopwatch() as alone:
                    answers = _post(port, token, part)
                _check(answers, len(part) * CHUNK if len(part) < len(bodies) else size)
                data.empty("orders_purchase", "core_syncbatch")
                with stopwatch() as ours:
                    answers = _post_all(port, token, bodies)
            _check(answers, size)
            sample = list(naive.plain_rows(Purchase.objects.order_by("number")))
            data.empty("orders_purchase")
            one_by_one = sample[: max(20, int(size * ROW_SHARE))]
            with stopwatch() as rows:
                naive.save_one_by_one(one_by_one)
            data.empty("orders_purchase")
            in_bulk = sample[: max(100, int(size * BULK_SHARE))]
            with stopwatch() as bulk:
                naive.save_in_bulk(in_bulk, CHUNK)
            data.empty("orders_purchase")
            with stopwatch() as limit:
                naive.copy(sample, CHUNK)
            data.empty("orders_purchase", "customers_person", "customers_phone")
    finally:
        data.empty("orders_purchase")
    figures = [("model_serializer", rows, len(one_by_one)), ("many_bulk_create", bulk, len(in_bulk))]
    return [
        Figure(
            "sync",
            n=size,
            seconds=ours.seconds,
            baseline=name,
            baseline_seconds=watch.seconds,
            baseline_n=on,
            limit="copy",
            limit_seconds=limit.seconds,
            extra={"one_stream": round(len(part) * CHUNK / alone.seconds, 1)},
        )
        for name, watch, on in figures
    ]
