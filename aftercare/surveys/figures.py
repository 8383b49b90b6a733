"""What clients say in figures: the mean mark with its interval and its n, by doctor, salon and operator.

Others ask `mean_mark("operator", since, until, operator=...)` and `marks_by("operator", since, until)`.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, FloatField, QuerySet, Sum
from django.db.models.functions import Cast

from aftercare.models import Survey, SurveyAnswer, SurveyQuestion, SurveyReply
from aftercare.surveys.recording import SCALES
from optics_crm.core.statistics import Mean, Share, mean_of, share_of

Kind = SurveyQuestion.Kind
GOOD_FROM = 4  # of a mark: satisfied


@dataclass(frozen=True)
class Bar:
    """One answer of a question: its words, how often it was given, its share."""

    label: str
    count: int
    share: float
    is_alarm: bool = False


@dataclass(frozen=True)
class QuestionResult:
    """A question with what was said: bars for marks and choices, the mean for marks, the latest words for texts."""

    question: SurveyQuestion
    n: int
    mean: Mean | None = None
    satisfied: Share | None = None
    bars: Sequence[Bar] = ()
    texts: Sequence[Any] = field(default_factory=list)


def marks(about: str, since: dt.datetime, until: dt.datetime, **who: Any) -> "QuerySet[SurveyReply]":
    """The marks (1 to 5) that rate a doctor, a salon or an operator, given in [since, until).

    `who` narrows the answers: `operator=`, `doctor=`, `salon=`, `call__in=`.
    """
    rows = SurveyReply.objects.filter(question__about=about, question__kind=Kind.MARK, mark__isnull=False)
    rows = rows.filter(answer__at__gte=since, answer__at__lt=until)
    return rows.filter(**{f"answer__{name}": value for name, value in who.items()})


def mean_mark(about: str, since: dt.datetime, until: dt.datetime, **who: Any) -> Mean:
    """The mean of such marks with its 95 % interval and n; one query."""
    return mean_of_rows(marks(about, since, until, **who), Kind.MARK)


def mean_of_rows(rows: "QuerySet[SurveyReply]", kind: str) -> Mean:
    value = Cast("mark", FloatField())
    found = rows.order_by().aggregate(n=Count("pk"), total=Sum(value), squares=Sum(value * value))
    return _mean(found, kind)


def marks_by(about: str, since: dt.datetime, until: dt.datetime, **who: Any) -> dict[uuid.UUID, Mean]:
    """The same for each doctor, salon or operator that has a mark; one query."""
    value = Cast("mark", FloatField())
    key = F(f"answer__{about}")
    rows = marks(about, since, until, **who).filter(**{f"answer__{about}__isnull": False}).order_by()
    found = rows.values(key=key).annotate(n=Count("pk"), total=Sum(value), squares=Sum(value * value))
    return {row["key"]: _mean(row, Kind.MARK) for row in found}


def means_by_survey(answers: "QuerySet[SurveyAnswer]") -> dict[uuid.UUID, Mean]:
    """The mean of all marks from 1 to 5 in these answers, by survey; one query."""
    value = Cast("mark", FloatField())
    rows = SurveyReply.objects.filter(answer__in=answers, question__kind=Kind.MARK, mark__isnull=False).order_by()
    found = rows.values(key=F("question__survey")).annotate(n=Count("pk"), total=Sum(value), squares=Sum(value * value))
    return {row["key"]: _mean(row, Kind.MARK) for row in found}


def _mean(found: Mapping[str, Any], kind: str) -> Mean:
    low, high = SCALES[kind]
    return mean_of(found["n"], found["total"] or 0.0, found["squares"] or 0.0, lowest=low, highest=high)


def results(survey: Survey, rows: "QuerySet[SurveyReply]", *, texts: int = 20) -> list[QuestionResult]:
    """What these replies say of each question; two queries, one more for each question in words."""
    questions = list(survey.questions.all())
    counted: dict[int, dict[str, int]] = {}
    found = rows.order_by().values_list("question", "mark", "choice").annotate(Count("pk"))
    for question, mark, choice, number in found:
        key = choice if mark is None else str(mark)
        counted.setdefault(question, {})[key] = number
    return [_result(question, counted.get(question.pk, {}), rows, texts) for question in questions]


def _result(
    question: SurveyQuestion, counted: Mapping[str, int], rows: "QuerySet[SurveyReply]", texts: int
) -> QuestionResult:
    n = sum(counted.values())
    if question.kind == Kind.TEXT:
        said = rows.filter(question=question).select_related("answer__salon").order_by("-answer__at")
        return QuestionResult(question, n, texts=list(said[:texts]))
    alarms = {str(one) for one in question.alarms}
    if question.kind == Kind.CHOICE:
        bars = [_bar(words, counted.get(code, 0), n, code in alarms) for code, words in question.choices]
        return QuestionResult(question, n, bars=bars)
    low, high = SCALES[question.kind]
    numbers = {mark: counted.get(str(mark), 0) for mark in range(high, low - 1, -1)}
    bars = [_bar(str(mark), number, n, str(mark) in alarms) for mark, number in numbers.items()]
    total = sum(mark * number for mark, number in numbers.items())
    squares = sum(mark * mark * number for mark, number in numbers.items())
    mean = mean_of(n, total, squares, lowest=low, highest=high)
    good = sum(number for mark, number in numbers.items() if mark >= (GOOD_FROM if high == 5 else 9))
    return QuestionResult(question, n, mean, share_of(good, n), bars)


def _bar(label: str, count: int, n: int, is_alarm: bool) -> Bar:
    return Bar(label, count, count / n if n else 0.0, is_alarm)
