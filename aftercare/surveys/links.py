"""A survey behind a link: 128 random bits of which a hash is kept, one answer, a term, no word about the person."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.models import Survey, SurveyAnswer, SurveyLink
from aftercare.outbox.service import send_service
from aftercare.surveys.recording import About, mark_key, record_answer
from customers.models import Person
from optics_crm.core import audit, clock
from optics_crm.core.models import Employee

TOKEN_BYTES = 16


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(actor: Any, survey: Survey, about: About) -> str:
    """A new address at which the survey is answered once; known to whoever gets it, and to nobody afterwards."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SurveyLink.objects.create(
        survey=survey,
        token_hash=hash_of(token),
        expires_at=clock.now() + dt.timedelta(days=survey.link_days),
        author=actor if isinstance(actor, Employee) else None,
        **about.fields(),
    )
    audit.record(actor, "aftercare.survey.link_made", link, survey=survey.code)
    return f"{settings.PUBLIC_URL}/s/{token}/"


@transaction.atomic
def invite(actor: Any, survey: Survey, about: About, to: Person) -> bool:
    """Sends the link to a person's phone as a service message; False when the number was asked within the days of rest.

    Raises DomainError (`no_address`) where there is no number to write to.
    """
    number = to.main_phone.number if to.main_phone else ""
    since = clock.now() - dt.timedelta(days=survey.rest_days)
    if number and SurveyLink.objects.filter(phone=number, created_at__gt=since).exists():
        return False
    url = make_link(actor, survey, About(**about.fields() | {"phone": number}))
    words = _("How did we do? Two questions, no login: %(url)s") % {"url": url}
    send_service(to, words, f"survey:{hash_of(url)[:32]}", salon=about.salon)
    return True


def open_link(token: str) -> SurveyLink | None:
    """The link of a token while it can be answered; unknown, used and expired ones are all None."""
    rows = SurveyLink.objects.filter(token_hash=hash_of(token), used_at=None, expires_at__gt=clock.now())
    return rows.filter(survey__is_active=True).select_related("survey").first()


@transaction.atomic
def answer_link(token: str, said: Mapping[str, Any]) -> SurveyAnswer | None:
    """Records what was said behind a link and uses it up; None where it cannot be answered (any more)."""
    found = open_link(token)
    link = SurveyLink.objects.select_for_update(of=("self",)).get(pk=found.pk) if found else None
    if link is None or link.used_at is not None:
        return None
    names = ("person", "card", "phone", "call", "purchase", "salon", "doctor", "operator")
    about = About(**{name: getattr(link, name) for name in names})
    key = mark_key(link.call) if link.call else f"link:{link.pk}"
    answer = record_answer(None, link.survey, said, about=about, way=SurveyAnswer.Way.LINK, source_key=key)
    SurveyLink.objects.filter(pk=link.pk).update(used_at=clock.now(), updated_at=clock.now())
    return answer
