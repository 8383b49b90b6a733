"""One request to an exchange: with limits of time and size, to the provider's own hosts only.

Addresses of recordings come from outside. A host that is not the provider's, or leads into our own network, is not
asked; a redirection is a new address, judged like the first.
"""

import http.client
import ipaddress
import socket
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

CONNECT_SECONDS, READ_SECONDS = 3.0, 15.0
MOST_HOPS = 3
PIECE = 1 << 20
LARGEST_ANSWER = 8_000_000
MOVED = (301, 302, 303, 307, 308)


class PbxSilent(Exception):
    """No answer, or one that is none: whether the exchange did what it was asked is not known."""


class PbxRefused(Exception):
    """The exchange said no, or must not be asked; `words` is for people."""

    def __init__(self, words: str, status: int = 0) -> None:
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Request:
    """What is asked of which address; `hosts` are those that may be asked (a leading dot: with all below)."""

    url: str
    hosts: Collection[str]
    method: str = "GET"
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    plain: bool = False  # the stand-in of the demo: loopback, without TLS


@dataclass(frozen=True)
class Answer:
    """Status, the names of headers in small letters, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(request: Request, limit: int = LARGEST_ANSWER) -> Answer:
    """The answer of the exchange; PbxSilent or PbxRefused."""
    with opened(request) as (status, headers, pieces):
        body = b""
        for piece in pieces:
            body += piece
            if len(body) > limit:
                raise PbxRefused("the answer is too large")
        if status in (401, 403):
            raise PbxRefused("the exchange does not know our key", status)
        return Answer(status, headers, body)


@contextmanager
def opened(request: Request) -> Iterator[tuple[int, Mapping[str, str], Iterator[bytes]]]:
    """Status, headers and the pieces of the body as they come."""
    url, method, body = request.url, request.method, request.body
    for _hop in range(MOST_HOPS):
        connection = _connect(url, request)
        try:
            parts = urlsplit(url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, body or None, dict(request.headers))
            response = connection.getresponse()
            moved = response.getheader("Location") if response.status in MOVED else None
            if moved is None:
                yield response.status, {k.lower(): v for k, v in response.getheaders()}, _pieces(response)
                return
            url, method, body = urljoin(url, moved), "GET", b""
        except (OSError, http.client.HTTPException) as error:
            raise PbxSilent(f"no answer: {type(error).__name__}") from error
        finally:
            connection.close()
    raise PbxRefused("the exchange sends us from address to address")


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(PIECE):
        yield piece


def _connect(url: str, request: Request) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != ("http" if request.plain else "https") or not _is_known(host, request.hosts):
        raise PbxRefused(f"{host or 'the address'} is not the exchange's")
    if not request.plain:
        _stay_outside(host, parts.port or 443)
    kind = http.client.HTTPConnection if request.plain else http.client.HTTPSConnection
    connection = kind(host, parts.port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
    except OSError as error:
        raise PbxSilent(f"cannot connect: {type(error).__name__}") from error
    connection.sock.settimeout(READ_SECONDS)
    return connection


def _is_known(host: str, hosts: Collection[str]) -> bool:
    return any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)


def _stay_outside(host: str, port: int) -> None:
    """Refuses a name that leads to an address of our own network."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise PbxSilent(f"cannot find {host}") from error
    if not all(ipaddress.ip_address(str(one).partition("%")[0]).is_global for one in found):
        raise PbxRefused(f"{host} leads into our own network")
