"""What becomes of this floor's rows when people are merged or a card is split."""

from customers.identity.policies import MOVABLE, ON_CARD, policy

policy("orders.Purchase.card", MOVABLE, "a purchase may turn out to be a child's; its returns and its exam go along")
policy("orders.Certificate.card", ON_CARD, "a code was given to that card, and is honoured by its number")
policy("orders.Order.card", MOVABLE, "an order may turn out to be a child's; what it became goes along")
policy("orders.OrderEntry.card", ON_CARD, "an entry says what its book says")
policy("orders.Reservation.card", ON_CARD, "a thing was put aside for whom it was asked")
