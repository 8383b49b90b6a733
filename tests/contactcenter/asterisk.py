"""A server that speaks AMI and a CRM that may be away: for tests of the bridge over real sockets."""

import hashlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SECRET = "ami-secret"
CHALLENGE = "840415273"


class Asterisk:
    """Accepts one connection after the other; `say` sends a block torn into pieces."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self.logins: list[bool] = []
        self.line: socket.socket | None = None
        self.ready = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _address = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._greet, args=(line,), daemon=True).start()

    def _greet(self, line: socket.socket) -> None:
        line.sendall(b"Asterisk Call Manager/5.0.2\r\n")
        buffer = b""
        while True:
            try:
                data = line.recv(4096)
            except OSError:
                return
            if not data:
                return
            buffer += data
            while b"\r\n\r\n" in buffer:
                block, _end, buffer = buffer.partition(b"\r\n\r\n")
                self._answer(line, dict(part.split(": ", 1) for part in block.decode().split("\r\n")))

    def _answer(self, line: socket.socket, told: dict[str, str]) -> None:
        if told["Action"] == "Challenge":
            line.sendall(f"Response: Success\r\nChallenge: {CHALLENGE}\r\n\r\n".encode())
        elif told["Action"] == "Login":
            good = told["Key"] == hashlib.md5((CHALLENGE + SECRET).encode()).hexdigest()
            self.logins.append(good)
            word = b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
            line.sendall(word if good else b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
            if good:
                self.line = line
                self.ready.set()

    def say(self, event: str, **fields: Any) -> None:
        """One event, in pieces of seven bytes."""
        assert self.ready.wait(10) and self.line is not None
        block = "\r\n".join([f"Event: {event}", *(f"{name}: {value}" for name, value in fields.items())]) + "\r\n\r\n"
        data = block.encode()
        for place in range(0, len(data), 7):
            self.line.sendall(data[place : place + 7])
            time.sleep(0.0005)

    def drop(self) -> None:
        """Cuts the connection in the middle of a block."""
        assert self.line is not None
        self.ready.clear()
        self.line.sendall(b"Event: AgentCon")
        self.line.shutdown(socket.SHUT_RDWR)
        self.line.close()

    def close(self) -> None:
        self._server.close()


class Crm:
    """Takes what is posted; `status` is what it answers, None: it is away."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.status = 200
        crm = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if crm.status == 200:
                    crm.taken.append(json.loads(body))
                self.send_response(crm.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hooks/telephony/cti/token/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
