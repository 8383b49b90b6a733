"""Tests, mirrored by app."""
