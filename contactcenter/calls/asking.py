"""Callers are asked for a mark by message: a share of those who were answered and pressed no key.

The link goes to the very number that talked, and what is said behind it is the mark of the operator who answered. The
share is the threshold `asked_share`; the days of rest are the survey's own. Whoever was asked about anything within
them, refused to be asked or to get messages, or is a child is left alone.
"""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import translation

from aftercare.models import Survey, SurveyAnswer, SurveyLink
from aftercare.surveys.links import invite
from aftercare.surveys.recording import About
from aftercare.surveys.resting import Wish, left_alone
from contactcenter.calls.marks import ACTOR, SURVEY
from contactcenter.kpis import rules
from contactcenter.models import Call
from customers.families import MINOR_UNTIL
from customers.models import Person
from optics_crm.core import clock

SETTLED = dt.timedelta(minutes=15)  # until then the mark by a key may still be told
FRESH = dt.timedelta(hours=12)  # who talked earlier has forgotten how it was
AT_ONCE = 200


def ask_callers() -> int:
    """Sends the links that are due; returns how many. Safe to repeat: of a call one is sent."""
    survey = Survey.objects.filter(code=SURVEY, is_active=True).first()
    share = int(rules.values()["asked_share"])
    if survey is None or not share:
        return 0
    calls = [call for call in _unmarked() if _luck(call) < share]
    alone = left_alone([_wish(call, survey) for call in calls])
    ready = [call for place, call in enumerate(calls) if place not in alone]
    with translation.override(settings.LANGUAGE_CODE):
        return sum(_invite(call, survey) for call in ready[:AT_ONCE])


def _unmarked() -> "QuerySet[Call]":
    """Answered calls of a grown-up who can be written to, of which no mark is known and no link went; latest first."""
    now = clock.now()
    asked = SurveyLink.objects.filter(phone=OuterRef("phone"), call=OuterRef("pk"))
    rows = Call.objects.filter(
        direction=Call.Direction.IN,
        state=Call.State.ENDED,
        answered=True,
        answered_by__isnull=False,
        rating=None,
        started_at__gt=now - FRESH,
        ended_at__lt=now - SETTLED,
        person__in=_who_may_be_asked(),
        person__main_phone__number=F("phone"),
    )
    marked = SurveyAnswer.objects.filter(call=OuterRef("pk"))
    rows = rows.filter(~Exists(asked), ~Exists(marked)).select_related("answered_by", "person__main_phone")
    return rows.order_by("-started_at", "-pk")


def _who_may_be_asked() -> "QuerySet[Person]":
    """Living grown-ups, and people of an unknown age, who get messages on a mobile phone."""
    rows = Person.objects.filter(merged_into=None, deceased_on=None, erased_at=None, opted_out=False)
    rows = rows.filter(main_phone__is_mobile=True, main_phone__is_foreign=False)
    return rows.exclude(birth_date__gt=clock.years_after(clock.today(), -MINOR_UNTIL))


def _luck(call: Call) -> int:
    """Of a hundred: the same for a call whenever it is looked at."""
    return call.pk.int % 100


def _wish(call: Call, survey: Survey) -> Wish:
    assert call.person_id is not None  # the rows were chosen by their person
    return Wish(call.person_id, call.person_id, call.phone, call.pk, survey.rest_days)


def _invite(call: Call, survey: Survey) -> bool:
    assert call.person is not None
    about = About(person=call.person, phone=call.phone, call=call.pk, operator=call.answered_by)
    return invite(ACTOR, survey, about, call.person)
