"""The bytes of a recording in the database: web and worker are different containers."""

from collections.abc import Iterator

from contactcenter.models import Recording, RecordingPart

PIECE = 1 << 18


def write(recording: Recording, body: bytes) -> None:
    """Puts the whole body in the place of what was there."""
    RecordingPart.objects.filter(recording=recording).delete()
    places = range(0, len(body), PIECE)
    RecordingPart.objects.bulk_create(
        RecordingPart(recording=recording, start=place, body=body[place : place + PIECE]) for place in places
    )


def read(recording: Recording, start: int, end: int) -> Iterator[bytes]:
    """The bytes from `start` up to and without `end`, a piece at a time."""
    for place in range(start // PIECE * PIECE, end, PIECE):
        part = RecordingPart.objects.filter(recording=recording, start=place).values_list("body", flat=True).get()
        yield bytes(part)[max(0, start - place) : end - place]


def forget(recording: Recording) -> None:
    """Deletes the bytes; that there was a recording stays."""
    RecordingPart.objects.filter(recording=recording).delete()
