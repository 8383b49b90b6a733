"""Large files of rows: received into the database, loaded by the worker in slices, told about while they run."""
