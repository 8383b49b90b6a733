"""Facts of human care: calls and the contact centre's hours; service tickets with their stages, promises, terms."""

from contactcenter.models.calls import Call, CallEvent, CallLeg, HookBody, ProviderClock
from contactcenter.models.centre import CentreBreak, CentreDay, CentreHours, PromiseTerm
from contactcenter.models.changes import StageChange
from contactcenter.models.conclusions import CallOutcome, ContactReason
from contactcenter.models.escalations import Escalation, EscalationWord
from contactcenter.models.exchanges import (
    CallDifference,
    Comparison,
    DialWish,
    ExchangeAlarm,
    Recording,
    RecordingPart,
    Subscription,
)
from contactcenter.models.figures import FigureRule
from contactcenter.models.links import StatusLink
from contactcenter.models.operators import OperatorState
from contactcenter.models.reviews import CallReview, ReviewCriterion, ReviewMark, ReviewSheet
from contactcenter.models.terms import LegalTerm, StageTerm
from contactcenter.models.tickets import Ticket, TicketPromise
from contactcenter.models.webforms import WebFormSite, WebRequest
from contactcenter.models.week import WeekAnswer, WeekQuestion, WeekReply

__all__ = [
    "Call",
    "CallDifference",
    "CallEvent",
    "CallLeg",
    "CallOutcome",
    "CallReview",
    "CentreBreak",
    "CentreDay",
    "CentreHours",
    "Comparison",
    "ContactReason",
    "DialWish",
    "Escalation",
    "EscalationWord",
    "ExchangeAlarm",
    "FigureRule",
    "HookBody",
    "LegalTerm",
    "OperatorState",
    "PromiseTerm",
    "ProviderClock",
    "Recording",
    "RecordingPart",
    "ReviewCriterion",
    "ReviewMark",
    "ReviewSheet",
    "StageChange",
    "StageTerm",
    "StatusLink",
    "Subscription",
    "Ticket",
    "TicketPromise",
    "WebFormSite",
    "WebRequest",
    "WeekAnswer",
    "WeekQuestion",
    "WeekReply",
]
