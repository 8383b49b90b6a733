"""What becomes of this floor's rows when people are merged or a card is split."""

from customers.identity.policies import MOVABLE, READ_THROUGH, policy

policy("contactcenter.Ticket.card", MOVABLE, "a ticket goes with the purchase that it is about")
policy("contactcenter.DialWish.person", READ_THROUGH, "who was to be called, whoever that turns out to be")
policy("contactcenter.Call.person", READ_THROUGH, "whom the operator talked to, whoever that turns out to be")
policy("contactcenter.CallOutcome.verified_person", READ_THROUGH, "whom the operator made sure of")
