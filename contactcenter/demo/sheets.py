"""The tables of this floor that the demo chain fills, with the columns of their lines."""

from optics_crm.core.demo import sheet

TICKET = sheet(
    "contactcenter_ticket",
    "id client_id guid version card_id salon_id workshop_id purchase_id number kind stage opened_at opened_on stage_at"
    " book_stage book_stage_at first_promised_on promised_on closed_at item defect demand demanded_at owner_id price"
    " is_warranty resolution created_at updated_at",
)
CHANGE = sheet(
    "contactcenter_stagechange",
    "id client_id guid version entity object_id ticket_id from_stage to_stage at origin comment created_at updated_at",
)
PROMISE = sheet("contactcenter_ticketpromise", "ticket_id promised_on at origin reason")
