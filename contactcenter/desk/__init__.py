"""The operator's desk: states of operators, notes and conclusions of calls, who speaks, the card, the screen."""
