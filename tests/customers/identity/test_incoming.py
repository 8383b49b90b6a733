"""Before an import: what is wrong with a file, who in it is known; nothing is written."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from customers.card_keys import fill_keys
from customers.identity.incoming import job as jobs
from customers.identity.incoming.outlook import look
from customers.identity.incoming.reading import read
from customers.models import Card, Person, Phone
from optics_crm.core import job_files, long_jobs
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Job
from tests.core.staff import make_employee
from tests.customers.people import make_person

pytestmark = pytest.mark.django_db
CSV = """last_name;first_name;middle_name;birth_date;phone
Кузнецова;Мария;Сергеевна;08.03.1984;8 (910) 123-45-67
Петров;Иван;;31.02.1990;уточнить
Тест;Тест;;1900-01-02;89101112233
Сидорова;Анна;Ивановна;12.05.1980;89101112244
Сидорова;Аня;Ивановна;12.05.1980;+7 910 111-22-44
"""


def silent(_done: int, _total: int) -> None:
    return None


def file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "people"
    path.write_bytes(text.encode(encoding))
    return path


def counts() -> list[int]:
    return [model.objects.count() for model in (Card, Person, Phone)]


def test_look_ahead_counts_flaws_and_the_known_and_writes_nothing(tmp_path: Path) -> None:
    known = make_person("Кузнецова Мария Сергеевна", phone="+79101234567", birth_date=dt.date(1984, 3, 8))
    fill_keys()
    before = counts()

    found, lines = look(file(tmp_path, CSV), "utf-8", silent)

    assert (found.rows, found.unreadable, found.twins) == (5, 0, 1)
    assert found.by_rule["malformed_phone"] == found.by_rule["bad_date"] == found.by_rule["test_entry"] == 1
    assert found.known == {"same": 1, "new": 4}
    assert (lines[0].number, lines[0].verdict, lines[0].person) == (1, "same", str(known.pk))
    assert (found.flawed, round(found.share_after, 3)) == (3, 0.6)
    assert counts() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('file_card')")
        assert cursor.fetchone() == (None,)


def test_items_of_the_exchange_are_read_line_by_line(tmp_path: Path) -> None:
    item = {
        "last_name": "Иванов",
        "first_name": "Пётр",
        "phones": [{"number": "89101234567"}],
        "birth_date": "1990-02-03",
    }
    text = "\n".join([json.dumps({"kind": "customer", "data": item}), "{broken", json.dumps(item), "[]", '{"data": 5}'])

    rows = list(read(file(tmp_path, text), "utf-8"))

    assert [(row.number, row.record.phones, row.faults) for row in rows] == [
        (1, ("89101234567",), ()),
        (2, (), ("unreadable",)),
        (3, ("89101234567",), ()),
        (4, (), ("unreadable",)),
        (5, (), ("unreadable",)),
    ]
    assert rows[0].record.birth_date == dt.date(1990, 2, 3)


def test_encoding_is_declared(tmp_path: Path) -> None:
    path = file(tmp_path, CSV, "cp1251")

    assert next(read(path, "windows-1251")).record.last_name == "Кузнецова"
    with pytest.raises(DomainError) as refusal:
        list(read(path, "utf-8"))
    assert refusal.value.code == "file_unreadable"


@pytest.mark.parametrize("text", ["", "просто текст", "a;b\n1;2\n", "\0\0\0"])
def test_what_is_no_such_file_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(DomainError) as refusal:
        list(read(file(tmp_path, text), "utf-8"))

    assert refusal.value.code == "file_unreadable"


def test_page_starts_the_job_shows_its_figures_and_forgets_the_file(
    client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    client.force_login(make_employee("supervisor"), "django.contrib.auth.backends.ModelBackend")
    upload = SimpleUploadedFile("people.csv", CSV.encode())

    response = client.post("/identity/import/", {"file": upload, "encoding": "utf-8"})
    job = Job.objects.get(kind=jobs.KIND)
    assert response["Location"] == f"/identity/import/{job.pk}/"
    assert len(list((tmp_path / "uploads").iterdir())) == 1
    long_jobs.work(job)

    page = client.get(response["Location"])
    assert page.context["outlook"].rows == 5
    assert not list((tmp_path / "uploads").iterdir())
    assert job_files.path_of(job).read_bytes().startswith(b"PK")
    client.force_login(make_employee("privacy"), "django.contrib.auth.backends.ModelBackend")
    assert client.get(response["Location"]).status_code == 404
