"""The scan of the base: every card against every other, or what changed against all. Out and in by COPY.

    scan_all()                      # what waits and is not found again becomes obsolete
    scan_changed(since)             # cards written since then

Pairs become questions (`Proposal`); `merge=True` joins what the strict rules allow. What somebody said to be two
people, and what was decided once, is not asked again.
"""

import datetime as dt
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from customers.card_keys import fill_keys
from customers.identity.matching.answers import ASK, DUPLICATE, FAMILY, REVIEW, Answers, answers, reasons
from customers.identity.matching.clusters import Roots
from customers.identity.matching.features import side_of
from customers.identity.matching.model import model
from customers.identity.matching.population import Population, population_of
from customers.identity.matching.scoring import Scored, score_side
from customers.identity.merging import merge_people
from customers.identity.not_same import STANDING
from customers.identity.stored_keys import StoredCards, read_keys, stored_population
from customers.models import Card, Proposal
from optics_crm.core import clock
from optics_crm.core.errors import DomainError

ACTOR = "identity_scan"
Report = Callable[[str, int], None]

FOUND = """DROP TABLE IF EXISTS pg_temp.found_pair;
    CREATE TEMPORARY TABLE found_pair (card_a uuid, card_b uuid, kind varchar(10), score float8,
    reasons varchar(40)[], certain boolean) ON COMMIT DROP"""
SCANNED = """DROP TABLE IF EXISTS pg_temp.scanned_card, pg_temp.changed;
    CREATE TEMPORARY TABLE scanned_card (card_id uuid PRIMARY KEY) ON COMMIT DROP"""
CHANGED = """INSERT INTO scanned_card SELECT id FROM customers_card
    WHERE updated_at >= %s AND deleted_at IS NULL ON CONFLICT DO NOTHING"""
# whoever shares with a changed card what the candidates of the matcher share
NEAR = """
INSERT INTO scanned_card
SELECT card_id FROM (
    SELECT x.card_id FROM changed JOIN customers_cardphone u ON u.card_id = changed.card_id AND u.phone_id IS NOT NULL
      CROSS JOIN LATERAL (SELECT card_id FROM customers_cardphone p WHERE p.phone_id = u.phone_id LIMIT 40) x
    UNION SELECT x.card_id FROM changed JOIN customers_cardemail u ON u.card_id = changed.card_id
        AND u.email_id IS NOT NULL
      CROSS JOIN LATERAL (SELECT card_id FROM customers_cardemail p WHERE p.email_id = u.email_id LIMIT 40) x
    UNION SELECT x.card_id FROM changed k CROSS JOIN LATERAL (SELECT card_id FROM customers_cardkeys o
        WHERE o.last = k.last AND o.first_group = k.first_group AND o.last <> '' LIMIT 100) x WHERE k.last <> ''
    UNION SELECT x.card_id FROM changed k CROSS JOIN LATERAL (SELECT card_id FROM customers_cardkeys o
        WHERE o.birth_date = k.birth_date AND o.first_group = k.first_group LIMIT 60) x
        WHERE k.birth_date IS NOT NULL
    UNION SELECT x.card_id FROM changed k CROSS JOIN LATERAL (SELECT card_id FROM customers_cardkeys o
        WHERE o.address = k.address AND o.address <> '' LIMIT 40) x WHERE k.address <> ''
) near ON CONFLICT DO NOTHING"""
CHANGED_KEYS = """CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
    SELECT k.* FROM customers_cardkeys k JOIN scanned_card s ON s.card_id = k.card_id"""
# not of one person already, not told apart, not decided before; of relatives none who share a home already
WANTED = f"""
DELETE FROM found_pair f USING customers_card a, customers_card b
 WHERE a.id = f.card_a AND b.id = f.card_b AND (
    a.person_id = b.person_id
    OR EXISTS (SELECT 1 FROM ({STANDING}) n JOIN customers_card x ON x.id = n.card_a_id
               JOIN customers_card y ON y.id = n.card_b_id
               WHERE f.kind = 'same' AND (x.person_id, y.person_id) IN
                     ((a.person_id, b.person_id), (b.person_id, a.person_id)))
    OR EXISTS (SELECT 1 FROM customers_proposal p WHERE p.card_a_id = f.card_a AND p.card_b_id = f.card_b
               AND p.kind = f.kind AND p.status IN ('refused', 'accepted'))
    OR f.kind = 'family' AND EXISTS (SELECT 1 FROM customers_membership m JOIN customers_membership o
               ON o.household_id = m.household_id WHERE m.person_id = a.person_id AND o.person_id = b.person_id))"""
