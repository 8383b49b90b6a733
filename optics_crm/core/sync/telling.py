"""News of a batch: those of the day start reactions, history is told to the other books alone."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from optics_crm.core import news
from optics_crm.core.sync.kinds import Batch, Work

Ids = Callable[[Sequence[Work[Any]]], dict[str, Any]]


def say(code: str, works: Sequence[Work[Any]], ids: Ids, is_fresh: Callable[[Work[Any]], bool], batch: Batch) -> None:
    """Says one piece of news of the fresh objects and a quiet one of the others; `ids` are the ids of some of them."""
    fresh = [work for work in works if is_fresh(work)]
    later = [work for work in works if not is_fresh(work)] if len(fresh) < len(works) else []
    for some, quiet in ((fresh, False), (later, True)):
        if some:
            news.say(code, ids(some), origin=batch.client.source, quiet=quiet)


def say_deleted(code: str, ids: dict[str, Collection[UUID]], batch: Batch) -> None:
    """Says that objects became tombstones."""
    news.say(
        code, {role: sorted(some) for role, some in ids.items()}, origin=batch.client.source, quiet=batch.is_history
    )
