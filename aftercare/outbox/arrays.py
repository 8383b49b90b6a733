"""Columns of a batch as array literals: one constant each, where a list would become a constant for every row."""

from collections.abc import Iterable


def plain(values: Iterable[object]) -> str:
    """Of values whose text needs no quoting: ids, numbers."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """Of any text."""
    return "{" + ",".join([_quoted(value) for value in values]) + "}"


def _quoted(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'
