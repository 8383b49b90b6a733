"""REST: segments, and the preview of a rule that is being written."""

import datetime as dt
from typing import Any

import django_filters
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from aftercare.models import Segment
from aftercare.segments.describe import describe
from aftercare.segments.durations import parse_day
from aftercare.segments.errors import RuleError
from aftercare.segments.preview import LARGEST_SAMPLE, preview
from aftercare.segments.reading import check_keys, mapping
from aftercare.segments.rules import read_rule
from optics_crm.core.errors import DomainError
from optics_crm.core.permissions import RequiresCapability


class PreviewView(APIView):
    """POST `{"rule": {...}, "as_of": "YYYY-MM-DD"?, "sample": k?}`."""

    permission_classes = [RequiresCapability]
    capability = write_capability = "segments.count"

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


class SegmentRow(serializers.ModelSerializer[Segment]):
    """A segment in lists and by itself; `text` is its rule in words."""

    text = serializers.SerializerMethodField()

    class Meta:
        model = Segment
        fields = (
            "id",
            "name",
            "description",
            "rule",
            "text",
            "is_archived",
            "last_count",
            "last_counted_at",
            "created_at",
            "updated_at",
        )

    def get_text(self, segment: Segment) -> str:
        """A rule that the grammar no longer knows (a plug was taken away) says why instead."""
        try:
            return describe(read_rule(segment.rule, inside=(segment.pk,)))
        except RuleError as fault:
            return str(fault.message)


class SegmentFilter(django_filters.FilterSet):
    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    updated_since = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Segment
        fields = ("search", "updated_since", "is_archived")


class SegmentList(ListAPIView[Segment]):
    permission_classes = [RequiresCapability]
    capability = "segments.count"
    serializer_class = SegmentRow
    filterset_class = SegmentFilter
    queryset = Segment.objects.all()


class SegmentDetail(RetrieveAPIView[Segment]):
    permission_classes = [RequiresCapability]
    capability = "segments.count"
    serializer_class = SegmentRow
    queryset = Segment.objects.all()
