"""REST: who may be calling from a number. GET /api/v1/calls/lookup/?phone="""

from typing import Any

import msgspec
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contactcenter.calls.numbers import read_number
from contactcenter.reasons.ranking import Likely, by_household, rank
from customers.lookup import look_up, note_chain_wide
from customers.models import Person
from optics_crm.core.api.parameters import check_parameters
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import RequiresCapability, salon_scope
from optics_crm.core.programs import Program


class SpeakerShape(msgspec.Struct):
    """Somebody who may be speaking; `reasons` in words with their `codes`, `answers`: the number is on the card."""

    id: str
    name: str
    role: str
    age: int | None
    answers: bool
    chances: int
    reasons: list[str]
    codes: list[str]


class HouseholdShape(msgspec.Struct):
    """A family, the likeliest speaker first; no `id`: somebody who lives alone."""

    id: str | None
    name: str
    people: list[SpeakerShape]


class LookupShape(msgspec.Struct):
    """The likeliest family first; none for an unknown number."""

    phone: str
    households: list[HouseholdShape]


class LookupView(APIView):
    """Who answers a number, with whom they live, why they may be calling."""

    permission_classes = [RequiresCapability]
    capability = "calls.lookup"
    scope = "call"
    parameters = ("phone",)
    answer = LookupShape

    @extend_schema(parameters=[OpenApiParameter("phone", str, required=True)])
    def get(self, request: Request) -> Response:
        check_parameters(request, frozenset(self.parameters))
        number = read_number(request.query_params.get("phone", ""))
        if not number:
            raise DomainError("phone_malformed", _("This is not a phone number."), detail={"parameter": "phone"})
        homes = by_household(_visible(request.user, number))
        told = [
            {"id": str(home) if home else None, "name": family, "people": [_as_json(one) for one in people]}
            for home, family, people in homes
        ]
        return Response({"phone": number, "households": told}, headers={"Cache-Control": "no-store"})


def _visible(user: Any, number: str) -> list[Likely]:
    """Employees are counted and recorded; a salon's employee sees of the family whom a look-up on the pages opens."""
    if isinstance(user, Program):
        return rank(number)
    if salon_scope(user) is None:
        people = rank(number)
        note_chain_wide(user, number, len(people))
        return people
    look_up(user, number)
    people = rank(number)
    seen = set(Person.objects.visible_to(user).filter(pk__in=[one.id for one in people]).values_list("pk", flat=True))
    return [one for one in people if one.id in seen]


def _as_json(one: Likely) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "role": one.role,
        "age": one.age,
        "answers": one.answers,
        "chances": one.chances,
        "reasons": [words for _code, words in one.reasons],
        "codes": [code for code, _words in one.reasons],
    }
