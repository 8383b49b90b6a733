"""Rows for the pages of the figures, the live view, the reasons and the reviews."""

import datetime as dt

from contactcenter.calls.changes import as_they_stand
from contactcenter.calls.marks import keep_marks
from contactcenter.desk.week import ask_week_question, reply
from contactcenter.models import Call, CallOutcome, CallReview, ContactReason
from contactcenter.reviews.judging import choose_call, record_review
from contactcenter.reviews.sheets import current_sheet
from optics_crm.core import clock
from optics_crm.core.models import Employee
from tests.contactcenter.calls import make_call
from tests.contactcenter.desk import Phoning, make_operator
from tests.core.staff import make_employee
from tests.customers.people import make_person


def make_days() -> None:
    """A few days of calls with marks and reasons, one talk that runs, one caller who waits."""
    for extension, name in (("101", "Орлова Вера Павловна"), ("102", "Смирнов Пётр Ильич")):
        make_operator(extension, name)
    make_person("Куликова Елена Михайловна", phone="+79123456789")
    reasons = list(ContactReason.objects.exclude(parent=None)[:5])
    for place in range(14):
        talked = 0 if place % 5 == 4 else 70 + 9 * place
        call = make_call(minutes_ago=90 + 1441 * (place // 2), talked=talked, extension=f"10{1 + place % 2}")
        Call.objects.filter(pk=call.pk).update(rating=5 - place % 2 if talked else None)
        keep_marks(as_they_stand(Call.objects.filter(pk=call.pk)))
        if call.answered_by:
            CallOutcome.objects.create(
                call=call,
                employee=call.answered_by,
                reason=reasons[place % 5],
                result="solved",
                wrapped_up_at=clock.now() - dt.timedelta(minutes=1),
                after_seconds=9,
            )
    talk, wait = Phoning(), Phoning("+79990000002")
    talk.ring("101")
    talk.take("101")
    wait.ring("102")


def figures() -> str:
    make_days()
    return "/reports/contact-centre/?heat=answered"


def reasons() -> str:
    make_days()
    return "/reports/contact-centre/reasons/"


def opened_group() -> str:
    """The reasons of a group over the period."""
    make_days()
    busy = ContactReason.objects.filter(children__outcomes__isnull=False).first()
    assert busy is not None
    return f"/reports/contact-centre/reasons/?group={busy.pk}"


def week() -> str:
    """The question of this week with replies of both answers, one of a week before that nobody answered."""
    make_days()
    asker, monday = Employee.objects.get(extension="101"), clock.today() - dt.timedelta(days=clock.today().weekday())
    for back, text in ((7, "Удобно ли приходить после 19 часов?"), (0, "Как удобнее узнать о заказе?")):
        start = monday - dt.timedelta(days=back)
        asked = ask_week_question(asker, text, ["Сообщение", "Звонок"], start, start + dt.timedelta(days=6))
    answers = list(asked.answers.all())
    for place, call in enumerate(Call.objects.filter(answered=True)[:3]):
        reply(asker, call, answers[place % 2])
    return "/reports/contact-centre/week/"


def shifts() -> str:
    make_days()
    return "/reports/contact-centre/shifts/?agents_12=0"


def live() -> str:
    make_days()
    return "/calls/live/"


def wallboard() -> str:
    make_days()
    return "/wallboard/"


def _review() -> CallReview:
    make_days()
    call = Call.objects.filter(answered=True, answered_by__extension="101", state="ended").earliest("started_at")
    return choose_call(make_employee("supervisor", username="chooser"), call, is_test=False)


def review_list() -> str:
    _review()
    return "/calls/reviews/"


def review() -> str:
    return f"/calls/reviews/{_review().pk}/"


def judged() -> str:
    row = _review()
    points = {one.pk: (2, 1, 0, None)[one.position % 4] for one in current_sheet().criteria.all()}
    record_review(Employee.objects.get(username="chooser"), row, points, comment="Доброжелательно, но без имени.")
    return f"/calls/reviews/{row.pk}/"


def results() -> str:
    judged()
    return "/calls/reviews/results/"