ASKED = """
INSERT INTO customers_proposal (id, card_a_id, card_b_id, kind, score, reasons, evidence, status, source,
                                model_version, proposed_at)
SELECT app_uuid7(), card_a, card_b, kind, score, reasons, '{}', 'open', 'scan', %(version)s, t.at
  FROM found_pair, (SELECT app_now() AS at OFFSET 0) t
ON CONFLICT (card_a_id, card_b_id, kind) WHERE status = 'open'
DO UPDATE SET score = excluded.score, reasons = excluded.reasons, model_version = excluded.model_version"""
OBSOLETE = """
UPDATE customers_proposal p SET status = 'obsolete', decided_at = app_now()
 WHERE p.status = 'open' AND p.source = 'scan' AND p.kind IN ('same', 'family')
   AND NOT EXISTS (SELECT 1 FROM found_pair f
                    WHERE f.card_a = p.card_a_id AND f.card_b = p.card_b_id AND f.kind = p.kind)"""
CERTAIN = """SELECT p.id, p.card_a_id, p.card_b_id, p.score, f.reasons FROM found_pair f
    JOIN customers_proposal p ON p.card_a_id = f.card_a AND p.card_b_id = f.card_b AND p.kind = 'same'
     AND p.status = 'open' WHERE f.certain ORDER BY p.score DESC, p.id"""


@dataclass(slots=True)
class Counts:
    """What a scan saw and did; `duplicate`, `family` and `review` are pairs by verdict."""

    cards: int = 0
    candidates: int = 0
    duplicate: int = 0
    family: int = 0
    review: int = 0
    asked: int = 0
    obsolete: int = 0
    merged: int = 0
    seconds: float = 0.0


def scan_all(report: Report | None = None, *, merge: bool = False, workers: int = 1) -> Counts:
    """Every living card against every other. One transaction for the questions; merges are their own.

    `workers` more than one are forked, which a worker of Celery may not do.
    """
    began = time.perf_counter()
    tell = report or _silent
    fill_keys()
    stored = read_keys()
    tell("cards", len(stored.cards))
    counts, certain = _answered(stored, population_of(stored.table), tell, workers=workers, whole=True)
    counts.merged = _merged(certain, tell) if merge else 0
    counts.seconds = round(time.perf_counter() - began, 2)
    return counts


def scan_changed(since: dt.datetime, report: Report | None = None, *, merge: bool = False) -> Counts:
    """Cards written since then against everybody who shares something with them."""
    began = time.perf_counter()
    tell = report or _silent
    fill_keys()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCANNED)
        cursor.execute(CHANGED, [since])
        cursor.execute("ANALYZE scanned_card")
        cursor.execute(CHANGED_KEYS)
        cursor.execute("SELECT card_id::text FROM changed")
        fresh = {row[0] for row in cursor.fetchall()}
        cursor.execute(NEAR)
        cursor.execute("ANALYZE scanned_card")
        stored = read_keys(chosen=True)
    tell("cards", len(stored.cards))
    counts, certain = _answered(stored, stored_population(), tell, fresh=fresh)
    counts.cards = len(fresh)
    counts.merged = _merged(certain, tell) if merge else 0
    counts.seconds = round(time.perf_counter() - began, 2)
    return counts


