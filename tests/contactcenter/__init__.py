"""Calls, tickets and what people do about them by hand."""
