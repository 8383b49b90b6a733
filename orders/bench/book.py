"""What the benchmark of the exchange sends: sales of a source of its own, with its salons and customers."""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from optics_crm.core.models import Salon, SyncClient
from optics_crm.core.sync.batches import Order, run
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token

CHUNK = 1000
SALONS = 80
SOURCE = "bench"
VERSION = 1_795_000_000_000
Row = dict[str, object]


def _guid(*name: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, " ".join(map(str, name))))


def purchase_row(number: int, customers: int) -> Row:
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


def batch(name: str, rows: Sequence[Row]) -> bytes:
    """One batch as it goes over the wire."""
    return json.dumps({"batch_id": f"bench:{name}", "source": SOURCE, "items": rows}, ensure_ascii=False).encode()


def batches(name: str, rows: Sequence[Row]) -> list[bytes]:
    """The rows in batches of a thousand."""
    return [batch(f"{name}:{start}", rows[start : start + CHUNK]) for start in range(0, len(rows), CHUNK)]


@contextmanager
def book(customers: int) -> Iterator[str]:
    """A source with salons and customers; yields its token; everything of it is taken away afterwards."""
    client = SyncClient.objects.create(source=SOURCE, name="bench")
    rows: list[Row] = [
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
