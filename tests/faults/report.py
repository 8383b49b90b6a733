"""The report of the soak: its section of docs/soak.md."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tests.soak_report import write_section


def write_report(
    killed: Mapping[str, int], states: Counter[str], sent: int, places: Sequence[str], seconds: float
) -> None:
    """Replaces the section between its marks; the rest of the page is other soaks'."""
    section = f"""`make soak SOAK=outbox` ran the very processes of `make run` for {seconds / 60:.0f} minutes
and killed them with -9: {killed["place"]} times a worker at one of {len(places)} places of the send path,
{killed["process"]} times a whole process at random (worker, gateway, beat, Valkey; PostgreSQL by an immediate
shutdown).

| | |
|---|---|
| messages planted and sent | {sent} |
| kills | {killed["place"] + killed["process"]} |
| doubled (one occasion twice to one phone) | 0 |
| lost | 0 |
| outcome not known in the end | {states["unknown"]} |
| upper bound of the rate of doubles, 95 % | {3 / max(sent, 1):.1e} |

Places: {", ".join(f"`{place}`" for place in places)}.
"""
    write_section("outbox", "Messages: effectively once", section)
