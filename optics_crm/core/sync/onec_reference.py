"""docs/onec/reference.md: every kind with its fields, and every refusal with its meaning, for the reader of the guide.

The page is for Russian-speaking programmers and is made in Russian.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import translation

from optics_crm.core.sync.faults import HINTS_1C, SENTENCES
from optics_crm.core.sync.problems import PROBLEMS
from optics_crm.core.sync.schema import MOMENT, fields, kind_schemas

HEAD = (
    "# Виды, поля и коды обмена\n\n"
    "Сделано командой `manage.py onec_module`: не правьте, страница будет записана заново.\n"
)
TYPES = {"uuid": "GUID", "decimal": "число", "date": "дата", MOMENT: "дата и время"}
PLAIN = {"boolean": "булево", "integer": "целое", "number": "число", "object": "объект"}


def reference() -> str:
    """The text of the page."""
    with translation.override("ru"):
        return "".join([HEAD, *_kinds(), *_row_codes(), *_problems()])


def _kinds() -> Iterator[str]:
    names, schemas = kind_schemas(ref="{name}")
    for kind, shape in names.items():
        yield f"\n## {kind}\n\n" + _table(schemas[shape])
    for shape in sorted(schemas.keys() - set(names.values())):
        yield f"\n## {shape}\n\nВложенная строка.\n\n" + _table(schemas[shape])


def _table(schema: Mapping[str, Any]) -> str:
    rows = [f"| {'**' + name + '**' if must else name} | {_words(kind)} |\n" for name, kind, must in fields(schema)]
    return "| поле (жирным: обязательное) | значение |\n|---|---|\n" + "".join(rows)


def _words(kind: Mapping[str, Any]) -> str:
    if "enum" in kind:
        return ", ".join(f"`{code}`" for code in kind["enum"])
    if kind.get("type") == "array":
        items = kind["items"]
        return "список " + (f"[{items['$ref']}](#{items['$ref'].lower()})" if "$ref" in items else _words(items))
    word = TYPES.get(kind.get("format", "")) or PLAIN.get(kind.get("type", ""), "строка")
    return word + (f", до {kind['maxLength']} знаков" if "maxLength" in kind else "")


def _row_codes() -> Iterator[str]:
    yield "\n## Почему строка не принята\n\n| код | что это значит | что поможет в 1С |\n|---|---|---|\n"
    for code, sentence in SENTENCES.items():
        yield f"| `{code}` | {sentence} | {HINTS_1C.get(code, '')} |\n"


def _problems() -> Iterator[str]:
    yield "\n## Почему не принят весь запрос\n\n| код | статус | что это значит |\n|---|---|---|\n"
    for code, (status, sentence) in PROBLEMS.items():
        yield f"| `{code}` | {status} | {sentence} |\n"
