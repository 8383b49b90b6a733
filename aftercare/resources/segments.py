"""`/api/v1/segments/`: named rules."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from aftercare.models import Segment
from aftercare.segments.describe import describe
from aftercare.segments.errors import RuleError
from aftercare.segments.rules import read_rule
from optics_crm.core.api.parameters import Filters, YesNoFilter
from optics_crm.core.api.resource import Resource, resource

HEAD = (
    "id",
    "name",
    "description",
    "rule",
    "is_archived",
    "last_count",
    "last_counted_at",
    "created_at",
    "updated_at",
)


class SegmentHead(serializers.ModelSerializer[Segment]):
    """A segment in a list."""

    class Meta:
        model = Segment
        fields: tuple[str, ...] = HEAD


class SegmentRow(SegmentHead):
    """A segment by itself; `text` is its rule in words, which takes questions of its own."""

    text = serializers.SerializerMethodField()

    class Meta(SegmentHead.Meta):
        fields = (*HEAD, "text")

    def get_text(self, segment: Segment) -> str:
        """A rule that the grammar no longer knows (a plug was taken away) says why instead."""
        try:
            return describe(read_rule(segment.rule, inside=(segment.pk,)))
        except RuleError as fault:
            return str(fault.message)


class SegmentFilters(Filters):
    """`search` looks in the name."""

    search = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    is_archived = YesNoFilter()


@resource("segments")
class Segments(Resource):
    """Named rules: who belongs to a set of people. They name nobody."""

    model = Segment
    scope = "segment"
    capability = "segments.count"
    serializer_class = SegmentRow
    list_serializer_class = SegmentHead
    filterset_class = SegmentFilters

    def rows_for(self, user: Any) -> "QuerySet[Segment]":
        return Segment.objects.all()
