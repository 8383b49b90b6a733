"""Reviews of talks: the sample by luck that anybody can draw again, the sheet in versions, judging and answering."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Count
from django.test import Client

from contactcenter.calls.changes import as_they_stand
from contactcenter.calls.marks import keep_marks
from contactcenter.kpis import Frame
from contactcenter.models import Call, CallReview, FigureRule, ReviewMark, ReviewSheet
from contactcenter.reviews.judging import answer_review, choose_call, record_review, score_of, skip_review
from contactcenter.reviews.results import results
from contactcenter.reviews.sampling import draw, draw_last_week, week_of
from contactcenter.reviews.sheets import Criterion, change_sheet, current_sheet
from optics_crm.core.errors import Conflict, DomainError, NotAllowed
from optics_crm.core.models import Employee
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import make_operator
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db
WEEK = dt.date(2026, 11, 9)  # a Monday; now is the Friday of the week after
A_DAY = 24 * 60


@pytest.fixture(autouse=True)
def now(clock_at: Any) -> None:
    clock_at("2026-11-20T15:00:00+03:00")


@pytest.fixture
def supervisor(client: Client) -> Employee:
    user = make_employee("supervisor", extension="100")
    client.force_login(user)
    return user


def talk_at(day: dt.date, number: int, extension: str = "101", talked: int = 90) -> Call:
    """A bare talk of one day; the sample reads calls only."""
    at = dt.datetime.combine(day, dt.time(7, number), dt.UTC)
    return Call.objects.create(
        provider="cti",
        external_id=f"{extension}-{day}-{number}-{talked}",
        state="ended",
        started_at=at,
        answered=True,
        answered_at=at,
        ended_at=at + dt.timedelta(seconds=talked),
        talk_seconds=talked,
        answered_by=Employee.objects.get(extension=extension),
    )


def make_week() -> None:
    """One operator with six talks on each of four days, one with two talks in all; short ones among them."""
    make_operator("101", "Орлова Вера Павловна")
    make_operator("102", "Смирнов Пётр Ильич")
    for day in range(4):
        for number in range(6):
            talk_at(WEEK + dt.timedelta(days=day), number)
        talk_at(WEEK + dt.timedelta(days=day), 30, talked=12)
    for number in range(2):
        talk_at(WEEK, number, "102")
    talk_at(WEEK - dt.timedelta(days=1), 1)
    talk_at(WEEK + dt.timedelta(days=7), 1)


def test_the_sample_is_drawn_once_spread_over_the_days_and_can_be_drawn_again() -> None:
    make_week()
    assert draw_last_week() == 7
    assert draw_last_week() == 0
    rows = CallReview.objects.filter(operator__extension="101")
    days = rows.values_list("call__started_at__date").annotate(n=Count("pk"))
    assert sorted(n for _day, n in days) == [1, 1, 1, 2]
    assert {row.call.talk_seconds for row in CallReview.objects.select_related("call")} == {90}
    assert set(CallReview.objects.values_list("week", flat=True)) == {WEEK}

    drawn = set(CallReview.objects.values_list("call", flat=True))
    CallReview.objects.all().delete()
    assert draw(WEEK) == 7
    assert set(CallReview.objects.values_list("call", flat=True)) == drawn


def test_how_many_and_from_which_length_is_data() -> None:
    make_week()
    FigureRule.objects.filter(code="reviews_a_week").update(value=2)
    FigureRule.objects.filter(code="review_shortest").update(value=5)
    assert draw(WEEK) == 4
    assert week_of(dt.date(2026, 11, 15)) == WEEK


def some_review(supervisor: Employee) -> CallReview:
    operator = Employee.objects.filter(extension="101").first() or make_operator("101", "Орлова Вера Павловна")
    assert operator is not None
    return choose_call(supervisor, make_call(talked=60, extension="101"), is_test=False)


def test_the_score_is_the_weighted_share_of_what_applied(supervisor: Employee) -> None:
    criteria = list(current_sheet().criteria.all())
    points: dict[int, int | None] = {one.pk: 2 for one in criteria}
    assert score_of(criteria, points) == 1
    points[criteria[0].pk] = None
    points[criteria[1].pk] = 0
    rest = sum(one.weight for one in criteria[1:])
    assert score_of(criteria, points) == round(Decimal(rest - criteria[1].weight) / rest, 3)
    with pytest.raises(DomainError):
        score_of(criteria, dict.fromkeys(points))


def test_a_talk_is_judged_answered_and_then_stands(supervisor: Employee) -> None:
    review = some_review(supervisor)
    operator, criteria = review.operator, list(current_sheet().criteria.all())
    points = {one.pk: 2 for one in criteria}
    with pytest.raises(NotAllowed):
        record_review(operator, review, points)
    assert record_review(supervisor, review, points).score == 1
    points[criteria[0].pk] = 1
    judged = record_review(supervisor, review, points, comment="Лучше")
    assert judged.score < 1
    assert ReviewMark.objects.filter(review=review).count() == len(criteria)
    with pytest.raises(NotAllowed):
        answer_review(supervisor, review, "нет")
    answer_review(operator, review, "Спасибо")
    for refused in (
        lambda: record_review(supervisor, review, points),
        lambda: answer_review(operator, review, "ещё"),
        lambda: skip_review(supervisor, review, "поздно"),
    ):
        with pytest.raises(Conflict):
            refused()


def test_a_version_of_the_sheet_never_changes(supervisor: Employee) -> None:
    review = some_review(supervisor)
    old = current_sheet()
    record_review(supervisor, review, {one.pk: 2 for one in old.criteria.all()})
    new = change_sheet(supervisor, [Criterion("Поздоровался", 3)], after=old.number)
    assert current_sheet() == new and new.number == old.number + 1
    assert CallReview.objects.get().sheet == old
    assert old.criteria.count() > 1
    with pytest.raises(Conflict):
        change_sheet(supervisor, [Criterion("Другое", 1)], after=old.number)
    with pytest.raises(DomainError):
        change_sheet(supervisor, [], after=new.number)
    with pytest.raises(Conflict):
        record_review(supervisor, review, {old.criteria.all()[0].pk: 2})


def test_results_stand_beside_the_marks_of_clients(supervisor: Employee) -> None:
    make_week()
    draw(WEEK)
    criteria = list(current_sheet().criteria.all())
    for place, review in enumerate(CallReview.objects.filter(operator__extension="101").order_by("call__external_id")):
        record_review(supervisor, review, {one.pk: 2 if place else 1 for one in criteria})
    rated = Call.objects.filter(answered_by__extension="101", started_at__date=WEEK)
    rated.update(rating=5)
    keep_marks(as_they_stand(rated))
    choose_call(supervisor, make_call(talked=60, extension="102"), is_test=True)
    rows = {row.name: row for row in results(Frame(WEEK, WEEK + dt.timedelta(days=13)))}
    first = rows["Орлова В. П."]
    assert (first.sample.n, first.sample.mean) == (5, Decimal("0.9"))
    assert first.sample.interval is not None and first.sample.interval[0] < 0.9
    assert (first.marks.words, first.marks.bottom) == ("5,00", rated.count())
    assert rows["Смирнов П. И."].waiting == 3
    days = (WEEK, WEEK + dt.timedelta(days=13))
    answered = Call.objects.filter(answered_by__extension="101", answered=True, started_at__date__range=days)
    assert (first.given.top, first.given.bottom) == (rated.count(), answered.count())
    assert first.given.top < first.given.bottom, "some were silent"


def test_the_pages_by_hand(client: Client, supervisor: Employee) -> None:
    make_operator("101", "Орлова Вера Павловна")
    call = make_call(talked=60, extension="101")
    assert client.post(f"/calls/{call.pk}/review/").status_code == 302
    review = CallReview.objects.get()
    path = f"/calls/reviews/{review.pk}/"
    text = client.get(path).content.decode()
    assert current_sheet().criteria.all()[0].text in text and "data-criterion" in text
    form = {f"c{one.pk}": "2" for one in current_sheet().criteria.all()}
    assert client.post(f"{path}record/", form | {next(iter(form)): "7"}).status_code == 422
    assert client.post(f"{path}record/", form | {"comment": "Хорошо"}).status_code == 302
    assert client.post(f"{path}skip/", {"reason": ""}).status_code == 422
    assert client.post(f"{path}skip/", {"reason": "поздно"}).status_code == 409
    assert client.post(f"{path}answer/", {"answer": "нет"}).status_code == 403

    client.force_login(review.operator)
    text = client.get(path).content.decode()
    assert "Хорошо" in text and "data-criterion" not in text
    assert client.post(f"{path}record/", form).status_code == 403
    assert client.post(f"{path}answer/", {"answer": ""}).status_code == 422
    assert client.post(f"{path}answer/", {"answer": "Спасибо"}).status_code == 302
    client.force_login(make_operator("102"))
    assert client.get(path).status_code == 404


def test_the_sheet_is_edited_on_its_page(client: Client, supervisor: Employee) -> None:
    number = current_sheet().number
    form = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "after": str(number)}
    form |= {"form-0-text": "Назвал себя", "form-0-hint": "", "form-0-weight": "2"}
    form |= {"form-1-text": "", "form-1-hint": "", "form-1-weight": "1"}
    assert client.get("/calls/reviews/sheet/").status_code == 200
    assert client.post("/calls/reviews/sheet/", form | {"form-0-weight": "0"}).status_code == 422
    assert client.post("/calls/reviews/sheet/", form | {"after": "x"}).status_code == 422
    assert client.post("/calls/reviews/sheet/", {"after": str(number)}).status_code == 422
    assert client.post("/calls/reviews/sheet/", form).status_code == 302
    assert [one.text for one in current_sheet().criteria.all()] == ["Назвал себя"]
    assert client.post("/calls/reviews/sheet/", form).status_code == 409
    assert ReviewSheet.objects.count() == 2
    assert client.get("/calls/reviews/results/").status_code == 200


def test_the_list_costs_the_same_for_any_number(
    client: Client, supervisor: Employee, django_assert_max_num_queries: Any
) -> None:
    make_week()
    draw(WEEK)
    client.get("/calls/reviews/")
    with django_assert_max_num_queries(12):
        assert client.get("/calls/reviews/").status_code == 200
