"""The exchanges of the demo, played by the sandbox process under /pbx/."""

from aftercare.sandbox.rooms import ROOMS
from contactcenter.standin.exchange import answer

ROOMS.add("pbx", answer)
