"""Which records are one person's, which one family's: candidates, features, a learned score, vetoes, bands, clusters.

Pure Python and numpy, no Django: the same code reads a file, scans the base and answers the check at the door.
"""
