"""What operators of the demo chain handed over, and what was asked on its site: some answered, some late, some kept."""

import datetime as dt
import random
from collections.abc import Sequence

from contactcenter.models import Call, WebFormSite
from contactcenter.webforms.reading import WebWords
from contactcenter.webforms.taking import take
from customers.followups import close_followup
from customers.handing import Receiver, answer_followup, hand_over
from customers.models import FollowUp, Person
from optics_crm.core.models import Employee

QUESTIONS = (
    ("doctor", "Двоится в новых очках к вечеру, можно ли носить?", "Носит четвёртый день, днём всё хорошо."),
    ("doctor", "Какие капли можно с линзами?", "Линзы двухнедельные, глаза сохнут за компьютером."),
    ("consultant", "Есть ли оправа Ray-Ban RX5154 в чёрном цвете?", "Хочет примерить в субботу."),
    ("consultant", "Можно ли поменять линзы в своей оправе?", "Оправа куплена у нас в прошлом году."),
    ("workshop", "Успеют ли с ремонтом дужки до отъезда в пятницу?", "Уезжает в командировку на месяц."),
    ("logistics", "Когда приедет заказ из интернет-магазина?", "Обещали ко вторнику."),
)
ANSWERS = (
    "Да, это привыкание. Если через неделю не пройдёт, ждём на осмотр без записи.",
    "Есть, отложили до конца недели.",
    "Успеем, будет готово в четверг после обеда.",
)
TOPICS = (
    ("Запись на проверку зрения", "Удобно в выходные, после двенадцати."),
    ("Контактные линзы", "Есть ли Acuvue Oasys −2,25? Нужно четыре упаковки."),
    ("Ремонт очков", "Сломался флекс на дужке."),
    ("Обратный звонок", ""),
    ("Подбор оправы", "Ищу лёгкую оправу для прогрессивных линз."),
)
CONSENT = "Согласие на обработку персональных данных для обратного звонка"


def hand_over_some(rng: random.Random, now: dt.datetime) -> None:
    """Questions of the last talks: two answered, one of them told, the oldest late."""
    calls = Call.objects.filter(answered=True, direction="in", person__isnull=False, answered_by__isnull=False)
    latest = list(calls.select_related("person__home_salon", "answered_by").order_by("-started_at")[: len(QUESTIONS)])
    for place, (call, (role, question, notes)) in enumerate(zip(latest, QUESTIONS, strict=False)):
        salon = call.person.home_salon if call.person and role in ("doctor", "consultant") else None
        if role in ("doctor", "consultant") and salon is None:
            continue
        kind = "doctor" if role == "doctor" else "handover"
        row = hand_over(
            call.answered_by,
            Receiver(role=role, salon=salon),
            question,
            kind=kind,
            notes=notes,
            person=call.person,
            household=call.household_id,
            call=call.pk,
        )
        if place < len(ANSWERS):
            _answer(row, ANSWERS[place], told=place == 1)
        elif place == len(QUESTIONS) - 1:
            FollowUp.objects.filter(pk=row.pk).update(due_at=now - dt.timedelta(hours=3 + rng.randrange(4)))


def _answer(row: FollowUp, answer: str, *, told: bool) -> None:
    desk = Employee.objects.filter(role=row.role, is_active=True)
    who = desk.filter(salon=row.salon).first() if row.salon else desk.first()
    if who is None:
        return
    row = answer_followup(who, row, answer)
    if told and row.author:
        close_followup(row.author, row, "reached", note="Передала, клиент доволен")


def ask_on_the_site(rng: random.Random) -> None:
    """Requests of known numbers and of one that nobody has."""
    site = WebFormSite.objects.get(code="main")
    people = Person.objects.filter(main_phone__isnull=False).select_related("main_phone").order_by("pk")
    asking: Sequence[tuple[str, str]] = [
        (person.main_phone.number, person.short_name) for person in people[: len(TOPICS) - 1] if person.main_phone
    ]
    for (topic, text), (phone, name) in zip(TOPICS, [*asking, ("+79990001122", "Светлана")], strict=False):
        words = WebWords(phone, name, topic, text, "https://example.ru/kontakty/", CONSENT)
        take(site, f"demo-{rng.randrange(10**9)}", topic.encode(), words)
