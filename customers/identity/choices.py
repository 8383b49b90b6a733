"""An override by hand: of this person's cards this one is right about this field.

    event = choose_field(actor, person, "birth_date", card, reason="passport seen")
    undo_choice(actor, event)

The newest choice that nothing undoes counts, while its card stands with the person (`customers.golden_sql`); where the
values come from is told by `customers.identity.preview.provenance`.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import events
from customers.golden import refresh_people
from customers.golden_sql import CONTACTS, OTHER_FIELDS, TEXT_FIELDS
from customers.identity import journal, state
from customers.identity.journal import Kind
from customers.models import Card, CardEmail, CardPhone, FieldChoice, IdentityEvent, Person
from optics_crm.core import news
from optics_crm.core.errors import Conflict, DomainError

EDIT = "customers.edit"
TOLD_AS = {"main_phone_id": "phones", "main_email_id": "emails", "home_salon_id": "home_salon"}
FIELDS = (*TEXT_FIELDS, *OTHER_FIELDS, *CONTACTS)


@transaction.atomic
def choose_field(actor: Any, person: Person, field: str, card: Card, *, reason: str = "") -> IdentityEvent:
    """Believes this card about this field from now on; `field` is one of FIELDS.

    Refuses: 403 without the right to change the customer; 422 `field_unknown`, `card_is_silent` where the card says
    nothing about it; 409 `card_of_another`, `merged_already`.
    """
    if field not in FIELDS:
        raise DomainError("field_unknown", _("There is no such field."), pointer="/field")
    journal.lock_standing(person.pk)
    journal.check_may(actor, EDIT, [person.pk])
    row = Card.objects.filter(pk=card.pk, deleted_at__isnull=True).first()
    if row is None or row.person_id != person.pk:
        raise Conflict("card_of_another", _("This card does not belong to the customer any more."))
    if not _says(row, field):
        raise DomainError("card_is_silent", _("This card says nothing about that."), pointer="/card")
    event = journal.write(actor, Kind.CHOICE, person.pk, reason=reason, evidence={"field": field, "card": str(card.pk)})
    FieldChoice.objects.create(event=event, person=person, field=field, card=row)
    _settle(actor, person.pk, field)
    return event


@transaction.atomic
def undo_choice(actor: Any, event: IdentityEvent, *, reason: str = "") -> IdentityEvent:
    """Believes the cards in their order again (or the choice before this one). 409 `already_undone`."""
    if event.kind != Kind.CHOICE or event.winner_id is None:
        raise Conflict("not_undoable", _("This step cannot be undone."))
    root = state.standing(event.winner_id)
    journal.lock_standing(root)
    journal.check_may(actor, EDIT, [root])
    undone = journal.undo(actor, event, kind=Kind.CHOICE, reason=reason)
    _settle(actor, root, str(event.evidence["field"]))
    return undone


def _settle(actor: Any, person: uuid.UUID, field: str) -> None:
    refresh_people([person])
    news.say(events.CUSTOMER_CHANGED, {"person": person}, actor=actor, changed=[TOLD_AS.get(field, field)])


def chosen_by_hand(person: Person) -> dict[str, FieldChoice]:
    """Field -> the choice that counts now."""
    people = state.selves_of([person.pk])
    rows = FieldChoice.objects.filter(
        person__in=people, card__person=person, card__deleted_at__isnull=True, event__undone_by__isnull=True
    )
    return {row.field: row for row in rows.select_related("event", "card").order_by("pk")}


def _says(card: Card, field: str) -> bool:
    if field == "main_phone_id":
        return CardPhone.objects.filter(card=card, phone__isnull=False).exists()
    if field == "main_email_id":
        return CardEmail.objects.filter(card=card, email__isnull=False).exists()
    return bool(getattr(card, field))
