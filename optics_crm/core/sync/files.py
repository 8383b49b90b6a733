"""Files in pieces: written as they arrive, read as one stream that can be sought, in constant memory.

They lie in the database because web and worker are different containers, on different hosts where the chain wants it.
"""

import io
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.db.models import F

from optics_crm.core import clock
from optics_crm.core.models import SyncClient, SyncFile, SyncFilePart

PART = 1 << 20


def create(client: SyncClient, name: str) -> SyncFile:
    """An empty file of that name."""
    return SyncFile.objects.create(client=client, name=name[:255])


@transaction.atomic
def append(file: SyncFile, body: bytes) -> int:
    """Writes the bytes behind what is there; the new size. Two who append at once wait for each other."""
    start = SyncFile.objects.select_for_update().values_list("size", flat=True).get(pk=file.pk)
    SyncFilePart.objects.bulk_create(
        SyncFilePart(file=file, start=start + place, body=body[place : place + PART])
        for place in range(0, len(body), PART)
    )
    SyncFile.objects.filter(pk=file.pk).update(size=F("size") + len(body), touched_at=clock.now())
    file.size = start + len(body)
    return file.size


@transaction.atomic
def truncate(file: SyncFile, size: int) -> None:
    """Takes away what lies behind `size`, which must be where a piece ends."""
    SyncFile.objects.select_for_update().get(pk=file.pk)
    SyncFilePart.objects.filter(file=file, start__gte=size).delete()
    SyncFile.objects.filter(pk=file.pk).update(size=size, touched_at=clock.now())
    file.size = size


def reader(file: SyncFile) -> BinaryIO:
    """The file from its beginning; holds a piece of it at a time."""
    return cast(BinaryIO, io.BufferedReader(_Pieces(file), PART))


class _Pieces(io.RawIOBase):
    """The raw stream over the pieces."""

    def __init__(self, file: SyncFile) -> None:
        super().__init__()
        self.file = file
        self.size = SyncFile.objects.values_list("size", flat=True).get(pk=file.pk)
        self.place = 0
        self.start, self.piece = 0, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.size}[whence]
        self.place = max(0, base + offset)
        return self.place

    def tell(self) -> int:
        return self.place

    def readinto(self, buffer: Any) -> int:
        if self.place >= self.size:
            return 0
        if not self.start <= self.place < self.start + len(self.piece):
            part = SyncFilePart.objects.filter(file=self.file, start__lte=self.place).latest("start")
            self.start, self.piece = part.start, bytes(part.body)
        view = memoryview(buffer).cast("B")
        told = self.piece[self.place - self.start :][: len(view)]
        view[: len(told)] = told
        self.place += len(told)
        return len(told)
