"""Refusals of actions as pages: a toast for a fragment, a page with one sentence for the rest. REST has its own."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from optics_crm.core.errors import DomainError
from optics_crm.core.htmx import is_partial, toast

GetResponse = Callable[[HttpRequest], HttpResponseBase]
MACHINES = ("/api/", "/hooks/", "/exchange/")


class RefusalMiddleware:
    """Translates a DomainError that a page's view let through; the transaction is rolled back by then."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError) or request.path.startswith(MACHINES):
            return None
        if is_partial(request):
            response = HttpResponse(status=error.status)
            response["HX-Reswap"] = "none"
            return toast(response, error.message, "error")
        return render(request, "core/refused.html", {"error": error}, status=error.status)
