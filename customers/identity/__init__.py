"""Who is one person with whom: found, prevented, merged, taken apart again."""
