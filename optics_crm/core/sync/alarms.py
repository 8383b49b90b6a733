"""Alarms of the exchange: what is watched for each program, and telling somebody once when it goes wrong."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max, Min
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from optics_crm.core import audit, clock, formats, staff_words
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncAlarm, SyncClient
from optics_crm.core.registry import Registry

log = structlog.get_logger("optics.exchange")
Look = Callable[[SyncClient, dt.timedelta], str]


@dataclass(frozen=True)
class Watch:
    """Something that may last for a while and no longer; `look` says in words what is wrong, "" while nothing is."""

    key: str
    label: str | Promise
    minutes: int
    look: Look


WATCHES: Registry[Watch] = Registry("watches of the exchange")


def watch(key: str, label: str | Promise, minutes: int) -> Callable[[Look], Look]:
    """Adds a watch; `minutes` is the usual term."""

    def decorate(look: Look) -> Look:
        WATCHES.add(key, Watch(key, label, minutes, look))
        return look

    return decorate


@watch("parked", gettext_lazy("rows wait for too long"), 24 * 60)
def parked(client: SyncClient, term: dt.timedelta) -> str:
    oldest = client.parked.aggregate(at=Min("at"))["at"]
    if oldest is None or clock.now() - oldest <= term:
        return ""
    return _("Rows have been waiting for what they refer to since %(since)s.") % {"since": formats.exact(oldest)}


@watch("silence", gettext_lazy("nothing comes from the program"), 60)
def silence(client: SyncClient, term: dt.timedelta) -> str:
    last = client.batches.aggregate(at=Max("at"))["at"]
    if last is None or clock.now() - last <= term:
        return ""
    return _("Nothing has come since %(since)s.") % {"since": formats.exact(last)}


@watch("salon", gettext_lazy("nothing comes from a salon"), 26 * 60)
def salon(client: SyncClient, term: dt.timedelta) -> str:
    """Of salons that were heard of once and are open; one that was never heard of is no news."""
    heard = client.salons_seen.filter(salon__deleted_at=None, salon__closed_on=None)
    quiet = heard.filter(at__lt=clock.now() - term).order_by("at").values_list("salon__name", flat=True)
    names = list(quiet[:5])
    if not names:
        return ""
    return _("Nothing has come from: %(salons)s.") % {"salons": ", ".join(names)}


@transaction.atomic
def set_alarm(actor: Any, client: SyncClient, watch: str, *, minutes: int, channel: str, address: str) -> SyncAlarm:
    """Adds an alarm, or changes the term of the one that tells this address of this."""
    if watch not in WATCHES:
        raise DomainError("watch_unknown", _("There is no such watch."), pointer="/watch")
    if channel not in staff_words.CARRIERS:
        raise DomainError("channel_unknown", _("There is no such channel."), pointer="/channel")
    row, _made = SyncAlarm.objects.update_or_create(
        client=client,
        watch=watch,
        channel=channel,
        address=address.strip(),
        defaults={"minutes": minutes, "is_active": True, "updated_at": clock.now()},
    )
    audit.record(actor, "core.sync.alarm_set", row, watch=watch, minutes=minutes, channel=channel)
    return row


@transaction.atomic
def remove_alarm(actor: Any, row: SyncAlarm) -> None:
    """Takes an alarm away."""
    audit.record(actor, "core.sync.alarm_removed", row, watch=row.watch, channel=row.channel)
    row.delete()


def look_round() -> int:
    """Looks at every alarm; tells each address once when something goes wrong. Returns how many were told."""
    told = 0
    rows = SyncAlarm.objects.select_related("client").filter(is_active=True, client__is_active=True)
    with translation.override("ru"):
        for row in rows.order_by("pk"):
            told += _look(row)
    return told


def _look(row: SyncAlarm) -> bool:
    found = WATCHES.find(row.watch)
    words = found.look(row.client, dt.timedelta(minutes=row.minutes)) if found else ""
    if not words:
        SyncAlarm.objects.filter(pk=row.pk, raised_at__isnull=False).update(raised_at=None, told_at=None, words="")
        return False
    if row.raised_at is None:
        row.raised_at = clock.now()
    row.words = words[:300]
    row.save(update_fields=["raised_at", "words"])
    return row.told_at is None and _tell(row)


def _tell(row: SyncAlarm) -> bool:
    text = _("Exchange, %(client)s: %(words)s") % {"client": row.client.name, "words": row.words}
    raised = int(row.raised_at.timestamp()) if row.raised_at else 0
    try:
        staff_words.send(row.channel, staff_words.Word(f"alarm:{row.pk}:{raised}", row.address, text))
    except staff_words.NotCarried as error:
        log.warning("alarm_not_carried", alarm=str(row.pk), why=str(error))
        return False
    row.told_at = clock.now()
    row.save(update_fields=["told_at"])
    return True
