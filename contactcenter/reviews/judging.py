"""A talk is judged, set aside, answered; a talk is chosen for a review by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from contactcenter.models import Call, CallReview, ReviewCriterion, ReviewMark
from contactcenter.reviews.sampling import week_of
from contactcenter.reviews.sheets import current_sheet
from optics_crm.core import audit, clock
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import Employee

FULL = 2
Points = Mapping[int, int | None]


def score_of(criteria: Sequence[ReviewCriterion], points: Points) -> Decimal:
    """The share of what could be reached, by the weights; criteria that did not apply are left out."""
    judged = [(one.weight, given) for one in criteria if (given := points.get(one.pk)) is not None]
    if not judged:
        raise DomainError("nothing_judged", _("At least one criterion must be judged."))
    reached = sum(weight * given for weight, given in judged)
    return round(Decimal(reached) / sum(weight * FULL for weight, _given in judged), 3)


@transaction.atomic
def record_review(actor: Employee, review: CallReview, points: Points, *, comment: str = "") -> CallReview:
    """Judges a talk by the current sheet; a review that the operator has not answered yet may be judged again."""
    review = _locked(review)
    if review.operator_id == actor.pk:
        raise NotAllowed("own_talk", _("Nobody judges a talk of their own."))
    if review.answer:
        raise Conflict("review_answered", _("The operator has answered this review; it stands."))
    sheet = current_sheet()
    criteria = list(sheet.criteria.all())
    if set(points) - {one.pk for one in criteria}:
        raise Conflict("sheet_changed", _("Somebody has changed the sheet meanwhile."))
    review.score = score_of(criteria, points)
    review.state, review.sheet, review.reviewer = CallReview.State.DONE, sheet, actor
    review.comment, review.reviewed_at = comment, clock.now()
    _save(review)
    review.marks.all().delete()
    ReviewMark.objects.bulk_create(
        ReviewMark(review=review, criterion=one, points=points.get(one.pk)) for one in criteria
    )
    audit.record(actor, "contactcenter.review.recorded", review)
    return review


@transaction.atomic
def skip_review(actor: Employee, review: CallReview, reason: str) -> CallReview:
    """Sets a talk aside that cannot be judged (no recording, a wrong number), with the reason."""
    review = _locked(review)
    if review.state != CallReview.State.WAITING:
        raise Conflict("review_settled", _("This talk is judged already."))
    if not reason.strip():
        raise DomainError("reason_missing", _("Say why the talk cannot be judged."))
    review.state, review.reviewer = CallReview.State.SKIPPED, actor
    review.comment, review.reviewed_at = reason, clock.now()
    _save(review)
    audit.record(actor, "contactcenter.review.skipped", review)
    return review


@transaction.atomic
def answer_review(actor: Employee, review: CallReview, text: str) -> CallReview:
    """What the operator says to the review of an own talk; said once."""
    review = _locked(review)
    if review.operator_id != actor.pk:
        raise NotAllowed("not_own_talk", _("Only the operator of the talk answers its review."))
    if review.state != CallReview.State.DONE or review.answer:
        raise Conflict("review_not_open", _("There is nothing to answer, or it is answered already."))
    if not text.strip():
        raise DomainError("answer_missing", _("Write the answer."))
    review.answer, review.answered_at = text, clock.now()
    _save(review)
    audit.record(actor, "contactcenter.review.answered", review)
    return review


@transaction.atomic
def choose_call(actor: Employee, call: Call, *, is_test: bool) -> CallReview:
    """Puts a talk among those to be judged: one that was noticed, or a test call of ours."""
    if not call.answered or call.answered_by is None:
        raise DomainError("no_talk", _("There was no talk of an employee of ours."))
    source = CallReview.Source.TEST if is_test else CallReview.Source.CHOSEN
    day = call.started_at.astimezone(clock.zone_of("")).date()
    fresh = {"operator": call.answered_by, "source": source, "week": week_of(day)}
    review, made = CallReview.objects.get_or_create(call=call, defaults=fresh)
    if not made and is_test and review.source != source:
        review.source = source
        _save(review)
    audit.record(actor, "contactcenter.review.chosen", review, source=source)
    return review


def _locked(review: CallReview) -> CallReview:
    return CallReview.objects.select_for_update(of=("self",)).get(pk=review.pk)


def _save(review: CallReview) -> None:
    review.updated_at = clock.now()
    review.save()
