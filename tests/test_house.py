"""The house stands as drawn."""

from pathlib import Path

from optics_crm.core.house import directions, sources, used_words, words

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


def test_every_word_of_code_and_templates_is_in_the_catalogue() -> None:
    assert list(used_words.faults(ROOT)) == []


def test_forgotten_words_are_found_wherever_they_stand(tmp_path: Path) -> None:
    (tmp_path / "customers").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "locale/ru/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "locale/ru/LC_MESSAGES/django.po").write_text(
        'msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "Known"\nmsgstr "Есть"\n\n'
        '#~ msgid "Once"\n#~ msgstr "Было"\n\nmsgctxt "a"\nmsgid "Here"\nmsgstr "Тут"\n'
    )
    (tmp_path / "customers/thing.py").write_text(
        "from django.utils import translation\n"
        "from django.utils.translation import gettext as _, gettext_lazy as later, ngettext, pgettext\n"
        "label = later('Known'), later('Lazy ' 'joined'), _(label), pgettext('a', 'Here'), pgettext('b', 'Here')\n"
        "one = ngettext('%(n)s day', '%(n)s days', 2), ngettext('Known', 'Knowns', 2), translation.gettext('Once')\n"
        "print('not a word', gettext('not imported'))\n"
    )
    (tmp_path / "templates/page.html").write_text(
        "{% load i18n %}\n{% translate \"Known\" %} {% translate 'Tag (one)' %}\n"
        "{% blocktranslate trimmed with n=1 %}\n  Block {{ n }}\n{% endblocktranslate %}\n"
        "{% blocktranslate count n=1 %}Single{% plural %}Many{% endblocktranslate %}\n"
        "{% include 'x.html' with title=_(\"Literal\") %}\n"
    )

    assert [line.replace("not in the Russian catalogue: ", "") for line in used_words.faults(tmp_path)] == [
        "customers/thing.py:3: 'Lazy joined'",
        "customers/thing.py:3: 'Here'",
        "customers/thing.py:4: '%(n)s day'",
        "customers/thing.py:4: 'Known'",
        "customers/thing.py:4: 'Once'",
        "templates/page.html:2: 'Tag (one)'",
        "templates/page.html:3: 'Block %(n)s'",
        "templates/page.html:6: 'Single'",
        "templates/page.html:7: 'Literal'",
    ]
