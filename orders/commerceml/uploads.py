"""Files of a session: taken in chunks, found again by name, alone or within an archive."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import BinaryIO, cast

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from optics_crm.core import clock
from optics_crm.core.sync import files
from optics_crm.core.sync.jobs.receiving import PACKED_LIMIT, pieces
from orders.commerceml import archives
from orders.commerceml.reading import Unreadable
from orders.models import CommerceImport, CommerceSession, CommerceUpload

ENDINGS = (".xml", ".zip")
MOST_FILES = 200


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
            with archives.opened(upload.file) as archive:
                if archives.member(archive, name) is not None:
                    return upload
    return None


def names_of(upload: CommerceUpload) -> list[str]:
    """The XML files of an upload."""
    if not upload.name.lower().endswith(".zip"):
        return [upload.name]
    with archives.opened(upload.file) as archive:
        return [one.filename for one in archive.infolist() if one.filename.lower().endswith(".xml")]


def text_size(upload: CommerceUpload, name: str) -> int:
    """How many bytes of text a file unpacks to: no more than this is ever read of it."""
    if not upload.name.lower().endswith(".zip"):
        return upload.size
    with archives.opened(upload.file) as archive:
        member = archives.chosen(archive, name, own=upload.name)
        return member.file_size if member else 0


@contextmanager
def opened(upload: CommerceUpload, name: str) -> Iterator[BinaryIO]:
    """The text of a file, unpacked and counted while it is read. Raises Unreadable for a broken or bad archive."""
    if not upload.name.lower().endswith(".zip"):
        with files.reader(upload.file) as stream:
            yield stream
        return
    with archives.opened(upload.file) as archive:
        member = archives.chosen(archive, name, own=upload.name)
        if member is None:
            raise Unreadable(_("There is no file %(name)s in the archive.") % {"name": name})
        with archive.open(member) as stream:
            yield cast(BinaryIO, archives.Counted(stream))
