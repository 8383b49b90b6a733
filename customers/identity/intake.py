"""The check of an import: a batch of new cards at once, in a fixed number of statements.

A card that by the strict rule is certainly somebody's whom we know stands with that person from the start: its own
person is born merged into the other, as a decision in the journal that can be taken back like every other. What is
likely, and who looks like a relative, becomes a question.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping

from customers.identity import blocks, state
from customers.identity.asking import Question, propose
from customers.identity.blocks import Known
from customers.identity.odds import MODEL, Odds, weigh
from customers.identity.verdicts import KIN, PERHAPS, RELATIVE, SAME, is_certain, verdict_of
from customers.models import Card, IdentityEvent, Proposal
from optics_crm.core import clock
from optics_crm.core.models import AuditEntry
from optics_crm.core.sync import tables

LIKELY = 0.5

# the same locks as a desk takes (`check.lock_keys`), in the same order; a card with a number leaves the name out
QUEUE = """SELECT pg_advisory_xact_lock(hashtextextended(k, 77)) FROM (
    SELECT DISTINCT k COLLATE "C" AS k FROM (
        SELECT 'phone:' || p.number AS k FROM customers_cardphone u JOIN customers_phone p ON p.id = u.phone_id
         WHERE u.card_id = ANY(%(cards)s::uuid[])
        UNION ALL SELECT 'born:' || extract(year FROM birth_date) || ' '
                || least(extract(month FROM birth_date), extract(day FROM birth_date)) || ' '
                || greatest(extract(month FROM birth_date), extract(day FROM birth_date)) || ' ' || first
          FROM customers_cardkeys, unnest(firsts) AS first WHERE card_id = ANY(%(cards)s::uuid[]) AND last <> ''
           AND birth_date IS NOT NULL
        UNION ALL SELECT 'name:' || last || '|' || first_group FROM customers_cardkeys c
         WHERE card_id = ANY(%(cards)s::uuid[]) AND (last <> '' OR first_group <> '')
           AND NOT EXISTS (SELECT 1 FROM customers_cardphone u WHERE u.card_id = c.card_id AND u.phone_id IS NOT NULL)
    ) wanted ORDER BY k) ordered"""
RELATED = """SELECT m.person_id, o.person_id FROM customers_membership m
    JOIN customers_membership o ON o.household_id = m.household_id AND o.person_id <> m.person_id
    WHERE m.person_id = ANY(%s::uuid[])"""
ATTACH = """UPDATE customers_card c SET person_id = r.root, origin_id = r.person
    FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[]) r(card, person, root) WHERE c.id = r.card"""

Match = tuple[Known, Known, Odds]
Certain = dict[uuid.UUID, tuple[uuid.UUID, Match]]
Asked = dict[tuple[uuid.UUID, uuid.UUID, str], Question]


def queue_cards(cards: Collection[uuid.UUID]) -> None:
    """Waits for every desk that types one of these people and every batch that brings one, so that each sees the other.

    One statement.
    """
    tables.ask(QUEUE, {"cards": tables.uuid_array(cards)})


def matches(cards: Collection[uuid.UUID]) -> list[Match]:
    """Pairs of one of these cards with anybody else's, the surest first."""
    found = [(mine, other, weigh(mine.keys, other.keys)) for mine, other in blocks.pairs(cards)]
    return sorted(found, key=_place)


def attachments(found: Iterable[Match], born: Mapping[uuid.UUID, uuid.UUID]) -> Certain:
    """Whom a new card stands with, and the pair that says so; `born` is new card -> its own person.

    Of two new cards of one person the one with the higher id follows the other, wherever that one goes.
    """
    today = clock.today()
    first: Certain = {}
    fresh = set(born.values())
    for match in found:
        mine, other, odds = match
        if mine.card not in born or mine.card in first or (other.person in fresh and other.card >= mine.card):
            continue
        if is_certain(mine.keys, other.keys, odds, today):
            first[mine.card] = other.person, match
    goes = {born[card]: person for card, (person, _match) in first.items()}
    return {card: (_end_of(person, goes), match) for card, (person, match) in first.items()}


def _end_of(person: uuid.UUID, goes: Mapping[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    while person in goes:
        person = goes[person]
    return person


def current_roots(people: Collection[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """Locks these people; whoever stands for each of them now."""
    return {person: into or person for person, into in state.locked_all(people).items()} if people else {}


def attach(told: Mapping[uuid.UUID, tuple[uuid.UUID, uuid.UUID, Match]], actor: str) -> None:
    """Card -> (own person, whom it stands with, why): moves the pointers, writes journal and audit.

    Three statements.
    """
    if not told:
        return
    people = {card: person for card, (person, _root, _match) in told.items()}
    roots = [root for _person, root, _match in told.values()]
    tables.ask(ATTACH, [tables.uuid_array(people), tables.uuid_array(people.values()), tables.uuid_array(roots)])
    now = clock.now()
    IdentityEvent.objects.bulk_create(
        IdentityEvent(
            kind=IdentityEvent.Kind.MERGE,
            winner_id=root,
            loser_id=person,
            actor_label=actor[:150],
            at=now,
            reason="strict rule",
            score=odds.same,
            model_version=MODEL,
            evidence={"cards": [str(mine.card), str(other.card)], "reasons": list(odds.reasons)},
        )
        for person, root, (mine, other, odds) in told.values()
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            actor_label=actor[:150],
            verb="customers.identity.merge",
            object_type=Card._meta.get_field("person").related_model._meta.label_lower,
            object_id=root,
            data={"other": str(person)},
        )
        for person, root, _match in told.values()
    )


def ask_about(found: Iterable[Match], attached: Collection[uuid.UUID]) -> None:
    """Leaves questions for what is likely and for who looks like a relative, but for people of one household."""
    asked: Asked = {}
    kin = []
    for mine, other, odds in found:
        verdict = verdict_of(mine.keys, other.keys, odds)
        if verdict == SAME or (verdict == PERHAPS and odds.same >= LIKELY):
            if mine.card not in attached and other.card not in attached:
                _ask(asked, Proposal.Kind.SAME.value, mine, other, odds)
        elif verdict == RELATIVE and odds.relative >= KIN and mine.card not in attached:
            kin.append((mine, other, odds))
    at_home = set(tables.ask(RELATED, [tables.uuid_array({mine.person for mine, _o, _odds in kin})])) if kin else set()
    for mine, other, odds in kin:
        if (mine.person, other.person) not in at_home:
            _ask(asked, Proposal.Kind.FAMILY.value, mine, other, odds)
    propose(list(asked.values()), Proposal.Source.IMPORT.value)


def _ask(
    asked: dict[tuple[uuid.UUID, uuid.UUID, str], Question], kind: str, mine: Known, other: Known, odds: Odds
) -> None:
    """One question for two people, whichever of their cards says it."""
    one, two = sorted([mine.person, other.person])
    asked.setdefault((one, two, kind), Question(mine.card, other.card, kind, round(odds.same, 4), odds.reasons))


def _place(match: Match) -> tuple[float, str, str]:
    mine, other, odds = match
    return -odds.same, str(mine.card), str(other.card)
