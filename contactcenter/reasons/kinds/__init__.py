"""The reasons to call: a new one is one new file here."""
