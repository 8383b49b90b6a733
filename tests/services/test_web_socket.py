"""The socket of the web process sends each answer at once."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

from optics_crm.services.web import listen


def test_a_small_answer_does_not_wait_for_the_acknowledgement_of_the_one_before() -> None:
    async def sends_at_once(sock: socket.socket) -> int:
        heard: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken = writer.get_extra_info("socket")
            heard.set_result(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        server = await asyncio.start_server(greet, sock=sock)
        async with server:
            _reader, writer = await asyncio.open_connection(*sock.getsockname())
            flag = await asyncio.wait_for(heard, 5)
            writer.close()
        return flag

    with ThreadPoolExecutor(1) as beside:  # a browser test leaves a loop running in this thread
        assert beside.submit(asyncio.run, sends_at_once(listen("127.0.0.1", 0))).result() == 1
