"""Every message that code and templates use stands in the Russian catalogue; read without the gettext tools."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

from optics_crm.core.house.words import CATALOGUE

TOPS = ("optics_crm", "customers", "orders", "aftercare", "contactcenter")
TEMPLATES = "templates"
# which arguments are the context, the message and its plural
PLACES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS = PLACES | {f"{name}_lazy": place for name, place in PLACES.items()} | {"gettext_noop": (None, 0, None)}
TRANSLATION = "django.utils.translation"
# what `templatize` leaves of a template: calls that gettext's own tools would find
CALL = re.compile(r"\b(?:u?n?p?gettext|_)\(")


class Word(NamedTuple):
    """A message as the catalogue knows it; a plural one is another entry than a plain one."""

    context: str
    message: str
    is_plural: bool


def faults(root: Path) -> Iterator[str]:
    """One line per message that a person would see in English, with the place that uses it."""
    path = root / CATALOGUE
    entries = polib.pofile(str(path)) if path.exists() else []
    known = {Word(one.msgctxt or "", one.msgid, bool(one.msgid_plural)) for one in entries if not one.obsolete}
    for name, line, word in used(root):
        if word not in known:
            yield f"{name}:{line}: not in the Russian catalogue: {word.message!r}"


def used(root: Path) -> Iterator[tuple[str, int, Word]]:
    """File, line and message of every use."""
    for top in TOPS:
        for path in sorted((root / top).rglob("*.py")):
            text = path.read_text("utf-8")
            if "gettext" in text and "migrations" not in path.parts:
                yield from ((path.relative_to(root).as_posix(), line, word) for line, word in in_code(text))
    for path in sorted((root / TEMPLATES).rglob("*.*")):
        yield from (
            (path.relative_to(root).as_posix(), line, word) for line, word in in_template(path.read_text("utf-8"))
        )


def in_code(text: str) -> Iterator[tuple[int, Word]]:
    """Messages of a module: calls of Django's functions under whatever names it imports them."""
    tree = ast.parse(text)
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION:
            names |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            word = _word(node, names)
            if word is not None:
                yield node.lineno, word


def in_template(text: str) -> Iterator[tuple[int, Word]]:
    """Messages of a template's tags and of literals like `_("word")` in it."""
    if "translate" not in text and "_(" not in text:
        return
    calls = templatize(text)
    names = {name: name for name in PLACES} | {"_": "gettext"}
    for found in CALL.finditer(calls):
        node = _call_at(calls, found.start())
        word = _word(node, names) if node is not None else None
        if word is not None:
            yield calls.count("\n", 0, found.start()) + 1, word


def _call_at(text: str, start: int) -> ast.Call | None:
    """The call that begins there: up to the first bracket with which it can be read."""
    end = start
    while (end := text.find(")", end) + 1) > 0:
        try:
            node = ast.parse(text[start:end], mode="eval").body
        except SyntaxError:
            continue
        return node if isinstance(node, ast.Call) else None
    return None


def _word(node: ast.Call, names: dict[str, str]) -> Word | None:
    """The message of a call that translates; None for another call, and for words that are no literal."""
    called = node.func
    if isinstance(called, ast.Name):
        name = names.get(called.id)
    elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "translation":
        name = called.attr if called.attr in CALLS else None
    else:
        name = None
    if name is None:
        return None
    context, message, plural = CALLS[name]
    return _literal(node, context, message, plural is not None)


def _literal(node: ast.Call, context: int | None, message: int, is_plural: bool) -> Word | None:
    told = [arg.value if isinstance(arg, ast.Constant) and isinstance(arg.value, str) else None for arg in node.args]
    text = told[message] if len(told) > message else None
    around = (told[context] if context is not None and len(told) > context else "") or ""
    return Word(around, text, is_plural) if text else None
