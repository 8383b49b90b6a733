# ruff: noqa: E501
"""Rubbish in any field is the row's fault or is taken; it never breaks the batch, and its neighbours go in."""

import copy
import os
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.rows import ANNA, DOCTOR, SALON, Row, customer, doctor, exam, eye, guid, line, purchase, rx, salon, send
from tests.sync.rows import upsert as row_of

pytestmark = pytest.mark.django_db

NASTY: list[Any] = [
    None, "", " ", "x", "😀" * 50, "я" * 400, "x" * 30_000, "\u202e", "'; DROP TABLE x; --", "%s %(a)s {}", "\\u0000",
    0, -1, 1, 2**31, 2**63, 2**70, -(2**63), 0.1, 1.5, -1e308, 1e15, 10**20, "NaN", "Infinity", "-Infinity", "sNaN", "1e999",
    "1e-999", "1_000", "12,5", True, False, [], {}, [None], [[]], [{}], [1], ["x"], {"a": 1}, [{"number": 5}],
    "2026-02-30", "2026-13-01", "9999-12-31", "9999-12-31T23:59:59", "0001-01-02T00:00:00+14:00", "1899-12-31", "1900-01-01",
    "2026-01-01T00:00:00+23:59", "2026-01-01T24:00:00", "2026-01-01", "01.02.2026", "2026-01-01T00:00:00.123456789Z",
    "00000000-0000-0000-0000-000000000000", "{5f0c7c52-7f0c-11ee-9a52-00155d01c802}", "5f0c7c527f0c11ee9a5200155d01c802",
    ANNA, SALON, DOCTOR, guid("nobody"), "moscow", "Europe/Moscow", "UTC", "od", "os", "contact", "return", "sale", "in",
    "present", "absent", 180, 181, 90, 0.25, -0.25, 20.01, 4.25, 8.6, 14.2, 62.5, 85.5,
]  # fmt: skip


def whole_rows() -> list[Row]:
    """One full row of every kind."""
    lens = eye("os", cyl=0.5, axis=90, add=1.5, prism=1, prism_base="in", pd=31, va_uncorrected=0.3, va_corrected=1)
    soft = eye("od", bc=8.6, dia=14.2, brand="Acuvue")
    return [
        salon(2, code="A", city="Бор", address="Мира", phone="1", is_clinic=True, closed_on="2026-01-01", hours="9-18"),
        doctor(2, salon=SALON, phone="1", email="a@b.ru", hired_on="2020-01-01", fired_on="2026-01-01"),
        row_of("product", guid("g"), 2, name="Оправа", sku="1", barcode=["46"], category="frame", attrs=[{"name": "a"}],
               price=10, is_active=True, size="52-18-140", color="x", brand="b", model="m"),
        customer(2, middle_name="И", birth_date="1980-01-01", sex="f", phones=[{"number": "89123456789", "kind": "home",
                 "is_main": True}], emails=[{"address": "a@b.ru", "is_main": True}], messengers=[{"kind": "vk", "id": "1"}],
                 discount_card="7", discount_percent=5, consent_pd_at="2026-01-01T10:00:00", ads_forbidden=False,
                 consent_ads_at="2026-01-01T10:00:00", home_salon=SALON, comment="x", merged_into=guid("m"), address="x",
                 city="Бор", preferred_channel="sms", created_at="2026-01-01T10:00:00", created_by=DOCTOR),
        row_of("household", guid("h"), 2, name="Ивановы", members=[{"customer": ANNA, "role": "head"}]),
        exam(guid("e"), 2, type="full", complaints="x", diagnosis_icd=["H52.1"], recommendation="x",
             next_check_on="2027-01-01", appointment=guid("a"), recommended=[{"category": "frame", "text": "x",
             "product": guid("g"), "urgency": "now", "advice": "glasses_near", "due_on": "2027-01-01"}],
             prescriptions=[rx(guid("r"), purpose="near", eyes=[eye("od", add=1.5), lens], pd_binocular=62,
                               valid_until="2027-01-01", note="x"),
                            rx(guid("r2"), purpose="contact", eyes=[soft, eye("os", bc=8.6, dia=14.2)])]),
        purchase(guid("p"), 2, handed_over_at="2026-03-05T12:00:00", seller=DOCTOR, doctor=DOCTOR, discount=1,
                 bonus_spent=1, exam=guid("e"), order=guid("o"), channel="salon", is_posted=True,
                 lines=[line(product=guid("g"), discount=1, prescription=guid("r"), warranty_until="2027-01-01")],
                 payments=[{"kind": "cash", "amount": 1, "paid_at": "2026-03-05T12:00:00", "fiscal_sign": "1",
                            "certificate_code": "c"}]),
        purchase(guid("b"), 2, kind="return", return_of=guid("p")),
    ]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path into a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, child in inner for deeper in places(child, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copied = copy.copy(value)
    copied[path[0]] = put(value[path[0]], path[1:], new)
    return copied


def check(rows: list[Any]) -> list[dict[str, Any]]:
    results = send(rows)["results"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for result in results:
        assert result["status"] in ("created", "updated", "unchanged", "stale", "deferred", "rejected")
        assert (result["status"] in ("deferred", "rejected")) == ("code" in result)
        assert result.get("code") != "not_storable", result
    return results


def test_whole_rows_of_every_kind_go_in() -> None:
    assert {result["status"] for result in check(whole_rows())} == {"created"}


@pytest.mark.parametrize("number", range(8))
def test_every_field_survives_every_nasty_value(number: int) -> None:
    """One batch with one mutation a row: the bad ones are refused, whatever they are."""
    whole = whole_rows()
    check(whole)
    target, version = whole[number], 10
    mutants = []
    for path in places(target["data"], ("data",)):
        for nasty in NASTY:
            version += 1
            mutants.append(put(target, path, nasty) | {"version": version})
    mutants = mutants[:: 1 if os.environ.get("SOAK") else 5]
    for start in range(0, len(mutants), 1000):
        # a version a row and one key: all but the last valid one would be stale, so each gets a key of its own
        rows = [row | {"guid": guid(f"{number} {row['version']}")} for row in mutants[start : start + 1000]]
        with transaction.atomic():
            check(rows)
            transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_rubbish_updates_leave_a_whole_base(data: st.DataObject) -> None:
    with transaction.atomic():
        whole = whole_rows()
        check(whole)
        rows = []
        for version in range(3, 9):
            target = data.draw(st.sampled_from(whole))
            row = target | {"version": version}
            for _time in range(data.draw(st.integers(1, 3))):
                row = put(
                    row, data.draw(st.sampled_from(places(row["data"], ("data",)))), data.draw(st.sampled_from(NASTY))
                )
                if not isinstance(row["data"], dict):
                    break
            rows.append(row)
        check(rows)
        check([row | {"version": 50} for row in whole])
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
                             | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
                             lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                                 st.sampled_from(["kind", "op", "guid", "version", "data", "x"]), inner, max_size=5),
                             max_leaves=8), min_size=1, max_size=6))  # fmt: skip
def test_rows_of_any_shape_are_refused_one_by_one(rows: list[Any]) -> None:
    with transaction.atomic():
        assert [result["status"] for result in check([*rows, salon()])][-1] == "created"
        transaction.set_rollback(True)
