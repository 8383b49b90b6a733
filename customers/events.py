"""News of this floor: what can become true about people, families, consents, exams, appointments. Ids only."""

from optics_crm.core.news import kind

CUSTOMER_REGISTERED = kind("customers.customer_registered", "a person came to us: ids person, card")
CUSTOMER_CHANGED = kind("customers.customer_changed", "data of a person changed: ids person")
CUSTOMER_DELETED = kind("customers.customer_deleted", "a source deleted its card of a person: ids person, card")
CONSENT_GIVEN = kind("customers.consent_given", "a consent was given: ids person")
CONSENT_WITHDRAWN = kind("customers.consent_withdrawn", "a consent was withdrawn: ids person")
EXAM_RECORDED = kind("customers.exam_recorded", "an eye exam was recorded: ids exam, card, person")
EXAM_CORRECTED = kind("customers.exam_corrected", "an eye exam was corrected: ids exam, card, person")
APPOINTMENT_BOOKED = kind("customers.appointment_booked", "somebody is expected: ids appointment, card")
APPOINTMENT_CHANGED = kind("customers.appointment_changed", "facts of an appointment changed: ids appointment, card")
APPOINTMENT_MOVED = kind("customers.appointment_moved", "an appointment has another status: ids appointment, card")
EXAM_DELETED = kind("customers.exam_deleted", "a source deleted an eye exam: ids exam")
FAMILY_CHANGED = kind("customers.family_changed", "members or relationships of a family changed: ids household")
PERSON_ERASED = kind("customers.person_erased", "all that was known of a person was erased: ids person")
PEOPLE_MERGED = kind("customers.people_merged", "one person had two dossiers: ids winner, loser, event")
PEOPLE_UNMERGED = kind("customers.people_unmerged", "a merge was taken back: ids person, other, event")
CARD_SPLIT = kind("customers.card_split", "facts went to another card: ids person, other, event")
CARD_UNSPLIT = kind("customers.card_unsplit", "facts went back to their card: ids person, other, event")
FOLLOWUP_OPENED = kind("customers.followup_opened", "a promise was made to a client: ids followup")
FOLLOWUP_CLOSED = kind("customers.followup_closed", "a promise to a client was closed: ids followup")
