"""What this floor tells open screens."""

from optics_crm.core.live import live_kind

CALL = live_kind("call", "a call rings, is talked or has ended: call, card (its address), state", "calls.work")
TEAM = live_kind("team", "somebody of the contact centre is in another state: employee", "calls.work")
