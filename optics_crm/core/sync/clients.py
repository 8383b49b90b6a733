"""Programs of the exchange and their secrets: registered, given tokens, rotated, revoked, blocked. All is audited."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import SyncClient, SyncToken
from optics_crm.core.sync import networks
from optics_crm.core.sync.scopes import GRANTABLE
from optics_crm.core.sync.tokens import Secrets, make_secrets

SOURCE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
OVERLAP_HOURS, LONGEST_OVERLAP = 72, 30 * 24
LONGEST_TERM = 3650
FEWEST_ROWS, MOST_ROWS = 1000, 1_000_000_000


@transaction.atomic
def register_client(
    actor: Any, source: str, name: str, timezone: str, *, lines: Sequence[str] = (), rows_per_minute: int = 1_000_000
) -> SyncClient:
    """Makes a client; `source` names its book for ever. `lines` are the networks that it may knock from."""
    if not SOURCE.fullmatch(source):
        words = _("A source is named in Latin letters, digits, - and _, at most 40 of them.")
        raise DomainError("bad_source", words, pointer="/source")
    if SyncClient.objects.filter(source=source).exists():
        raise Conflict("source_taken", _("There is a client of this source already."), pointer="/source")
    row = SyncClient(source=source)
    _fill(row, name, timezone, lines, rows_per_minute)
    row.save()
    audit.record(actor, "core.sync.client_registered", row, source=source)
    return row


@transaction.atomic
def change_client(
    actor: Any, client: SyncClient, *, name: str, timezone: str, lines: Sequence[str], rows_per_minute: int
) -> SyncClient:
    """Changes what is not its source."""
    row = _locked(client)
    _fill(row, name, timezone, lines, rows_per_minute)
    row.updated_at = clock.now()
    row.save()
    limits = {"timezone": timezone, "networks": row.networks, "rows_per_minute": rows_per_minute}
    audit.record(actor, "core.sync.client_changed", row, limits=limits)
    return row


@transaction.atomic
def issue(actor: Any, client: SyncClient, scopes: Collection[str], *, term_days: int | None = None) -> Secrets:
    """Makes a new login of the client, with its first secret; an empty term means that it never ends."""
    row = _locked(client)
    unknown = sorted(set(scopes) - set(GRANTABLE))
    if unknown or not scopes:
        raise DomainError(
            "bad_scopes", _("Choose what the token may do."), pointer="/scopes", detail={"unknown": unknown}
        )
    if term_days is not None and not 1 <= term_days <= LONGEST_TERM:
        raise DomainError("bad_term", _("A token lives from 1 to 3650 days."), pointer="/term_days")
    made = make_secrets(row, scopes, term_days=term_days)
    audit.record(actor, "core.sync.token_issued", made.row, client=row.source, scopes=sorted(scopes))
    return made


@transaction.atomic
def rotate(actor: Any, token: SyncToken, *, overlap_hours: int = OVERLAP_HOURS) -> Secrets:
    """Makes the next secret of a login; the one given lives on for the overlap, every other one of it ends at once.

    So a login never has more than two, and a caller whose answer was lost may simply ask again.
    """
    if not 0 <= overlap_hours <= LONGEST_OVERLAP:
        words = _("The old secret may live from 0 to 720 hours longer.")
        raise DomainError("bad_overlap", words, pointer="/overlap_hours")
    client = _locked(token.client)
    row = SyncToken.objects.get(pk=token.pk)
    now = clock.now()
    if not is_live(row, now):
        raise Conflict("token_ended", _("This secret lives no more: issue a new token."))
    made = make_secrets(client, row.scopes, client_key=row.client_key, term_days=row.term_days)
    siblings = SyncToken.objects.filter(client_key=row.client_key, revoked_at=None)
    siblings.exclude(pk__in=[row.pk, made.row.pk]).update(revoked_at=now, updated_at=now)
    last = now + dt.timedelta(hours=overlap_hours)
    row.expires_at = min(row.expires_at, last) if row.expires_at else last
    row.updated_at = now
    row.save(update_fields=["expires_at", "updated_at"])
    audit.record(actor, "core.sync.token_rotated", row, client=client.source, overlap_hours=overlap_hours)
    return made


@transaction.atomic
def revoke(actor: Any, token: SyncToken) -> None:
    """Ends a secret at once."""
    _locked(token.client)
    now = clock.now()
    if not SyncToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now, updated_at=now):
        raise Conflict("token_ended", _("This secret was ended before."))
    audit.record(actor, "core.sync.token_revoked", token, client=token.client.source)


@transaction.atomic
def block(actor: Any, client: SyncClient) -> None:
    """Switches the exchange with a client off, whatever tokens it holds."""
    _set_active(actor, client, is_active=False, verb="core.sync.client_blocked")


@transaction.atomic
def unblock(actor: Any, client: SyncClient) -> None:
    _set_active(actor, client, is_active=True, verb="core.sync.client_unblocked")


def is_live(token: SyncToken, now: dt.datetime) -> bool:
    """Whether a secret opens anything."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now)


def _set_active(actor: Any, client: SyncClient, *, is_active: bool, verb: str) -> None:
    row = _locked(client)
    if row.is_active != is_active:
        SyncClient.objects.filter(pk=row.pk).update(is_active=is_active, updated_at=clock.now())
        audit.record(actor, verb, row, source=row.source)


def _locked(client: SyncClient) -> SyncClient:
    """Those who change one client wait for each other; batches of the client do not."""
    return SyncClient.objects.select_for_update(no_key=True).get(pk=client.pk)


def _fill(row: SyncClient, name: str, timezone: str, lines: Sequence[str], rows_per_minute: int) -> None:
    if not name.strip() or len(name) > 120:
        raise DomainError("bad_name", _("A client needs a name of at most 120 characters."), pointer="/name")
    if timezone not in zoneinfo.available_timezones():
        raise DomainError("bad_timezone", _("There is no such time zone."), pointer="/timezone")
    if not FEWEST_ROWS <= rows_per_minute <= MOST_ROWS:
        words = _("From 1,000 rows a minute (one full batch) to a milliard.")
        raise DomainError("bad_limit", words, pointer="/rows_per_minute")
    row.name, row.timezone, row.rows_per_minute = name.strip(), timezone, rows_per_minute
    row.networks = networks.read(lines)
