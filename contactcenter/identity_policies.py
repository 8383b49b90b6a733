"""What becomes of this floor's rows when people are merged or a card is split."""

from customers.identity.policies import MOVABLE, policy

policy("contactcenter.Ticket.card", MOVABLE, "a ticket goes with the purchase that it is about")
