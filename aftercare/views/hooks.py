"""The door for receipts: POST /hooks/sms/<provider>/."""

import hmac
from http import HTTPStatus

import structlog
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from aftercare.channels import PROVIDERS
from aftercare.outbox import receipts
from optics_crm.core import strict_json

log = structlog.get_logger("optics.receipts")
LARGEST_BODY = 65_536


@csrf_exempt
@require_POST
def sms_receipts(request: HttpRequest, provider: str) -> HttpResponse:
    """Verifies, stores, applies. 202 when some receipt is of a message that we do not know: it is kept aside."""
    carrier = PROVIDERS.find(provider)
    expected = carrier.hook_token() if carrier else ""
    if carrier is None or not expected:
        raise Http404
    if not hmac.compare_digest(token_in(request).encode(), expected.encode()):
        return _refuse(HTTPStatus.UNAUTHORIZED, "wrong_token")
    raw = request.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        return _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
    try:
        given = carrier.read_receipts(strict_json.read(raw))
    except (ValueError, strict_json.BadJson):
        return _refuse(HTTPStatus.BAD_REQUEST, "not_a_receipt")
    heard = receipts.hear(carrier.key, given)
    if heard.strangers:
        log.warning("receipts_of_strangers", provider=carrier.key, receipts=heard.strangers)
    status = HTTPStatus.ACCEPTED if heard.strangers else HTTPStatus.OK
    return JsonResponse({"known": heard.known, "set_aside": heard.strangers}, status=status)


def token_in(request: HttpRequest) -> str:
    """The provider's secret: `Authorization: Bearer`, `X-Token`, or `?token=` for those who know only an address."""
    given = request.headers.get("Authorization", "")
    if given.startswith("Bearer "):
        return given.removeprefix("Bearer ").strip()
    return request.headers.get("X-Token", "") or request.GET.get("token", "")


def _refuse(status: HTTPStatus, code: str) -> HttpResponse:
    return JsonResponse({"code": code}, status=status)
