"""Surveys where other pages show them: the button of a call after a purchase, what it is about, the time line."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftercare.models import PostPurchaseCall, SurveyAnswer, SurveyReply
from aftercare.surveys.queue import KIND
from aftercare.surveys.recording import reply_words
from customers.dossier import Line, Look, timeline_source
from customers.followup_shown import DOORS, ENCLOSURES, Door, Enclosure
from customers.models import FollowUp
from optics_crm.core.permissions import can


def form_of(user: Any, row: FollowUp) -> str:
    """The form of a call after a purchase, for those who may ask."""
    return reverse("aftercare:survey_call", args=[row.pk]) if can(user, "surveys.ask") else ""


DOORS.add(KIND, Door(_("Call and ask"), form_of))


def enclosed_call(user: Any, row: FollowUp) -> Mapping[str, Any] | None:
    """What was bought, on which day after the hand-over the call is due, whom to talk to."""
    if row.kind != KIND:
        return None
    call = PostPurchaseCall.objects.filter(followup=row).select_related("purchase", "rule", "talk_to").first()
    if call is None:
        return None
    return {"call": call, "opens": can(user, "customers.view"), "url": form_of(user, row)}


ENCLOSURES.add(
    "aftercare.post_purchase",
    Enclosure(_("After the purchase"), "shopping-bag", "surveys/_enclosed_call.html", enclosed_call, 6),
)


def enclosed_answer(user: Any, row: FollowUp) -> Mapping[str, Any] | None:
    """What the client said at the end of a call."""
    answer = SurveyAnswer.objects.filter(source_key=f"followup:{row.pk}").first() if row.kind == KIND else None
    if answer is None:
        return None
    rows = answer.replies.select_related("question").order_by("question__position")
    return {"replies": [(reply.question.words, reply_words(reply)) for reply in rows]}


ENCLOSURES.add(
    "aftercare.answer",
    Enclosure(_("What the client said"), "message-2", "surveys/_enclosed_answer.html", enclosed_answer, 7),
)


@timeline_source("survey", _("Surveys"), "star", capability="customers.view")
def answers(look: Look) -> Iterator[Line]:
    """What these people said: marks for everybody, words for those who see the surveys."""
    replies = SurveyReply.objects.select_related("question").order_by("question__position")
    rows = SurveyAnswer.objects.filter(person__in=look.persons).select_related("survey")
    rows = rows.prefetch_related(Prefetch("replies", replies))
    if look.before:
        rows = rows.filter(at__lt=look.before)
    reads = can(look.user, "surveys.view") or can(look.user, "surveys.ask")
    for row in rows.order_by("-at")[: look.limit]:
        shown = [reply for reply in row.replies.all() if reads or reply.mark is not None]
        yield Line(
            at=row.at,
            title=row.survey.title,
            text=" · ".join(f"{reply.question.words}: {reply_words(reply)}" for reply in shown),
            icon="star",
            colour="red" if row.is_alarm else "teal",
            person=row.person_id,
        )
