"""REST: who a person may be, before anybody is written. POST /api/v1/identity/check"""

from typing import Any

import msgspec
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.actions import PersonWords, TypedPhone, check_birth_date, numbers_of
from customers.identity import check
from customers.identity.keys import Record, keys_of
from customers.identity.shown import Shown, shown_to
from customers.lookup import count_look
from customers.models.people import Sex
from customers.names import clean_name
from optics_crm.core import clock, days, phones
from optics_crm.core.api.shapes import read_shape
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import RequiresCapability

MOST_PHONES = 10


class PersonShape(msgspec.Struct, forbid_unknown_fields=True):
    """What a caller may say of a person; everything is optional, something must be said."""

    last_name: str = ""
    first_name: str = ""
    middle_name: str = ""
    birth_date: str | None = None
    sex: str = ""
    phones: list[str] = []
    email: str = ""
    address: str = ""
    city: str = ""


class CandidateShape(msgspec.Struct):
    """Somebody whom we know; of another salon's client (`masked`) no more than a first name and an initial."""

    id: str
    verdict: str
    score: float
    reasons: list[str]
    name: str
    masked: bool
    age: int | None = None
    phone: str = ""
    salon: str = ""
    advice: str = ""


class CandidatesShape(msgspec.Struct):
    """The likeliest first."""

    candidates: list[CandidateShape]


class CheckView(APIView):
    """POST a person's fields; the candidates come back, the likeliest first."""

    permission_classes = [RequiresCapability]
    capability = write_capability = "customers.edit"
    body = PersonShape
    answer = CandidatesShape

    def post(self, request: Request) -> Response:
        typed = read_person(request.data, request.user)
        keys = keys_of(typed)
        shown = shown_to(request.user, typed, keys, check.look(typed, keys))
        if any(one.by_phone and not one.is_open for one in shown):
            count_look(request.user)
        return Response({"candidates": [as_json(one) for one in shown]})


def as_json(one: Shown) -> dict[str, Any]:
    """A candidate as the caller may see it; of another salon's client no more than a first name and an initial."""
    told: dict[str, Any] = {
        "id": str(one.person.pk),
        "verdict": one.verdict,
        "score": one.score,
        "reasons": list(one.reasons),
        "name": one.name,
        "masked": not one.is_open,
    }
    if not one.is_open:
        return told | {"advice": _("A client of another salon: ask for the phone to open the dossier.")}
    person = one.person
    return told | {
        "age": clock.age_on(person.birth_date, clock.today()) if person.birth_date else None,
        "phone": phones.mask(person.main_phone.number) if person.main_phone else "",
        "salon": str(person.home_salon) if person.home_salon else "",
    }


def read_person(raw: Any, user: Any) -> Record:
    """The person of a body, or a refusal that points to the part at fault."""
    said = read_shape(raw, PersonShape)
    last, first, middle = (
        clean_name(getattr(said, name), pointer=f"/{name}") for name in ("last_name", "first_name", "middle_name")
    )
    if said.sex not in Sex.values:
        raise DomainError("sex_unknown", _("The sex is m, f or empty."), pointer="/sex")
    if len(said.phones) > MOST_PHONES:
        raise DomainError("too_many_phones", _("At most ten phones."), pointer="/phones")
    words = PersonWords("", phones=[TypedPhone(one) for one in said.phones], home_salon=getattr(user, "salon", None))
    numbers = tuple(parsed.number for parsed, _typed in numbers_of(words))
    if not (last or first or numbers or said.email.strip()):
        raise DomainError("nothing_to_check", _("Say a name, a phone or an e-mail."))
    born = None if said.birth_date is None else check_birth_date(_day(said.birth_date))
    place = (said.address[:300], said.city[:100])
    return Record(last, first, middle, born, numbers, said.email.strip().lower()[:254], *place, said.sex)


def _day(text: str) -> Any:
    day = days.read(text)
    if day is None:
        raise DomainError("date_malformed", _("A date is written as YYYY-MM-DD."), pointer="/birth_date")
    return day
