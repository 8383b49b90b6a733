"""Tables of names, read once."""

from collections.abc import Iterator
from pathlib import Path

_HERE = Path(__file__).parent


def rows(name: str) -> Iterator[list[str]]:
    """The rows of `name`.tsv, cells split."""
    with (_HERE / f"{name}.tsv").open(encoding="utf8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")
