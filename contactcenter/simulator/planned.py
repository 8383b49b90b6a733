"""A call as it will go: moments are seconds since the day's midnight."""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Caller:
    """Who is on the line and why: the truth, which nobody is told.

    `phone` is E.164, "" when hidden; `speaker`, `about`, `household` are ids of the base, "" where nobody is known.
    """

    phone: str
    reason: str
    speaker: str = ""
    about: str = ""
    household: str = ""


@dataclass(frozen=True)
class Ring:
    """The telephone of one extension rings from `at` until `until`."""

    extension: str
    at: float
    until: float


@dataclass(frozen=True)
class Talk:
    """One operator's part of the talk."""

    extension: str
    at: float
    until: float


@dataclass(frozen=True)
class PlannedCall:
    """One contact. `cause` is a neutral word (`Call.Cause`) of how it ended; two talks: it was handed over,
    after asking where they lie over each other.

    `command` is the wish of a click that it came of, `answers_to` the missed call that it answers.
    """

    number: str
    provider: str
    line: str
    caller: Caller
    at: float
    ended: float
    cause: str
    is_out: bool = False
    rings: tuple[Ring, ...] = ()
    talks: tuple[Talk, ...] = ()
    recording: str = ""
    mark: int = 0
    menu_asked: float | None = None
    answers_to: str = ""
    command: str = ""

    @property
    def talked(self) -> int:
        """Whole seconds of talk, at least one where there was any."""
        return max(1, round(self.talks[-1].until - self.talks[0].at)) if self.talks else 0

    def asked_by(self, extension: str, at: float) -> str:
        """Who asks this extension then before handing over: their talks lie over each other; "" for nobody."""
        if len(self.talks) < 2 or self.talks[1].extension != extension or at <= self.talks[0].at:
            return ""
        return self.talks[0].extension if self.talks[1].at < self.talks[0].until else ""

    def played(self, first: float, speed: float) -> "PlannedCall":
        """The same call in seconds of the play, whose day begins at `first` and goes `speed` times as fast."""

        def at(moment: float) -> float:
            return (moment - first) / speed

        return replace(
            self,
            at=at(self.at),
            ended=at(self.ended),
            rings=tuple(Ring(one.extension, at(one.at), at(one.until)) for one in self.rings),
            talks=tuple(Talk(one.extension, at(one.at), at(one.until)) for one in self.talks),
            menu_asked=None if self.menu_asked is None else at(self.menu_asked),
        )

    def truth(self) -> dict[str, Any]:
        """What is kept aside to judge by."""
        told = {name: getattr(self.caller, name) for name in ("phone", "reason", "speaker", "about", "household")}
        how = {"provider": self.provider, "call": self.number, "out": self.is_out, "cause": self.cause}
        return {**how, **told, "talked": self.talked, "by": [talk.extension for talk in self.talks]}
