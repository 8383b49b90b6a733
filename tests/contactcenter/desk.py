"""Calls that run, event by event, for tests of the operator's desk."""

from typing import Any

from contactcenter.calls.hearing import hear
from contactcenter.models import Call
from contactcenter.pbx.base import Heard
from optics_crm.core import clock, ids
from optics_crm.core.models import Employee
from tests.core.staff import make_employee

PHONE = "+79123456789"


class Phoning:
    """One call from a number, moved on by what an exchange would tell."""

    def __init__(self, phone: str = PHONE, line: str = "74950000002") -> None:
        self.number, self.phone, self.line = str(ids.new_id()), phone, line
        self.told = 0

    def _tell(self, kind: Any, *extensions: str, **more: Any) -> Call:
        self.told += 1
        words = {"phone": self.phone, "line": self.line, "direction": "in", "extensions": extensions} | more
        heard = Heard(self.number, kind, f"{kind}-{self.told}", at=clock.now(), **words)
        return hear("cti", self.number, [heard])

    def ring(self, *extensions: str) -> Call:
        for extension in extensions:
            call = self._tell("ring", extension, leg=extension)
        return call

    def take(self, extension: str) -> Call:
        return self._tell("answer", extension, leg=extension)

    def put_down(self, extension: str) -> Call:
        """One line is put down; the call may go on at another."""
        return self._tell("leg_end", extension, leg=extension)

    def end(self, **more: Any) -> Call:
        return self._tell("end", **{"cause": "normal", **more})


def make_operator(extension: str = "101", name: str = "Орлова Вера Павловна", **fields: Any) -> Employee:
    words = {"username": f"operator{extension}", "extension": extension, "full_name": name} | fields
    return make_employee("operator", **words)
