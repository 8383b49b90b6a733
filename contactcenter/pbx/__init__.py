"""Telephone exchanges: one file per provider (`providers/`), all of them told in one neutral tongue (`base.py`).

A provider's file verifies its requests, reads them into `Heard` events and, where the provider waits for an answer,
says what may be answered at once. It knows nothing of people or calls; `contactcenter.calls.hearing` folds the events.
"""

from contactcenter.pbx import providers
from contactcenter.pbx.base import PBX, DeadLetter, Heard, Hook, Pbx, Refused

__all__ = ["PBX", "DeadLetter", "Heard", "Hook", "Pbx", "Refused", "providers"]
