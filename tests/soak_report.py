"""The page of the soaks, docs/soak.md: each writes its own section."""

import datetime as dt
import re

from tests.harness.stack import BASE

TITLE = "# Soak runs\n\nFigures of `make soak`: the heavy proofs at full size.\n"


def write_section(mark: str, title: str, text: str) -> None:
    """Replaces the section between its marks; the rest of the page is other soaks'."""
    path = BASE / "docs/soak.md"
    page = path.read_text() if path.exists() else TITLE
    block = f"<!-- {mark} -->\n## {title} ({dt.datetime.now(dt.UTC):%Y-%m-%d})\n\n{text}<!-- /{mark} -->\n"
    found = re.search(rf"<!-- {mark} -->.*<!-- /{mark} -->\n", page, re.DOTALL)
    path.write_text(page[: found.start()] + block + page[found.end() :] if found else f"{page}\n{block}")
