"""The report of the soak: its section of docs/soak.md."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.harness.stack import BASE

MARK = "outbox"


def write_report(
    killed: Mapping[str, int], states: Counter[str], sent: int, places: Sequence[str], seconds: float
) -> None:
    """Replaces the section between its marks; the rest of the page is other soaks'."""
    day = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    section = f"""## Messages: effectively once ({day})

`make soak SOAK=outbox` ran the very processes of `make run` for {seconds / 60:.0f} minutes and killed them with -9:
{killed["place"]} times a worker at one of {len(places)} places of the send path, {killed["process"]} times a whole
process at random (worker, gateway, beat, Valkey; PostgreSQL by an immediate shutdown).

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
    path = BASE / "docs/soak.md"
    title = "# Soak runs\n\nFigures of `make soak`: the heavy proofs at full size.\n"
    text = path.read_text() if path.exists() else title
    block = f"<!-- {MARK} -->\n{section}<!-- /{MARK} -->\n"
    found = re.search(rf"<!-- {MARK} -->.*<!-- /{MARK} -->\n", text, re.DOTALL)
    path.write_text(text[: found.start()] + block + text[found.end() :] if found else f"{text}\n{block}")
