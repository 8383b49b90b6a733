"""Rows that came too early (R6): kept, and applied by themselves once what they wait for is here."""
