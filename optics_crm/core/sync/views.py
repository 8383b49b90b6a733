"""Doors of the exchange. They manage their own transactions and answer in JSON whatever happens."""

import gzip
import logging
from collections.abc import Callable, Sequence
from functools import wraps
from hashlib import blake2b
from typing import Any

import msgspec
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from optics_crm.core import clock
from optics_crm.core.api import problem_response
from optics_crm.core.errors import DomainError
from optics_crm.core.models import SyncBatch
from optics_crm.core.sync.batches import Order, lock_key, run
from optics_crm.core.sync.bodies import read_body, read_envelope
from optics_crm.core.sync.kinds import KINDS
from optics_crm.core.sync.problems import Problem
from optics_crm.core.sync.tokens import Caller, authenticate
from optics_crm.core.sync.values import is_untidy

log = logging.getLogger(__name__)

PROTOCOL = "1.0"
PACK_FROM = 1024
TRUE_WORDS = ("1", "true", "yes")
NUMBERS = msgspec.json.Encoder(decimal_format="number")  # money as 1C reads it
View = Callable[..., HttpResponse]


def door(*methods: str) -> Callable[[View], View]:
    """A view of the exchange: those methods only, its own transactions, problems as problem+json, in Russian."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @transaction.non_atomic_requests
        @wraps(view)
        def guarded(request: HttpRequest, **where: Any) -> HttpResponse:
            with translation.override("ru"):
                return _answer(view, methods, request, where)

        guarded.methods = methods  # type: ignore[attr-defined]  # read by the OpenAPI
        return guarded

    return decorate


def _answer(view: View, methods: Sequence[str], request: HttpRequest, where: dict[str, Any]) -> HttpResponse:
    try:
        if request.method not in methods:
            raise Problem("method_not_allowed", allow=", ".join(methods))
        return view(request, **where)
    except Problem as problem:
        return _told(problem)
    except DomainError as refusal:
        detail = {"pointer": refusal.pointer, **refusal.detail}
        return problem_response(refusal.status, refusal.code, refusal.message, **detail)
    except (OperationalError, InterfaceError):
        log.exception("the exchange could not reach the rows it needs")
        return _told(Problem("busy", retry_after=5))


def _told(problem: Problem) -> HttpResponse:
    response = problem_response(
        problem.status, problem.code, problem.title, problem.detail, pointer=problem.pointer, **problem.more
    )
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="sync", Basic realm="sync"'
    if "allow" in problem.more:
        response.headers["Allow"] = problem.more["allow"]
    return response


def answer_json(request: HttpRequest, content: Any, status: int = 200) -> HttpResponse:
    """JSON, packed for those who say that they can unpack it."""
    body = NUMBERS.encode(content)
    response = HttpResponse(content_type="application/json; charset=utf-8", status=status)
    if len(body) >= PACK_FROM and "gzip" in request.headers.get("Accept-Encoding", "").lower():
        body = gzip.compress(body, compresslevel=3)
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.content = body
    return response


@door("GET", "HEAD")
def ping(request: HttpRequest) -> HttpResponse:
    """Whether we are here and what time it is: no login."""
    return answer_json(request, {"status": "ok", "version": PROTOCOL, "server_time": clock.now().isoformat()})


@door("POST", "PUT")
def batches(request: HttpRequest, batch_id: str = "") -> HttpResponse:
    """A batch of rows: applied once, answered as often as asked."""
    caller = authenticate(request)
    body = read_body(request)
    envelope = read_envelope(body, batch_id)
    if envelope.source != caller.client.source:
        raise Problem("source_mismatch", pointer="/source")
    for scope in sorted({f"{kind}:write" for kind in _kinds(envelope.items)}):
        caller.need(scope)
    caller.spend(len(envelope.items) - 1)  # the request itself counts as one
    return answer_json(
        request,
        run(
            Order(
                client=caller.client,
                batch_id=envelope.batch_id,
                body_hash=blake2b(body, digest_size=32).hexdigest(),
                rows=envelope.items,
                is_untidy=is_untidy(body),
                is_history=envelope.is_history,
                is_atomic=envelope.is_atomic,
                is_dry=request.GET.get("dry_run", "").lower() in TRUE_WORDS,
            )
        ),
    )


def _kinds(items: list[Any]) -> set[str]:
    """The known kinds that a batch names; an unknown one is the row's own mistake."""
    named = [item.get("kind") for item in items if isinstance(item, dict)]
    return {kind for kind in named if isinstance(kind, str) and kind in KINDS}


@door("GET", "PUT", "HEAD")
def batch(request: HttpRequest, batch_id: str) -> HttpResponse:
    """PUT: the same as POST with the id in the address. GET: the stored answer of a batch."""
    if request.method == "PUT":
        return batches(request, batch_id=batch_id)
    caller = authenticate(request)
    row = SyncBatch.objects.filter(client=caller.client, batch_id=batch_id).first()
    if row is None or row.answer is None or "results" not in row.answer:
        raise _missing(caller, batch_id)
    return answer_json(request, {**row.answer, "replayed": True})


def _missing(caller: Caller, batch_id: str) -> Problem:
    """409 while the batch is being applied, 404 when there is none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [lock_key(caller.client, batch_id)])
        if cursor.fetchone()[0]:
            return Problem("not_found")
    return Problem("batch_running", retry_after=2)
