"""The tables of this floor that the demo chain fills, with the columns of their lines."""

from customers import card_keys
from optics_crm.core.demo import sheet

PHONE = sheet("customers_phone", "id number is_mobile created_at updated_at")
EMAIL = sheet("customers_email", "id address created_at updated_at")
PERSON = sheet(
    "customers_person",
    "id last_name first_name middle_name birth_date sex address city home_salon_id timezone preferred_channel"
    " main_phone_id main_email_id consent_pd consent_ads opted_out note oldest_card bucket created_at updated_at",
)
CARD = sheet(
    "customers_card",
    "id client_id guid version person_id last_name first_name middle_name birth_date sex address city home_salon_id"
    " preferred_channel discount_card comment source_created_at source_created_by created_at updated_at",
)
CARD_KEYS = sheet(card_keys.TABLE, " ".join(card_keys.COLUMNS))
CARD_PHONE = sheet("customers_cardphone", "card_id phone_id raw kind role owner_hint extension is_main position")
CARD_EMAIL = sheet("customers_cardemail", "card_id email_id raw role is_main")
HOUSEHOLD = sheet("customers_household", "id guid name note created_at updated_at")
MEMBERSHIP = sheet("customers_membership", "household_id person_id role is_home since")
RELATIONSHIP = sheet("customers_relationship", "person_id relative_id kind")
CONSENT = sheet("customers_consent", "id card_id purpose channel status method text_id at recorded_at phone")
EXAM = sheet(
    "customers_exam",
    "id client_id guid version card_id salon_id doctor_id examined_at examined_on kind complaints diagnosis_icd"
    " recommendation next_check_on created_at updated_at",
)
APPOINTMENT = sheet(
    "customers_appointment",
    "id client_id guid version card_id salon_id doctor_id service starts_at starts_on ends_at status status_at"
    " book_status book_status_at source cancel_reason exam_id created_at updated_at",
)
APPOINTMENT_CHANGE = sheet(
    "customers_appointmentchange", "id appointment_id from_status to_status at comment is_derived"
)
MEASUREMENT = sheet(
    "customers_eyemeasurement",
    "exam_id eye kind sph cyl axis va_sc va_cc va_sc_code va_cc_code no_improvement iop iop_method",
)
PRESCRIPTION = sheet(
    "customers_prescription",
    "id card_id exam_id guid kind purpose status is_constant_wear doctor_id issued_on valid_until pd_far pd_near note"
    " created_at updated_at",
)
PRESCRIPTION_EYE = sheet(
    "customers_prescriptioneye",
    "prescription_id eye sph cyl axis add base_curve diameter brand wear_mode replacement",
)
RECOMMENDATION = sheet(
    "customers_recommendation",
    "id exam_id position code category is_sellable text urgency due_on prescription_id outcome outcome_reason"
    " outcome_on created_at updated_at",
)
FOLLOW_UP = sheet(
    "customers_followup",
    "id kind person_id card_id salon_id department_id role owner_id author_id title reason occasion due_at status"
    " outcome outcome_note closed_at closed_by_id created_at updated_at call proof",
)
