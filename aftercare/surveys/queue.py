"""The queue of calls after a purchase: each day those whose day has come, by the rules, as promises.

Only purchases that were news when they came are here (`FreshPurchase`); what was given back is not asked about. A
child's guardian is called. Whoever refused calls, or was asked about another purchase within the days of rest, is left
alone, by person and by phone.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from aftercare.models import PostPurchaseCall
from aftercare.surveys.resting import Wish, left_alone
from customers.families import MINOR_UNTIL, guardians_of
from customers.followup_terms import end_of_day
from customers.followups_in_bulk import open_many
from customers.homes import homes_of
from customers.models import FollowUp, Person
from optics_crm.core import clock
from optics_crm.core.sync.tables import ask, uuid_array

ACTOR = "aftercare.post_purchase"
KIND = "post_purchase"
LOOKS_BACK_DAYS = 2  # days that a stopped job may have missed

REMEMBER = """
INSERT INTO aftercare_freshpurchase (purchase_id, heard_at)
SELECT id, (SELECT app_now()) FROM orders_purchase WHERE id = ANY(%s::uuid[]) AND kind = 'sale' AND card_id IS NOT NULL
    ON CONFLICT DO NOTHING"""

# the first rule that fits each fresh purchase, and its days that have come
DUE = """
WITH fits AS (
    SELECT DISTINCT ON (pu.id) pu.id, pu.guid, pu.card_id, pu.salon_id, c.person_id, r.id AS rule, r.name, r.days,
           r.priority, s.rest_days, coalesce(pu.handed_over_on, pu.sold_on) AS handed
      FROM aftercare_freshpurchase f
      JOIN orders_purchase pu ON pu.id = f.purchase_id
      JOIN customers_card c ON c.id = pu.card_id
      JOIN aftercare_postpurchaserule r ON r.is_active
      JOIN aftercare_survey s ON s.id = r.survey_id AND s.is_active
     WHERE f.heard_at > app_now() - interval '180 days'
       AND pu.kind = 'sale' AND pu.is_posted AND pu.deleted_at IS NULL AND pu.gone_on IS NULL
       AND pu.medical_until IS NULL
       AND coalesce(pu.handed_over_on, pu.sold_on) >= %(today)s::date - %(back)s - (SELECT max(d)
             FROM aftercare_postpurchaserule x, unnest(x.days) d WHERE x.is_active)
       AND EXISTS (SELECT 1 FROM orders_purchaseline l
                     LEFT JOIN orders_product g ON g.id = l.product_id
                     LEFT JOIN customers_prescription rx ON rx.id = l.prescription_id
                    WHERE l.purchase_id = pu.id AND coalesce(nullif(l.category, ''), g.category) = r.category
                      AND ((r.purpose = '' AND r.name_part = '')
                           OR (r.purpose <> '' AND rx.purpose = r.purpose)
                           OR (r.name_part <> '' AND strpos(lower(l.name), lower(r.name_part)) > 0)))
       AND (NOT r.is_first OR NOT EXISTS (
            SELECT 1 FROM customers_card k JOIN orders_purchase o ON o.card_id = k.id
              JOIN orders_purchaseline l ON l.purchase_id = o.id
              LEFT JOIN orders_product g ON g.id = l.product_id
             WHERE k.person_id = c.person_id AND o.id <> pu.id AND o.kind = 'sale' AND o.is_posted
               AND o.deleted_at IS NULL AND (o.sold_on, o.id) < (pu.sold_on, pu.id)
               AND coalesce(nullif(l.category, ''), g.category) = r.category))
       AND ('x' || left(md5(pu.id::text || r.id::text), 8))::bit(32)::bigint %% 100 < r.share
     ORDER BY pu.id, r.priority, r.id
)
SELECT f.id, f.guid, f.card_id, f.person_id, f.salon_id, f.rule, f.name, f.rest_days, day.n,
       (SELECT l.prescription_id FROM orders_purchaseline l
         WHERE l.purchase_id = f.id AND l.prescription_id IS NOT NULL ORDER BY l.line_no LIMIT 1)
  FROM fits f CROSS JOIN unnest(f.days) day(n)
 WHERE f.handed + day.n BETWEEN %(today)s::date - %(back)s AND %(today)s::date
   AND NOT EXISTS (SELECT 1 FROM aftercare_postpurchasecall k
                     LEFT JOIN customers_followup u ON u.id = k.followup_id
                    WHERE k.purchase_id = f.id AND (k.day_number >= day.n OR u.outcome = 'declined'))
 ORDER BY f.priority, f.handed, f.id, day.n DESC"""


@dataclass(frozen=True)
class Due:
    """A purchase whose day has come; `number` is that day after the hand-over."""

    purchase: uuid.UUID
    guid: uuid.UUID | None
    card: uuid.UUID
    person: uuid.UUID
    salon: uuid.UUID
    rule: uuid.UUID
    name: str
    rest_days: int
    number: int
    prescription: uuid.UUID | None


@dataclass(frozen=True)
class Ready:
    """Whom to call about it, on which number."""

    due: Due
    talk_to: Person
    phone: str


def remember(purchases: Collection[uuid.UUID]) -> None:
    """These sales are news: their buyers may be called when the day comes."""
    ask(REMEMBER, [uuid_array(purchases)])


@transaction.atomic
def fill() -> int:
    """Opens the calls of today; returns how many. Safe to repeat: a purchase is called about once for a day."""
    found = ask(DUE, {"today": clock.today(), "back": LOOKS_BACK_DAYS})
    ready = _undisturbed(_reachable(_newest_days([Due(*row) for row in found])))
    homes = homes_of([one.due.person for one in ready])
    with translation.override(settings.LANGUAGE_CODE):
        due_at = end_of_day(clock.now())
        rows = [_promise(one, homes.get(one.due.person), due_at) for one in ready]
    opened = open_many(ACTOR, rows)
    made = set(FollowUp.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    PostPurchaseCall.objects.bulk_create(
        [_call(row, one) for row, one in zip(rows, ready, strict=True) if row.pk in made], ignore_conflicts=True
    )
    return opened


def _newest_days(found: Sequence[Due]) -> list[Due]:
    """Of the days of one purchase that have come, the latest: nobody is called twice for a day that was missed."""
    kept: dict[uuid.UUID, Due] = {}
    for due in found:
        kept.setdefault(due.purchase, due)
    return list(kept.values())


def _reachable(found: Sequence[Due]) -> list[Ready]:
    """Whom to talk to: the person, for a child a guardian; those without a phone, and the dead, are left out."""
    people = Person.objects.in_bulk([due.person for due in found])
    grown = clock.years_after(clock.today(), -MINOR_UNTIL)
    minors = [pk for pk, person in people.items() if person.birth_date and person.birth_date > grown]
    guardians = guardians_of(minors) if minors else {}
    wanted = {pk for pks in guardians.values() for pk in pks} | set(people)
    known = Person.objects.filter(pk__in=wanted, deceased_on=None, erased_at=None).select_related("main_phone")
    by_id = {person.pk: person for person in known}
    ready = []
    for due in found:
        asked = guardians.get(due.person, []) if due.person in minors else [due.person]
        talk_to = next((by_id[pk] for pk in asked if pk in by_id and by_id[pk].main_phone), None)
        if talk_to is not None and talk_to.main_phone is not None and due.person in by_id:
            ready.append(Ready(due, talk_to, talk_to.main_phone.number))
    return ready


def _undisturbed(ready: Sequence[Ready]) -> list[Ready]:
    """Without those who are to be left alone; one call to a phone a day."""
    wishes = [Wish(one.due.person, one.talk_to.pk, one.phone, one.due.purchase, one.due.rest_days) for one in ready]
    alone = left_alone(wishes)
    kept: dict[str, Ready] = {}
    for place, one in enumerate(ready):
        if place not in alone:
            kept.setdefault(one.phone, one)
    return list(kept.values())


def _promise(one: Ready, household: uuid.UUID | None, due_at: dt.datetime) -> FollowUp:
    due = one.due
    reason = f"{due.name}, " + _("day %(n)s") % {"n": due.number}
    if one.talk_to.pk != due.person:
        reason += "; " + _("talk to %(name)s") % {"name": one.talk_to.short_name}
    return FollowUp(
        kind=KIND,
        title=_("Ask how the new purchase serves"),
        reason=reason[:300],
        due_at=due_at,
        person_id=due.person,
        card_id=due.card,
        household_id=household,
        salon_id=due.salon,
        prescription_id=due.prescription,
        occasion=f"purchase:{due.guid or due.purchase}:call:{due.number}",
    )


def _call(row: FollowUp, one: Ready) -> PostPurchaseCall:
    due = one.due
    return PostPurchaseCall(
        followup=row,
        purchase_id=due.purchase,
        rule_id=due.rule,
        day_number=due.number,
        person_id=due.person,
        talk_to=one.talk_to,
        phone=one.phone,
    )
