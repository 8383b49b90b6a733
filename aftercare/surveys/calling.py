"""A call after a purchase: what was said, a doctor where it hurts, another try where nobody answered."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare.models import PostPurchaseCall, Survey, SurveyAnswer
from aftercare.surveys.links import invite
from aftercare.surveys.recording import About, in_words, record_answer
from customers.followup_terms import hours_of
from customers.followups import close_followup, try_again
from customers.handing import Receiver, hand_over
from customers.models import FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.models import Employee, Salon
from optics_crm.core.permissions import can

SURVEY = "post_purchase"
TRIES = 3  # then the client is left alone, with a link if there is where to send it
AGAIN_MINUTES = (120, 720, 720)  # open minutes of the contact centre until the next try: two hours, a day
SLOTS = 6
SLOT = dt.timedelta(hours=1)
SLOTS_WITHIN_HOURS = 24 * 7


@dataclass(frozen=True)
class Talk:
    """What the operator has before them: the questions, whom to talk to, what was bought, who served."""

    followup: FollowUp
    survey: Survey
    about: About
    talk_to: Person | None
    day_number: int | None


def talk_of(followup: FollowUp) -> Talk:
    """The call that a promise is about; one without a purchase (made by hand) has the usual questions."""
    row = (
        PostPurchaseCall.objects.filter(followup=followup)
        .select_related("rule__survey", "purchase__doctor", "purchase__exam__doctor", "talk_to__main_phone", "person")
        .first()
    )
    if row is None:
        about = About(person=followup.person, card=followup.card, salon=followup.salon)
        return Talk(followup, Survey.objects.get(code=SURVEY), about, followup.person, None)
    exam = row.purchase.exam
    doctor = row.purchase.doctor or (exam.doctor if exam else None)
    about = About(
        person=row.person,
        card=followup.card,
        phone=row.phone,
        purchase=row.purchase,
        salon=followup.salon,
        doctor=doctor,
    )
    return Talk(followup, row.rule.survey, about, row.talk_to, row.day_number)


@transaction.atomic
def answer_call(
    actor: Any, talk: Talk, said: Mapping[str, Any], *, slot: dt.datetime | None = None, revision: int | None = None
) -> SurveyAnswer:
    """Records the answers and keeps the promise. Discomfort opens an urgent promise of the doctor, with the
    prescription and, by `slot`, when the client waits for the call; the doctor's answer comes back to `actor`.
    """
    answer = record_answer(
        actor,
        talk.survey,
        said,
        about=talk.about,
        way=SurveyAnswer.Way.FORM,
        source_key=f"followup:{talk.followup.pk}",
        followup=talk.followup,
    )
    close_followup(actor, talk.followup, "reached", note=_("The client has answered."), revision=revision)
    if answer.is_alarm:
        ask_doctor(actor, talk, answer, slot)
    return answer


def ask_doctor(actor: Any, talk: Talk, answer: SurveyAnswer, slot: dt.datetime | None) -> FollowUp:
    """The doctor who served, if they still work, else the doctors of the salon, else the medical head."""
    row = talk.followup
    when = _("The client waits for the call from %(from)s to %(to)s.") % _span(slot) + "\n" if slot else ""
    return hand_over(
        actor,
        _receiver(talk.about.doctor, row.salon),
        _("Discomfort after a purchase: call the client"),
        kind="doctor",
        notes=when + in_words(answer),
        person=row.person,
        card=row.card,
        household=row.household_id,
        prescription=row.prescription,
        due_at=slot + SLOT if slot else None,
        occasion=f"survey:{answer.pk}:doctor",
    )


def _receiver(doctor: Employee | None, salon: Salon | None) -> Receiver:
    if doctor is not None and can(doctor, "followups.work"):
        return Receiver(employee=doctor)
    if salon is not None:
        return Receiver(role="doctor", salon=salon)
    return Receiver(role="medical_head")


def _span(slot: dt.datetime) -> dict[str, str]:
    zone = clock.zone_of("")
    return {"from": f"{slot.astimezone(zone):%d.%m %H:%M}", "to": f"{(slot + SLOT).astimezone(zone):%H:%M}"}


def slots(salon: Salon | None) -> Sequence[dt.datetime]:
    """The next whole hours at which the salon is open: when a doctor may call back."""
    hours = hours_of(salon)
    start = clock.now().astimezone(hours.zone).replace(minute=0, second=0, microsecond=0) + SLOT
    ahead = (start + SLOT * step for step in range(SLOTS_WITHIN_HOURS))
    return list(islice((at for at in ahead if hours.minutes_between(at, at + SLOT) >= 60), SLOTS))


@transaction.atomic
def not_reached(actor: Any, talk: Talk, *, revision: int | None = None) -> FollowUp:
    """Counts an attempt; after the third the promise is given up, and a link is sent where there is a number."""
    row = talk.followup
    if row.tries + 1 < TRIES:
        again = hours_of(None).after_minutes(clock.now(), AGAIN_MINUTES[row.tries])
        return try_again(actor, row, again, revision=revision)
    note = _("Tried %(n)s times.") % {"n": row.tries + 1}
    closed = close_followup(actor, row, "not_reached", note=note, revision=revision)
    if talk.talk_to is not None and talk.talk_to.main_phone is not None:
        invite(actor, talk.survey, talk.about, talk.talk_to)
    return closed


def decline(actor: Any, talk: Talk, *, revision: int | None = None) -> FollowUp:
    """The client does not want to be asked: nothing more is asked about this purchase."""
    words = _("The client does not want to answer.")
    return close_followup(actor, talk.followup, "declined", note=words, revision=revision)
