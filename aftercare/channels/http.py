"""One kept-alive HTTP connection that knows what it does not know: did the request leave us, and was it answered?"""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from aftercare.channels.base import ChannelError, OutcomeUnknown
from optics_crm.core.failpoints import failpoint

CONNECT_SECONDS = 1.0
LARGEST_ANSWER = 4_000_000


class JsonCalls:
    """Calls of one server. No redirects, no proxy, no retry of its own.

    Before the first byte is written every failure is certain (ChannelError); after it only a parsed answer is.
    """

    def __init__(self, base_url: str, read_seconds: float) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port
        self._secure = parts.scheme == "https"
        self._read_seconds = read_seconds
        self._connection: http.client.HTTPConnection | None = None

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of a 200. ChannelError for documented refusals, OutcomeUnknown for everything else."""
        connection = self._open()
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        try:
            connection.request(method, path, payload, {"Content-Type": "application/json"})
            failpoint("send.after_write")
            response = connection.getresponse()
            raw = response.read(LARGEST_ANSWER)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise OutcomeUnknown(f"no answer: {type(error).__name__}") from error
        return self._judge(response, raw)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> http.client.HTTPConnection:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            connection = kind(self._host, self._port, timeout=CONNECT_SECONDS)
            try:
                connection.connect()
            except OSError as error:  # refused, unknown host, bad certificate, time-out: nothing was written
                raise ChannelError(f"cannot connect: {type(error).__name__}", permanent=False) from error
            connection.sock.settimeout(self._read_seconds)
            self._connection = connection
        return self._connection

    def _judge(self, response: http.client.HTTPResponse, raw: bytes) -> Any:
        status = response.status
        if response.will_close:
            self.close()
        if status == http.HTTPStatus.TOO_MANY_REQUESTS:
            raise ChannelError("429", permanent=False, retry_after=_seconds(response.getheader("Retry-After")))
        if status in (
            http.HTTPStatus.UNAUTHORIZED,
            http.HTTPStatus.FORBIDDEN,
        ):  # our password, not their messages
            raise ChannelError(str(status), permanent=False)
        if http.HTTPStatus.BAD_REQUEST <= status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ChannelError(str(status), permanent=True)
        if status != http.HTTPStatus.OK:
            raise OutcomeUnknown(f"answered {status}")
        try:
            return json.loads(raw)
        except ValueError as error:
            raise OutcomeUnknown("answered something that is no JSON") from error


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None
