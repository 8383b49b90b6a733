"""A CommerceML file as a stream of its parts, in constant memory, by a parser that takes no DTD and no entities."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

PARTS = frozenset({"Группы", "Свойство", "ТипЦены", "Товар", "Предложение", "Документ"})
MARKS = frozenset({"Каталог", "ПакетПредложений"})
ROOT = "КоммерческаяИнформация"
NODES, DEPTH, TEXT = 100_000, 60, 1_000_000


class Unreadable(Exception):
    """The file is no CommerceML that can be taken; the sentence says why."""


@dataclass(frozen=True)
class Mark:
    """A catalogue or a set of offers begins; `is_full`: what is not in it exists no more."""

    kind: str
    is_full: bool


@dataclass(frozen=True)
class Head:
    """What the root says of the file."""

    schema: str
    made_at: str


def parts(stream: BinaryIO) -> Iterator[Head | Mark | Element]:
    """The head, marks, and each part (an element, see `name`), whole and gone from memory afterwards.

    Raises Unreadable for what is not XML, is cut off, holds a DTD, or has parts too large to be held.
    """
    try:
        yield from _parts(stream)
    except ParseError as error:
        line, _column = error.position
        raise Unreadable(_("The file is not whole XML: it breaks at line %(line)s.") % {"line": line}) from None
    except DefusedXmlException:
        raise Unreadable(_("The file holds a DTD or entities: they are not taken.")) from None
    except (ValueError, LookupError):
        raise Unreadable(_("The encoding of the file is not known.")) from None


def name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _parts(stream: BinaryIO) -> Iterator[Head | Mark | Element]:
    path: list[Element] = []
    inside, nodes = 0, 0
    for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            if len(path) == 1:
                yield _head(element)
            nodes += 1
            if nodes > NODES or len(path) > DEPTH:
                raise Unreadable(_("A part of the file is too large or nested too deep."))
            inside += name(element) in PARTS
            if name(element) in MARKS:
                yield Mark(name(element), element.get("СодержитТолькоИзменения", "").lower() == "false")
            continue
        path.pop()
        is_part = name(element) in PARTS
        inside -= is_part
        if inside:
            continue
        if is_part:
            yield element
        element.clear()
        if path:
            path[-1].remove(element)
        nodes = len(path)


def _head(root: Element) -> Head:
    if name(root) != ROOT:
        raise Unreadable(_("The file is XML but no CommerceML."))
    return Head(root.get("ВерсияСхемы", ""), root.get("ДатаФормирования", ""))


def text(element: Element | None, *names: str) -> str:
    """The text of the first child found on the way of names; "" where there is none."""
    for one in names:
        element = child(element, one)
    return (element.text or "").strip()[:TEXT] if element is not None else ""


def child(element: Element | None, wanted: str) -> Element | None:
    """The first child of that name."""
    if element is not None:
        for one in element:
            if name(one) == wanted:
                return one
    return None


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Children at the end of the way of names: `children(good, "Группы", "Ид")`."""
    if element is None:
        return
    wanted, *rest = names
    for one in element:
        if name(one) == wanted:
            if rest:
                yield from children(one, *rest)
            else:
                yield one


def requisites(element: Element) -> dict[str, str]:
    """The name and value pairs that a configuration adds."""
    return {
        text(one, "Наименование"): text(one, "Значение")
        for one in children(element, "ЗначенияРеквизитов", "ЗначениеРеквизита")
    }
