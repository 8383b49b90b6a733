"""CommerceML, the protocol that every configuration of 1C can speak: catalogue, offers, stock and orders.

Files become rows of the exchange and go in by the same frame as batches; nothing here writes a product or an order.
"""
