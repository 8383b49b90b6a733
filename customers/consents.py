"""Consents: acts are added to the ledger, the person's flags follow in the same transaction.

A consent is given by the person's own act only (a code or a paper at the desk, a link, a form); every door
can take one back, at once, on every card of the person.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from psycopg2.extras import Json

from customers import events
from customers.consent_texts import current_text
from customers.golden import refresh_people
from customers.models import Card, Consent, ConsentText, Person
from customers.models.consent import Purpose
from customers.moments import CONSENT_CHANGED
from optics_crm.core import audit, clock, news
from optics_crm.core.errors import DomainError

Method = Consent.Method
OWN_ACTS = frozenset({Method.DESK_CODE, Method.DESK_PAPER, Method.LINK, Method.FORM})
CHILD_UNTIL = 14
# what was agreed to at another dossier holds while both are one person; a refusal holds for ever
COUNTS = (
    ~Q(status=Consent.Status.GIVEN)
    | Q(said_by__isnull=True)
    | Q(said_by=F("card__person"))
    | Q(said_by__merged_into=F("card__person"))
)
MINOR_UNTIL = 18
# by which fields other books hear of it; a refusal of `pd` takes the advertising with it
TOLD_AS = {
    Purpose.PERSONAL_DATA.value: ("consent_pd_at", "consent_ads_at"),
    Purpose.ADS.value: ("consent_ads_at", "ads_forbidden"),
}


@dataclass(frozen=True)
class Proof:
    """What shows later that the act took place: the number it was confirmed from, the address, the paper."""

    phone: str = ""
    ip: str | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Act:
    """One row for `record_bulk`: an act as a source knows it. `status` is given or withdrawn."""

    card: uuid.UUID
    purpose: str
    status: str
    at: dt.datetime
    channel: str = ""
    method: str = Method.ONEC.value
    evidence: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def record_consent(
    actor: Any,
    person: Person,
    purpose: str,
    *,
    method: str,
    channel: str = "",
    text: ConsentText | None = None,
    signed_by: Person | None = None,
    at: dt.datetime | None = None,
    proof: Proof = Proof(),
) -> list[Consent]:
    """Records that the person agreed, on every live card; returns the acts written.

    For a child under 14 a grown-up signs; from 14 to 17 a grown-up signs too. Refuses methods that are no
    act of the person and people who cannot sign.
    """
    if method not in OWN_ACTS:
        raise DomainError(
            "consent_not_own_act",
            _("A consent can only be given by the person's own act."),
            pointer="/method",
        )
    moment = at or clock.now()
    if moment > clock.now() + dt.timedelta(minutes=5):
        raise DomainError("consent_in_future", _("A consent cannot be given in the future."), pointer="/at")
    _lock(person)
    evidence = {**proof.evidence, **_signature(person, signed_by, moment)}
    acts = [
        Consent(
            card=card,
            purpose=_known(purpose),
            channel=channel,
            status=Consent.Status.GIVEN,
            method=method,
            text=text or current_text(purpose, moment.date()),
            at=moment,
            actor=_employee(actor),
            phone=proof.phone,
            ip=proof.ip,
            evidence=evidence,
            said_by=person if card.origin_id else None,
        )
        for card in _cards(person).filter(deleted_at__isnull=True)
    ]
    if not acts:
        raise DomainError("person_without_card", _("This person has no live card to record a consent on."))
    Consent.objects.bulk_create(acts, ignore_conflicts=True)
    _settle(actor, person, "given", acts[0])
    news.say(events.CONSENT_GIVEN, {"person": person.pk}, actor=actor, changed=TOLD_AS.get(purpose, ()))
    return acts


@transaction.atomic
def withdraw_consent(
    actor: Any,
    person: Person,
    purpose: str,
    *,
    channel: str = "",
    method: str,
    at: dt.datetime | None = None,
    reason: str = "",
    proof: Proof = Proof(),
) -> list[Consent]:
    """Takes a consent back on every card of the person, at once; a second call writes nothing and returns [].

    `CONSENT_CHANGED` happens in this transaction, so that whatever waits to be sent stops with it.
    """
    moment = at or clock.now()
    _lock(person)
    refused = set(_refused_cards(person, purpose, channel))
    acts = [
        Consent(
            card=card,
            purpose=_known(purpose),
            channel=channel,
            status=Consent.Status.WITHDRAWN,
            method=method,
            at=moment,
            actor=_employee(actor),
            phone=proof.phone,
            ip=proof.ip,
            evidence={**proof.evidence, **({"reason": reason} if reason else {})},
            said_by=person if card.origin_id else None,
        )
        for card in _cards(person)
        if card.pk not in refused
    ]
    if not acts:
        return []
    Consent.objects.bulk_create(acts, ignore_conflicts=True)
    _settle(actor, person, "withdrawn", acts[0], reason)
    CONSENT_CHANGED.happen([person.pk])
    news.say(events.CONSENT_WITHDRAWN, {"person": person.pk}, actor=actor, changed=TOLD_AS.get(purpose, ()))
    return acts


def standing_of(persons: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, str], Consent]:
    """The act that stands now, per person and purpose: the most restrictive of the cards' latest. One
    query.
    """
    latest = (
        Consent.objects.filter(COUNTS, card__person__in=persons)
        .select_related("card", "text", "actor")
        .order_by("card", "purpose", "channel", "-at", "-status", "-recorded_at")
        .distinct("card", "purpose", "channel")
    )
    found: dict[tuple[uuid.UUID, str], Consent] = {}
    for act in sorted(latest, key=lambda act: (act.status != Consent.Status.GIVEN, act.at)):
        found[act.card.person_id, act.purpose] = act
    return found


BULK = """
WITH said AS (
    SELECT * FROM unnest(%(card)s::uuid[], %(purpose)s::text[], %(status)s::text[], %(at)s::timestamptz[],
                         %(channel)s::text[], %(method)s::text[], %(evidence)s::jsonb[])
             AS said(card_id, purpose, status, at, channel, method, evidence)
),
spread AS (
    -- a withdrawal holds for every card of the person, a consent for the card that it was said on
    SELECT s.card_id, s.purpose, s.status, s.at, s.channel, s.method, s.evidence, NULL::uuid AS said_by_id FROM said s
    UNION
    SELECT other.id, s.purpose, s.status, s.at, s.channel, s.method, s.evidence,
           nullif(coalesce(c.origin_id, c.person_id), coalesce(other.origin_id, other.person_id))
      FROM said s JOIN customers_card c ON c.id = s.card_id JOIN customers_card other ON other.person_id = c.person_id
     WHERE s.status <> 'given' AND other.id <> c.id
),
wanted AS (
    SELECT DISTINCT ON (card_id, purpose, channel, status, method, at) * FROM spread w
     WHERE NOT EXISTS (
        -- what the client took back here, later than that date, no program gives again
        SELECT 1 FROM customers_consent k
         WHERE w.status = 'given' AND k.card_id = w.card_id AND k.purpose = w.purpose AND k.channel IN ('', w.channel)
           AND k.status <> 'given' AND k.method <> 'onec' AND k.at > w.at)
     ORDER BY card_id, purpose, channel, status, method, at, said_by_id NULLS FIRST
),
written AS (
    INSERT INTO customers_consent (card_id, purpose, channel, status, method, at, evidence, said_by_id, recorded_at)
    SELECT card_id, purpose, channel, status, method, at, evidence, said_by_id, (SELECT app_now()) FROM wanted
    ON CONFLICT DO NOTHING RETURNING card_id
)
SELECT DISTINCT c.person_id FROM written w JOIN customers_card c ON c.id = w.card_id
"""


@transaction.atomic
def record_bulk(acts: Sequence[Act]) -> set[uuid.UUID]:
    """Writes the acts of a program (1C, the shop), set-based; returns the people whose ledger changed.

    A program can withdraw any consent (the act goes to every card of the person). It cannot give one back
    that was withdrawn here later than its date: such rows are left out. A repeated act is the same row. The
    caller passes the returned ids to `refresh_people`, whose moments stop what waits to be sent.
    """
    if not acts:
        return set()
    columns: dict[str, Any] = {
        "card": [act.card for act in acts],
        "purpose": [act.purpose for act in acts],
        "status": [act.status for act in acts],
        "at": [act.at for act in acts],
        "channel": [act.channel for act in acts],
        "method": [act.method for act in acts],
        "evidence": [Json(dict(act.evidence)) for act in acts],
    }
    with connection.cursor() as cursor:
        cursor.execute(BULK, columns)
        return {person for (person,) in cursor.fetchall()}


def _settle(actor: Any, person: Person, status: str, act: Consent, reason: str = "") -> None:
    """The person's flags and the journal follow the acts, of which `act` is one."""
    refresh_people([person.pk])
    person.refresh_from_db()
    words: dict[str, Any] = {"purpose": act.purpose, "channel": act.channel, "method": act.method}
    audit.record(actor, f"customers.consent.{status}", person, reason=reason, ip=act.ip, **words)


