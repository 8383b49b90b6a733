"""REST: the preview of a rule that is being written."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aftercare.segments.durations import parse_day
from aftercare.segments.errors import RuleError
from aftercare.segments.preview import LARGEST_SAMPLE, preview
from aftercare.segments.reading import check_keys, mapping
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import RequiresCapability


class PreviewBody(msgspec.Struct):
    """A rule of the segment grammar, the day it is asked for (today), and how many people to show (at most 20)."""

    rule: dict[str, Any]
    as_of: dt.date | None = None
    sample: Annotated[int, msgspec.Meta(ge=0, le=LARGEST_SAMPLE)] = LARGEST_SAMPLE


class PreviewAnswer(msgspec.Struct):
    """How many people the rule finds, how many of them can be reached and have agreed to advertising."""

    count: int | str
    reachable: int | str
    consented: int | str
    ms: float
    text: str
    sample: list[dict[str, Any]]


class PreviewView(APIView):
    """POST `{"rule": {...}, "as_of": "YYYY-MM-DD"?, "sample": k?}`."""

    permission_classes = [RequiresCapability]
    capability = write_capability = "segments.count"
    scope = "segment"
    body = PreviewBody
    answer = PreviewAnswer

    def post(self, request: Request) -> Response:
        rule, as_of, sample = read_body(request.data)
        try:
            shown = preview(rule, as_of, sample=sample)
        except RuleError as fault:
            raise RuleError(f"/rule{fault.pointer}", fault.message) from None
        return Response(shown.as_json())


def read_body(raw: Any) -> tuple[Any, dt.date | None, int]:
    """The parts of a preview's body, or a refusal with a pointer."""
    body = mapping(raw, "")
    check_keys(body, "", required={"rule"}, optional={"as_of", "sample"})
    as_of = None if body.get("as_of") is None else parse_day(body["as_of"], "/as_of")
    sample = body.get("sample", LARGEST_SAMPLE)
    if type(sample) is not int or not 0 <= sample <= LARGEST_SAMPLE:
        raise DomainError("bad_sample", _("A sample has from 0 to 20 people."), pointer="/sample")
    return body["rule"], as_of, sample
