"""Questions as they are put on a page, with what was chosen so far and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aftercare.models import Survey, SurveyQuestion
from aftercare.surveys.recording import SCALES
from optics_crm.core.errors import DomainError

TEN = "-"  # the key beside the nought


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen; `key` is the sign of the key that chooses it."""

    value: str
    label: str
    key: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownQuestion:
    """A question with its options (none: in words), the value written so far, and its fault in words."""

    question: SurveyQuestion
    name: str
    options: Sequence[Option]
    value: str
    fault: str


def shown_questions(survey: Survey, said: Mapping[str, str], fault: DomainError | None = None) -> list[ShownQuestion]:
    """The questions of a survey in their order."""
    return [_shown(question, said, fault) for question in survey.questions.all()]


def _shown(question: SurveyQuestion, said: Mapping[str, str], fault: DomainError | None) -> ShownQuestion:
    name = f"q-{question.code}"
    value = said.get(name, "")
    wrong = str(fault.message) if fault and fault.pointer == f"/{question.code}" else ""
    return ShownQuestion(question, name, _options(question, value), value, wrong)


def _options(question: SurveyQuestion, value: str) -> list[Option]:
    if question.kind == SurveyQuestion.Kind.CHOICE:
        return [
            Option(code, words, str(place), code == value)
            for place, (code, words) in enumerate(question.choices, start=1)
        ]
    if question.kind not in SCALES:
        return []
    low, high = SCALES[question.kind]
    marks = [str(mark) for mark in range(low, high + 1)]
    return [Option(mark, mark, mark if len(mark) == 1 else TEN, mark == value) for mark in marks]
