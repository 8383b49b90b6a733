"""The look ahead: what is wrong with the rows of a file, who in it is known already, how the base would stand after."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from customers.identity import check
from customers.identity.asking import WORTH_A_QUESTION
from customers.identity.health import read
from customers.identity.health.flaws import FLAWS
from customers.identity.incoming.judging import judge
from customers.identity.incoming.reading import BAD_DATE, UNREADABLE, Row
from customers.identity.incoming.reading import read as read_rows
from customers.identity.keys import Keys, keys_of
from customers.identity.matching.answers import ASK, FAMILY, answers
from customers.identity.matching.columns import columns_of
from customers.identity.matching.features import side_of
from customers.identity.matching.model import model
from customers.identity.matching.population import population_of
from customers.identity.matching.scoring import score_side
from customers.identity.verdicts import PERHAPS, RELATIVE, SAME
from optics_crm.core import clock

CHUNK = 500
SHOWN = 50
NEW = "new"
Report = Callable[[int, int], object]
WORDS = {UNREADABLE: _("the line cannot be read"), BAD_DATE: _("the birth date is no date")}


@dataclass(slots=True)
class Finding:
    """A row that is worth a line: what is wrong with it and whom of the base it resembles."""

    number: int
    flaws: list[str]
    verdict: str
    person: str
    score: float


@dataclass(slots=True)
class Outlook:
    """The figures. `known` counts rows by verdict against the base, `twins` pairs inside of the file."""

    rows: int = 0
    flawed: int = 0
    unreadable: int = 0
    by_rule: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    twins: int = 0
    families: int = 0
    cards_before: int = 0
    flawed_before: int = 0
    findings: list[dict[str, Any]] = field(default_factory=list)

    @property
    def share_before(self) -> float:
        return self.flawed_before / self.cards_before if self.cards_before else 0.0

    @property
    def share_after(self) -> float:
        """With the readable rows let in as they are."""
        cards = self.cards_before + self.rows - self.unreadable
        return (self.flawed_before + self.flawed) / cards if cards else 0.0


def look(path: Path, encoding: str, report: Report) -> tuple[Outlook, list[Finding]]:
    """The figures of a file and its rows that are worth a line. Nothing is written. Refuses what is no such file."""
    rows = list(read_rows(path, encoding))
    found = Outlook(rows=len(rows))
    day = read.newest_day()
    if day is not None:
        found.cards_before, found.flawed_before = read.totals(read.Scope(), day)
    rules: Counter[str] = Counter()
    known: Counter[str] = Counter()
    findings: list[Finding] = []
    done = 0
    for chunk in (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)):
        for finding, broken in _judged(chunk):
            rules.update(broken)
            known[finding.verdict] += UNREADABLE not in broken
            found.unreadable += UNREADABLE in broken
            serious = finding.verdict in (SAME, PERHAPS) or any(_is_serious(key) for key in broken)
            found.flawed += serious and UNREADABLE not in broken
            if broken or finding.verdict != NEW:
                findings.append(finding)
        done += len(chunk)
        report(done, len(rows) + 1)
    found.by_rule, found.known = dict(rules), dict(known)
    found.twins, found.families = _inside([keys_of(row.record) for row in rows if UNREADABLE not in row.faults])
    found.findings = [asdict(one) for one in sorted(findings, key=_worth)[:SHOWN]]
    return found, findings


def flaw_words(key: str) -> str:
    """A flaw of a row in words."""
    one = FLAWS.find(key)
    return str(one.title) if one else str(WORDS.get(key, key))


def _judged(rows: Sequence[Row]) -> Iterator[tuple[Finding, list[str]]]:
    flaws = judge([row for row in rows if UNREADABLE not in row.faults])
    for row in rows:
        broken = [*row.faults, *flaws.get(row.number, [])]
        likeliest = None if UNREADABLE in row.faults else _likeliest(row)
        if likeliest is None:
            yield Finding(row.number, broken, NEW, "", 0.0), broken
        else:
            score = round(likeliest.score, 4)
            yield Finding(row.number, broken, likeliest.verdict, str(likeliest.person), score), broken


def _likeliest(row: Row) -> check.Candidate | None:
    """Whom of the base the row is, or is a relative of; nobody for what is not worth a question."""
    for one in check.look(row.record):
        if one.verdict != PERHAPS or one.score >= WORTH_A_QUESTION:
            return one
    return None


def _inside(keys: list[Keys]) -> tuple[int, int]:
    """(pairs of one person, pairs of relatives) among the rows themselves."""
    if len(keys) < 2:
        return 0, 0
    table = columns_of(keys)
    side = side_of(table, population_of(table))
    found = answers(side, score_side(side, model()), clock.today())
    family = found.verdict == FAMILY
    return int(np.count_nonzero(~family & (found.same >= ASK))), int(np.count_nonzero(family))


def _is_serious(key: str) -> bool:
    one = FLAWS.find(key)
    return one is None or one.is_serious


def _worth(one: Finding) -> tuple[int, int]:
    order = {SAME: 0, PERHAPS: 1, RELATIVE: 3}
    return (2 if one.flaws and one.verdict == NEW else order.get(one.verdict, 4)), one.number
