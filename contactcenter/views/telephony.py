"""The door of telephone exchanges: verify, store, answer, apply."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import structlog
from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from contactcenter.calls import callers, hearing, voice_menu
from contactcenter.models import HookBody
from contactcenter.pbx import PBX, DeadLetter, Heard, Hook, Pbx, Refused
from optics_crm.core.deadlines import Deadline, within
from optics_crm.core.hook_secrets import may_knock
from optics_crm.core.sync.tokens import address_of

log = structlog.get_logger("optics.hooks")
LARGEST_BODY = 65_536
ANSWER_WITHIN = 0.25  # seconds for all that the database is asked: a ringing exchange goes on by itself after 0.3
ALSO_GET = ("sipuni",)
WITHOUT_SECRET_ADDRESS = ("mango", "megafon", "zadarma")  # these prove themselves in the body or a header
KNOWN_HEADERS = ("Signature", "Content-Type")


@csrf_exempt
@transaction.non_atomic_requests
def telephony(request: HttpRequest, provider: str, rest: str = "") -> HttpResponse:
    """One request of a provider. `rest` is what follows its name: a route (mango), or the secret of its address."""
    adapter = PBX.find(provider)
    if adapter is None:
        raise Http404
    if not may_knock(provider, address_of(request)):
        return _refused(401 if provider in WITHOUT_SECRET_ADDRESS else 404)
    if request.method == "GET" and "zd_echo" in request.GET and provider == "zadarma":
        return HttpResponse(request.GET["zd_echo"][:100], content_type="text/plain; charset=utf-8")
    return _hear(request, adapter, rest)


def _hear(request: HttpRequest, adapter: Pbx, rest: str) -> HttpResponse:
    """What an exchange tells or asks, once its network may knock."""
    provider = adapter.code
    if request.method != "POST" and not (request.method == "GET" and provider in ALSO_GET):
        return JsonResponse({"code": "method_not_allowed"}, status=405, headers={"Allow": "POST"})
    raw = request.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        return JsonResponse({"code": "body_too_large"}, status=413)
    hook = _hook(request, provider, rest, raw)
    if hook is None:
        return JsonResponse({"code": "bad_encoding"}, status=400)
    try:
        adapter.verify(hook)
    except Refused as refusal:
        return _refused(refusal.status)
    return _take(adapter, hook)


def _refused(status: int) -> HttpResponse:
    """A wrong secret and a foreign network look alike."""
    return JsonResponse({"code": "refused"}, status=status)


def _hook(request: HttpRequest, provider: str, rest: str, raw: bytes) -> Hook | None:
    """The request in the neutral tongue; None for text that cannot be kept."""
    if request.method == "GET":
        raw = request.META.get("QUERY_STRING", "").encode()
    try:
        body = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in body:
        return None
    is_secret = provider not in WITHOUT_SECRET_ADDRESS
    headers = {name: request.headers[name] for name in KNOWN_HEADERS if name in request.headers}
    secret, route = (rest.strip("/"), "") if is_secret else ("", rest.strip("/"))
    return Hook(provider, body, route, request.content_type or "", headers, secret)


class AnswerFirst(JsonResponse):
    """An answer after which the request goes on with `then`: servers close a response once it has been sent."""

    def __init__(self, answer: Any, then: Callable[[], None]) -> None:
        super().__init__(answer, safe=False)
        self._then, self._words = then, structlog.contextvars.get_contextvars()

    def close(self) -> None:
        try:
            with structlog.contextvars.bound_contextvars(**self._words):
                self._then()
        finally:
            super().close()


def _take(adapter: Pbx, hook: Hook) -> HttpResponse:
    """An exchange waits for nothing but the body's safety; what it asks about is no part of what it tells."""
    deadline = Deadline(ANSWER_WITHIN)
    row = hearing.store(hook)
    return AnswerFirst(_answer(adapter, hook, deadline), partial(_apply, row))


def _apply(row: HookBody) -> None:
    try:
        hearing.apply(row)
    except Exception:
        # it is stored: the worker applies what this request could not
        log.exception("hook_left_to_worker", provider=row.provider, body=str(row.pk))


def _answer(adapter: Pbx, hook: Hook, deadline: Deadline) -> Any:
    """What a waiting provider gets; on any doubt, and when the time is over, what harms nobody."""
    try:
        if (told := _tell_menu(adapter, hook, deadline)) is not None:
            return told
        number = adapter.asks(hook)
        return adapter.answer(hook, _ask(number, deadline) if number else None)
    except (DeadLetter, Error):
        return adapter.answer(hook, None)


def _tell_menu(adapter: Pbx, hook: Hook, deadline: Deadline) -> Any:
    """What the voice menu is told, and that it was told; None where it asks nothing, or there is a doubt."""
    asked = adapter.menu_asks(hook)
    if asked is None:
        return None
    with within(deadline):
        status = voice_menu.status_of(asked[1])
        answer = adapter.menu_answer(asdict(status)) if status else None
        if status and answer is not None:
            told = Heard(asked[0], "told", key=f"menu:{status.kind}:{status.state}", phone=asked[1], value=status.kind)
            hearing.hear(hook.provider, asked[0], [told])
    return answer


def _ask(number: str, deadline: Deadline) -> dict[str, str] | None:
    with within(deadline):
        return callers.known(number)
