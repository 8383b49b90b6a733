"""Files of a session: taken in chunks, found again by name, alone or within an archive."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.sync import files
from optics_crm.core.sync.jobs.receiving import PACKED_LIMIT, TEXT_LIMIT, pieces
from orders.commerceml.reading import Unreadable
from orders.models import CommerceImport, CommerceSession, CommerceUpload

ENDINGS = (".xml", ".zip")
MOST_FILES = 200
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


def take(session: CommerceSession, name: str, request: HttpRequest, *, is_sale: bool) -> None:
    """Adds a chunk to the file of that name. A chunk that is cut off leaves nothing; one sent again counts once.

    Raises Problem for a chunk above the limits. What is no XML and no archive (pictures) is read and let go.
    """
    if not name.lower().endswith(ENDINGS):
        for _piece in pieces(request, PACKED_LIMIT):
            pass
        return
    upload = _upload(session, name, is_sale=is_sale)
    digest, size = blake2b(digest_size=32), upload.size
    try:
        for piece in pieces(request, PACKED_LIMIT - upload.size):
            digest.update(piece)
            size = files.append(upload.file, piece)
    except BaseException:
        files.truncate(upload.file, upload.size)
        raise
    if digest.hexdigest() == upload.last_digest:
        files.truncate(upload.file, upload.size)
        return
    upload.size, upload.last_digest, upload.touched_at = size, digest.hexdigest(), clock.now()
    upload.save(update_fields=["size", "last_digest", "touched_at"])


@transaction.atomic
def _upload(session: CommerceSession, name: str, *, is_sale: bool) -> CommerceUpload:
    """The file of that name as whole chunks left it; one that was imported already begins anew."""
    CommerceSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    upload = CommerceUpload.objects.select_related("file").filter(session=session, name=name).first()
    if upload is not None and CommerceImport.objects.filter(upload=upload).exists():
        upload.file.delete()  # with the upload and what was imported of it
        upload = None
    if upload is None:
        if CommerceUpload.objects.filter(session=session).count() >= MOST_FILES:
            raise Unreadable(_("Too many files in one session."))
        file = files.create(session.client, name)
        return CommerceUpload.objects.create(session=session, name=name, file=file, is_sale=is_sale)
    if upload.file.size != upload.size:  # what a death in the middle of a chunk has left
        files.truncate(upload.file, upload.size)
    return upload


def forget(session: CommerceSession) -> None:
    """A new `init`: every file begins anew. What is being loaded goes on by itself."""
    for upload in CommerceUpload.objects.select_related("file").filter(session=session):
        upload.file.delete()


def find(session: CommerceSession, name: str) -> CommerceUpload | None:
    """The upload of that name, else the archive that has a member of it."""
    uploads = list(CommerceUpload.objects.select_related("file").filter(session=session).order_by("pk"))
    for upload in uploads:
        if upload.name == name:
            return upload
    for upload in uploads:
        if upload.name.lower().endswith(".zip"):
            with _archive(upload) as archive:
                if _member(archive, name) is not None:
                    return upload
    return None


def names_of(upload: CommerceUpload) -> list[str]:
    """The XML files of an upload."""
    if not upload.name.lower().endswith(".zip"):
        return [upload.name]
    with _archive(upload) as archive:
        return [one.filename for one in archive.infolist() if one.filename.lower().endswith(".xml")]


def text_size(upload: CommerceUpload, name: str) -> int:
    """How many bytes of text a file unpacks to: no more than this is ever read of it."""
    if not upload.name.lower().endswith(".zip"):
        return upload.size
    with _archive(upload) as archive:
        member = _chosen(upload, archive, name)
        return member.file_size if member else 0


@contextmanager
def opened(upload: CommerceUpload, name: str) -> Iterator[BinaryIO]:
    """The text of a file, unpacked and counted while it is read. Raises Unreadable for a broken or bad archive."""
    if not upload.name.lower().endswith(".zip"):
        with files.reader(upload.file) as stream:
            yield stream
        return
    with _archive(upload) as archive:
        member = _chosen(upload, archive, name)
        if member is None:
            raise Unreadable(_("There is no file %(name)s in the archive.") % {"name": name})
        with archive.open(member) as stream:
            yield cast(BinaryIO, _Counted(stream))


class _Counted:
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
def _archive(upload: CommerceUpload) -> Iterator[zipfile.ZipFile]:
    try:
        with files.reader(upload.file) as stream:
            _look_at_the_end(stream, upload.size)
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


def _chosen(upload: CommerceUpload, archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    return _member(archive, name) if name != upload.name else _only(archive)


def _member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo | None:
    """The member of that name, else the only one that is called so in some folder."""
    named = [(one.filename.replace("\\", "/"), one) for one in archive.infolist()]
    last = name.rpartition("/")[2]
    found = [one for path, one in named if path == name] or [
        one for path, one in named if path.rpartition("/")[2] == last
    ]
    return found[0] if len(found) == 1 else None


def _only(archive: zipfile.ZipFile) -> zipfile.ZipInfo | None:
    """The XML of an archive that is imported by its own name."""
    found = [one for one in archive.infolist() if one.filename.lower().endswith(".xml")]
    return found[0] if len(found) == 1 else None
