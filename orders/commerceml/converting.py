"""A file of CommerceML to a file of rows, in one pass and constant memory; nothing goes in before it was read whole."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO
from uuid import UUID
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.models import Salon, SyncClient, SyncCode, SyncFile
from optics_crm.core.sync import files
from orders.commerceml import classifying, documents, goods, merging
from orders.commerceml.reading import Head, Mark, Unreadable, name, parts

TOGETHER = 500
Pulse = Callable[[int], None]


class Converter:
    """Reads parts and writes rows. `notes` counts what was met and what could not be used."""

    def __init__(self, client: SyncClient, version: int, out: SyncFile, pulse: Pulse) -> None:
        self.client, self.version, self.out, self.pulse = client, version, out, pulse
        self.notes: Counter[str] = Counter()
        self.rows = 0
        self.head = Head("", "")
        self.waiting: dict[str, list[goods.Told]] = {"Товар": [], "Предложение": []}
        self.text: list[bytes] = []
        self.seen: dict[tuple[str, UUID | str], int] = {}
        self.terms: dict[str, str] | None = None
        self.book: documents.Book | None = None

    def convert(self, stream: BinaryIO) -> None:
        """Raises Unreadable; afterwards `out` holds every row."""
        for part in parts(stream):
            if isinstance(part, Head):
                self.head = part
            elif isinstance(part, Mark):
                self.notes["full_catalogue"] += part.kind == "Каталог" and part.is_full
            else:
                self._part(part)
        self._flush("Товар")
        self._flush("Предложение")
        self.close()
        if not self.notes.total():
            raise Unreadable(_("The file holds no goods, no offers and no documents."))

    def _part(self, element: Element) -> None:
        kind = name(element)
        if kind == "Группы":
            classifying.keep_groups(self.client, element)
            self.notes["groups"] += 1
        elif kind in ("Свойство", "ТипЦены"):
            classifying.keep_property(self.client, element)
            self.terms = None
            self.notes["properties"] += 1
        elif kind == "Документ":
            self._document(element)
        else:
            self._good(kind, element)

    def _good(self, kind: str, element: Element) -> None:
        if self.terms is None:
            self.terms = dict(classifying.terms(self.client))
        told = (goods.good if kind == "Товар" else goods.offer)(element, self.terms)
        if not told.ident or len(told.ident) > 200:
            self.notes["no_ident"] += 1
            return
        self.notes["goods" if kind == "Товар" else "offers"] += 1
        self.notes["without_warehouse"] += told.has_stray_quantity
        self.waiting[kind].append(told)
        if len(self.waiting[kind]) >= TOGETHER:
            self._flush(kind)

    def _flush(self, kind: str) -> None:
        told, self.waiting[kind] = self.waiting[kind], []
        if not told:
            return
        if kind == "Товар":
            self.emit(merging.catalogue_rows(self.client, told, self.version))
        else:
            at, is_dated = self._moment()
            self.emit(merging.offer_rows(self.client, told, at, is_dated=is_dated))

    def _document(self, element: Element) -> None:
        if self.book is None:
            self.book = _book(self.client)
        told = documents.document(element, self.book)
        self.notes["documents"] += 1
        self.notes.update(told.notes)
        self.emit(told.rows)

    def emit(self, rows: Iterable[tuple[str, UUID | None, dict[str, Any] | None]]) -> None:
        """Puts rows into the file of rows, each with the version of the import."""
        for kind, guid, data in rows:
            key: tuple[str, UUID | str] = (kind, guid or f"{(data or {}).get('product')}{(data or {}).get('salon')}")
            turn = self.seen[key] = self.seen.get(key, -1) + 1
            row: dict[str, Any] = {"kind": kind, "op": "delete" if data is None else "upsert"}
            if guid is not None:
                row["guid"] = str(guid)
            row["version"] = self.version + turn  # an object told of twice in one file: the last word counts
            if data is not None:
                row["data"] = data
            self.text.append(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            self.rows += 1
        if len(self.text) >= TOGETHER:
            self.close()

    def close(self) -> None:
        """Writes what is still held."""
        if self.text:
            files.append(self.out, b"".join(self.text))
            self.text.clear()
            self.pulse(self.rows)

    def _moment(self) -> tuple[str, bool]:
        """The file's own moment, the present one where it has none or one that has not come."""
        now = clock.now().astimezone(clock.zone_of(self.client.timezone)).replace(microsecond=0)
        told = documents.moment(self.head.made_at)
        try:
            made = dt.datetime.fromisoformat(told or "")
        except ValueError:
            return now.isoformat(), False
        aware = made if made.tzinfo else made.replace(tzinfo=now.tzinfo)
        return (told or "", True) if aware <= now and aware.year >= 1900 else (now.isoformat(), False)


def _book(client: SyncClient) -> documents.Book:
    salons = Salon.objects.exclude(guid=None).values_list("guid", flat=True)
    mapped = SyncCode.objects.filter(kind="order", field="status", client__in=[client]).values_list("value", flat=True)
    shared = SyncCode.objects.filter(kind="order", field="status", client=None).values_list("value", flat=True)
    return documents.Book(client.source, frozenset(guid for guid in salons if guid), frozenset((*mapped, *shared)))
