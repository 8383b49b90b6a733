"""Whatever was merged, split, chosen and linked, undone in any order: the rows are what the edits alone would give.

What "exactly the rows" means here. All tables of people, orders, aftercare and the contact centre are compared column
by column, but for

* the journal itself (decisions, moved rows, choices, pairs that are not the same) and the questions that it answers;
* the moment of the last touch (`updated_at`, `revision`), and the ids of rows that are replaced as a list;
* the tombstone of a newcomer whom an undone split had opened a card for, and a family founded for him;
* acts of consent that reached a card from the dossier of another person while both were one. A withdrawal among them
  stays for ever, by law and on purpose: the edits alone are played with the same withdrawals on the same cards, and
  what counts per card and purpose is compared. A consent among them counts for nothing once they are two.
"""

import os
import time

import pytest
from django.db import transaction

from tests.customers.identity.any_order import Run, World, make_world, replay, rows_of
from tests.soak_report import write_section

QUICK, FULL = 30, 10_000


def check(world: World, seed: int) -> Run:
    """One sequence against its edits alone; whatever it did is rolled back."""
    run = Run(world, seed)
    with transaction.atomic():
        run.play()
        found = rows_of(world, run.opened)
        transaction.set_rollback(True)
    with transaction.atomic():
        replay(world, run.edits)
        expected = rows_of(world, [])
        transaction.set_rollback(True)
    if found != expected:
        extra, missing = sorted(set(found) - set(expected)), sorted(set(expected) - set(found))
        story = "\n".join(run.told)
        pytest.fail(f"seed {seed}\n{story}\ntoo many: {extra}\nmissing: {missing}")
    return run


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_undone_in_any_order_the_rows_are_what_the_edits_alone_would_have_given() -> None:
    world = make_world()

    undone = sum(check(world, seed).undone for seed in range(QUICK))

    assert undone > QUICK  # the sequences did decide something


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_soak_of_ten_thousand_sequences() -> None:
    if os.environ.get("SOAK", "") not in ("", "identity"):
        pytest.skip("another soak was asked for")
    world, began = make_world(), time.monotonic()

    undone = edits = 0
    for seed in range(100_000, 100_000 + FULL):
        run = check(world, seed)
        undone, edits = undone + run.undone, edits + len(run.edits)
        if seed % 500 == 0:
            print(f"{seed - 100_000} sequences, {time.monotonic() - began:.0f} s", flush=True)

    write_section(
        "identity",
        "Identity: undone in any order",
        f"""`make soak SOAK=identity` played {FULL:,} random sequences of merge, edit, buy, withdraw consent, split,
choose, link and undo, undid every decision in a random order, and compared all rows with what the edits alone give.

| | |
|---|---|
| sequences | {FULL} |
| edits | {edits} |
| decisions undone | {undone} |
| sequences that left another row | 0 |
| minutes | {(time.monotonic() - began) / 60:.0f} |
""",
    )
