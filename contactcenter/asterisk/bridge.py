"""The bridge: three threads that listen to AMI, follow queue_log and post, and a spool between them."""

import http.client
import json
import logging
import random
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from contactcenter.asterisk.ami import Message, Parser, action, key_for
from contactcenter.asterisk.queue_log import Tail
from contactcenter.asterisk.spool import Spool
from contactcenter.asterisk.translating import Translator

log = logging.getLogger("optics.bridge")
PING_SECONDS, SILENT_SECONDS = 20, 60
TAIL_SECONDS = 0.2  # a call that the log ends is owed a call back within a second
LONGEST_PAUSE = 30.0
REFUSED_FOR_GOOD = (400, 413, 422)


@dataclass(frozen=True)
class Config:
    """Where Asterisk and the CRM are. `url`: the hook's address with its token; no `queue_log`: AMI alone.

    `key_cause`: how a call ends whose caller left the queue by a key.
    """

    host: str
    port: int
    user: str
    secret: str
    url: str
    spool: Path
    queue_log: Path | None = None
    key_cause: str = "voicemail"


class Bridge:
    """Runs until `stop`."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.spool = Spool(config.spool)
        self._translator = Translator(follows_log=config.queue_log is not None, key_cause=config.key_cause)
        self._lock = threading.Lock()
        self._over = threading.Event()
        works = [self._listen, self._post, *([self._follow] if config.queue_log else [])]
        self._threads = [threading.Thread(target=work, name=work.__name__, daemon=True) for work in works]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends the threads; what was not posted waits in the spool."""
        self._over.set()
        self.spool.fresh.set()
        for thread in self._threads:
            thread.join(5)

    def _listen(self) -> None:
        """Connects again and again; the pauses grow while nobody answers."""
        pause = 1.0
        while not self._over.is_set():
            try:
                with socket.create_connection((self.config.host, self.config.port), timeout=5) as line:
                    self._log_in(line)
                    log.info("connected to AMI")
                    pause = 1.0
            except (OSError, ValueError) as error:
                log.warning("AMI: %s", error)
            self._over.wait(pause * (0.5 + random.random() / 2))  # noqa: S311  # luck
            pause = min(pause * 2, LONGEST_PAUSE)

    def _log_in(self, line: socket.socket) -> None:
        """Logs in by a challenge and hears until the line is dead; ValueError when the login is refused."""
        parser = Parser()
        line.settimeout(1.0)
        line.sendall(action("Challenge", AuthType="MD5"))
        heard = pinged = time.monotonic()
        while not self._over.is_set():
            try:
                data = line.recv(65_536)
                if not data:
                    return
                heard = time.monotonic()
            except TimeoutError:
                data = b""
            for message in parser.feed(data):
                if challenge := message.get("Challenge"):
                    key = key_for(challenge, self.config.secret)
                    line.sendall(
                        action("Login", AuthType="MD5", Username=self.config.user, Key=key, Events="call,agent")
                    )
                elif message.get("Response") == "Error":
                    raise ValueError(message.get("Message", "refused"))
                elif "Event" in message:
                    self._hear(message)
            now = time.monotonic()
            if now - heard > SILENT_SECONDS:
                raise OSError("the line is silent")
            if now - pinged > PING_SECONDS:
                line.sendall(action("Ping"))
                pinged = now

    def _hear(self, message: Message) -> None:
        with self._lock:
            for event in self._translator.of_ami(message, int(time.time())):
                self.spool.add(event)

    def _follow(self) -> None:
        assert self.config.queue_log is not None
        tail = Tail(self.config.queue_log, self.config.spool / "queue_log.place")
        tail.keep()
        while not self._over.wait(TAIL_SECONDS):
            with self._lock:
                for line in tail.lines():
                    for event in self._translator.of_log(line):
                        self.spool.add(event)
            tail.keep()

    def _post(self) -> None:
        """One after the other, each until the CRM has taken it."""
        pause = 0.5
        while not self._over.is_set():
            self.spool.fresh.clear()
            found = self.spool.next()
            if found is None:
                self.spool.fresh.wait(5)
                continue
            event, place = found
            status = self._send(event)
            if status in REFUSED_FOR_GOOD:
                self.spool.bury(event, f"answered {status}")
            if status == 200 or status in REFUSED_FOR_GOOD:
                self.spool.done(place)
                pause = 0.5
                continue
            log.warning("the CRM did not take an event: %s", status or "no answer")
            self._over.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def _send(self, event: dict[str, object]) -> int | None:
        """The status of the answer, None where there was none."""
        parts = urlsplit(self.config.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "127.0.0.1", parts.port, timeout=10)
        try:
            body = json.dumps(event, ensure_ascii=False).encode()
            connection.request("POST", parts.path, body, {"Content-Type": "application/json"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
