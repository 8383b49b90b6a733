"""What the page of the question of the week shows: each question, how its answers stand, how many calls gave none."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from contactcenter.models import WeekQuestion, WeekReply
from optics_crm.core import clock, formats
from optics_crm.core.statistics import Share, share_of

MOST = 52  # a year of weeks
# answered calls of the days of each question, and those of them that gave a reply
ANSWERED = """
SELECT q.id, count(c.id) - count(r.id) FROM contactcenter_weekquestion q
  LEFT JOIN contactcenter_call c ON c.answered
   AND c.started_at >= q.starts_on::timestamp AT TIME ZONE %(zone)s
   AND c.started_at < (q.ends_on + 1)::timestamp AT TIME ZONE %(zone)s
  LEFT JOIN contactcenter_weekreply r ON r.question_id = q.id AND r.call_id = c.id
 WHERE q.id = ANY(%(ids)s) GROUP BY q.id"""


@dataclass(frozen=True)
class AnswerRow:
    """An answer: how many of those who replied gave it, where the true share lies, the way to the calls."""

    text: str
    share: Share
    url: str

    @property
    def interval_words(self) -> str:
        if self.share.low is None or self.share.high is None:
            return ""
        return f"{round(self.share.low * 100)}–{formats.percent(self.share.high)}"


@dataclass(frozen=True)
class QuestionRow:
    """A question with its answers; `silent` counts the answered calls of its days in which nobody replied."""

    question: WeekQuestion
    answers: Sequence[AnswerRow]
    replies: int
    silent: int
    when: str


def questions() -> list[QuestionRow]:
    """The questions of the last year, the latest first. Four queries, however many there are."""
    rows = list(WeekQuestion.objects.select_related("author").prefetch_related("answers")[:MOST])
    ids = [row.pk for row in rows]
    given = WeekReply.objects.filter(question__in=ids).values_list("answer").annotate(Count("pk")).order_by()
    counts, silent, today = Counter(dict(given)), _silent(ids), clock.today()
    return [_row(row, counts, silent, today) for row in rows]


def _row(row: WeekQuestion, counts: Counter[int], silent: Mapping[uuid.UUID, int], today: dt.date) -> QuestionRow:
    answers = list(row.answers.all())
    replies = sum(counts[one.pk] for one in answers)
    shown = [AnswerRow(one.text, share_of(counts[one.pk], replies), _address(one.pk)) for one in answers]
    when = "later" if row.starts_on > today else "over" if row.ends_on < today else "now"
    return QuestionRow(row, shown, replies, silent[row.pk], when)


def _address(answer: int) -> str:
    return f"{reverse('contactcenter:calls')}?{urlencode({'week_answer': answer})}"


def _silent(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, {"ids": list(ids), "zone": str(clock.zone_of(""))})
        return dict(cursor.fetchall())


def rows_for_export() -> list[tuple[QuestionRow, AnswerRow]]:
    """A line an answer."""
    return [(row, answer) for row in questions() for answer in row.answers]
