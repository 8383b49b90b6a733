"""The button "call" where people look for it: beside the telephone of a dossier, on a promise, on a call."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contactcenter.calls.dialling import exchange_to_dial
from customers.models import FollowUp, Person
from customers.presses import PERSON_PRESSES, PROMISE_PRESSES, Press
from optics_crm.core.permissions import can


def press(user: Any, **fields: uuid.UUID | str) -> Press | None:
    """The button for a user who has a telephone and may call, where an exchange is set up."""
    if not can(user, "calls.dial") or not user.extension or exchange_to_dial() is None:
        return None
    told = {name: str(value) for name, value in fields.items()}
    return Press(_("Call the client"), "phone-outgoing", reverse("contactcenter:dial"), told)


def of_person(user: Any, person: Person) -> Press | None:
    return press(user, person=person.pk) if person.main_phone_id else None


def of_promise(user: Any, row: FollowUp) -> Press | None:
    return press(user, followup=row.pk) if row.status == FollowUp.Status.OPEN and (row.call or row.person_id) else None


PERSON_PRESSES.add("contactcenter.dial", of_person)
PROMISE_PRESSES.add("contactcenter.dial", of_promise)
