"""`manage.py sync_load`: a file through the same door, whole, cut off, or no file at all."""

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from customers.models import Card
from optics_crm.core.models import Salon, SyncBatch
from optics_crm.core.sync import loading
from orders.models import Purchase
from tests.sync.rows import customer, guid, purchase, salon

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("OPTICS_SHARED", Path(__file__).resolve().parents[3] / "shared"))
CDNOW = SHARED / "tools" / "cdnow_to_sync.py"


def load(file: Path, *options: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("sync_load", str(file), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def counts(**told: int) -> dict[str, int]:
    return dict.fromkeys(("created", "updated", "unchanged", "stale", "deferred", "rejected"), 0) | told


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def test_a_file_given_twice_is_unchanged_the_second_time(tmp_path: Path) -> None:
    file = written(tmp_path / "rows.ndjson", [salon(), customer(), purchase(guid(1))])
    assert load(file) == counts(created=3)
    assert load(file) == counts(unchanged=3)


def test_a_packed_file_with_a_bom_and_blank_lines_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "rows.ndjson.gz"
    text = "\ufeff" + json.dumps(salon()) + "\n\n" + json.dumps(customer()) + "\n"
    file.write_bytes(gzip.compress(text.encode()))
    assert load(file) == counts(created=2)


def test_rows_of_a_wrong_type_are_rejected_and_the_others_go_in(tmp_path: Path) -> None:
    rows = ["5", '"text"', "not json", "[1]", '{"kind":"salon"}', '{"a":"\\u0000"}', salon(), "null"]
    assert load(written(tmp_path / "rows.ndjson", rows)) == counts(created=1, rejected=7)


@pytest.mark.parametrize(
    "content",
    [b"hello\nworld\n", b"a;b;c\n1;2;3\n", b"\x89PNG\r\n\x1a\n\x00\xff", b"[\n1,\n2\n]\n", b"\x1f\x8b\x08 broken"],
)
def test_a_file_that_is_no_ndjson_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        load(file)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)
    assert Salon.objects.count() == 0


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(CommandError) as refusal:
            load(path)
        assert refusal.value.returncode == 2


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    assert load(written(tmp_path / "rows.ndjson", [])) == counts()


def test_another_source_keeps_its_own_book(tmp_path: Path) -> None:
    file = written(tmp_path / "rows.ndjson", [salon()])
    assert load(file) == load(file, "--source", "shop") == counts(created=1)
    assert sorted(Salon.objects.values_list("client__source", flat=True)) == ["onec-retail", "shop"]


def test_a_run_cut_off_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", 2)
    file = written(tmp_path / "rows.ndjson", [salon(1, guid(n)) for n in range(7)])
    run, calls = loading.run, []

    def cut(order: Any) -> dict[str, Any]:
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(order)
        return run(order)

    monkeypatch.setattr(loading, "run", cut)
    with pytest.raises(KeyboardInterrupt):
        load(file)
    assert Salon.objects.count() == 4
    monkeypatch.setattr(loading, "run", run)
    assert load(file) == counts(created=7)  # what went in before the cut counts as this run told it
    assert load(file) == counts(unchanged=7)
    assert SyncBatch.objects.filter(answer__replayed=True).count() == 0


@pytest.mark.skipif(not CDNOW.is_file(), reason="no shared folder beside the checkout")
def test_real_purchase_histories_load_and_load_again_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "cdnow.ndjson"
    command = [sys.executable, str(CDNOW), "--as-of", "2026-11-21", "--limit", "400", "-o", str(file)]
    subprocess.run(command, check=True, capture_output=True)
    rows = len(file.read_text().splitlines())
    assert load(file) == counts(created=rows)
    assert load(file) == counts(unchanged=rows)
    assert Card.objects.count() == 400
    assert not Purchase.objects.filter(medical_on=None).exists()
