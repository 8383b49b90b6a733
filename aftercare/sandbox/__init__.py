"""The sandbox gateway: a small HTTP process on loopback that plays every provider, and misbehaves on request.

It knows no database. What it accepted stands in `$DATA_DIR/sandbox/sent.ndjson`, which it reads again at its start.
"""
