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
CALL = sheet(
    "contactcenter_call",
    "id provider external_id direction phone phone_said line state cause started_at answered_at ended_at answered"
    " answered_by_id extension wait_seconds talk_seconds recording person_id created_at updated_at",
)
LEG = sheet("contactcenter_callleg", "call_id key extension employee_id rang_at answered_at ended_at cause")
EVENT = sheet("contactcenter_callevent", "call_id key kind at received_at told")
