"""The feed back to other books: what changed here, to be read by a cursor that loses nothing.

The rows are the news, written in the transaction of the change and read below the oldest running transaction. What is
told is the present state of the objects, never the event: whoever reads a page twice ends in the same state.
"""
