"""A further phone of somebody whom we know, learnt at the telephone: written on the desk's card, beside the others."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import events
from customers.actions import desk_card
from customers.card_keys import write_keys
from customers.golden import refresh_people
from customers.models import CardPhone, Person, Phone
from optics_crm.core import audit, news, phones
from optics_crm.core.errors import DomainError


@transaction.atomic
def add_phone(actor: Any, person: Person, raw: str, role: str = CardPhone.Role.OWN.value) -> bool:
    """Adds a number to what is known of the person; False where a card of theirs has it already.

    Refuses 422 `phone_malformed`, `role_unknown`.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    parsed = phones.parse(raw)
    if not parsed.number:
        raise DomainError("phone_malformed", _("This is not a phone number."), pointer="/phone")
    if role not in CardPhone.Role.values:
        raise DomainError("role_unknown", _("Say whose the phone is."), pointer="/role")
    uses = CardPhone.objects.filter(card__person=row, card__deleted_at=None)
    if uses.filter(phone__number=parsed.number).exists():
        return False
    card = desk_card(row)
    place = uses.filter(card=card).count()
    words = {"is_mobile": parsed.is_mobile, "is_foreign": parsed.is_foreign}
    phone, _fresh = Phone.objects.get_or_create(number=parsed.number, defaults=words)
    kind = CardPhone.Kind.MOBILE if parsed.is_mobile else CardPhone.Kind.HOME
    CardPhone.objects.create(card=card, phone=phone, raw=raw[:120], role=role, kind=kind, position=place)
    write_keys([card.pk])
    refresh_people([row.pk])
    audit.record(actor, "customers.phone.added", row)
    news.say(events.CUSTOMER_CHANGED, {"person": row.pk}, actor=actor, changed=["phones"])
    return True
