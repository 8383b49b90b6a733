"""Settling by hand: one who knows ends what nobody knew, once, with a reason in the journal, and sends nothing."""

from collections.abc import Callable

import pytest

from aftercare.channels.base import PROVIDERS, OutcomeUnknown
from aftercare.models import Message
from aftercare.outbox import pump
from aftercare.outbox.record import Verdict, record
from aftercare.outbox.settle import Outcome, settle
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import AuditEntry, Employee
from tests.aftercare.outbox_world import NOON, Scripted, make_campaign, make_message, make_person
from tests.core.staff import make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(clock_at: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> Scripted:
    clock_at(NOON)
    scripted = Scripted(takes_once=False)
    monkeypatch.setitem(PROVIDERS._plugs, "sandbox", scripted)
    return scripted


@pytest.fixture
def unknown(provider: Scripted) -> Message:
    """A message that was handed over to a provider which did not answer and cannot be asked."""

    def silence(batch: object) -> None:
        raise OutcomeUnknown("no answer")

    message = make_message(make_person(), make_campaign())
    provider.after, provider.cannot_look = silence, OutcomeUnknown("no answer")
    pump.drain(5, route=provider.route)
    message.refresh_from_db()
    assert message.state == "unknown"
    return message


@pytest.fixture
def supervisor() -> Employee:
    return make_employee("supervisor")


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [("sent", "accepted", "settled_sent"), ("not_sent", "failed", "settled_not_sent")],
)
def test_what_a_person_knows_ends_the_message_with_a_line_in_the_journal(
    provider: Scripted, unknown: Message, supervisor: Employee, outcome: Outcome, state: str, reason: str
) -> None:
    settled = settle(supervisor, unknown, outcome, " The provider's report of the day ")

    assert (settled.state, settled.reason, settled.next_check_at) == (state, reason, None)
    assert settled.accepted_at == (settled.submitted_at if outcome == "sent" else None)
    entry = AuditEntry.objects.get(verb="aftercare.message.settled")
    assert (entry.actor, entry.object_id, entry.reason, entry.data) == (
        supervisor.pk, unknown.pk, "The provider's report of the day", {"outcome": outcome},
    )  # fmt: skip
    assert pump.drain(5, route=provider.route) == 0 and len(provider.phone) == 1


def test_a_sweep_that_was_asking_meanwhile_changes_nothing(unknown: Message, supervisor: Employee) -> None:
    fence = unknown.fence
    settle(supervisor, unknown, "not_sent", "report")

    assert record({(unknown.pk.hex, fence): Verdict("queued")}) == 0
    unknown.refresh_from_db()
    assert unknown.state == "failed"


def test_what_is_known_already_is_not_settled_again(unknown: Message, supervisor: Employee) -> None:
    settle(supervisor, unknown, "sent", "report")
    with pytest.raises(Conflict):
        settle(supervisor, unknown, "not_sent", "another report")
    assert AuditEntry.objects.filter(verb="aftercare.message.settled").count() == 1


def test_nobody_settles_without_saying_how_they_know(unknown: Message, supervisor: Employee) -> None:
    with pytest.raises(DomainError) as refusal:
        settle(supervisor, unknown, "sent", "   ")
    assert refusal.value.code == "no_reason"
    unknown.refresh_from_db()
    assert unknown.state == "unknown"
