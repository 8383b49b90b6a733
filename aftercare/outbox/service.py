"""The single exit for notices that are no campaign's: an order is ready, an appointment is near, a repair moved on."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from aftercare import sms
from aftercare.channels.base import CHANNELS
from aftercare.models import Message, TrafficClass
from aftercare.outbox.texts import CODE
from customers.homes import home_of
from customers.models import Card, Household, Person, Phone
from optics_crm.core import clock, doorbell
from optics_crm.core.errors import DomainError
from optics_crm.core.models import Salon

LIVES = dt.timedelta(days=1)
FIRST = 0  # before every campaign


@transaction.atomic
def send_service(
    person: Person,
    text: str,
    occasion: str,
    *,
    channel: str = "sms",
    salon: Salon | None = None,
    about: Person | None = None,
    phone: Phone | None = None,
    lives: dt.timedelta = LIVES,
    is_code: bool = False,
) -> Message | None:
    """Queues a notice for the person's main phone (or e-mail, or `phone`) and rings the pump; None when it was queued.

    `occasion` names the stable source ("order:<guid>:ready"): together with the phone it is sent once, whoever asks how
    often. `text` is ready to be read. Consent to advertising is not asked, so the text must hold no offer. `lives` ends
    what could not be sent in time. A one-time code (`is_code`) was asked for by the client who waits for it: it keeps
    no quiet hours, and no page shows it. Raises DomainError when the person has no address on this channel.
    """
    CHANNELS.get(channel)
    address, phone = (phone.number, phone) if phone else _address(person, channel)
    card = Card.objects.filter(person=person).order_by("deleted_at", "created_at").first()
    if not address or card is None:
        raise DomainError("no_address", _("The client has no address on this channel."), pointer="/person")
    moment = clock.now()
    parts = sms.parts(text) if channel == "sms" else 0
    message = Message(
        occasion=occasion,
        occasions=[occasion],
        person=person,
        card=card,
        about=about,
        household=_household(person),
        salon=salon,
        phone=phone,
        channel=channel,
        address=address,
        traffic_class=TrafficClass.SERVICE,
        priority=FIRST,
        params={CODE: True} if is_code else {},
        text=text,
        parts=parts,
        cost=sms.cost(parts, TrafficClass.SERVICE),
        not_before=moment,
        expires_at=moment + lives,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
    if not Message.objects.filter(pk=message.pk).exists():
        return None
    doorbell.ring("send.pump")
    return message


def _address(person: Person, channel: str) -> tuple[str, Any]:
    """Where the person is reached; everything but e-mail goes by the phone until accounts are known."""
    if channel == "email":
        return (person.main_email.address if person.main_email else ""), None
    return (person.main_phone.number if person.main_phone else ""), person.main_phone


def _household(person: Person) -> Household | None:
    home = home_of(person)
    return home.household if home else None