def _known(purpose: str) -> str:
    if purpose not in Purpose.values:
        raise DomainError("consent_purpose_unknown", _("There is no such purpose of a consent."), pointer="/purpose")
    return purpose


def _lock(person: Person) -> None:
    Person.objects.select_for_update().get(pk=person.pk)


def _cards(person: Person) -> Any:
    return Card.objects.filter(person=person)


def _refused_cards(person: Person, purpose: str, channel: str) -> list[uuid.UUID]:
    """Cards whose latest act for this purpose (for this channel, or for all) is a refusal already."""
    latest = (
        Consent.objects.filter(COUNTS, card__person=person, purpose=purpose, channel__in={"", channel})
        .order_by("card", "-at", "-status", "-recorded_at")
        .distinct("card")
    )
    return [act.card_id for act in latest if act.status != Consent.Status.GIVEN]


def _signature(person: Person, signed_by: Person | None, moment: dt.datetime) -> dict[str, str]:
    """Who signed for a minor; an empty dict where the person signs alone."""
    if person.birth_date is None or clock.age_on(person.birth_date, moment.date()) >= MINOR_UNTIL:
        return {}
    if signed_by is None or signed_by.pk == person.pk:
        raise DomainError(
            "guardian_needed",
            _("For a child under 18 the consent is signed by a parent or guardian."),
            pointer="/signed_by",
        )
    if signed_by.birth_date and clock.age_on(signed_by.birth_date, moment.date()) < MINOR_UNTIL:
        raise DomainError("guardian_is_minor", _("A minor cannot sign for a child."), pointer="/signed_by")
    return {"signed_by": str(signed_by.pk)}


def _employee(actor: Any) -> Any:
    return actor if getattr(actor, "pk", None) else None
