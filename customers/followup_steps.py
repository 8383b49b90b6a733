"""The history of promises: what was done with each, by whom, when."""

from collections.abc import Sequence
from typing import Any

from customers.models import FollowUp, FollowUpStep
from optics_crm.core import clock
from optics_crm.core.models import Employee


def note_step(actor: Any, row: FollowUp, verb: str, note: str = "") -> None:
    """Adds a step to the history of a promise."""
    note_steps(actor, [(row, note)], verb)


def note_steps(actor: Any, noted: Sequence[tuple[FollowUp, str]], verb: str, level: int | None = None) -> None:
    """The same step for many promises, each with its words; one statement."""
    who = {"actor": actor if isinstance(actor, Employee) else None, "actor_label": str(actor or "")[:150]}
    at = clock.now()
    FollowUpStep.objects.bulk_create(
        [FollowUpStep(followup=row, verb=verb, at=at, note=note.strip(), level=level, **who) for row, note in noted]
    )
