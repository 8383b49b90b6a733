"""What this floor tells open screens."""

from optics_crm.core.live import live_kind

OBLIGATION = live_kind(
    "obligation", "promises were opened or closed of which somebody takes care: opened, closed (ids)", "followups.view"
)
