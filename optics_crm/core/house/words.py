"""Every word that a person sees has a Russian translation: complete, not fuzzy, with no placeholder of its own."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

CATALOGUE = "locale/ru/LC_MESSAGES/django.po"
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def faults(root: Path) -> Iterator[str]:
    """One line per message of the Russian catalogue that a person would see in English."""
    path = root / CATALOGUE
    if not path.exists():
        yield f"{CATALOGUE}: the Russian catalogue is missing"
        return
    for entry in polib.pofile(str(path)):
        fault = None if entry.obsolete else _fault(entry)
        if fault:
            yield f"{CATALOGUE}:{entry.linenum}: {fault}: {entry.msgid!r}"


def _fault(entry: polib.POEntry) -> str | None:
    if entry.fuzzy:
        return "fuzzy"
    if not entry.translated():
        return "untranslated"
    known = set(_PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    said = [entry.msgstr, *entry.msgstr_plural.values()]
    if any(set(_PLACEHOLDER.findall(text)) - known for text in said):
        return "a placeholder that the original has not"
    return None
