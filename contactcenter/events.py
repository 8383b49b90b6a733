"""News of this floor: what can become true about service tickets. Ids only."""

from optics_crm.core.news import kind

TICKET_OPENED = kind("contactcenter.ticket_opened", "a ticket was opened: ids ticket, card")
TICKET_CHANGED = kind("contactcenter.ticket_changed", "facts of a ticket changed: ids ticket, card")
TICKET_STAGE_CHANGED = kind(
    "contactcenter.ticket_stage_changed", "a ticket stands in another stage: ids ticket, card, change"
)
TICKET_PROMISED = kind("contactcenter.ticket_promised", "a day was promised for a ticket: ids ticket, card")
