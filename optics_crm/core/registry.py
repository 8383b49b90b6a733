"""A list of plugs: each has a key, none may be added twice."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Plug = TypeVar("Plug")


class Registry(Generic[Plug]):
    """Plugs by key, in the order in which they were added."""

    def __init__(self, name: str, *, may_be_empty: bool = False) -> None:
        self.name = name
        self.may_be_empty = may_be_empty
        self._plugs: dict[str, Plug] = {}

    def add(self, key: str, plug: Plug) -> Plug:
        """Adds a plug and returns it; a second one of the same key is a programming error."""
        if key in self._plugs:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self._plugs[key] = plug
        return plug

    def get(self, key: str) -> Plug:
        """The plug of that key, or KeyError that names the list."""
        try:
            return self._plugs[key]
        except KeyError:
            raise KeyError(f"{self.name}: there is no {key!r}") from None

    def find(self, key: str) -> Plug | None:
        return self._plugs.get(key)

    def all(self) -> list[Plug]:
        return list(self._plugs.values())

    def keys(self) -> list[str]:
        return list(self._plugs)

    def items(self) -> list[tuple[str, Plug]]:
        return list(self._plugs.items())

    def __contains__(self, key: object) -> bool:
        return key in self._plugs

    def __iter__(self) -> Iterator[Plug]:
        return iter(self.all())

    def __len__(self) -> int:
        return len(self._plugs)
