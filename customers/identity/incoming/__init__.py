"""What an import would do to the base before it is let in: read, judged by the rules of base health, and looked up.

reading.read(path, encoding)    -> rows of an NDJSON or CSV file
judging.judge(rows)             -> which rule each row breaks (temporary tables; nothing is kept)
outlook.look(path, ...)         -> the figures of the page and a line for each row that is worth one
"""
