"""Archives of CommerceML: read where they lie, with names that stay inside and sizes that are counted."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from optics_crm.core.models import SyncFile
from optics_crm.core.sync import files
from optics_crm.core.sync.jobs.receiving import TEXT_LIMIT
from orders.commerceml.reading import Unreadable

DIRECTORY_LIMIT = 4 * 1024 * 1024  # the list of an archive's members is held in memory
END_RECORD, LOCATOR_64 = b"PK\x05\x06", b"PK\x06\x07"


class BadName(Exception):
    """The file has a name under which nothing can be kept."""


def clean_name(raw: str) -> str:
    """The name as it is kept; folders may stand in it, ways out of them may not."""
    name = raw.strip().replace("\\", "/")
    steps = name.split("/")
    if not name or len(name) > 255 or name.startswith("/") or ".." in steps or not raw.isprintable():
        raise BadName
    return name


class Counted:
    """Reads and counts; an archive says of itself what it likes."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.left = stream, TEXT_LIMIT

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self.stream.read(size if 0 < size <= files.PART else files.PART)
        self.left -= len(piece)
        if self.left < 0:
            raise Unreadable(_("The archive unpacks to more than 1 GB."))
        return piece


@contextmanager
def opened(file: SyncFile) -> Iterator[zipfile.ZipFile]:
    """The archive in a file; raises Unreadable for one that is broken, locked, endless or leads out of itself."""
    try:
        with files.reader(file) as stream:
            _look_at_the_end(stream, file.size)
            with zipfile.ZipFile(stream) as archive:
                if any(not _is_inside(one.filename) for one in archive.infolist()):
                    raise Unreadable(_("The archive holds names that lead out of it."))
                yield archive
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, struct.error, zlib.error):
        raise Unreadable(_("The archive is broken, locked or packed in a way that is not read.")) from None


def _look_at_the_end(stream: BinaryIO, size: int) -> None:
    """Refuses an archive whose list of members alone would fill the memory."""
    stream.seek(max(0, size - (1 << 16) - 64))
    tail = stream.read()
    place = tail.rfind(END_RECORD)
    if place < 0 or LOCATOR_64 in tail[max(0, place - 20) : place]:
        raise zipfile.BadZipFile
    (length,) = struct.unpack("<L", tail[place + 12 : place + 16])
    if length > DIRECTORY_LIMIT:
        raise Unreadable(_("The archive holds too many files."))
    stream.seek(0)


def _is_inside(name: str) -> bool:
    try:
        return bool(clean_name(name.rstrip("/") or "/"))
    except BadName:
        return False


def chosen(archive: zipfile.ZipFile, name: str, own: str) -> zipfile.ZipInfo | None:
    """The member of that name; its only text where the archive is asked for by its own name."""
    return member(archive, name) if name != own else only(archive)


def member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    """The member of that name, else the only one that is called so in some folder."""
    named = [(one.filename.replace("\\", "/"), one) for one in archive.infolist()]
    last = name.rpartition("/")[2]
    found = [one for path, one in named if path == name] or [
        one for path, one in named if path.rpartition("/")[2] == last
    ]
    return found[0] if len(found) == 1 else None


def only(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The XML of an archive that is imported by its own name."""
    found = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
    return found[0] if len(found) == 1 else None
