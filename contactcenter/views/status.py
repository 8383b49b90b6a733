"""The page /t/<token>/: one line for the client, no names, nothing medical; unknown and expired are the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contactcenter.status_links import answer_behind

HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


@require_safe
def status_page(request: HttpRequest, token: str) -> HttpResponse:
    answer = answer_behind(token)
    response = render(request, "tickets/status.html", {"answer": answer})
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response
