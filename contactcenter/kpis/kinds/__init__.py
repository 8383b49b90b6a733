"""The figures: a new one is one new file here."""
