"""The client's mark after a call, as the exchange tells it, becomes an answer of the survey "call"."""

from collections.abc import Collection

from django.db.models import Q

from aftercare.models import Survey, SurveyAnswer
from aftercare.surveys.recording import About, mark_key, record_answer
from contactcenter.calls.changes import CallChange
from contactcenter.models import Call

ACTOR = "contactcenter.calls"
SURVEY, QUESTION = "call", "mark"
BEST = 5  # a provider that counts to ten is not ours to reinterpret


def keep_marks(changes: Collection[CallChange]) -> None:
    """Records the marks of these calls: once a call, the newest word counts.

    What the client said behind a link or to a colleague says more than a key, and stays.
    """
    for call in [change.call for change in changes if 1 <= (change.call.rating or 0) <= BEST]:
        key = mark_key(call.pk)
        about = About(person=call.person, phone=call.phone, call=call.pk, operator=call.answered_by)
        if not _is_kept(key, call, about):
            survey = Survey.objects.get(code=SURVEY)
            way = SurveyAnswer.Way.KEY
            record_answer(ACTOR, survey, {QUESTION: call.rating}, about=about, way=way, source_key=key)


def _is_kept(key: str, call: Call, about: About) -> bool:
    known = SurveyAnswer.objects.filter(source_key=key)
    said = Q(operator=about.operator, person=about.person, phone=about.phone, replies__mark=call.rating)
    return known.filter(said | ~Q(way=SurveyAnswer.Way.KEY)).exists()
