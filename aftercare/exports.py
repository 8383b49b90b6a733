"""Lists of this floor as files. They are read by marketers: no full name, no address that could be written to."""

from django.utils.translation import gettext_lazy as _

from aftercare.campaigns.overview import Line, overview
from aftercare.channels import CHANNELS
from aftercare.message_story import end_in_words
from aftercare.models import Message
from customers.names import first_name_and_initial
from optics_crm.core import clock
from optics_crm.core.exports import Export, add_export
from optics_crm.core.tables import Column


def _messages(user: object, query: object) -> object:
    from aftercare.views.messages import rows_for_export

    return rows_for_export(user, query)  # type: ignore[arg-type]


def _address(row: Message) -> str:
    plug = CHANNELS.find(row.channel)
    return plug.mask(row.address) if plug else "•••"


def _channel(row: Message) -> object:
    plug = CHANNELS.find(row.channel)
    return plug.label if plug else row.channel


add_export(
    Export(
        "messages",
        _("Messages"),
        "messages.view",
        [
            Column(_("Planned"), lambda row: row.planned_at),
            Column(_("Client"), lambda row: first_name_and_initial(row.person)),
            Column(_("Client's id"), lambda row: row.person_id),
            Column(_("Channel"), _channel),
            Column(_("Address"), _address),
            Column(_("Campaign"), lambda row: row.campaign.name if row.campaign else _("service notice")),
            Column(_("State"), lambda row: row.standing_words),
            Column(_("Why so"), lambda row: end_in_words(row.reason)),
            Column(_("Parts"), lambda row: row.parts),
        ],
        _messages,  # type: ignore[arg-type]
    )
)


def _campaigns(user: object, query: object) -> list[Line]:
    return overview(clock.today())


add_export(
    Export(
        "campaigns",
        _("Campaigns"),
        "campaigns.view",
        [
            Column(_("Priority"), lambda row: row.version.priority if row.version else ""),
            Column(_("Campaign"), lambda row: row.campaign.name),
            Column(_("Whom it writes to"), lambda row: row.who),
            Column(_("State"), lambda row: row.campaign.get_status_display()),
            Column(_("Class"), lambda row: row.version.get_traffic_class_display() if row.version else ""),
            Column(_("Planned, 30 days"), lambda row: row.messages),
            Column(_("Delivered"), lambda row: row.delivered),
            Column(_("Hold-out"), lambda row: row.control),
            Column(_("Version"), lambda row: row.version.number if row.version else ""),
        ],
        _campaigns,
    )
)
