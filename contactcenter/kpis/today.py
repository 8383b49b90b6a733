"""How the day goes, for those who work in it: the whole contact centre, and one operator's own part."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contactcenter.kpis.base import KPIS
from contactcenter.kpis.behind import address
from contactcenter.kpis.figures import Figure
from contactcenter.kpis.frames import Frame
from contactcenter.kpis.measuring import measure
from optics_crm.core import clock

WHOLE = ("handled", "answered", "service_level", "offered", "abandoned", "mean_mark")
OWN = ("talks", "mean_mark")


@dataclass(frozen=True)
class Today:
    """Figures by key with the way to their calls: `whole` of the contact centre (WHOLE), `own` of one operator (OWN).

    `own` is empty before the operator's first call.
    """

    whole: Mapping[str, Figure]
    own: Mapping[str, Figure]


def today_of(operator: uuid.UUID | None = None) -> Today:
    """The figures of today's calls so far. Four queries."""
    day = clock.today()
    wanted = [KPIS.get(key) for key in dict.fromkeys((*WHOLE, *OWN))]
    frame = Frame(day, day)
    found = measure(frame, "operator", kpis=wanted)
    own = found.parts["operator"].get(operator, {})
    return Today(_linked(found.total, WHOLE, frame), _linked(own, OWN, replace(frame, operator=operator)))


def _linked(found: Mapping[str, Figure], keys: Sequence[str], frame: Frame) -> Mapping[str, Figure]:
    """Those figures, each with the way to its calls."""
    return {key: replace(found[key], url=address(found[key].kpi, frame)) for key in keys if key in found}
