"""The stand-in of the exchanges behind a real HTTP server, as the sandbox process serves it."""

from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from aftercare.sandbox.rooms import Asked
from contactcenter.standin.exchange import answer


class Handler(BaseHTTPRequestHandler):
    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        said = answer(Asked(self.command, parts.path.removeprefix("/pbx/"), parts.query, headers, body))
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type)
        self.send_header("Content-Length", str(len(said.body)))
        if said.location:
            self.send_header("Location", said.location)
        self.end_headers()
        self.wfile.write(said.body)

    do_GET = do_POST = do_PUT = _serve

    def log_message(self, *_args: Any) -> None:
        """Nothing."""
