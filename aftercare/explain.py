"""Why a person got, gets or does not get a message on a day: every campaign considered, in words.

What a run wrote down is told as it was written; what no run has looked at is planned anew for this person's circle (the
family, and whoever shares a phone with it), because a family's messages depend on each other.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from aftercare import suppression
from aftercare.campaigns.engine.arbitration import VERDICTS
from aftercare.campaigns.engine.plan import Entry, Plan, running_campaigns
from aftercare.campaigns.run import planned_day
from aftercare.models import Enrolment, Message, Suppression
from customers.models import Person
from optics_crm.core import formats

CIRCLE = """
WITH self AS (
    SELECT %(person)s::uuid AS id UNION ALL SELECT id FROM customers_person WHERE merged_into_id = %(person)s
),
known AS (
    SELECT id FROM self
    UNION SELECT b.person_id FROM self JOIN customers_membership a ON a.person_id = self.id AND a.is_home
            JOIN customers_membership b ON b.household_id = a.household_id
    UNION SELECT r.relative_id FROM self JOIN customers_relationship r ON r.person_id = self.id
           WHERE r.kind IN ('guardian', 'parent', 'child', 'ward')
),
family AS (SELECT DISTINCT coalesce(p.merged_into_id, p.id) AS id FROM known JOIN customers_person p USING (id))
SELECT id FROM family
UNION SELECT o.id FROM customers_person o
       WHERE o.main_phone_id IN (SELECT p.main_phone_id FROM customers_person p JOIN family USING (id))
"""


@dataclass(frozen=True)
class Explanation:
    """One campaign and one person on one day.

    `verdict` is `message`, `joined`, `control`, `not_eligible`, `not_run` or a reason of the fixed list.
    """

    campaign: str
    name: str
    traffic_class: str
    verdict: str
    words: str
    occasion: str = ""
    message: Message | None = None
    is_planned: bool = False

    @property
    def is_sent(self) -> bool:
        return self.verdict in ("message", "joined")

    @property
    def badge(self) -> str:
        """Its face in the status family `verdict`."""
        return self.verdict if self.verdict in ("message", "joined", "control") else "silent"

    def as_json(self) -> dict[str, Any]:
        return {
            "campaign": self.campaign,
            "class": self.traffic_class,
            "sent": self.is_sent,
            "verdict": self.verdict,
            "why": self.words,
            "occasion": self.occasion or None,
            "message": str(self.message.pk) if self.message else None,
            "state": self.message.standing if self.message else None,
            "planned": self.is_planned,
        }


@transaction.atomic
def explain(person: Person, day: dt.date) -> list[Explanation]:
    """Every running campaign for this person on that day, the most important first."""
    entries = running_campaigns()
    if not entries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CIRCLE, {"person": person.pk})
        circle = [row[0] for row in cursor.fetchall()]
    with planned_day(day, entries=entries, only=circle, timeout="15s") as plan:
        return [one for entry in entries for one in _campaign(plan, entry, person)]


def _campaign(plan: Plan, entry: Entry, person: Person) -> Iterator[Explanation]:
    rows = plan.ask(
        "SELECT DISTINCT occasion FROM plan_candidate WHERE campaign_id = %(campaign)s AND person_id = %(person)s",
        {"campaign": entry.campaign.pk, "person": person.pk},
    )
    if not rows:
        words = _("No occasion: %(why)s.") % {"why": entry.preset.not_now(person.pk, plan.day)}
        yield _make(entry, "not_eligible", words)
    for (occasion,) in sorted(rows):
        yield _written(plan, entry, occasion) or _planned(plan, entry, occasion)


def _written(plan: Plan, entry: Entry, occasion: str) -> Explanation | None:
    """What a run wrote about the occasion, on this day or before it."""
    taken = Enrolment.objects.filter(campaign=entry.campaign, occasion=occasion, enrolled_on__lte=plan.day).first()
    if taken is not None and not plan.ask("SELECT 1 FROM plan_freed WHERE id = %(id)s", {"id": taken.pk}):
        return _taken(plan, entry, taken)
    row = Suppression.objects.filter(run__campaign=entry.campaign, run__day=plan.day, occasion=occasion).first()
    return _make(entry, row.reason, _silence(row.reason, row.detail), occasion) if row else None


def _taken(plan: Plan, entry: Entry, taken: Enrolment) -> Explanation:
    message = Message.objects.filter(campaign=entry.campaign, occasion=taken.occasion).first()
    carrier = message or Message.objects.filter(
        run__day=taken.enrolled_on, occasions__contains=[taken.occasion]
    ).select_related("campaign").first()  # fmt: skip
    if taken.arm == "control":
        words = _("In the hold-out: gets nothing, so that the effect can be measured.")
        return _make(entry, "control", words, taken.occasion)
    if taken.enrolled_on < plan.day:
        words = _("Was served on this occasion on %(day)s.") % {"day": formats.exact(taken.enrolled_on)}
        return _make(entry, "already_served", words, taken.occasion, carrier)
    if message is not None:
        return _make(entry, "message", _ended(message), taken.occasion, message)
    return _make(entry, "joined", _silence("joined", carrier.campaign.key if carrier and carrier.campaign else ""),
                 taken.occasion, carrier)  # fmt: skip


def _ended(message: Message) -> str:
    if message.reason:
        return _("A message was planned: %(state)s, because: %(why)s.") % {
            "state": message.standing_words,
            "why": suppression.words(message.reason),
        }
    return _("A message was planned: %(state)s.") % {"state": message.standing_words}


def _planned(plan: Plan, entry: Entry, occasion: str) -> Explanation:
    """What a run of this day would decide; of one that never was, and whose occasion a later one took up, that."""
    found = plan.ask(
        f"SELECT verdict, detail FROM ({VERDICTS}) v WHERE campaign_id = %(campaign)s AND occasion = %(occasion)s",
        {"campaign": entry.campaign.pk, "occasion": occasion},
    )
    if not found:
        return _make(entry, "not_run", _("No run of this day looked at this occasion; a later one did."), occasion)
    verdict, detail = found[0]
    if verdict == "message":
        words = _("A run of this day would plan a message.")
    elif verdict == "control":
        words = _("A run of this day would put the family into the hold-out.")
    else:
        words = _silence(verdict, detail)
    return _make(entry, verdict, words, occasion, is_planned=True)


def _silence(reason: str, detail: str) -> str:
    words = _("No message of its own: %(why)s") if reason == "joined" else _("No message: %(why)s")
    text = words % {"why": suppression.words(reason)}
    return f"{text} ({detail})." if detail else f"{text}."


def _make(
    entry: Entry,
    verdict: str,
    words: str,
    occasion: str = "",
    message: Message | None = None,
    *,
    is_planned: bool = False,
) -> Explanation:
    return Explanation(
        entry.campaign.key,
        entry.campaign.name,
        entry.version.traffic_class,
        verdict,
        words,
        occasion,
        message,
        is_planned,
    )


def find_person(text: str) -> Person | None:
    """A person by an id of the pages, of a card or of the source; a merged one leads to the survivor."""
    try:
        key = uuid.UUID(text)
    except ValueError:
        return None
    found = (
        Person.objects.filter(pk=key).first()
        or Person.objects.filter(cards__guid=key).first()
        or Person.objects.filter(cards__pk=key).first()
    )
    while found is not None and found.merged_into_id:
        found = found.merged_into
    return found
