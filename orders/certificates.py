"""Certificates: issued once for an occasion, found by a code as people read it out, used once."""

import datetime as dt
import re
import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.models import Card
from optics_crm.core import audit, clock, formats, news
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee, Salon
from orders import events
from orders.models import Certificate, Purchase

# letters and figures that nobody confuses, on paper or by ear; the Russian twins are read as the Latin letters
ALPHABET = "ACDEFHJKLMNPRTUVWXY34679"
LENGTH = 8
RUSSIAN_TWINS = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


@dataclass(frozen=True)
class Gift:
    """What to issue: roubles (`value`) or per cent (`percent`), and the occasion that makes it once."""

    card: uuid.UUID
    valid_until: dt.date
    value: Decimal | None = None
    percent: Decimal | None = None
    campaign_key: str = ""
    occasion: str = ""


def new_code() -> str:
    """Eight random characters: 110 billion codes, so that nobody guesses one."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def spell(code: str) -> str:
    """A code of ours as it is printed, in two halves: `ACDE-F347`."""
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH and code.isalnum() else code


@transaction.atomic
def issue(actor: Any, gift: Gift, *, on: dt.date | None = None) -> Certificate:
    """Issues one certificate; for an occasion that has its certificate already, that one comes back."""
    return issue_many(actor, [gift], on=on)[0]


@transaction.atomic
def issue_many(actor: Any, gifts: Sequence[Gift], *, on: dt.date | None = None) -> list[Certificate]:
    """Issues certificates in bulk, in the order of `gifts`; occasions served before keep their first certificate."""
    day = on or clock.today()
    for gift in gifts:
        if (gift.value is None) == (gift.percent is None):
            raise DomainError("certificate_worth", _("A certificate is worth roubles or per cent, one of them."))
        if gift.valid_until < day:
            message = _("A certificate cannot end before it is issued.")
            raise DomainError("certificate_term", message, pointer="/valid_until")
    rows = [_row(gift, day) for gift in gifts]
    Certificate.objects.bulk_create(rows, ignore_conflicts=True)
    kept = {row.code: row for row in Certificate.objects.filter(code__in=[row.code for row in rows])}
    wanted = [gift.occasion for gift in gifts if gift.occasion]
    earlier = {(row.campaign_key, row.occasion): row for row in Certificate.objects.filter(occasion__in=wanted)}
    issued = [
        kept.get(row.code) or earlier[gift.campaign_key, gift.occasion] for row, gift in zip(rows, gifts, strict=True)
    ]
    if kept:
        ids = {
            "certificate": [row.pk for row in kept.values()],
            "card": [row.card_id for row in kept.values()],
        }
        news.say(events.CERTIFICATE_ISSUED, ids, actor=actor)
    return issued


def _row(gift: Gift, day: dt.date) -> Certificate:
    return Certificate(
        code=new_code(),
        card_id=gift.card,
        occasion=gift.occasion,
        campaign_key=gift.campaign_key,
        value=gift.value,
        percent=gift.percent,
        issued_on=day,
        valid_until=gift.valid_until,
    )


def readings(text: str) -> set[str]:
    """The codes that a typed text may mean: any case, dashes and blanks, Russian letters that look the same."""
    plain = text.strip().upper()
    if not plain:
        return set()
    return {plain, re.sub(r"[\s\-]", "", plain), re.sub(r"[\s\-]", "", plain.translate(RUSSIAN_TWINS))}


def find(text: str) -> Certificate | None:
    """The certificate of a code as it was typed."""
    rows = Certificate.objects.select_related("card__person", "used_salon", "used_by", "used_in")
    return rows.filter(code__in=readings(text)).first()


def state_on(certificate: Certificate, day: dt.date) -> str:
    """issued, used, expired or cancelled, as of a day."""
    return state_of(certificate.status, certificate.valid_until, day)


def state_of(status: str, valid_until: dt.date, day: dt.date) -> str:
    """The same of a row's values."""
    is_over = status == Certificate.Status.ISSUED and valid_until < day
    return Certificate.Status.EXPIRED.value if is_over else status


@transaction.atomic
def mark_used(
    actor: Any,
    certificate: Certificate,
    salon: Salon,
    on: dt.date | None = None,
    *,
    purchase: Purchase | None = None,
) -> Certificate:
    """Uses a certificate once; refuses used, cancelled and expired ones, saying when and where."""
    day = on or clock.today(salon.timezone)
    row = Certificate.objects.select_for_update(of=("self",)).select_related("used_salon").get(pk=certificate.pk)
    state = state_on(row, day)
    if state == Certificate.Status.USED:
        message = _("This certificate was used on %(day)s (%(salon)s).")
        raise Conflict(
            "certificate_used", message % {"day": formats.exact(row.used_on), "salon": row.used_salon or "1C"}
        )
    if state == Certificate.Status.EXPIRED:
        message = _("This certificate was valid until %(day)s.") % {"day": formats.exact(row.valid_until)}
        raise Conflict("certificate_expired", message)
    if state == Certificate.Status.CANCELLED:
        raise Conflict("certificate_cancelled", _("This certificate is cancelled."))
    row.status, row.used_on, row.used_salon, row.used_in = Certificate.Status.USED, day, salon, purchase
    row.used_by = actor if isinstance(actor, Employee) else None
    row.updated_at = clock.now()
    row.save(update_fields=["status", "used_on", "used_salon", "used_in", "used_by", "updated_at"])
    audit.record(actor, "orders.certificate.used", row, salon=salon.pk)
    news.say(events.CERTIFICATE_USED, {"certificate": row.pk, "card": row.card_id}, actor=actor)
    return row


def certificates_of(persons: Collection[uuid.UUID]) -> list[Certificate]:
    """Certificates of these people, the newest first."""
    cards = Card.objects.filter(person__in=persons)
    return list(Certificate.objects.filter(card__in=cards).select_related("card").order_by("-issued_on", "code"))
