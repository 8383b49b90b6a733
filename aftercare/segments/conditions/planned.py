"""Events of the contracts whose tables come with later work. They can be written in rules and never happened yet.

The app that brings the table plugs its own `Event` of the same key (`registry.event`) from its `conditions.py`; it
then takes the place of the one here, and nothing else changes.
"""

from django.utils.translation import gettext_lazy as _

from aftercare.segments.frame import Frame
from aftercare.segments.kinds import NUMBER, SALON, TEXT
from aftercare.segments.registry import Event, EventField, planned_event

SALON_FIELD = EventField("salon", _("salon"), SALON, "NULL::uuid")


def text_field(key: str, label: object) -> EventField:
    return EventField(key, label, TEXT, "NULL::text")  # type: ignore[arg-type]  # lazy words


class NeverHappened(Event):
    """No rows at all."""

    never = True

    def source(self, frame: Frame) -> str:
        return """SELECT NULL::uuid AS id, NULL::uuid AS person_id, NULL::date AS day, NULL::timestamptz AS at
            WHERE FALSE"""


@planned_event
class Call(NeverHappened):
    key, label = "call", _("call")
    fields = {
        "kind": text_field("kind", _("direction")),
        "status": text_field("status", _("state")),
        "salon": SALON_FIELD,
    }


@planned_event
class Survey(NeverHappened):
    key, label = "survey", _("survey")
    fields = {
        "score": EventField("score", _("score"), NUMBER, "NULL::numeric"),
        "kind": text_field("kind", _("kind of survey")),
        "channel": text_field("channel", _("channel")),
        "campaign": text_field("campaign", _("campaign")),
        "salon": SALON_FIELD,
    }
