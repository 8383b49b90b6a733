"""The way from a figure to the very calls behind it: an address of the log of calls."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from contactcenter.kpis.base import Kpi
from contactcenter.kpis.frames import Frame

NAMES = {"line": "at_line"}  # the log's own filter of lines takes a part of one


def address(kpi: Kpi, frame: Frame, *, rest: bool = False) -> str:
    """Where the calls that the figure counts are listed; `rest`: those of its lower part that it does not."""
    query: dict[str, Any] = {"figure": kpi.key, "since": frame.since, "until": frame.until}
    query |= {NAMES.get(name, name): value for name, value in frame.narrowed().items()}
    if rest:
        query["part"] = "rest"
    return f"{reverse('contactcenter:calls')}?{urlencode(query)}"