def _answered(
    stored: StoredCards,
    population: Population,
    tell: Report,
    *,
    fresh: set[str] | None = None,
    whole: bool = False,
    workers: int = 1,
) -> tuple[Counts, list[tuple[str, str, str, float, list[str]]]]:
    """Scores, and writes the questions; also those that may be merged, the surest first."""
    side = side_of(stored.table, population)
    new = None if fresh is None else np.array([card in fresh for card in stored.cards], bool)
    scored = score_side(side, model(), workers, fresh=new)
    tell("pairs", scored.compared)
    found = answers(side, scored, clock.today())
    counts = Counts(cards=len(stored.cards), candidates=scored.compared)
    kinds = _kinds(stored, found, new)
    counts.duplicate, counts.family, counts.review = (int((kinds == k).sum()) for k in (DUPLICATE, FAMILY, REVIEW))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOUND)
        lines = "".join(_lines(stored, scored, found, kinds))
        cursor.copy_expert("COPY found_pair FROM STDIN", io.StringIO(lines))
        cursor.execute("ANALYZE found_pair")
        cursor.execute(WANTED)
        cursor.execute(ASKED, {"version": model().version})
        counts.asked = cursor.rowcount
        if whole:
            cursor.execute(OBSOLETE)
            counts.obsolete = cursor.rowcount
        cursor.execute(CERTAIN)
        return counts, cursor.fetchall()


def _kinds(stored: StoredCards, found: Answers, new: NDArray[np.bool_] | None) -> NDArray[Any]:
    """What becomes of each answer: `duplicate` (the strict rules hold), `review` (one person?), `family`, or "".

    Of relatives as many pairs are asked about as hold a family together.
    """
    kinds = np.where(found.verdict == DUPLICATE, DUPLICATE, np.where(found.same >= ASK, REVIEW, found.verdict))
    kinds[(kinds == REVIEW) & (found.same < ASK)] = ""
    if new is not None:
        kinds[~(new[found.a] | new[found.b])] = ""
    number: dict[str, int] = {}
    person = [number.setdefault(one, len(number)) for one in stored.people]
    roots = Roots(len(number))
    for kind in (DUPLICATE, REVIEW, FAMILY):
        for k in np.flatnonzero(kinds == kind).tolist():
            x, y = roots.root(person[found.a[k]]), roots.root(person[found.b[k]])
            if x != y:
                roots.join(x, y)
            elif kind == FAMILY:
                kinds[k] = ""
    return kinds


def _lines(stored: StoredCards, scored: Scored, found: Answers, kinds: NDArray[Any]) -> Iterator[str]:
    chosen = np.flatnonzero(kinds != "")
    rows = found.rows[chosen]
    said = reasons(scored.features[np.maximum(rows, 0)]) if len(scored.features) else []
    for i, k in enumerate(chosen.tolist()):
        codes = ",".join(said[i]) if rows[i] >= 0 else ""
        kind, sure = "family" if kinds[k] == FAMILY else "same", "t" if kinds[k] == DUPLICATE else "f"
        a, b = stored.cards[found.a[k]], stored.cards[found.b[k]]
        yield f"{a}\t{b}\t{kind}\t{found.same[k]:.6f}\t{{{codes}}}\t{sure}\n"


def _merged(certain: list[tuple[str, str, str, float, list[str]]], tell: Report) -> int:
    """Merges what the strict rules allow; a refusal (a family circle, somebody at work) leaves the question open."""
    done = 0
    for proposal, card_a, card_b, score, codes in certain:
        done += _merge(proposal, (card_a, card_b), score, codes)
        if done % 100 == 0:
            tell("merged", done)
    return done


def _merge(proposal: str, cards: tuple[str, str], score: float, codes: list[str]) -> bool:
    people = dict(Card.objects.filter(pk__in=cards).values_list("pk", "person"))
    one, other = sorted({*people.values()}, key=str) if len({*people.values()}) == 2 else (None, None)
    if one is None or other is None:
        return False
    evidence = {"cards": [str(card) for card in cards], "reasons": codes}
    asked = Proposal.objects.filter(pk=proposal).first()
    try:
        merge_people(
            ACTOR, one, other, reason="strict rule", score=score, model_version=model().version, evidence=evidence,
            proposal=asked,
        )  # fmt: skip
    except DomainError:
        return False
    return True


def _silent(_what: str, _number: int) -> None:
    return None
