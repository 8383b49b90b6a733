"""What tests stand on: the servers of a run, databases cloned from a migrated one, a running copy."""
