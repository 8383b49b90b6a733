"""A request is taken once and becomes a promise with a term; nobody new is made of it."""

import datetime as dt
from dataclasses import dataclass
from hashlib import blake2b

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from contactcenter.calls.callers import who_answers
from contactcenter.models import WebFormSite, WebRequest
from contactcenter.webforms.reading import WebWords
from customers.followup_terms import due_after
from customers.followups import open_followup
from customers.models import FollowUp
from optics_crm.core import clock, formats, phones
from optics_crm.core.errors import Conflict, DomainError

ACTOR = "contactcenter.webforms"
KIND = "webform"
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
A_MINUTE = 60  # requests of a site
A_NUMBER_AN_HOUR = 5


class TooMany(DomainError):
    """More requests than a site or a number may send; try again later."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__("too_many_requests", _("Too many requests: wait a moment."))
        self.headers = {"Retry-After": str(seconds)}


@dataclass(frozen=True)
class Taken:
    """The kept request, and whether it is new."""

    request: WebRequest
    is_new: bool


@transaction.atomic
def take(site: WebFormSite, key: str, body: bytes, words: WebWords) -> Taken:
    """Keeps a request and promises to call back. The same `key` again is the same request; with another body it is
    refused (`key_reused`), as are too many of a site or a number (TooMany).
    """
    digest = blake2b(body, digest_size=16).digest()
    known = WebRequest.objects.filter(site=site, key=key).first()
    if known is None:
        _check_rate(site, words.phone)
        known, fresh = WebRequest.objects.get_or_create(
            site=site,
            key=key,
            defaults={
                "digest": digest,
                "received_at": clock.now(),
                "name": words.name,
                "phone": words.phone,
                "topic": words.topic,
                "text": words.text,
                "page": words.page,
                "consent_text": words.consent_text,
            },
        )
        if fresh:
            known.promise = _promise(known)
            known.save(update_fields=["promise"])
            return Taken(known, is_new=True)
    if bytes(known.digest) != digest:
        raise Conflict("key_reused", _("This key was used for another request."))
    return Taken(known, is_new=False)


def _check_rate(site: WebFormSite, phone: str) -> None:
    now = clock.now()
    latest = WebRequest.objects.filter(site=site, received_at__gt=now - MINUTE)
    if latest.count() >= A_MINUTE:
        raise TooMany(60)
    if WebRequest.objects.filter(phone=phone, received_at__gt=now - HOUR).count() >= A_NUMBER_AN_HOUR:
        raise TooMany(3600)


def _promise(request: WebRequest) -> FollowUp:
    """Due by the contact centre's hours; the person or family where the number leaves no doubt."""
    caller = who_answers(request.phone)
    with translation.override(settings.LANGUAGE_CODE):
        who = formats.short_name(request.name) if request.name else phones.mask(request.phone)
        return open_followup(
            ACTOR,
            KIND,
            title=_("Answer the request from the site: %(who)s") % {"who": who},
            reason=request.topic or request.text[:300] or _("asked to be called back"),
            notes=request.text,
            due_at=due_after(KIND, request.received_at),
            person=caller.people[0] if caller.person else None,
            household=caller.household,
            occasion=f"webform:{request.pk}",
        )
