"""The books that tell of orders: which of them is 1C's, and what a number means in it."""

ONEC = "onec"


def is_onec(source: str) -> bool:
    """Whether the exchange's client is a base of 1C (`onec-retail`), and no shop."""
    return source.startswith(ONEC)


def shop_key(source: str, number: str, shop_number: str) -> str:
    """The shop's number of an order: said as such, or the number itself in a book that is no 1C."""
    return shop_number or ("" if is_onec(source) else number)
