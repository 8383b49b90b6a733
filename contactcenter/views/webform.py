"""The door of our sites' forms: the site's own server sends what a visitor has written, signed with the site's key."""

import hashlib
import hmac
import uuid

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from contactcenter.models import WebFormSite, WebRequest
from contactcenter.webforms.reading import read
from contactcenter.webforms.taking import take
from customers.models import FollowUp
from optics_crm.core import audit, clock
from optics_crm.core.errors import DomainError
from optics_crm.core.hook_secrets import secret_of
from optics_crm.core.permissions import requires

LARGEST_BODY = 65_536
LONGEST_KEY = 100


@csrf_exempt
@transaction.non_atomic_requests
def webform(request: HttpRequest, site: str) -> HttpResponse:
    """One request of a visitor: 201 with the promise when it is new, 200 when it is known."""
    row = WebFormSite.objects.filter(code=site, is_active=True).first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return JsonResponse({"code": "method_not_allowed"}, status=405, headers={"Allow": "POST"})
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return JsonResponse({"code": "body_too_large"}, status=413)
    if not is_signed(site, body, request.headers.get("X-Signature", "")):
        return JsonResponse({"code": "refused"}, status=401)
    try:
        taken = take(row, _key(request, body), body, read(body))
    except DomainError as error:
        told = {"code": error.code, "detail": str(error)} | ({"pointer": error.pointer} if error.pointer else {})
        return JsonResponse(told, status=error.status, headers=dict(error.headers))
    promise = taken.request.promise
    due_at = promise.due_at.astimezone(clock.zone_of("")).isoformat() if promise else None
    answer = {"id": str(taken.request.pk), "due_at": due_at}
    return JsonResponse(answer, status=201 if taken.is_new else 200)


def is_signed(site: str, body: bytes, said: str) -> bool:
    """Whether `said` is the hex HMAC-SHA256 of the exact body by the site's key; `sha256=` may stand before it."""
    key = secret_of(f"webform.{site}")
    expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return bool(key) and hmac.compare_digest(said.strip().removeprefix("sha256=").lower().encode(), expected.encode())


def _key(request: HttpRequest, body: bytes) -> str:
    """The site's own key of the request; without one the same body is the same request."""
    said = request.headers.get("Idempotency-Key", "").strip()
    if len(said) > LONGEST_KEY or not said.isprintable():
        raise DomainError("key_malformed", _("The key of the request cannot be read."), pointer="/Idempotency-Key")
    return said or hashlib.sha256(body).hexdigest()


@requires("customers.phones")
@require_POST
def reveal_phone(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The number of a request in full; that it was shown is recorded."""
    seen = FollowUp.objects.visible_to(request.user)
    row = get_object_or_404(WebRequest.objects.exclude(phone=""), pk=pk, promise__in=seen)
    audit.record(request.user, "contactcenter.web_request.phone_revealed", row)
    return render(request, "customers/_phone_shown.html", {"number": row.phone})
