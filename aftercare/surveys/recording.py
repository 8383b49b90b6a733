"""The one way by which an answer comes in, whoever asked: the operator's form, a link, a key after the call."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare import events
from aftercare.models import Survey, SurveyAnswer, SurveyQuestion, SurveyReply
from customers.models import Card, FollowUp, Person
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Employee, Salon
from orders.models import Purchase

LONGEST_TEXT = 2000
SCALES: Mapping[str, tuple[int, int]] = {"mark5": (1, 5), "scale10": (0, 10)}
Kind = SurveyQuestion.Kind


@dataclass(frozen=True)
class About:
    """What an answer is about: whose it is, after which call or purchase, whom its marks rate."""

    person: Person | None = None
    card: Card | None = None
    phone: str = ""
    call: uuid.UUID | None = None
    purchase: Purchase | None = None
    salon: Salon | None = None
    doctor: Employee | None = None
    operator: Employee | None = None

    def fields(self) -> dict[str, Any]:
        return dict(vars(self))


def mark_key(call: uuid.UUID) -> str:
    """The occasion of a call's mark: by key, link or form it is one answer."""
    return f"call:{call}:mark"


@transaction.atomic
def record_answer(
    actor: Any,
    survey: Survey,
    said: Mapping[str, Any],
    *,
    about: About,
    way: str,
    source_key: str,
    followup: FollowUp | None = None,
) -> SurveyAnswer:
    """Keeps what a client said: `said` by the questions' codes, marks as numbers or text, choices by code.

    `source_key` names the occasion ("call:<id>:mark"): the same occasion again replaces what it said. Raises
    DomainError for an unknown question, a value outside of its scale or choices, a missing answer that is required.
    """
    questions = list(survey.questions.all())
    replies = read_replies(questions, said)
    fields = about.fields() | {
        "survey": survey,
        "way": way,
        "followup": followup,
        "author": actor if isinstance(actor, Employee) else None,
        "at": clock.now(),
        "is_alarm": any(is_alarm(reply) for reply in replies),
        "updated_at": clock.now(),
    }
    answer, fresh = SurveyAnswer.objects.get_or_create(source_key=source_key[:80], defaults=fields)
    if not fresh:
        kept = {name: value for name, value in fields.items() if name != "at"}
        SurveyAnswer.objects.filter(pk=answer.pk).update(**kept)
        answer.refresh_from_db()
        answer.replies.all().delete()
    for reply in replies:
        reply.answer = answer
    SurveyReply.objects.bulk_create(replies)
    audit.record(actor, "aftercare.survey.answered", answer, survey=survey.code)
    news.say(events.SURVEY_ANSWERED, {"answer": answer.pk, "survey": survey.pk}, actor=actor)
    return answer


def read_replies(questions: Sequence[SurveyQuestion], said: Mapping[str, Any]) -> list[SurveyReply]:
    """What was said as replies, checked by the questions; blank answers were not given."""
    by_code = {question.code: question for question in questions}
    for code in said:
        if code not in by_code:
            raise DomainError("question_unknown", _("There is no such question."), pointer=f"/{code}")
    found = []
    for question in questions:
        given = said.get(question.code)
        value = "" if given is None else str(given).strip()
        if value:
            found.append(_reply(question, value))
        elif question.is_required:
            raise DomainError("answer_missing", _("This question needs an answer."), pointer=f"/{question.code}")
    if not found:
        raise DomainError("answer_missing", _("Answer at least one question."))
    return found


def _reply(question: SurveyQuestion, value: str) -> SurveyReply:
    if question.kind == Kind.TEXT:
        return SurveyReply(question=question, text=value[:LONGEST_TEXT])
    if question.kind == Kind.CHOICE:
        if value not in {code for code, _words in question.choices}:
            raise DomainError("choice_unknown", _("There is no such choice."), pointer=f"/{question.code}")
        return SurveyReply(question=question, choice=value)
    low, high = SCALES[question.kind]
    mark = int(value) if value.isascii() and value.isdigit() and len(value) <= 2 else -1
    if not low <= mark <= high:
        words = _("A mark is a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
        raise DomainError("mark_out_of_scale", words, pointer=f"/{question.code}")
    return SurveyReply(question=question, mark=mark)


def is_alarm(reply: SurveyReply) -> bool:
    """Whether the answer means discomfort."""
    said = reply.choice or ("" if reply.mark is None else str(reply.mark))
    return bool(said) and said in {str(one) for one in reply.question.alarms}


def in_words(answer: SurveyAnswer) -> str:
    """The answer as lines "question: what was said", for colleagues."""
    rows = answer.replies.select_related("question").order_by("question__position")
    return "\n".join(f"{row.question.words}: {reply_words(row)}" for row in rows)


def reply_words(reply: SurveyReply) -> str:
    """What was said, as people read it."""
    if reply.question.kind == Kind.CHOICE:
        return dict(map(tuple, reply.question.choices)).get(reply.choice, reply.choice)
    return reply.text if reply.mark is None else str(reply.mark)
