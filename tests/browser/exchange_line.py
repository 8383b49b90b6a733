"""A telephone exchange that posts to the running server, as a real one would: the neutral format."""

import json
from urllib.request import Request, urlopen

from optics_crm.core import ids
from optics_crm.core.hook_secrets import demo_secret

LINE = "74950000002"


class ExchangeLine:
    """One call of a client, told step by step to the server at `base`."""

    def __init__(self, base: str, phone: str, direction: str = "in") -> None:
        self.url = f"{base}/hooks/telephony/cti/{demo_secret('cti')}/"
        self.call, self.phone, self.direction = str(ids.new_id()), phone, direction

    def _tell(self, event: str, **more: object) -> None:
        sides = {"from": self.phone, "to": LINE} if self.direction == "in" else {"from": LINE, "to": self.phone}
        words = {"event": event, "callId": self.call, **sides, "direction": self.direction, **more}
        body = json.dumps(words).encode()
        request = Request(self.url, body, {"Content-Type": "application/json"}, method="POST")  # own server
        with urlopen(request, timeout=10) as answer:
            assert answer.status == 200

    def ring(self, *extensions: str) -> "ExchangeLine":
        for extension in extensions:
            self._tell("newCall", user=extension)
        return self

    def take(self, extension: str) -> "ExchangeLine":
        self._tell("answer", answeringNumber=extension, user=extension)
        return self

    def end(self, cause: str = "normalClearing", **more: object) -> None:
        self._tell("hangup", cause=cause, **more)
