"""Reviews of talks: the list, one review, and what is done with it."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from contactcenter.models import Call, CallReview
from contactcenter.report_tabs import tabs_for
from contactcenter.review_forms import AnswerForm, ReasonForm, ReviewFilter, SheetForm
from contactcenter.reviews.judging import answer_review, choose_call, record_review, skip_review
from contactcenter.reviews.sheets import current_sheet
from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial
from optics_crm.core.paging import paginate
from optics_crm.core.permissions import can, requires

ORDER = ("-week", "-id")
JOINED = ("call", "operator", "reviewer", "sheet")


@requires("reviews.view")
@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Talks to be judged and judged ones; operators see their own."""
    found = ReviewFilter(request.GET, CallReview.objects.visible_to(request.user))
    page = paginate(request, found.qs.select_related(*JOINED), ORDER)
    context = {"filter": found, "page": page, "tabs": tabs_for(request.user, "reviews")}
    return render(request, "reviews/_rows.html" if is_partial(request) else "reviews/list.html", context)


@requires("reviews.view")
@require_GET
def review_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, _review(request, pk))


@requires("reviews.work")
@require_POST
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Judges the talk and goes on to the next one that waits."""
    review = _review(request, pk)
    form = SheetForm(list(current_sheet().criteria.all()), [], request.POST)
    if not form.is_valid():
        return _page(request, review, form, status=422)
    record_review(request.user, review, form.points(), comment=form.cleaned_data["comment"])  # type: ignore[arg-type]  # an employee
    messages.success(request, _("The review is kept."))
    waiting = CallReview.objects.visible_to(request.user).filter(state=CallReview.State.WAITING)
    following = waiting.exclude(operator=request.user).order_by("week", "id").first()  # type: ignore[misc]
    if following is None:
        return redirect("contactcenter:reviews")
    return redirect("contactcenter:review", following.pk)


@requires("reviews.work")
@require_POST
def skip(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise DomainError("reason_missing", _("Say why the talk cannot be judged."))
    skip_review(request.user, _review(request, pk), form.cleaned_data["reason"])  # type: ignore[arg-type]  # an employee
    messages.success(request, _("The talk is set aside."))
    return redirect("contactcenter:reviews")


@requires("reviews.view")
@require_POST
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise DomainError("answer_missing", _("Write the answer."))
    answer_review(request.user, _review(request, pk), form.cleaned_data["answer"])  # type: ignore[arg-type]  # an employee
    messages.success(request, _("Your answer stands beside the review."))
    return redirect("contactcenter:review", pk)


@requires("reviews.work")
@require_POST
def choose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a call into review from its page."""
    call = get_object_or_404(Call.objects.visible_to(request.user).select_related("answered_by"), pk=pk)
    review = choose_call(request.user, call, is_test="test" in request.POST)  # type: ignore[arg-type]  # an employee
    return redirect("contactcenter:review", review.pk)


def _review(request: HttpRequest, pk: uuid.UUID) -> CallReview:
    rows = CallReview.objects.visible_to(request.user).select_related("call__person", *JOINED)
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, review: CallReview, form: SheetForm | None = None, status: int = 200) -> HttpResponse:
    """The sheet for who judges, the result for who was judged."""
    own = review.operator_id == request.user.pk
    judges = can(request.user, "reviews.work") and not own and not review.answer
    marks = list(review.marks.select_related("criterion").order_by("criterion__position"))
    if form is None and judges and review.state != CallReview.State.SKIPPED:
        criteria = list(current_sheet().criteria.all())
        form = SheetForm(criteria, marks, initial={"comment": review.comment})
    context = {
        "review": review,
        "marks": marks,
        "form": form if judges else None,
        "reason_form": ReasonForm(),
        "may_skip": judges and review.state == CallReview.State.WAITING,
        "answer_form": AnswerForm() if own and review.state == CallReview.State.DONE and not review.answer else None,
        "tabs": tabs_for(request.user, "reviews"),
    }
    return render(request, "reviews/review.html", context, status=status)
