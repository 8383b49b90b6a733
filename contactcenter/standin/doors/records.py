"""Recordings, made up on demand."""

from aftercare.sandbox.rooms import Asked, Said
from contactcenter.standin.doors.base import door
from contactcenter.standin.tones import spoken


@door("records")
def answer(asked: Asked, path: str) -> Said:
    return Said(200, spoken(path.removesuffix(".wav")), "audio/x-wav")
