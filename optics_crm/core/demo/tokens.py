"""The tokens by which the chain's 1C base and shop come in."""

from typing import Any

from optics_crm.core.demo.world import World


def tokens(world: World) -> dict[str, Any]:
    """The parts of `demo.json` that programs log in with."""
    return {}
