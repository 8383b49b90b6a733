"""The bridge beside an Asterisk: hears AMI and queue_log, keeps what it heard on disk, posts the neutral format.

It needs neither Django nor a database, so that it can stand on the exchange's own machine: AMI is never exposed.
"""
