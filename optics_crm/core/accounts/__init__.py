"""Logging in: the password page, the second factor, recovery codes, change of the password."""
