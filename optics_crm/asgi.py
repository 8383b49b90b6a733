"""The one web application: pages on a fixed pool of threads, the live stream on the event loop.

Under plain ASGI every request gets a thread and with it a database connection of its own; a fixed pool keeps a fixed
number of connections however many browsers ask. Only what waits runs as coroutines and holds no connection
meanwhile: paths of ASYNC_PATHS, and the exchange's long poll, which asks the pool now and then.
"""

import gc
import os
from typing import Any, cast
from urllib.parse import quote

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optics_crm.settings")

waiting_views = get_asgi_application()

from django.conf import settings  # noqa: E402

from optics_crm.core.sync.feed.polling import PATHS, LongPoll  # noqa: E402
from optics_crm.wsgi import application as pages  # noqa: E402

ASYNC_PATHS = ("/live/",)
# What is loaded by now stays for good, and a batch of the exchange makes tens of thousands of objects that all die
# with its answer: looked through at the usual pace they cost a third of its time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
page_threads: Any = WSGIMiddleware(cast(Any, pages), workers=settings.WEB_THREADS)
long_poll = LongPoll(page_threads)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Routes by path. Raw bytes in the query are percent-encoded first: WSGI wants ASCII there."""
    if scope["type"] != "http":
        await page_threads(scope, receive, send)
        return
    scope["query_string"] = quote(scope["query_string"], safe="/%?:@!$&'()*+,;=-._~[]{}|\\^`\"<>").encode()
    await _door(scope["path"])(scope, receive, send)


def _door(path: str) -> Any:
    if path in PATHS:
        return long_poll
    return waiting_views if path.startswith(ASYNC_PATHS) else page_threads
