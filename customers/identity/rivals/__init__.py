"""What others offer, run on the same file with our keys: measured beside us, never used by the application.

python -m customers.identity.rivals rapidfuzz IN.csv OUT.csv
"""
