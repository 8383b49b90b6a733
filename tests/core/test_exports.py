"""Lists as files: what went in comes out, nothing of it is a formula, large ones become a job."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from optics_crm.core import exports, job_files, long_jobs
from optics_crm.core.models import AuditEntry, Job, Salon
from optics_crm.core.permissions import CAPABILITIES, Capability
from optics_crm.core.tables import TRIGGERS, Column, cell, harmless, write_csv, write_xlsx
from tests.core.staff import make_employee, make_salon

COLUMNS = [Column("name", lambda row: row)]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
PREFIXED = st.tuples(st.sampled_from([*TRIGGERS, " =", "  +", "\u00a0@"]), TEXT).map("".join)


@given(TEXT | PREFIXED)
def test_no_text_can_be_taken_for_a_formula(text: str) -> None:
    assert not harmless(text).lstrip().startswith(tuple(set(TRIGGERS) - {"'"}))


@given(TEXT | PREFIXED)
def test_text_comes_back_without_the_apostrophe(text: str) -> None:
    safe = harmless(text.replace("\0", ""))
    assert text.replace("\0", "") in (safe, safe[1:])


@settings(max_examples=40)
@given(st.lists(PREFIXED | TEXT, max_size=8))
def test_csv_holds_one_line_per_row_whatever_the_text(texts: list[str]) -> None:
    target = io.BytesIO()
    write_csv(target, COLUMNS, texts)
    read = list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [line[0] if line else "" for line in read] == ["name", *(harmless(text) for text in texts)]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("=+-@'абв xyz19.,", max_size=20), max_size=5))
def test_xlsx_holds_text_as_text(texts: list[str]) -> None:
    target = io.BytesIO()
    write_xlsx(target, COLUMNS, texts)
    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active
    assert sheet is not None
    cells = [sheet.cell(row, 1) for row in range(2, len(texts) + 2)]
    assert [item.value or "" for item in cells] == [harmless(text) for text in texts]
    assert all(item.data_type in ("s", "n") for item in cells)


def test_figures_stay_figures() -> None:
    assert cell(-5) == -5
    assert cell("-5") == "'-5"


@pytest.fixture
def salons(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """A list of salons that managers may take out."""
    may = Capability("test.export", "export salons", frozenset({"salon_manager"}))
    monkeypatch.setitem(CAPABILITIES._plugs, "test.export", may)
    rows = lambda user, query: Salon.objects.filter(name__contains=query.get("q", "")).order_by("name")  # noqa: E731
    export = exports.Export("salons", "Salons", "test.export", [Column("Name", lambda row: row.name)], rows)
    monkeypatch.setitem(exports.EXPORTS._plugs, "salons", export)


def ask(user: Any, query: str) -> HttpRequest:
    request = RequestFactory().get(f"/salons/?{query}")
    request.user = user
    return request


def test_small_list_is_a_file_at_once_with_its_filters(salons: None) -> None:
    make_salon("Ока")
    make_salon("=Волга")
    response = exports.respond(ask(make_employee("salon_manager"), "export=csv&q=Волга"), "salons")
    assert response.status_code == 200
    assert b"".join(response).decode("utf-8-sig") == "Name\r\n'=Волга\r\n"  # type: ignore[arg-type]
    assert AuditEntry.objects.get(verb="core.export.made").data == {
        "list": "salons",
        "format": "csv",
        "rows": 1,
        "large": False,
    }


def test_large_list_is_a_job_whose_file_holds_every_row(salons: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    make_salon("Ока")
    make_salon("Волга")
    user = make_employee("salon_manager")
    assert exports.respond(ask(user, "export=xlsx"), "salons").status_code == 202
    job = Job.objects.get(owner=user)
    long_jobs.work(job)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    book = openpyxl.load_workbook(io.BytesIO(job_files.path_of(job).read_bytes()))
    assert [row[0].value for row in book.worksheets[0].iter_rows()] == ["Name", "Волга", "Ока"]


def test_cancelled_job_leaves_no_file(salons: None) -> None:
    make_salon("Ока")
    job = Job.objects.create(
        kind=exports.JOB,
        title="x",
        owner=make_employee("salon_manager"),
        state="running",
        cancel_requested=True,
        params={"list": "salons", "query": "", "kind": "csv", "language": "ru"},
    )
    long_jobs.work(job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert not job_files.is_ready(job)


def test_role_without_the_right_gets_nothing(salons: None) -> None:
    user = make_employee("marketer")
    with pytest.raises(PermissionDenied):
        exports.respond(ask(user, "export=csv"), "salons")
    assert not AuditEntry.objects.filter(verb="core.export.made").exists()


def test_unknown_format_is_a_bad_request(salons: None) -> None:
    with pytest.raises(BadRequest):
        exports.respond(ask(make_employee("salon_manager"), "export=pdf"), "salons")
