"""Fields that both sides write (R10): whose word counts, and what becomes of the other's."""
