"""Rows of the exchange about appointments, tickets and their steps."""

from typing import Any

from tests.sync.rows import ANNA, SALON, Row, guid, upsert

VISIT = guid("visit")
TICKET = guid("ticket")


def appointment(version: int = 1, key: str = VISIT, **more: Any) -> Row:
    told = {"customer": ANNA, "salon": SALON, "starts_at": "2026-11-24T12:00:00+03:00", "status": "booked"}
    return upsert("appointment", key, version, **told | more)


def ticket(version: int = 1, key: str = TICKET, **more: Any) -> Row:
    told = {
        "number": "Р-15",
        "opened_at": "2026-11-20T12:00:00+03:00",
        "kind": "repair",
        "customer": ANNA,
        "salon": SALON,
        "stage": "accepted",
    }
    return upsert("service_ticket", key, version, **told | more)


def change(name: object, to: str, at: str, came_from: str = "accepted", version: int = 1, **more: Any) -> Row:
    told = {"entity": "service_ticket", "entity_guid": TICKET, "from": came_from, "to": to, "at": at}
    return upsert("stage_change", guid(name), version, **told | more)
