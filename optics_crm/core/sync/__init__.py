"""The exchange with other books (1C, the shop): one envelope, the same rules for every kind of object.

This package knows envelopes, order, versions, references and answers; what a kind's fields mean is known by the mapper
in its owner's `onec.py`. Nothing here goes row by row through the ORM.
"""
