"""The question of the week: which one is asked today, one key per answer, how the answers stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from contactcenter.models import Call, WeekAnswer, WeekQuestion, WeekReply
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Employee

MOST_ANSWERS = 6


@dataclass(frozen=True)
class Counted:
    """An answer with how many gave it, of how many."""

    answer: WeekAnswer
    replies: int
    of: int


@transaction.atomic
def ask_week_question(
    actor: Employee, text: str, answers: Sequence[str], starts_on: dt.date, ends_on: dt.date
) -> WeekQuestion:
    """A question for some days. Refuses 422 `answers_wrong`, `answers_alike`, `days_wrong`; 409 `days_taken`."""
    told = [one.strip()[:60] for one in answers if one.strip()]
    if not text.strip() or not 2 <= len(told) <= MOST_ANSWERS:
        raise DomainError("answers_wrong", _("Write a question and two to six answers."), pointer="/answers")
    if len({one.casefold() for one in told}) < len(told):
        raise DomainError("answers_alike", _("Two answers are alike."), pointer="/answers")
    if ends_on < starts_on:
        raise DomainError("days_wrong", _("The last day is before the first one."), pointer="/ends_on")
    if WeekQuestion.objects.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise _taken()
    try:
        with transaction.atomic():
            row = WeekQuestion.objects.create(
                text=text.strip()[:200], starts_on=starts_on, ends_on=ends_on, author=actor
            )
    except IntegrityError as taken:  # somebody asked another one at the same moment
        raise _taken() from taken
    WeekAnswer.objects.bulk_create(
        [WeekAnswer(question=row, position=place, text=one) for place, one in enumerate(told, 1)]
    )
    audit.record(actor, "contactcenter.week_question.asked", row)
    return row


def _taken() -> Conflict:
    return Conflict("days_taken", _("On these days another question is asked."), pointer="/starts_on")


def asked_today() -> WeekQuestion | None:
    """The question of this day with its answers; two queries."""
    today = clock.today()
    rows = WeekQuestion.objects.filter(starts_on__lte=today, ends_on__gte=today)
    return rows.prefetch_related("answers").first()


@transaction.atomic
def reply(actor: Employee, call: Call, answer: WeekAnswer) -> WeekReply:
    """Counts what the client of a call answered; another answer in the same call corrects it."""
    today = clock.today()
    if not answer.question.starts_on <= today <= answer.question.ends_on:
        raise Conflict("question_over", _("This question is not asked any more."))
    row, _fresh = WeekReply.objects.update_or_create(
        question=answer.question, call=call, defaults={"answer": answer, "employee": actor, "at": clock.now()}
    )
    return row


def counted(question: WeekQuestion) -> list[Counted]:
    """How the answers stand; one query."""
    rows = list(question.answers.annotate(replies_given=Count("replies")).order_by("position"))
    of = sum(row.replies_given for row in rows)
    return [Counted(row, row.replies_given, of) for row in rows]
