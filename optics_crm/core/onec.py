"""Kinds of the exchange that belong to the floor: salons and staff."""

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from msgspec import UNSET, Struct, UnsetType

from optics_crm.core.models import Employee, Salon
from optics_crm.core.sync.faults import Fault
from optics_crm.core.sync.kinds import Batch, Kind, Need, Work, exchange
from optics_crm.core.sync.values import (
    OptBool,
    OptDay,
    OptUuid,
    Reading,
    Str40,
    Str100,
    Str150,
    Str200,
    Str254,
    Str300,
    plain,
)

# A role of 1C's staff to a role of ours. Its "admin" is the front desk of a salon, never our administrator.
ROLE_OF_STAFF = {
    "consultant": "consultant",
    "doctor": "doctor",
    "optometrist": "doctor",
    "admin": "receptionist",
    "master": "workshop",
    "courier": "logistics",
    "call_center": "operator",
    "manager": "salon_manager",
}
StaffRole = Literal["consultant", "doctor", "optometrist", "admin", "master", "courier", "call_center", "manager"]


class SalonShape(Struct):
    """`salon` as 1C sends it."""

    name: Str150
    timezone: Str40
    code: Str40 | None | UnsetType = UNSET
    address: Str300 | None | UnsetType = UNSET
    city: Str100 | None | UnsetType = UNSET
    phone: str | None | UnsetType = UNSET
    is_clinic: OptBool = UNSET
    is_workshop: OptBool = UNSET
    closed_on: OptDay = UNSET
    hours: Str200 | None | UnsetType = UNSET


class StaffShape(Struct):
    """`staff` as 1C sends it."""

    full_name: Str150
    role: StaffRole | None | UnsetType = UNSET
    salon: OptUuid = UNSET
    phone: str | None | UnsetType = UNSET
    email: Str254 | None | UnsetType = UNSET
    hired_on: OptDay = UNSET
    fired_on: OptDay = UNSET


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _opt_day(value: dt.date | None | UnsetType, reading: Reading, pointer: str) -> dt.date | None | UnsetType:
    return reading.day(value, pointer) if isinstance(value, dt.date) else value


def _phone(value: str | None | UnsetType) -> str | None | UnsetType:
    return value[:32] if isinstance(value, str) else value


@exchange
class SalonKind(Kind[SalonShape]):
    """A place of ours; its zone decides the day of everything that happens there."""

    code = "salon"
    order = 10
    model = Salon
    signs = ("code", "name")
    shape = SalonShape
    columns = {
        "name": "",
        "timezone": "Europe/Moscow",
        "code": "",
        "address": "",
        "city": "",
        "phone": "",
        "is_clinic": False,
        "is_workshop": False,
        "closed_on": None,
        "hours_text": "",
        "has_ramp": False,
        "way_in": "",
    }

    def row(self, data: SalonShape, reading: Reading) -> dict[str, Any]:
        if data.timezone not in _zones():
            raise Fault("bad_timezone", "/timezone", data.timezone)
        return {
            "name": data.name,
            "timezone": data.timezone,
            "code": data.code,
            "address": data.address,
            "city": data.city,
            "phone": _phone(data.phone),
            "is_clinic": data.is_clinic,
            "is_workshop": data.is_workshop,
            "closed_on": _opt_day(data.closed_on, reading, "/closed_on"),
            "hours_text": data.hours,
        }

    def signs_of(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from ((sign, value) for sign in ("code", "name") if (value := plain(data.get(sign))))

    def stored_signs(self) -> str:
        return """SELECT guid, 'code' AS sign, lower(code) AS value FROM core_salon
             WHERE client_id = %(client)s AND deleted_at IS NULL
            UNION ALL SELECT guid, 'name', lower(name) FROM core_salon
             WHERE client_id = %(client)s AND deleted_at IS NULL"""


@exchange
class StaffKind(Kind[StaffShape]):
    """A person who works here. The book never gives a login, and never changes the role of somebody who has one."""

    code = "staff"
    order = 20
    model = Employee
    signs = ("name",)
    shape = StaffShape
    columns = {
        "full_name": "",
        "role": "consultant",
        "salon_id": None,
        "phone": "",
        "email": "",
        "hired_on": None,
        "fired_on": None,
        "extension": "",
        "password": UNUSABLE_PASSWORD_PREFIX,
        "is_superuser": False,
        "is_active": True,
    }
    keeps = ("username",)

    def row(self, data: StaffShape, reading: Reading) -> dict[str, Any]:
        fired_on = _opt_day(data.fired_on, reading, "/fired_on")
        row: dict[str, Any] = {
            "full_name": data.full_name,
            "role": ROLE_OF_STAFF[data.role] if isinstance(data.role, str) else data.role,
            "phone": _phone(data.phone),
            "email": data.email,
            "hired_on": _opt_day(data.hired_on, reading, "/hired_on"),
            "fired_on": fired_on,
        }
        if isinstance(fired_on, dt.date) and fired_on <= reading.last_day:
            row["is_active"] = False
        return row

    def needs(self, data: StaffShape) -> Iterable[Need]:
        return [("salon", data.salon)] if isinstance(data.salon, UUID) else ()

    def link(self, work: Work[StaffShape], batch: Batch) -> None:
        salon = work.data.salon
        if salon is not UNSET:
            work.row["salon_id"] = batch.ref("salon", salon, "/salon") if isinstance(salon, UUID) else None
        if work.before.get("username"):
            work.row.pop("role", None)

    def signs_of(self, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if value := plain(data.get("full_name")):
            yield "name", value

    def stored_signs(self) -> str:
        return """SELECT guid, 'name' AS sign, lower(full_name) AS value FROM core_employee
            WHERE client_id = %(client)s AND deleted_at IS NULL"""
