"""Rows of the exchange as 1C would send them, and what is stored afterwards."""

import uuid
from collections.abc import Sequence
from typing import Any

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.batches import Order, run

SALON = "77d1a3f0-55bc-11d9-848a-00112f43529a"
DOCTOR = "9b2e6c1a-55bc-11d9-848a-00112f43529a"
ANNA = "5f0c7c52-7f0c-11ee-9a52-00155d01c802"

Row = dict[str, Any]


def guid(name: object) -> str:
    """The same GUID for the same name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, str(name)))


def upsert(kind: str, key: str, version: int, /, **data: Any) -> Row:
    return {"kind": kind, "op": "upsert", "guid": key, "version": version, "data": data}


def delete(kind: str, key: str, version: int) -> Row:
    return {"kind": kind, "op": "delete", "guid": key, "version": version}


def salon(version: int = 1, key: str = SALON, **more: Any) -> Row:
    return upsert("salon", key, version, **{"name": "Оптика на Мира", "timezone": "Europe/Moscow"} | more)


def doctor(version: int = 1, **more: Any) -> Row:
    return upsert("staff", DOCTOR, version, **{"full_name": "Петрова Ольга Ивановна", "role": "doctor"} | more)


def customer(version: int = 1, key: str = ANNA, **more: Any) -> Row:
    return upsert("customer", key, version, **{"last_name": "Иванова", "first_name": "Анна"} | more)


def line(number: int = 1, category: str = "spectacle_lens", **more: Any) -> Row:
    told = {"line_no": number, "name": "Линзы 1.6", "category": category, "qty": 2, "price": "500.00", "amount": 1000}
    return told | more


def purchase(key: str, version: int = 1, /, **more: Any) -> Row:
    told = {
        "number": "П-1",
        "sold_at": "2026-03-04T12:00:00+03:00",
        "salon": SALON,
        "customer": ANNA,
        "total": "1000.00",
        "lines": [line()],
    }
    return upsert("purchase", key, version, **told | more)


def eye(which: str = "od", **more: Any) -> Row:
    return {"eye": which, "sph": -2.25} | more


def rx(key: str, **more: Any) -> Row:
    return {"guid": key, "purpose": "distance", "eyes": [eye("od"), eye("os")]} | more


def exam(key: str, version: int = 1, **more: Any) -> Row:
    told = {"customer": ANNA, "salon": SALON, "doctor": DOCTOR, "examined_at": "2026-03-01T10:00:00"}
    return upsert("exam", key, version, **told | more)


def send(rows: Sequence[Any], source: str = "onec-retail", **how: Any) -> dict[str, Any]:
    """The answer to a batch of these rows, past the HTTP door."""
    client, _made = SyncClient.objects.get_or_create(source=source, defaults={"name": source})
    batch_id = how.pop("batch_id", str(uuid.uuid4()))
    return run(Order(client, batch_id, how.pop("body_hash", batch_id), rows, **how))


def statuses(rows: Sequence[Any], source: str = "onec-retail", **how: Any) -> list[str]:
    return [result["status"] for result in send(rows, source, **how)["results"]]


def refusal(row: Any) -> tuple[str, str]:
    """Code and pointer of the refusal of one row."""
    return _why(row, "rejected")


def deferral(row: Any) -> tuple[str, str]:
    """Code and pointer of what one row waits for."""
    return _why(row, "deferred")


def _why(row: Any, status: str) -> tuple[str, str]:
    result = send([row])["results"][0]
    assert result["status"] == status, result
    return result["code"], result["pointer"]
