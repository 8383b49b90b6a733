"""What is taken away of a person on this floor, and on the one below, which knows no clients."""

from collections.abc import Iterable
from uuid import UUID

from customers.erasing import Subject, erases, keeps

Told = Iterable[tuple[str, UUID, UUID]]

EXAMS = """(SELECT e.id FROM customers_exam e WHERE e.card_id = ANY(%(cards)s::uuid[]))"""
SHEETS = """(SELECT r.id FROM customers_prescription r WHERE r.card_id = ANY(%(cards)s::uuid[]))"""
VISITS = """(SELECT a.id FROM customers_appointment a WHERE a.card_id = ANY(%(cards)s::uuid[]))"""
OURS = "(person_id = ANY(%(people)s::uuid[]) OR card_id = ANY(%(cards)s::uuid[]))"


@erases(
    "customers.people",
    "customers.Person",
    "customers.Card",
    "customers.Phone",
    "customers.CardPhone",
    "customers.Email",
    "customers.CardEmail",
    "customers.Messenger",
    "customers.ConsentCode",
)
def people(subject: Subject) -> Told:
    """Names, days, addresses and contacts. A card stays as an empty shell that sales hang on; a number that a message
    went to stays as a row without the number.
    """
    found = subject.ask("SELECT id, coalesce(guid, id) FROM customers_card WHERE id = ANY(%(cards)s::uuid[])")
    subject.run(
        """UPDATE customers_person SET last_name = '', first_name = '', middle_name = '', birth_date = NULL, sex = '',
               address = '', city = '', home_salon_id = NULL, timezone = '', preferred_channel = '', note = '',
               main_phone_id = NULL, main_email_id = NULL, consent_pd = false, consent_ads = false, deceased_on = NULL,
               checked_at = NULL, checked_by_id = NULL, revision = revision + 1, updated_at = app_now()
           WHERE id = ANY(%(people)s::uuid[])""",
        """UPDATE customers_card SET last_name = '', first_name = '', middle_name = '', birth_date = NULL, sex = '',
               address = '', city = '', home_salon_id = NULL, preferred_channel = '', discount_card = '',
               discount_percent = NULL, comment = '', source_created_at = NULL, source_created_by = NULL,
               merged_into_guid = NULL, verified_at = NULL, extra = NULL, content_hash = NULL,
               deleted_at = coalesce(deleted_at, app_now()), updated_at = app_now()
           WHERE id = ANY(%(cards)s::uuid[])""",
        """WITH gone AS (DELETE FROM customers_cardemail WHERE card_id = ANY(%(cards)s::uuid[]) RETURNING email_id)
           DELETE FROM customers_email e WHERE e.id IN (SELECT email_id FROM gone) AND NOT EXISTS (
               SELECT 1 FROM customers_cardemail o
               WHERE o.email_id = e.id AND NOT o.card_id = ANY(%(cards)s::uuid[]))""",
        "DELETE FROM customers_cardphone WHERE card_id = ANY(%(cards)s::uuid[])",
        # +999 is nobody's code
        """UPDATE customers_phone SET region_timezone = '', updated_at = app_now(), number = '+999' || lpad(
               (('x' || left(md5(app_uuid7()::text), 10))::bit(40)::bigint %% 100000000000)::text, 11, '0')
           WHERE number = ANY(%(numbers)s)""",
        "DELETE FROM customers_messenger WHERE card_id = ANY(%(cards)s::uuid[])",
        """DELETE FROM customers_consentcode WHERE person_id = ANY(%(people)s::uuid[])
               OR signed_by_id = ANY(%(people)s::uuid[])""",
    )
    return (("customer", guid, row) for row, guid in found)


@erases("customers.consents", "customers.Consent")
def consents(subject: Subject) -> Told:
    """The acts stay as bare proof: purpose, text, moment and way, of an empty card."""
    subject.run(
        """UPDATE customers_consent SET phone = '', ip = NULL, evidence = '{}'
           WHERE card_id = ANY(%(cards)s::uuid[])"""
    )
    return ()


@erases(
    "customers.identity",
    "customers.CardKeys",
    "customers.IdentityEvent",
    "customers.Proposal",
    "customers.FieldChoice",
)
def identity(subject: Subject) -> Told:
    """What the cards were compared by, what was asked and chosen; decisions stay without their words."""
    subject.run(
        "DELETE FROM customers_cardkeys WHERE card_id = ANY(%(cards)s::uuid[])",
        """DELETE FROM customers_proposal WHERE card_a_id = ANY(%(cards)s::uuid[])
               OR card_b_id = ANY(%(cards)s::uuid[])""",
        """DELETE FROM customers_fieldchoice WHERE person_id = ANY(%(people)s::uuid[])
               OR card_id = ANY(%(cards)s::uuid[])""",
        "DELETE FROM customers_phonelookup WHERE person_id = ANY(%(people)s::uuid[])",
        """UPDATE customers_identityevent SET reason = '', evidence = '{}'
           WHERE winner_id = ANY(%(people)s::uuid[]) OR loser_id = ANY(%(people)s::uuid[])""",
    )
    return ()


@erases("customers.families", "customers.Household", "customers.Membership", "customers.Relationship")
def families(subject: Subject) -> Told:
    """The person leaves every family; one in which nobody is left loses its name."""
    subject.run(
        """DELETE FROM customers_relationship WHERE person_id = ANY(%(people)s::uuid[])
               OR relative_id = ANY(%(people)s::uuid[])""",
        """WITH gone AS (
               DELETE FROM customers_membership WHERE person_id = ANY(%(people)s::uuid[]) RETURNING household_id)
           UPDATE customers_household h SET name = '', note = '', extra = NULL, content_hash = NULL,
               updated_at = app_now()
           WHERE h.id IN (SELECT household_id FROM gone) AND NOT EXISTS (
               SELECT 1 FROM customers_membership m
                WHERE m.household_id = h.id AND NOT m.person_id = ANY(%(people)s::uuid[]))""",
    )
    return ()


