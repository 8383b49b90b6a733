"""The page /u/<token>/: shows on GET, acts on POST (RFC 8058), says the same whether it knows the token or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from aftercare.unsubscribe import unsubscribe

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@csrf_exempt  # a mail program posts here without ever having seen the page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    done = request.method == "POST"
    if done:
        unsubscribe(token, ip=request.META.get("REMOTE_ADDR"))
    response = render(request, "aftercare/unsubscribe.html", {"done": done})
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
