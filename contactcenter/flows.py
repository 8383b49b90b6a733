"""The way of each kind of ticket: which stages it goes through, how it ends, what must be said at the end.

A new kind of ticket is one line here, one word in `TicketKind`, and, where its terms differ, lines of `StageTerm`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from contactcenter.models.tickets import ENDS, TicketKind, TicketStage

Stage = TicketStage
WORKSHOP = (
    Stage.ACCEPTED,
    Stage.SENT_TO_WORKSHOP,
    Stage.DIAGNOSED,
    Stage.AWAITING_CLIENT_APPROVAL,
    Stage.AWAITING_PARTS,
    Stage.IN_REPAIR,
    Stage.QUALITY_CHECK,
    Stage.IN_TRANSIT,
    Stage.READY,
    Stage.CLIENT_NOTIFIED,
)
DESK = (Stage.ACCEPTED, Stage.DIAGNOSED, Stage.AWAITING_CLIENT_APPROVAL, Stage.READY, Stage.CLIENT_NOTIFIED)
ORDER = tuple(TicketStage.values)
# stages that a ticket comes to only when something stands in the way
DETOURS = frozenset({Stage.AWAITING_CLIENT_APPROVAL.value, Stage.AWAITING_PARTS.value})


@dataclass(frozen=True)
class Flow:
    """`stages` in their order; `end` is the good end; `has_item`: there is a thing to hand over."""

    stages: tuple[str, ...]
    end: str
    icon: str
    has_item: bool = True

    @property
    def everywhere(self) -> tuple[str, ...]:
        """All stages and ends that the kind may come to."""
        return (*self.stages, self.end, Stage.REFUSED.value)

    def after(self, stage: str) -> tuple[str, ...]:
        """The kind's stages that come after this one, which another book may have named though it is not the kind's."""
        return tuple(one for one in self.stages if ORDER.index(one) > ORDER.index(stage))

    def straight_from(self, stage: str) -> tuple[str, ...]:
        """The stages that still lie ahead where nothing stands in the way, up to `ready`."""
        ahead = self.after(stage)
        until = ahead.index(Stage.READY.value) if Stage.READY.value in ahead else len(ahead)
        return tuple(one for one in ahead[:until] if one not in DETOURS)


def _flow(stages: tuple[TicketStage, ...], end: TicketStage, icon: str, *, has_item: bool = True) -> Flow:
    return Flow(tuple(stage.value for stage in stages), end.value, icon, has_item)


FLOWS: Mapping[str, Flow] = {
    TicketKind.REPAIR.value: _flow(WORKSHOP, Stage.ISSUED, "tool"),
    TicketKind.MAINTENANCE.value: _flow(
        (Stage.ACCEPTED, Stage.IN_REPAIR, Stage.READY, Stage.CLIENT_NOTIFIED), Stage.ISSUED, "sparkles"
    ),
    TicketKind.RETURN.value: _flow(DESK, Stage.CLOSED, "receipt-refund"),
    TicketKind.EXCHANGE.value: _flow(DESK, Stage.ISSUED, "arrows-exchange"),
    TicketKind.CLAIM.value: _flow(WORKSHOP, Stage.CLOSED, "alert-triangle"),
    TicketKind.COMPLAINT.value: _flow(
        (Stage.ACCEPTED, Stage.DIAGNOSED, Stage.AWAITING_CLIENT_APPROVAL, Stage.CLIENT_NOTIFIED),
        Stage.CLOSED,
        "mood-sad",
        has_item=False,
    ),
}


def flow_of(kind: str) -> Flow:
    return FLOWS[kind]


def next_of(kind: str, stage: str) -> str:
    """The stage that comes after this one where nothing stands in the way; "" at an end."""
    flow = flow_of(kind)
    if stage in ENDS:
        return ""
    ahead = [one for one in flow.after(stage) if one not in DETOURS]
    return ahead[0] if ahead else flow.end
