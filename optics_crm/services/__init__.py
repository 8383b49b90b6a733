"""Processes: the embedded PostgreSQL and Valkey, the supervisor. Below everything, knows no app."""
