"""A recording that can be heard: a few seconds of two tones, made of the recording's name."""

import io
import math
import wave
from array import array
from hashlib import sha256

RATE, SECONDS = 8000, 3
LOUD = 9000


def spoken(name: str) -> bytes:
    """A WAV file, always the same for a name."""
    seed = sha256(name.encode()).digest()
    low, high = 220 + seed[0], 440 + seed[1] * 2
    samples = array("h")
    for place in range(RATE * SECONDS):
        pitch = low if place // (RATE // 2) % 2 else high
        samples.append(int(LOUD * math.sin(2 * math.pi * pitch * place / RATE)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(samples.tobytes())
    return file.getvalue()
