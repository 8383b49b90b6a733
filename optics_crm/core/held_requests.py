"""Requests that are held on the event loop and ask the pool of threads, whole, what there is to answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]
App = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass
class Answer:
    """An answer of the pool, kept until it is known that it is the one to be sent."""

    messages: list[Message] = field(default_factory=list)

    async def keep(self, message: Message) -> None:
        self.messages.append(message)


async def ask_pages(pages: App, scope: Any, said: Mapping[str, Any]) -> Answer:
    """Asks the pool; `said` stands in the scope that the view sees."""
    answer = Answer()
    await pages({**scope, **said}, _nothing_to_receive, answer.keep)
    return answer


async def gone(receive: Callable[[], Awaitable[Message]]) -> None:
    """Returns when the client has hung up."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nothing_to_receive() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
