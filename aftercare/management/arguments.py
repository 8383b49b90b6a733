"""Arguments that several commands take."""

import argparse
import datetime as dt


def day_argument(text: str) -> dt.date:
    """A day as YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not a day such as 2026-11-21: {text!r}") from None
