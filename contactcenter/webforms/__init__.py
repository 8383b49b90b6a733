"""Requests from the forms of our sites: read, kept once, owed an answer, and kept when the client is reached."""
