"""The door `/exchange/1c`: `type` and `mode` in the address, answers as lines of text."""

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from optics_crm.core.errors import DomainError
from optics_crm.core.sync.problems import Problem
from orders.commerceml import archives, handing_out, imports, sessions, telling, uploads
from orders.commerceml.reading import Unreadable
from orders.commerceml.sessions import Talk

log = structlog.get_logger("optics.commerceml")

CHUNK_LIMIT = 10 * 1024 * 1024
NEWEST = "3.1"
TYPES = ("catalog", "sale")
Mode = Callable[[HttpRequest, Talk, bool], HttpResponse]


@csrf_exempt
@transaction.non_atomic_requests
def exchange(request: HttpRequest) -> HttpResponse:
    """Every mode of the protocol. A refusal is `failure` and the reason; the status is 401, 403 or 429 only for the way
    in, 200 otherwise, because 1C shows the text of nothing else.
    """
    with translation.override("ru"):
        try:
            return _answer(request)
        except Problem as problem:
            return _refused(request, problem)
        except (Unreadable, DomainError) as refusal:
            return lines(request, "failure", str(refusal))
        except (OperationalError, InterfaceError):
            log.exception("commerceml_busy")
            return lines(request, "failure", _("The exchange is busy: repeat in a moment."))


def _answer(request: HttpRequest) -> HttpResponse:
    mode, kind = request.GET.get("mode", ""), request.GET.get("type", "")
    if mode == "checkauth":
        return _check(request)
    talk = sessions.find(request)
    action = MODES.get(mode)
    if kind not in TYPES or action is None or (mode in SALE_ONLY and kind != "sale"):
        return lines(request, "failure", _("There is no such type or mode of exchange."))
    return action(request, talk, kind == "sale")


def lines(request: HttpRequest, *told: str) -> HttpResponse:
    """Text in UTF-8, or in windows-1251 for those who say that they read only that."""
    charset = "windows-1251" if _wants_1251(request) else "utf-8"
    body = "\n".join(told).encode(charset, errors="replace")
    response = HttpResponse(body, content_type=f"text/plain; charset={charset}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _wants_1251(request: HttpRequest) -> bool:
    told = request.headers.get("Accept-Charset", "").lower()
    return "1251" in told and "utf-8" not in told


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    detail = str(problem.detail or problem.title)
    response = lines(request, "failure", detail)
    if problem.status in (401, 403, 429):
        response.status_code = problem.status
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="1c", charset="UTF-8"'
    if problem.retry_after is not None:
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


def _check(request: HttpRequest) -> HttpResponse:
    value = sessions.begin(request)
    response = lines(request, "success", sessions.COOKIE, value)
    response.set_cookie(sessions.COOKIE, value, path="/exchange/", secure=request.is_secure(), httponly=True)
    return response


def _init(request: HttpRequest, talk: Talk, _is_sale: bool) -> HttpResponse:
    uploads.forget(talk.session)
    told = ["zip=yes", f"file_limit={CHUNK_LIMIT}"]
    if request.GET.get("version"):
        told += [f"sessid={talk.session.pk.hex}", f"version={NEWEST}"]
    return lines(request, *told)


def _file(request: HttpRequest, talk: Talk, is_sale: bool) -> HttpResponse:
    if request.method != "POST":
        return lines(request, "failure", _("A file is sent by POST."))
    uploads.take(talk.session, _name(request), request, is_sale=is_sale)
    return lines(request, "success")


def _import(request: HttpRequest, talk: Talk, _is_sale: bool) -> HttpResponse:
    row = imports.begin(talk.caller, talk.session, _name(request))
    if row is None:
        return lines(request, "failure", _("No such file was sent in this session."))
    return lines(request, *telling.answer(imports.advance(row)))


def _name(request: HttpRequest) -> str:
    try:
        return archives.clean_name(request.GET.get("filename", ""))
    except archives.BadName:
        raise Unreadable(_("The file has no name, or one that cannot be used.")) from None


def _query(request: HttpRequest, talk: Talk, _is_sale: bool) -> HttpResponse:
    talk.caller.need("order:read")
    charset = "windows-1251" if _wants_1251(request) else "utf-8"
    body = handing_out.hand_out(talk.session, charset, with_people="customer:read" in talk.caller.scopes)
    response = HttpResponse(body, content_type=f"application/xml; charset={charset}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _success(request: HttpRequest, talk: Talk, _is_sale: bool) -> HttpResponse:
    handing_out.confirm(talk.session)
    return lines(request, "success")


def _deactivate(request: HttpRequest, talk: Talk, is_sale: bool) -> HttpResponse:
    if not is_sale:
        imports.deactivate(talk.session)
    return lines(request, "success")


def _complete(request: HttpRequest, _talk: Talk, _is_sale: bool) -> HttpResponse:
    """Ends a full exchange; there is nothing left to do."""
    return lines(request, "success")


MODES: dict[str, Mode] = {
    "init": _init,
    "file": _file,
    "import": _import,
    "query": _query,
    "success": _success,
    "deactivate": _deactivate,
    "complete": _complete,
}
SALE_ONLY = ("query", "success")
