"""A small world for the outbox: people with phones, a campaign, messages that wait, a provider that obeys the test."""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aftercare.channels.base import Answer, Outcome, Outgoing, Provider, Receipt
from aftercare.models import Campaign, CampaignVersion, Enrolment, Message, Step, Variant
from customers.models import Card, Person, Phone
from optics_crm.core import clock
from optics_crm.core.ids import new_id

NOON = "2026-11-21T12:00:00+03:00"
_numbers = itertools.count(1)


def make_person(*, consent: bool = True, zone: str = "Europe/Moscow", phone: Phone | None = None) -> Person:
    """An adult with one card and a mobile phone of their own, who agreed to advertising."""
    phone = phone or Phone.objects.create(number=f"+7912{next(_numbers):07d}", is_mobile=True, region_timezone=zone)
    person = Person.objects.create(
        first_name="Анна", last_name="Котова", timezone=zone, consent_ads=consent, consent_pd=True, main_phone=phone
    )
    Card.objects.create(person=person, guid=new_id(), first_name="Анна", last_name="Котова")
    return person


def make_campaign(key: str = "annual_check", *, traffic_class: str = "advertising") -> Campaign:
    campaign = Campaign.objects.create(key=key, name=key, preset=key, status="active", salt="salt")
    version = CampaignVersion.objects.create(
        campaign=campaign, number=1, status="approved", traffic_class=traffic_class, priority=30
    )
    step = Step.objects.create(version=version, number=1, channel="sms")
    Variant.objects.create(step=step, text="{имя|Здравствуйте}! Пора проверить зрение. {отписка}")
    return campaign


def make_message(person: Person, campaign: Campaign, **fields: Any) -> Message:
    """A message of the campaign that is due now."""
    card = person.cards.first()
    assert card is not None and person.main_phone is not None
    version = campaign.versions.get()
    step = version.steps.get()
    given = {"occasion": f"purchase:{new_id()}:annual_check", "params": {"имя": "Анна"}, **fields}
    message = Message.objects.create(
        campaign=campaign, step=step, variant=step.variants.first(), person=person, card=card, phone=person.main_phone,
        channel="sms", address=person.main_phone.number, traffic_class=version.traffic_class, priority=version.priority,
        **{
            "occasions": [given["occasion"]],
            "not_before": clock.now() - dt.timedelta(minutes=1),
            "expires_at": clock.now() + dt.timedelta(days=2),
            **given,
        },
    )  # fmt: skip
    Enrolment.objects.create(
        campaign=campaign,
        card=card,
        person=person,
        occasion=message.occasion,
        arm="treatment",
        enrolled_on=clock.today(),
    )
    return message


@dataclass
class Scripted:
    """A provider that does what the test says; `phone` is what people would have received."""

    key: str = "sandbox"
    batch_size: int = 100
    takes_once: bool = True
    call_seconds: float = 0.0
    phone: list[Outgoing] = field(default_factory=list)
    before: Callable[[Sequence[Outgoing]], None] = lambda batch: None
    after: Callable[[Sequence[Outgoing]], None] = lambda batch: None
    look_ups: list[list[str]] = field(default_factory=list)
    cannot_look: Exception | None = None

    def send(self, batch: Sequence[Outgoing]) -> dict[str, Answer]:
        self.before(batch)
        taken = {one.client_ref for one in self.phone}
        self.phone += [one for one in batch if one.client_ref not in taken]
        self.after(batch)
        return {one.client_ref: Answer(Outcome.ACCEPTED, f"sb-{one.client_ref}") for one in batch}

    def look_up(self, refs: Sequence[str]) -> dict[str, str]:
        self.look_ups.append(list(refs))
        if self.cannot_look:
            raise self.cannot_look
        return {one.client_ref: f"sb-{one.client_ref}" for one in self.phone if one.client_ref in refs}

    def hook_token(self) -> str:
        return "secret"

    def read_receipts(self, body: Any) -> list[Receipt]:
        raise NotImplementedError

    def close(self) -> None:
        """Holds nothing."""

    def route(self, channel: str) -> Provider:
        return self
