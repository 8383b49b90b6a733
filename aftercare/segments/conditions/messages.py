"""Messages that left us, by the day on which the gateway took them."""

from django.utils.translation import gettext_lazy as _

from aftercare.models.campaigns import TrafficClass
from aftercare.models.messages import Message
from aftercare.segments.frame import Frame
from aftercare.segments.kinds import TEXT
from aftercare.segments.registry import Event, EventField, event


@event
class MessageEvent(Event):
    """A message that was sent; what waits, was cancelled or expired has not happened."""

    key, label = "message", _("message")
    fields = {
        field.key: field
        for field in (
            EventField("channel", _("channel"), TEXT, "ev.channel"),
            EventField(
                "campaign",
                _("campaign"),
                TEXT,
                "sent_by.key",
                join=lambda frame: "LEFT JOIN aftercare_campaign sent_by ON sent_by.id = ev.campaign_id",
            ),
            EventField(
                "kind", _("class of traffic"), TEXT, "ev.traffic_class", choices=lambda: dict(TrafficClass.choices)
            ),
            EventField("status", _("state"), TEXT, "ev.state", choices=lambda: dict(Message.State.choices)),
        )
    }

    def source(self, frame: Frame) -> str:
        zone = frame.param(frame.zone)
        day = f"(me.accepted_at AT TIME ZONE COALESCE(NULLIF(sa.timezone, ''), {zone}))::date"
        return f"""SELECT me.id, ca.person_id, {day} AS day, me.accepted_at AS at, me.channel, me.campaign_id,
                me.traffic_class, me.state
            FROM aftercare_message me JOIN customers_card ca ON ca.id = me.card_id
            LEFT JOIN core_salon sa ON sa.id = me.salon_id
            WHERE me.accepted_at IS NOT NULL AND {day} <= {frame.day}{frame.only("ca.person_id")}"""
