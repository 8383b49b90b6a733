"""Who knocks: tokens of programs, kept as hashes, each with its scopes and its term."""

import base64
import binascii
import datetime as dt
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection
from django.http import HttpRequest

from optics_crm.core import clock
from optics_crm.core.models import SyncClient, SyncToken
from optics_crm.core.sync.problems import Problem

USED_STEP = dt.timedelta(minutes=1)
KINDS_OF_THE_EXCHANGE = (
    "salon",
    "staff",
    "product",
    "stock",
    "customer",
    "household",
    "exam",
    "appointment",
    "purchase",
    "order",
    "service_ticket",
    "stage_change",
    "reservation",
    "certificate",
    "loyalty_balance",
)
SERVICE_SCOPES = (
    "changes:read",
    "digest:read",
    "status:read",
    "parked:write",
    "snapshot:read",
    "jobs:write",
    "commerceml",
)
# every scope but reading exams: medical data flow one way
RETAIL_SCOPES = sorted(
    {
        *(f"{kind}:write" for kind in KINDS_OF_THE_EXCHANGE),
        *(f"{kind}:read" for kind in KINDS_OF_THE_EXCHANGE if kind != "exam"),
        *SERVICE_SCOPES,
    }
)
LIMITED_SCOPES = [scope for scope in RETAIL_SCOPES if not scope.startswith("exam:")]


@dataclass(frozen=True)
class Caller:
    """A program that showed a valid token."""

    client: SyncClient
    scopes: frozenset[str]

    def need(self, scope: str) -> None:
        """Raises Problem where the token lacks the scope."""
        if scope not in self.scopes:
            raise Problem("scope_missing", scope=scope)


def issue_token(
    client: SyncClient, scopes: Collection[str], expires_at: dt.datetime | None = None
) -> tuple[str, str, str]:
    """Makes a token; returns client_id, secret and bearer token, none of which is kept in the clear."""
    key, secret, token = f"{client.source}-{secrets.token_hex(4)}", secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    SyncToken.objects.create(
        client=client,
        client_key=key,
        secret_hash=_hash(secret),
        token_hash=_hash(token),
        scopes=sorted(scopes),
        expires_at=expires_at,
    )
    return key, secret, token


def authenticate(request: HttpRequest) -> Caller:
    """The program behind a Bearer token or Basic client_id:secret; raises Problem (401) for anybody else."""
    scheme, _blank, credentials = request.headers.get("Authorization", "").partition(" ")
    credentials = credentials.strip()
    if scheme.lower() == "bearer" and credentials:
        row = _find(token_hash=_hash(credentials))
    elif scheme.lower() == "basic" and credentials:
        row = _by_secret(credentials)
    else:
        raise Problem("token_missing")
    if row is None or row.revoked_at is not None or not row.client.is_active:
        raise Problem("token_invalid")
    if row.expires_at is not None and row.expires_at <= clock.now():
        raise Problem("token_expired", expires_at=row.expires_at.isoformat())
    _note_use(row)
    return Caller(row.client, frozenset(row.scopes))


def _find(**key: str) -> SyncToken | None:
    return SyncToken.objects.select_related("client").filter(**key).first()


def _by_secret(credentials: str) -> SyncToken | None:
    try:
        key, _colon, secret = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if "\0" in key:
        return None
    row = _find(client_key=key)
    return row if row and secrets.compare_digest(row.secret_hash, _hash(secret)) else None


def _hash(secret: str) -> str:
    return sha256(secret.encode(errors="surrogateescape")).hexdigest()


def _note_use(row: SyncToken) -> None:
    """Once a minute, in a commit of its own: a batch must not hold this row."""
    now = clock.now()
    if row.last_used_at is None or now - row.last_used_at > USED_STEP:
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE core_synctoken SET last_used_at = %s WHERE id = (
                       SELECT id FROM core_synctoken WHERE id = %s FOR UPDATE SKIP LOCKED)""",
                [now, row.pk],
            )
