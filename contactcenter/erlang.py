"""How many people a telephone needs: Erlang's formulas for calls that come by chance and wait in one queue.

Pure functions. `load` is in erlangs: calls an hour times seconds each, over 3600. They know no impatience: callers who
hang up make the true queue shorter than what is told here.
"""

import math
from dataclasses import dataclass

MOST = 500  # nobody staffs a shift beyond that


@dataclass(frozen=True)
class Staffing:
    """What so many people would make of a load. A queue that grows for ever: no service, an endless wait."""

    agents: int
    service_level: float
    occupancy: float
    wait_share: float
    mean_wait: float


def load_of(calls_an_hour: float, handling_seconds: float) -> float:
    """Erlangs: how many people talk at once on average."""
    return calls_an_hour * handling_seconds / 3600


def blocked(load: float, agents: int) -> float:
    """Erlang B: the share of calls that find all of so many lines busy, where nobody waits."""
    share = 1.0
    for line in range(1, agents + 1):
        share = load * share / (line + load * share)
    return share


def waiting(load: float, agents: int) -> float:
    """Erlang C: the share of calls that must wait."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    share = blocked(load, agents)
    return agents * share / (agents - load * (1 - share))


def staffing(load: float, agents: int, handling_seconds: float, within: float) -> Staffing:
    """What `agents` make of the load, with the share of calls answered `within` so many seconds."""
    wait = waiting(load, agents)
    if load > 0 and agents <= load:
        return Staffing(agents, 0.0, 1.0, 1.0, math.inf)
    spare = agents - load
    level = 1 - wait * math.exp(-spare * within / handling_seconds) if load > 0 else 1.0
    return Staffing(
        agents, level, load / agents if agents else 0.0, wait, wait * handling_seconds / spare if load else 0.0
    )


def needed(load: float, handling_seconds: float, within: float, goal: float) -> int:
    """The fewest people who answer the share `goal` within so many seconds; nobody for no calls."""
    if load <= 0:
        return 0
    agents = math.floor(load) + 1
    while agents < MOST and staffing(load, agents, handling_seconds, within).service_level < goal:
        agents += 1
    return agents
