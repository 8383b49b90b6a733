"""The guide for the 1C programmer, followed literally, and its modules held against what the exchange reads."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from optics_crm.core.models import SyncClient
from optics_crm.core.sync.jobs.running import load_files
from optics_crm.core.sync.onec_module import module
from optics_crm.core.sync.onec_reference import reference
from optics_crm.core.sync.tokens import RETAIL_SCOPES, issue_token
from tests.sync.guide import Memory, examples

FOLDER = Path(__file__).resolve().parents[2] / "docs/onec"
MODULES = sorted(FOLDER.glob("*.bsl"))
BLOCKS = {
    "Процедура": "КонецПроцедуры",
    "Функция": "КонецФункции",
    "Если": "КонецЕсли",
    "Цикл": "КонецЦикла",
    "Попытка": "КонецПопытки",
    "#Область": "#КонецОбласти",
}


@pytest.mark.django_db(transaction=True)
def test_every_request_of_the_guide_is_answered_as_the_guide_says(
    client: Client, clock_at: Callable[[str], Any], work_off: Callable[[], Any]
) -> None:
    clock_at("2026-11-21T18:20:05+03:00")
    onec = SyncClient.objects.create(source="onec-retail", name="1С")
    memory = Memory({"token": issue_token(onec, RETAIL_SCOPES)[2]})

    told = list(examples(FOLDER / "README.md"))
    for example in told:
        work_off()
        answer = client.generic(
            example.method,
            memory.fill(example.path),
            memory.fill(example.body).encode(),
            content_type="application/x-ndjson" if example.is_ndjson else "application/json",
            headers={name: memory.fill(value) for name, value in example.headers.items()},
        )
        said = answer.getvalue().decode()
        assert answer.status_code == example.status, (example.line, example.path, said)
        memory.compare(example.promised, answer.json(), f"README.md:{example.line}")

    assert len(told) > 15


@pytest.fixture
def work_off() -> Callable[[], Any]:
    """What the worker would have done by now."""
    return load_files


@pytest.mark.parametrize(("name", "made"), [("crm_exchange_schema.bsl", module), ("reference.md", reference)])
def test_what_a_program_writes_is_written_anew(name: str, made: Callable[[], str]) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == made(), "run: manage.py onec_module"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_block_of_a_module_is_closed(path: Path) -> None:
    words = Counter(re.findall(r"#?[А-Яа-яA-Za-z_]+", _code(path)))

    for opening, closing in BLOCKS.items():
        assert words[opening] == words[closing], (opening, words[opening], words[closing])


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_calls_only_what_there_is(path: Path) -> None:
    """Functions of our modules that are called from any of them exist, exported where they are called from outside."""
    own = {"CRMОбмен": "crm_exchange", "CRMОбменСхема": "crm_exchange_schema"}
    own |= {"CRMОбменПереопределяемый": "crm_exchange_mapping"}
    for name, function in re.findall(r"(CRMОбмен\w*)\.(\w+)\(", _code(path)):
        defined = re.findall(r"(?:Функция|Процедура) (\w+)\([^)]*\) Экспорт", _code(FOLDER / f"{own[name]}.bsl"))
        assert function in defined, f"{name}.{function}"


def _code(path: Path) -> str:
    """A module without its comments and texts."""
    return re.sub(r'//[^\n]*|"[^"\n]*"', "", path.read_text(encoding="utf-8"))
