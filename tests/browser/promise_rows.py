"""Promises and surveys for the pages: each function returns the address of its page."""

import datetime as dt

from aftercare.models import PostPurchaseCall, PostPurchaseRule, Survey
from aftercare.surveys.links import make_link
from aftercare.surveys.recording import About, record_answer
from contactcenter.models import WebFormSite
from contactcenter.webforms.reading import WebWords
from contactcenter.webforms.taking import take
from customers.followups import open_followup
from customers.handing import Receiver, answer_followup, hand_over
from customers.models import FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon
from tests.core.staff import make_employee
from tests.customers.people import card_of, make_person, make_prescription
from tests.orders.sales import make_sale


def client() -> tuple[Person, Salon]:
    salon = Salon.objects.get()
    return make_person("Куликова Елена Михайловна", phone="+79123456789", home_salon=salon), salon


def handed_over() -> FollowUp:
    """A doctor's question of an operator, with the prescription and the notes."""
    person, salon = client()
    operator = make_employee("operator", username="orlova", full_name="Орлова Вера Павловна")
    return hand_over(
        operator,
        Receiver(role="doctor", salon=salon),
        "Двоится к вечеру в новых очках, можно ли носить?",
        kind="doctor",
        notes="Носит четвёртый день. Днём всё хорошо, к вечеру устаёт.",
        person=person,
        prescription=make_prescription(person),
    )


def question() -> str:
    return f"/followups/{handed_over().pk}/"


def answered() -> str:
    row = handed_over()
    doctor = make_employee("doctor", username="vrach", full_name="Врачев Пётр Ильич", salon=row.salon)
    answer_followup(doctor, row, "Это привыкание. Если через неделю не пройдёт, ждём на осмотр без записи.")
    return f"/followups/{row.pk}/"


def late() -> str:
    row = handed_over()
    open_followup("x", "callback", title="Перезвонить +7 912 ···-··-89", due_at=clock.now(), person=row.person)
    FollowUp.objects.update(due_at=clock.now() - dt.timedelta(hours=5), escalated=1)
    return "/followups/?late=1"


def new_question() -> str:
    return f"/followups/new/?customer={client()[0].pk}"


def request_of_site() -> str:
    client()
    words = WebWords("+79123456789", "Елена", "Запись на проверку", "Удобно в субботу", "https://x.ru/", "Согласие")
    taken = take(WebFormSite.objects.get(), "k", b"k", words)
    return f"/followups/{taken.request.promise_id}/"


def call_form() -> str:
    """A call of the third day after progressive glasses."""
    person, salon = client()
    sale = make_sale(person, salon, clock.today() - dt.timedelta(days=3))
    row = open_followup(
        "x",
        "post_purchase",
        title="Узнать, как служит покупка",
        reason="Прогрессивные очки, день 3",
        due_at=clock.now() + dt.timedelta(hours=3),
        person=person,
        card=card_of(person),
        salon=salon,
    )
    rule = PostPurchaseRule.objects.get(name="Прогрессивные очки")
    PostPurchaseCall.objects.create(
        followup=row, purchase=sale, rule=rule, day_number=3, person=person, talk_to=person, phone="+79123456789"
    )
    return f"/surveys/calls/{row.pk}/"


def answers() -> Survey:
    person, salon = client()
    doctor = make_employee("doctor", username="vrach", full_name="Врачев Пётр Ильич", salon=salon)
    survey = Survey.objects.get(code="post_purchase")
    about = About(person=person, salon=salon, doctor=doctor)
    for place, (comfort, mark) in enumerate((("fine", 5), ("fine", 5), ("used_to", 4), ("bad", 2), ("fine", 5))):
        said = {"comfort": comfort, "salon": mark, "doctor": 5, "recommend": 2 * mark, "words": "Внимательный врач"}
        record_answer("x", survey, said, about=about, way="form", source_key=f"k{place}")
    operator = Employee.objects.filter(role="operator").first() or make_employee("operator", username="op")
    record_answer(
        "x", Survey.objects.get(code="call"), {"mark": 5}, about=About(operator=operator), way="key", source_key="c"
    )
    return survey


def surveys() -> str:
    answers()
    return "/surveys/"


def survey() -> str:
    return f"/surveys/{answers().pk}/"


def link() -> str:
    url = make_link(None, Survey.objects.get(code="post_purchase"), About())
    return url[url.index("/s/") :]


def dead_link() -> str:
    return "/s/AAAAAAAAAAAAAAAAAAAAAA/"
