"""The likeness of whole names within our blocks, with a bonus for the same phone and the same birth date."""

import csv
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from customers.identity.matching.blocks import candidates
from customers.identity.matching.columns import NO_DATE
from customers.identity.matching.files import OUT, People

PHONE, DATE, LEAST = 0.1, 0.15, 0.7
SURE = 0.99


def by_rapidfuzz(people: People, target: Path) -> None:
    """Writes every candidate that is alike enough."""
    table = people.table
    a, b = candidates(table)
    text = [table.text[name] for name in ("last", "first_group", "father")]
    names = [" ".join(column.words[column.codes[row]] for column in text) for row in range(len(table))]
    ratio = cpdist([names[i] for i in a], [names[i] for i in b], scorer=fuzz.token_sort_ratio, dtype=np.float32) / 100
    phone = (table.phones[a, 0] != 0) & (table.phones[a, 0] == table.phones[b, 0])
    date = (table.date[a] != NO_DATE) & (table.date[a] == table.date[b])
    score = ratio * (1 - PHONE - DATE) + phone * PHONE + date * DATE
    with target.open("w", newline="", encoding="utf8") as file:
        writer = csv.writer(file)
        writer.writerow(OUT)
        for i in np.flatnonzero(score >= LEAST * (1 - PHONE - DATE)).tolist():
            verdict = "duplicate" if score[i] >= SURE else "review"
            writer.writerow((people.ids[a[i]], people.ids[b[i]], f"{score[i]:.6f}", verdict))
