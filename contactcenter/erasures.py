"""What is taken away of a person on this floor: numbers that called, and the words of tickets and steps."""

from collections.abc import Iterable
from uuid import UUID

from customers.erasing import Subject, erases, keeps

Told = Iterable[tuple[str, UUID, UUID]]

CALLS = """(SELECT c.id FROM contactcenter_call c
    WHERE c.person_id = ANY(%(people)s::uuid[]) OR c.phone = ANY(%(numbers)s))"""
TICKETS = "(SELECT t.id FROM contactcenter_ticket t WHERE t.card_id = ANY(%(cards)s::uuid[]))"
OBJECTS = """(SELECT t.id FROM contactcenter_ticket t WHERE t.card_id = ANY(%(cards)s::uuid[])
    UNION SELECT o.id FROM orders_order o WHERE o.card_id = ANY(%(cards)s::uuid[])
    UNION SELECT e.order_id FROM orders_orderentry e WHERE e.card_id = ANY(%(cards)s::uuid[])
    UNION SELECT a.id FROM customers_appointment a WHERE a.card_id = ANY(%(cards)s::uuid[]))"""


@erases(
    "contactcenter.calls",
    "contactcenter.Call",
    "contactcenter.CallEvent",
    "contactcenter.HookBody",
    "contactcenter.CallOutcome",
    "contactcenter.Recording",
    "contactcenter.RecordingPart",
    "contactcenter.DialWish",
    "contactcenter.CallReview",
)
def calls(subject: Subject) -> Told:
    """A call stays as a call of somebody: when, how long, who answered. What was said is gone."""
    subject.run(
        f"""DELETE FROM contactcenter_recordingpart WHERE recording_id IN (
                SELECT r.id FROM contactcenter_recording r WHERE r.call_id IN {CALLS})""",
        f"DELETE FROM contactcenter_recording WHERE call_id IN {CALLS}",
        """UPDATE contactcenter_dialwish SET phone = '', person_id = NULL
            WHERE person_id = ANY(%(people)s::uuid[]) OR phone = ANY(%(numbers)s)""",
        f"""UPDATE contactcenter_hookbody SET body = '' WHERE id IN (
                SELECT e.body_id FROM contactcenter_callevent e WHERE e.call_id IN {CALLS})""",
        """UPDATE contactcenter_hookbody SET body = '' WHERE state IN ('dead', 'empty')
               AND body LIKE ANY (SELECT '%%' || substr(n, 3) || '%%' FROM unnest(%(numbers)s::text[]) n)""",
        f"""UPDATE contactcenter_calloutcome SET note = '', revision = revision + 1, updated_at = app_now()
                WHERE call_id IN {CALLS} OR verified_person_id = ANY(%(people)s::uuid[])""",
        f"""UPDATE contactcenter_callreview SET comment = '', answer = '', answered_at = NULL, updated_at = app_now()
                WHERE call_id IN {CALLS}""",
        f"UPDATE contactcenter_callevent SET told = '{{}}' WHERE call_id IN {CALLS}",
        f"""UPDATE contactcenter_call SET phone = '', phone_said = '', recording = '', household_id = NULL,
                updated_at = app_now() WHERE id IN {CALLS}""",
    )
    return ()


@erases("contactcenter.webforms", "contactcenter.WebRequest")
def web_requests(subject: Subject) -> Told:
    """That somebody asked something on a site stays; who, and what, goes."""
    subject.run(
        """UPDATE contactcenter_webrequest SET name = '', phone = '', topic = '', text = '', page = '',
               consent_text = '', digest = '' WHERE phone = ANY(%(numbers)s) OR promise_id IN (
               SELECT f.id FROM customers_followup f WHERE f.person_id = ANY(%(people)s::uuid[])
                   OR f.card_id = ANY(%(cards)s::uuid[]))""",
        """UPDATE customers_followup f SET title = '…', reason = '', notes = '', updated_at = app_now()
            WHERE f.occasion IN (SELECT 'webform:' || w.id FROM contactcenter_webrequest w
                                  WHERE w.promise_id = f.id AND w.phone = '')""",
    )
    return ()


@erases(
    "contactcenter.tickets",
    "contactcenter.Ticket",
    "contactcenter.TicketPromise",
    "contactcenter.StageChange",
    "contactcenter.StatusLink",
)
def tickets(subject: Subject) -> Told:
    found = [
        *subject.ask(
            f"SELECT 'service_ticket', coalesce(guid, id), id FROM contactcenter_ticket WHERE id IN {TICKETS}"
        ),
        *subject.ask(
            f"SELECT 'stage_change', coalesce(guid, id), id FROM contactcenter_stagechange WHERE object_id IN {OBJECTS}"
        ),
    ]
    subject.run(
        f"DELETE FROM contactcenter_statuslink WHERE ticket_id IN {TICKETS} OR order_id IN {OBJECTS}",
        f"UPDATE contactcenter_ticketpromise SET reason = '' WHERE ticket_id IN {TICKETS}",
        f"""UPDATE contactcenter_stagechange SET comment = '', extra = NULL, content_hash = NULL,
                updated_at = app_now() WHERE object_id IN {OBJECTS}""",
        f"""UPDATE contactcenter_ticket SET item = '', defect = '', cause = '', resolution = '', extra = NULL,
                content_hash = NULL, revision = revision + 1, updated_at = app_now() WHERE id IN {TICKETS}""",
    )
    return found


keeps("lists and questions of the chain", "contactcenter.ContactReason", "contactcenter.OperatorState")
keeps("lists and questions of the chain", "contactcenter.WeekQuestion", "contactcenter.WeekAnswer")
keeps("inner lines, hours and terms of the chain", "contactcenter.CallLeg")
keeps("which ticket was late and who was told", "contactcenter.Escalation", "contactcenter.EscalationWord")
keeps("inner lines, hours and terms of the chain", "contactcenter.CentreDay", "contactcenter.PromiseTerm")
keeps("of the chain's sites", "contactcenter.WebFormSite")
keeps("thresholds and sheets of the chain", "contactcenter.FigureRule", "contactcenter.ReviewSheet")
keeps("thresholds and sheets of the chain", "contactcenter.ReviewCriterion", "contactcenter.ReviewMark")
keeps(
    "of providers and of the law",
    "contactcenter.Comparison",
    "contactcenter.CallDifference",
    "contactcenter.Subscription",
    "contactcenter.ExchangeAlarm",
    "contactcenter.ProviderClock",
    "contactcenter.StageTerm",
    "contactcenter.LegalTerm",
)
