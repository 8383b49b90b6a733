"""A merge that is only looked at: field by field both values, which would win and why. And the provenance of fields.

provenance(person)           -> {"last_name": Source(value, card, source, at, rank), ...}
preview(winner, loser)       -> Preview(fields=[FieldPreview(...)], cards=..., obstacles=...)
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from customers import golden_sql
from customers.golden_sql import EMAIL, OTHER_FIELDS, PHONE, RANKED, TEXT_FIELDS, believed
from customers.identity import not_same
from customers.kinship import check_merge
from customers.models import Card, Email, Person, Phone
from optics_crm.core.errors import Conflict, DomainError
from optics_crm.core.models import Salon

FIELDS: Mapping[str, Any] = {
    "last_name": _("surname"),
    "first_name": _("name"),
    "middle_name": _("patronymic"),
    "birth_date": _("birth date"),
    "sex": _("sex"),
    "main_phone_id": _("phone"),
    "main_email_id": _("e-mail"),
    "address": _("address"),
    "city": _("city"),
    "home_salon_id": _("home salon"),
    "preferred_channel": _("preferred channel"),
}
CONSENTS: Mapping[str, Any] = {
    "consent_pd": _("consent to personal data"),
    "consent_ads": _("consent to advertising"),
    "opted_out": _("refuses advertising"),
}
# why a card is believed about a field, best first
CHOSEN, VERIFIED, DESK, SOURCE, DELETED = "chosen", "verified", "desk", "source", "deleted"
RANKS: Mapping[str, Any] = {
    CHOSEN: _("chosen by hand"),
    VERIFIED: _("verified at our desk"),
    DESK: _("typed at our desk"),
    SOURCE: _("as the source says"),
    DELETED: _("of a deleted card"),
}


@dataclass(frozen=True)
class Source:
    """Where a field's value comes from: the card, its program ("" is our desk), when, and why it is believed.

    `value` is what is shown: a text, a date, a Salon's name, a phone's number. `rank` is a key of RANKS.
    """

    value: Any
    card: uuid.UUID
    source: str
    at: dt.datetime | None
    rank: str

    @property
    def why(self) -> Any:
        return RANKS[self.rank]


@dataclass(frozen=True)
class FieldPreview:
    """One field of a merge: both values (None: not known) and the one that would stand."""

    field: str
    label: Any
    winner: Source | None
    loser: Source | None
    result: Source | None

    @property
    def differs(self) -> bool:
        """Both know it, and not the same."""
        return bool(self.winner and self.loser and self.winner.value != self.loser.value)


@dataclass(frozen=True)
class FlagPreview:
    """A consent flag of both and of the merged one: the most restrictive."""

    field: str
    label: Any
    winner: bool
    loser: bool
    result: bool


@dataclass(frozen=True)
class Preview:
    """What a merge would make. `obstacles` are refusals that stand against it now: {code: words}."""

    winner: Person
    loser: Person
    fields: Sequence[FieldPreview]
    flags: Sequence[FlagPreview]
    winner_cards: Sequence[Card]
    loser_cards: Sequence[Card]
    obstacles: Mapping[str, Any]


def provenance(person: Person) -> dict[str, Source]:
    """Field -> where its value comes from, for every golden field that is known. A fixed number of queries."""
    return _sources([person.pk])


def preview(winner: Person, loser: Person) -> Preview:
    """What merging the second into the first would make, with nothing written. A fixed number of queries."""
    first, second, both = _sources([winner.pk]), _sources([loser.pk]), _sources([winner.pk, loser.pk])
    cards = list(Card.objects.filter(person__in=[winner, loser]).select_related("client", "home_salon"))
    return Preview(
        winner,
        loser,
        [
            FieldPreview(name, label, first.get(name), second.get(name), both.get(name))
            for name, label in FIELDS.items()
        ],
        _flags(winner, loser),
        [card for card in cards if card.person_id == winner.pk],
        [card for card in cards if card.person_id == loser.pk],
        _obstacles(winner, loser),
    )


def _obstacles(winner: Person, loser: Person) -> dict[str, Any]:
    if winner.pk == loser.pk or winner.merged_into_id or loser.merged_into_id:
        return {"merged_already": _("One of these customers has been merged meanwhile.")}
    found: dict[str, Any] = {}
    if not_same.barred(winner.pk, loser.pk):
        found["not_the_same"] = _("Somebody has decided that these are two people.")
    try:
        check_merge(winner.pk, loser.pk)
    except (Conflict, DomainError) as refusal:
        found[refusal.code] = refusal.message
    return found


def _flags(winner: Person, loser: Person) -> list[FlagPreview]:
    with connection.cursor() as cursor:
        names = ", ".join(CONSENTS)
        cursor.execute(f"{golden_sql.FRESH} SELECT {names} FROM fresh", _asked([winner.pk, loser.pk]))
        merged = dict(zip(CONSENTS, cursor.fetchone(), strict=True))
    return [
        FlagPreview(name, label, getattr(winner, name), getattr(loser, name), merged[name])
        for name, label in CONSENTS.items()
    ]


def _asked(people: Sequence[uuid.UUID]) -> dict[str, Any]:
    """One question about the first of these people, for whom the cards of all of them speak."""
    return {"ids": [people[0]] * len(people), "whose": list(people)}


CARD_FIELDS = (*TEXT_FIELDS, *OTHER_FIELDS)
SAID_BY = ", ".join(
    part
    for field in CARD_FIELDS
    for part in (believed(field, f"{field}::text", field), believed(field, "id", f"{field}_by"))
)
PROVENANCE = f"""
WITH {RANKED}, said AS (SELECT {SAID_BY} FROM telling),
phone AS ({PHONE}), email AS ({EMAIL}),
named AS (
    {" UNION ALL ".join(f"SELECT '{f}' AS field, {f} AS value, {f}_by AS card_id FROM said" for f in CARD_FIELDS)}
    UNION ALL SELECT 'main_phone_id', id::text, card_id FROM phone
    UNION ALL SELECT 'main_email_id', id::text, card_id FROM email
)
SELECT n.field, n.value, r.id, coalesce(k.source, ''), coalesce(r.verified_at, r.updated_at),
       CASE WHEN n.field = ANY(r.chosen) THEN '{CHOSEN}' WHEN NOT r.live THEN '{DELETED}'
            WHEN r.client_id IS NOT NULL THEN '{SOURCE}' WHEN r.verified_at IS NOT NULL THEN '{VERIFIED}'
            ELSE '{DESK}' END
  FROM named n JOIN ranked r ON r.id = n.card_id LEFT JOIN core_syncclient k ON k.id = r.client_id
"""


def _sources(people: Sequence[uuid.UUID]) -> dict[str, Source]:
    with connection.cursor() as cursor:
        cursor.execute(PROVENANCE, _asked(people))
        rows = cursor.fetchall()
    names = _names({field: value for field, value, *_rest in rows})
    return {
        field: Source(names.get(field, value), card, source, at, rank) for field, value, card, source, at, rank in rows
    }


def _names(values: Mapping[str, str]) -> dict[str, Any]:
    """What is shown instead of ids and typed texts."""
    found: dict[str, Any] = {}
    if "birth_date" in values:
        found["birth_date"] = dt.date.fromisoformat(values["birth_date"])
    for field, model, column in (
        ("home_salon_id", Salon, "name"),
        ("main_phone_id", Phone, "number"),
        ("main_email_id", Email, "address"),
    ):
        if field in values:
            found[field] = model.objects.values_list(column, flat=True).get(pk=values[field])
    return found