@erases(
    "customers.exams",
    "customers.Exam",
    "customers.ExamRevision",
    "customers.EyeMeasurement",
    "customers.Recommendation",
    "customers.Prescription",
    "customers.PrescriptionEye",
)
def exams(subject: Subject) -> Told:
    """Every value and word; that on a day a doctor of a salon examined somebody stays."""
    found = subject.ask("SELECT id, coalesce(guid, id) FROM customers_exam WHERE card_id = ANY(%(cards)s::uuid[])")
    subject.run(
        f"DELETE FROM customers_examrevision WHERE exam_id IN {EXAMS}",
        f"DELETE FROM customers_eyemeasurement WHERE exam_id IN {EXAMS}",
        f"DELETE FROM customers_prescriptioneye WHERE prescription_id IN {SHEETS}",
        f"""UPDATE customers_recommendation SET text = '', outcome_reason = '', updated_at = app_now()
            WHERE exam_id IN {EXAMS}""",
        f"""UPDATE customers_prescription SET note = '', pd_far = NULL, pd_near = NULL, is_constant_wear = NULL,
                status = 'expired', updated_at = app_now() WHERE id IN {SHEETS}""",
        f"""UPDATE customers_exam SET complaints = '', diagnosis_icd = '{{}}', recommendation = '',
                next_check_on = NULL, extra = NULL, content_hash = NULL, updated_at = app_now() WHERE id IN {EXAMS}""",
    )
    return (("exam", guid, row) for row, guid in found)


@erases("customers.visits", "customers.Appointment", "customers.AppointmentChange")
def visits(subject: Subject) -> Told:
    """Words of appointments; nobody is expected any more."""
    found = subject.ask("SELECT id, coalesce(guid, id) FROM customers_appointment WHERE id IN " + VISITS)
    subject.run(
        f"UPDATE customers_appointmentchange SET comment = '' WHERE appointment_id IN {VISITS}",
        f"""INSERT INTO customers_appointmentchange (id, appointment_id, from_status, to_status, at, origin, comment,
                is_derived)
            SELECT app_uuid7(), a.id, a.status, 'cancelled', app_now(), '', '', false FROM customers_appointment a
            WHERE a.id IN {VISITS} AND a.status IN ('booked', 'confirmed', 'arrived')""",
        f"""UPDATE customers_appointment SET cancel_reason = '', extra = NULL, content_hash = NULL,
                status = CASE WHEN status IN ('booked', 'confirmed', 'arrived') THEN 'cancelled' ELSE status END,
                updated_at = app_now() WHERE id IN {VISITS}""",
    )
    return (("appointment", guid, row) for row, guid in found)


@erases("customers.promises", "customers.FollowUp", "customers.FollowUpStep")
def promises(subject: Subject) -> Told:
    """Nobody is owed anything; what was promised and how it ended goes."""
    subject.run(
        f"""UPDATE customers_followupstep SET note = ''
            WHERE followup_id IN (SELECT id FROM customers_followup WHERE {OURS})""",
        f"""UPDATE customers_followup SET title = '…', reason = '', outcome_note = '', notes = '',
                answer = CASE WHEN answer = '' THEN '' ELSE '…' END,
                outcome = CASE WHEN status = 'open' THEN 'not_needed' ELSE outcome END,
                closed_at = coalesce(closed_at, app_now()), status = 'closed', revision = revision + 1,
                updated_at = app_now() WHERE {OURS}""",
    )
    return ()


@erases("core.admin", "admin.LogEntry")
def administration(subject: Subject) -> Told:
    """The administrator's pages name the objects that were changed there."""
    subject.run(
        """UPDATE django_admin_log SET object_repr = '', change_message = ''
           WHERE object_id IN (SELECT unnest(%(people)s::uuid[] || %(cards)s::uuid[])::text)"""
    )
    return ()


keeps("codes and ids alone", "customers.MovedFact", "customers.HealthCount")
keeps("wordings that everybody reads", "customers.ConsentText")
keeps(
    "emptied by `core.sync.scrubbing` for every object that an entry tells",
    "core.SyncBatch",
    "core.SyncRejected",
    "core.SyncParked",
    "core.SyncField",
    "core.FeedFailure",
)
keeps("holds no values by its rule", "core.AuditEntry", "core.News", "core.LiveEvent", "core.ReactionFailure")
keeps("files as they came, deleted when their job is forgotten", "core.SyncFile", "core.SyncFilePart", "core.SyncJob")
keeps("files of exports, deleted within days", "core.Job")
keeps(
    "of the chain and its programs, not of clients",
    "core.SyncClient",
    "core.SyncToken",
    "core.SyncTombstone",
    "core.SyncErased",
    "core.Salon",
    "core.SalonDay",
    "core.SyncAlarm",
    "core.ReactionCursor",
    "core.FeedCursor",
    "core.SyncFlow",
    "core.Department",
    "core.Employee",
    "core.SyncMove",
    "core.SyncMoveRow",
    "core.SyncAlias",
    "core.SyncOwner",
    "core.SyncCode",
    "core.SyncExtraKey",
    "core.SyncFinding",
    "core.Tick",
    "core.Heartbeat",
    "core.SavedView",
)
