"""AMI as it is spoken: blocks of `Key: Value` lines, ended by an empty one, torn at any byte by the network."""

import hashlib
from collections.abc import Iterator, Mapping

Message = Mapping[str, str]
LONGEST = 1 << 20  # a block that does not end is no block


class Parser:
    """Bytes in as they come, whole blocks out. The greeting of the server is no block and is skipped."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Message]:
        self._rest = (self._rest + data)[-LONGEST:]
        while True:
            block, end, rest = self._rest.partition(b"\r\n\r\n")
            if not end:
                return
            self._rest = rest
            message = _read(block.decode("utf-8", "replace"))
            if message:
                yield message


def _read(block: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in block.split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip(), value.strip())
    return found


def action(name: str, **fields: str) -> bytes:
    """A block that we send; line ends within values are taken out."""
    lines = [f"Action: {name}", *(f"{key}: {' '.join(value.split())}" for key, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def key_for(challenge: str, secret: str) -> str:
    """The answer to a challenge: MD5 of it and the secret."""
    return hashlib.md5((challenge + secret).encode(), usedforsecurity=False).hexdigest()
