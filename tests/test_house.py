"""The house stands as drawn."""

from pathlib import Path

from optics_crm.core.house import directions, sources, words

ROOT = Path(__file__).resolve().parent.parent


def test_imports_run_left_only() -> None:
    assert directions.wrong_imports(ROOT) == []


def test_an_import_that_points_upwards_is_found(tmp_path: Path) -> None:
    for app in ("optics_crm/core", "customers", "orders", "aftercare", "contactcenter"):
        (tmp_path / app).mkdir(parents=True)
    (tmp_path / "customers/thing.py").write_text("def f():\n    from orders.models import Purchase\n")
    (tmp_path / "orders/thing.py").write_text("from customers.thing import f\n")

    assert directions.wrong_imports(tmp_path) == [
        "customers/thing.py:2: customers.thing imports orders.models, which stands above it"
    ]


def test_the_code_keeps_its_habits() -> None:
    assert list(sources.faults(ROOT)) == []


def test_russian_catalogue_is_complete() -> None:
    assert list(words.faults(ROOT)) == []


def test_a_hole_in_the_catalogue_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "locale/ru/LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "Phone"\nmsgstr ""\n\n#, fuzzy\nmsgid "Exam"\nmsgstr "Осмотр"\n\n'
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
        'msgstr[0] "%(n)s день"\nmsgstr[1] "%(x)s дня"\nmsgstr[2] "дней"\n'
    )

    assert [line.split(": ")[1] for line in words.faults(tmp_path)] == [
        "untranslated",
        "fuzzy",
        "a placeholder that the original has not",
    ]
