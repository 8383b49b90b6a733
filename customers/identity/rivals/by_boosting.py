"""The ceiling of pairs looked at alone: gradient boosting, learnt from other families; no neighbours, no rules."""

import csv
from pathlib import Path

from customers.identity.matching.blocks import candidates
from customers.identity.matching.features import side_of
from customers.identity.matching.files import OUT, People
from customers.identity.matching.model import model, probabilities
from customers.identity.matching.population import population_of
from customers.identity.matching.scoring import look

LEAST, SURE = 0.001, 0.999


def by_boosting(people: People, target: Path) -> None:
    """Writes every candidate that the first trees of our model believe in."""
    side = side_of(people.table, population_of(people.table))
    seen = look(side, *candidates(people.table), model(), workers=2)
    same = probabilities(model().alone.logits(seen.first))
    kept = same >= LEAST
    with target.open("w", newline="", encoding="utf8") as file:
        writer = csv.writer(file)
        writer.writerow(OUT)
        for a, b, score in zip(seen.a[kept].tolist(), seen.b[kept].tolist(), same[kept].tolist(), strict=True):
            writer.writerow((people.ids[a], people.ids[b], f"{score:.9f}", "duplicate" if score >= SURE else "review"))
