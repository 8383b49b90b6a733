"""Rows for the pages of messages."""

import datetime as dt

from aftercare.models import DeliveryEvent, Message, Sending
from customers.models import Exam
from optics_crm.core import clock
from optics_crm.core.models import Salon
from tests.aftercare.outbox_world import make_campaign, make_message, make_person

TEXT = (
    "Анна Сергеевна! После проверки зрения мы подобрали вам очки, но вы их ещё не заказали. Ждём вас в салоне "
    "«Оптика на Ленина», ул. Ленина, 24. Имеются противопоказания, необходима консультация специалиста. "
    "http://127.0.0.1:8000/u/h3Kx9RTYbn21hh5Lq0Pz9A/"
)


def message_list() -> str:
    """Messages in every state, one of them with an outcome that nobody knows."""
    campaign = make_campaign("exam_no_purchase")
    campaign.name = "Проверка зрения без покупки"
    campaign.save()
    for number, state in enumerate(Message.State.values):
        reason = {"cancelled": "bought_already", "expired": "quiet_expired", "unknown": "no_answer"}.get(state, "")
        stored = "queued" if state == "leased" else state
        message = make_message(make_person(), campaign, state=stored, reason=reason, parts=2 + number % 2)
        if state == "leased":
            Sending.objects.create(
                message=message, owner="me", fence=1, lease_until=clock.now() + dt.timedelta(minutes=1), parts=2, cost=9
            )
        if state == "unknown":
            Message.objects.filter(pk=message.pk).update(
                submitted_at=clock.now(), next_check_at=clock.now() + dt.timedelta(minutes=5)
            )
    return "/messages/"


def unknown() -> str:
    """One that a person is to settle."""
    message_list()
    return f"/messages/{Message.objects.get(state='unknown').pk}/"


def message() -> str:
    """A delivered one that serves two occasions."""
    campaign, person = make_campaign("exam_no_purchase"), make_person()
    campaign.name = "Проверка зрения без покупки"
    campaign.save()
    salon = Salon.objects.create(name="Оптика на Ленина")
    exam = Exam.objects.create(
        card=person.cards.get(),
        salon=salon,
        examined_at=clock.now() - dt.timedelta(days=35),
        examined_on=clock.today() - dt.timedelta(days=35),
        guid=person.pk,
    )
    occasion = f"exam:{exam.guid}:no_purchase"
    row = make_message(
        person,
        campaign,
        occasion=occasion,
        occasions=[occasion, f"birthday:{clock.today().year}:{person.pk}"],
        state="delivered",
        text=TEXT,
        parts=4,
        cost="18.40",
        attempt=1,
        provider="sandbox",
        provider_id="sb-1",
        submitted_at=clock.now(),
        accepted_at=clock.now(),
        delivered_at=clock.now(),
    )
    for status in ("sent", "delivered"):
        DeliveryEvent.objects.create(provider="sandbox", provider_id="sb-1", status=status, message=row)
    return f"/messages/{row.pk}/"
