"""Loading purchases through the HTTP door, beside DRF's documented ways and a bare COPY into the same tables."""

from collections.abc import Sequence
from typing import Any

from optics_crm.core.bench import BenchData, Figure, bench, stopwatch
from orders.bench import naive
from orders.bench.book import CHUNK, Row, batch, batches, book, purchase_row
from orders.bench.door import Sent, post, post_all
from orders.bench.web import web_server
from orders.models import Purchase

PURCHASES = 100_000
ROW_SHARE = 0.02
BULK_SHARE = 0.1
SINGLE = 300  # batches of one row


@bench("sync", with_data=False)
def sync(data: BenchData) -> list[Figure]:
    """100k purchases with two lines each through HTTP; a row's serializer, DRF in bulk, and COPY.

    They come over two connections, as from two bases of 1C that know nothing of each other; each sends a batch when
    its last one is answered. `one_stream` says how many a second one connection alone brings, measured on a fifth;
    `batch_p99` what a batch of a thousand takes there, `single_p50` a batch of one row, and `again` how many times
    faster the same rows come a second time, when nothing of them has changed.
    """
    size, customers = data.scaled(PURCHASES), data.scaled(PURCHASES // 5)
    rows = [purchase_row(number, customers) for number in range(size)]
    try:
        with book(customers) as token:
            with web_server() as port:
                extra = _alone(data, port, token, rows)
                with stopwatch() as ours:
                    sent = post_all(port, token, batches("first", rows))
                _check(sent, "created", size)
                with stopwatch() as again:
                    _check(post_all(port, token, batches("again", rows)), "unchanged", size)
                extra["again"] = round(ours.seconds / again.seconds, 2)
            sample = list(naive.plain_rows(Purchase.objects.order_by("number")))
            slow = _naive(data, sample)
            with stopwatch() as limit:
                naive.copy(sample, CHUNK)
            data.empty("orders_purchase", "customers_person", "customers_phone")
    finally:
        data.empty("orders_purchase")
    return [
        Figure(
            "sync",
            n=size,
            seconds=ours.seconds,
            baseline=name,
            baseline_seconds=seconds,
            baseline_n=on,
            limit="copy",
            limit_seconds=limit.seconds,
            extra=extra,
        )
        for name, seconds, on in slow
    ]


def _alone(data: BenchData, port: int, token: str, rows: Sequence[Row]) -> dict[str, Any]:
    """What one connection alone brings: a fifth of the rows in whole batches, and some rows one by one."""
    part, single = rows[: max(CHUNK, len(rows) // 5)], rows[:SINGLE]
    ones = post(port, token, [batch(f"one:{place}", [row]) for place, row in enumerate(single)])
    _check(ones, "created", len(single))
    data.empty("orders_purchase", "core_syncbatch")
    with stopwatch() as alone:
        sent = post(port, token, batches("alone", part))
    _check(sent, "created", len(part))
    data.empty("orders_purchase", "core_syncbatch")
    return {
        "one_stream": round(len(part) / alone.seconds, 1),
        "batch_p50": round(sent.percentile(0.5), 4),
        "batch_p99": round(sent.percentile(0.99), 4),
        "single_p50": round(ones.percentile(0.5), 4),
        "single_p99": round(ones.percentile(0.99), 4),
    }


def _naive(data: BenchData, sample: Sequence[Any]) -> list[tuple[str, float, int]]:
    """(name, seconds, rows) of DRF's two ways, each on a share of the rows."""
    one_by_one = sample[: max(20, int(len(sample) * ROW_SHARE))]
    in_bulk = sample[: max(100, int(len(sample) * BULK_SHARE))]
    data.empty("orders_purchase")
    with stopwatch() as rows:
        naive.save_one_by_one(one_by_one)
    data.empty("orders_purchase")
    with stopwatch() as bulk:
        naive.save_in_bulk(in_bulk, CHUNK)
    data.empty("orders_purchase")
    return [
        ("model_serializer", rows.seconds, len(one_by_one)),
        ("many_bulk_create", bulk.seconds, len(in_bulk)),
    ]


def _check(sent: Sent, status: str, size: int) -> None:
    done = sent.count(status)
    if done != size:
        raise RuntimeError(f"{done} of {size} purchases were {status}")
