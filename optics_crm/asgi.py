"""The one web application: pages on a fixed pool of threads, what waits on the event loop.

Under plain ASGI every request gets a thread and with it a database connection of its own; a fixed pool keeps a fixed
number of connections however many browsers ask. What waits is held on the event loop, with neither a thread nor a
connection, and asks the pool as any request does: the live stream at its opening, the exchange's long poll now and
then.
"""

import gc
import os
from importlib import import_module
from typing import Any, cast
from urllib.parse import quote

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optics_crm.settings")

from optics_crm.core.page_threads import PageThreads
from optics_crm.wsgi import application as pages

page_threads: Any = PageThreads(cast(Any, pages), workers=settings.WEB_THREADS)

# the parts of an app, which the line above has set up
from optics_crm.core.live.door import PATH, LiveDoor  # noqa: E402
from optics_crm.core.sync.feed.polling import PATHS, LongPoll  # noqa: E402

# The views are loaded before the first request asks for one, and stay for good as the apps do (core/apps.py)
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
long_poll = LongPoll(page_threads)
doors: dict[str, Any] = dict.fromkeys(PATHS, long_poll) | {PATH: LiveDoor(page_threads)}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Routes by path. Raw bytes in the query are percent-encoded first: WSGI wants ASCII there."""
    if scope["type"] != "http":
        await page_threads(scope, receive, send)
        return
    scope["query_string"] = quote(scope["query_string"], safe="/%?:@!$&'()*+,;=-._~[]{}|\\^`\"<>").encode()
    await doors.get(scope["path"], page_threads)(scope, receive, send)
