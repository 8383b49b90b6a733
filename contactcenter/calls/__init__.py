"""Calls: heard from the exchanges (`hearing`), whose they are (`numbers`, `callers`, `staff`), when (`clocks`)."""
