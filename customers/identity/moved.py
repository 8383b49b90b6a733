"""Where moved rows are: at the newest standing move of a row, else at home. A function of the journal.

moved = standing_moves("orders.Purchase", ids)      # {id: Move(home, card, event)}
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import connection

from customers.identity.movers import MOVERS, Mover
from customers.models import IdentityEvent, MovedFact
from optics_crm.core import clock


class Move(NamedTuple):
    """The newest standing move of a row: the card that its source says, the card that it was moved to, and by what."""

    home: uuid.UUID
    card: uuid.UUID
    event: uuid.UUID


# the newest of each row that nothing undoes, but for %(but)s
STANDING = """
SELECT DISTINCT ON (m.object_id) m.object_id, m.home_id, m.to_card_id, m.event_id FROM customers_movedfact m
 WHERE m.model = %(model)s AND m.object_id = ANY(%(ids)s::uuid[]) AND m.event_id IS DISTINCT FROM %(but)s::uuid
   AND m.overruled_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM customers_identityevent u WHERE u.undoes_id = m.event_id)
 ORDER BY m.object_id, m.id DESC
"""


def standing_moves(model: str, ids: Collection[uuid.UUID], *, but: uuid.UUID | None = None) -> dict[uuid.UUID, Move]:
    """The standing moves of these rows; rows that were never moved, or were moved back, are left out. One query.

    `model` is the label (`orders.Purchase`), `but` an event that is looked at as if it were undone.
    """
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(STANDING, {"model": model, "ids": list(ids), "but": but})
        return {row[0]: Move(*row[1:]) for row in cursor.fetchall()}


def held(model: str, said: Mapping[uuid.UUID, uuid.UUID | None]) -> dict[uuid.UUID, uuid.UUID]:
    """Of rows that a source sends again (row -> the card that it says) those that a split holds elsewhere: row -> card.

    A source that names another card than before has thought again: its word counts, and the moves of that row are
    overruled. One query where nothing was moved.
    """
    moves = standing_moves(model, list(said))
    anew = [row for row, move in moves.items() if said[row] != move.home]
    if anew:
        MovedFact.objects.filter(model=model, object_id__in=anew).update(overruled_at=clock.now())
    return {row: move.card for row, move in moves.items() if said[row] == move.home}


def move(event: IdentityEvent, mover: Mover, ids: Iterable[uuid.UUID], source: uuid.UUID, target: uuid.UUID) -> int:
    """Moves rows that are on the source card and writes each into the journal; returns how many."""
    rows = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {mover.table} SET card_id = %s, updated_at = app_now()
                WHERE id = ANY(%s::uuid[]) AND card_id = %s RETURNING id""",
            [target, rows, source],
        )
        moved = [row[0] for row in cursor.fetchall()]
    note(event, mover, moved, source, target)
    return len(moved)


def note(event: IdentityEvent, mover: Mover, ids: Collection[uuid.UUID], source: uuid.UUID, target: uuid.UUID) -> None:
    """Writes moved rows into the journal; the home of one that was moved before is where it was at first."""
    before = standing_moves(mover.model._meta.label, ids)
    MovedFact.objects.bulk_create(
        MovedFact(
            event=event,
            model=mover.model._meta.label,
            object_id=one,
            from_card_id=source,
            to_card_id=target,
            home_id=before[one].home if one in before and before[one].card == source else source,
        )
        for one in ids
    )


def move_back(event: IdentityEvent) -> dict[str, set[uuid.UUID]]:
    """Puts the rows of a standing event where they are without it; returns the cards concerned by mover's key.

    Rows that went on since (another split, or their source named another card) stay where they are.
    """
    touched: dict[str, set[uuid.UUID]] = {}
    facts = list(MovedFact.objects.filter(event=event).values_list("model", "object_id", "to_card", "home"))
    for mover in MOVERS:
        label = mover.model._meta.label
        own = {one: (to, home) for model, one, to, home in facts if model == label}
        now, without = standing_moves(label, list(own)), standing_moves(label, list(own), but=event.pk)
        places = {
            one: (to, without[one].card if one in without else home)
            for one, (to, home) in own.items()
            if one in now and now[one].event == event.pk
        }
        cards = _put(mover, places)
        if own and mover.settle:
            mover.settle(list(own))
        if cards:
            touched[mover.key] = cards
    return touched


def _put(mover: Mover, places: Mapping[uuid.UUID, tuple[uuid.UUID, uuid.UUID]]) -> set[uuid.UUID]:
    """Row -> (where it must be to be moved, where it goes); returns the cards that changed."""
    if not places:
        return set()
    rows = [(one, here, there) for one, (here, there) in places.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""UPDATE {mover.table} t SET card_id = v.there, updated_at = app_now()
                FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) AS v(id, here, there)
                WHERE t.id = v.id AND t.card_id = v.here RETURNING v.here, v.there""",
            [[row[column] for row in rows] for column in range(3)],
        )
        return {card for pair in cursor.fetchall() for card in pair}
