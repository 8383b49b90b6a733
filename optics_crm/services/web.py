"""The web process: uvicorn on a socket that the supervisor holds, or on HOST and PORT of its own (containers)."""

import argparse
import os
import socket

import uvicorn

from optics_crm.services import leaving

GRACE_SECONDS = 10  # for what is being answered when the end comes; the supervisor and compose wait longer


class Server(uvicorn.Server):
    """Ends what is held open by choice before it waits for what is being answered."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        leaving.leave()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; OSError when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # the protocol by its name: asyncio sends small answers at once (TCP_NODELAY) only where it sees that it is TCP;
    # else each answer on a kept connection waits 40 ms for the client's acknowledgement
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(2048)
    except OSError:
        sock.close()
        raise
    return sock


def main() -> None:
    """`python -m optics_crm.services.web [--fd N]`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int)
    options = parser.parse_args()
    os.environ.setdefault("OPTICS_PROCESS", "web")
    if options.fd is None:
        sock = listen(os.environ.get("HOST", "0.0.0.0"), int(os.environ.get("PORT", "8000")))  # noqa: S104
    else:
        sock = socket.socket(fileno=options.fd)
    trusted = os.environ.get("TRUSTED_PROXIES", "")
    config = uvicorn.Config(
        "optics_crm.asgi:application",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted or None,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=30,
    )
    Server(config).run(sockets=[sock])


if __name__ == "__main__":
    main()
