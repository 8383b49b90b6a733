"""Questions to clients: a definition as data, one way to record an answer, figures with their certainty."""
