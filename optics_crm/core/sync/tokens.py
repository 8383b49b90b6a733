"""Who knocks: tokens of programs, kept as hashes, each with its scopes and its term."""

import base64
import binascii
import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.http import HttpRequest

from optics_crm.core import clock
from optics_crm.core.middleware import ALLOWANCE
from optics_crm.core.models import SyncClient, SyncToken
from optics_crm.core.sync import allowance, networks, tables
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.scopes import LIMITED_SCOPES, RETAIL_SCOPES

USED_STEP = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Secrets:
    """What a program logs in with; shown once, kept nowhere."""

    client_id: str
    secret: str
    token: str
    row: SyncToken


@dataclass(frozen=True)
class Caller:
    """A program that showed a valid token."""

    client: SyncClient
    scopes: frozenset[str]
    token: SyncToken
    request: HttpRequest

    def need(self, scope: str) -> None:
        """Raises Problem where the token lacks the scope."""
        if scope not in self.scopes:
            raise Problem("scope_missing", scope=scope)

    def spend(self, rows: int) -> None:
        """Counts rows against the client's limit; raises Problem (429) where it has not so many left."""
        if not rows:
            return
        granted = allowance.spend(self.client, rows)
        self.request.META[ALLOWANCE] = granted.headers()
        if granted.wait_seconds:
            raise Problem("too_many_rows", retry_after=granted.wait_seconds, limit=granted.limit)


def make_secrets(
    client: SyncClient,
    scopes: Collection[str],
    *,
    client_key: str = "",
    term_days: int | None = None,
    expires_at: dt.datetime | None = None,
) -> Secrets:
    """Makes a secret and a token of a login, of a new one when no `client_key` is given."""
    key = client_key or f"{client.source}-{secrets.token_hex(4)}"
    secret, token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = SyncToken.objects.create(
        client=client,
        client_key=key,
        secret_hash=_hash(secret),
        token_hash=_hash(token),
        scopes=sorted(scopes),
        term_days=term_days,
        expires_at=expires_at or (clock.now() + dt.timedelta(days=term_days) if term_days else None),
        created_at=clock.now(),
    )
    return Secrets(key, secret, token, row)


def issue_token(
    client: SyncClient, scopes: Collection[str], expires_at: dt.datetime | None = None
) -> tuple[str, str, str]:
    """Makes a token; returns client_id, secret and bearer token, none of which is kept in the clear."""
    made = make_secrets(client, scopes, expires_at=expires_at)
    return made.client_id, made.secret, made.token


def authenticate(request: HttpRequest) -> Caller:
    """The program behind a Bearer token or Basic client_id:secret: the one way in for every door of the exchange.

    Raises Problem: 401 for anybody else, 403 for a client that is blocked or knocks from elsewhere, 429 for one that
    has used up its rows (a request counts as one).
    """
    return admit(request, _row_of(request))


def admit(request: HttpRequest, row: SyncToken | None) -> Caller:
    """The second half of the way in, for a token that is already known (a session of CommerceML)."""
    if row is None or row.revoked_at is not None:
        raise Problem("token_invalid")
    if row.expires_at is not None and row.expires_at <= clock.now():
        raise Problem("token_expired", expires_at=row.expires_at.isoformat())
    if not row.client.is_active:
        raise Problem("client_blocked")
    if not networks.holds(row.client.networks, address_of(request)):
        raise Problem("network_not_allowed", address=address_of(request))
    _note_use(row, address_of(request))
    caller = Caller(row.client, frozenset(row.scopes), row, request)
    caller.spend(1)
    return caller


def address_of(request: HttpRequest) -> str:
    """Where the request comes from: the server sets it from a trusted proxy alone."""
    return networks.plain(request.META.get("REMOTE_ADDR", ""))


def _row_of(request: HttpRequest) -> SyncToken | None:
    scheme, _blank, credentials = request.headers.get("Authorization", "").partition(" ")
    credentials = credentials.strip()
    if scheme.lower() == "bearer" and credentials:
        return _found("token_hash", _hash(credentials))
    if scheme.lower() != "basic" or not credentials:
        raise Problem("token_missing")
    if not (request.is_secure() or (settings.DEMO and networks.is_loopback(address_of(request)))):
        raise Problem("https_needed")
    return _by_secret(credentials)


def _by_secret(credentials: str) -> SyncToken | None:
    """A secret names its row by itself; the id must be that of the row."""
    try:
        key, _colon, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    row = _found("secret_hash", _hash(secret))
    return row if row and secrets.compare_digest(row.client_key.encode(), key.encode()) else None


def _found(column: str, digest: str) -> SyncToken | None:
    """The row with its client. Every request of a program asks so: the query is composed once."""
    rows = tables.ask(_question(column), [digest])
    if not rows:
        return None
    own = [field.attname for field in SyncToken._meta.concrete_fields]
    of_client = [field.attname for field in SyncClient._meta.concrete_fields]
    token = SyncToken.from_db(DEFAULT_DB_ALIAS, own, rows[0][: len(own)])
    token.client = SyncClient.from_db(DEFAULT_DB_ALIAS, of_client, rows[0][len(own) :])
    return token


@cache
def _question(column: str) -> str:
    return SyncToken.objects.select_related("client").filter(**{column: ""}).query.sql_with_params()[0]


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()


def _note_use(row: SyncToken, address: str) -> None:
    """Once a minute, in a commit of its own: a batch must not hold this row."""
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > USED_STEP:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE core_synctoken SET last_used_at = %s, last_used_ip = %s WHERE id = (
                       SELECT id FROM core_synctoken WHERE id = %s FOR UPDATE SKIP LOCKED)""",
                [now, address or None, row.pk],
            )


__all__ = ["LIMITED_SCOPES", "RETAIL_SCOPES", "Caller", "Secrets", "authenticate", "issue_token", "make_secrets"]
