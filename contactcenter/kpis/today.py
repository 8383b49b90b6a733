"""How the day goes, for those who work in it: the whole contact centre, and one operator's own part."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from contactcenter.kpis.base import KPIS
from contactcenter.kpis.figures import Figure
from contactcenter.kpis.frames import Frame
from contactcenter.kpis.measuring import measure
from optics_crm.core import clock

WHOLE = ("handled", "answered", "service_level", "offered", "abandoned", "mean_mark")
OWN = ("talks", "mean_mark")


@dataclass(frozen=True)
class Today:
    """Figures by key: `whole` of the contact centre (WHOLE), `own` of one operator (OWN), empty before a first call."""

    whole: Mapping[str, Figure]
    own: Mapping[str, Figure]


def today_of(operator: uuid.UUID | None = None) -> Today:
    """The figures of today's calls so far. Four queries."""
    day = clock.today()
    wanted = [KPIS.get(key) for key in dict.fromkeys((*WHOLE, *OWN))]
    found = measure(Frame(day, day), "operator", kpis=wanted)
    own = found.parts["operator"].get(operator, {})
    return Today({key: found.total[key] for key in WHOLE}, {key: own[key] for key in OWN if key in own})
