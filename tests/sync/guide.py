"""The examples of a guide, read from its text: requests with the answers that the guide promises."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```(http|json)[ ]?([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANYTHING = "…"
NAME = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Example:
    """One request and what is said of its answer: `…` stands for anything, `{{name}}` keeps the value for later."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    promised: Any
    is_ndjson: bool = False
    line: int = 0


@dataclass
class Memory:
    """What earlier answers gave, by name."""

    kept: dict[str, str] = field(default_factory=dict)

    def fill(self, text: str) -> str:
        return NAME.sub(lambda found: self.kept[found[1]], text)

    def compare(self, promised: Any, got: Any, place: str = "$") -> None:
        """Fails where the answer does not hold what was promised; more keys than promised are no fault."""
        if isinstance(promised, str) and (promised == ANYTHING or NAME.fullmatch(promised)):
            assert got, place
            if name := NAME.fullmatch(promised):
                self.kept[name[1]] = str(got)
        elif isinstance(promised, dict):
            assert isinstance(got, dict), (place, got)
            for key, value in promised.items():
                if key == ANYTHING:
                    assert got, place
                    continue
                assert key in got, (place, key, got)
                self.compare(value, got[key], f"{place}.{key}")
        elif isinstance(promised, list):
            assert isinstance(got, list) and len(got) == len(promised), (place, got)
            for at, value in enumerate(promised):
                self.compare(value, got[at], f"{place}[{at}]")
        else:
            assert got == promised, (place, got)


def examples(guide: Path) -> Iterator[Example]:
    """Each request of the guide with the answer block that follows it."""
    text = guide.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    for asked, told in zip(blocks[::2], blocks[1::2], strict=True):
        assert (asked[1], told[1]) == ("http", "json"), asked[0][:60]
        head, _blank, body = asked[3].partition("\n\n")
        first, *rest = head.strip().splitlines()
        method, _space, path = first.partition(" ")
        yield Example(
            method=method,
            path=path,
            headers=dict(line.split(": ", 1) for line in rest),
            body=body.strip(),
            status=int(told[2] or 200),
            promised=json.loads(told[3]),
            is_ndjson=asked[2] == "ndjson",
            line=text.count("\n", 0, asked.start()) + 1,
        )
