"""Nothing is reached with a password alone, unless the settings say so (demo)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from optics_crm.core.accounts import second_factor

GetResponse = Callable[[HttpRequest], HttpResponseBase]
OPEN_NAMES = (
    "core:login",
    "core:logout",
    "core:login_code",
    "core:second_factor",
    "core:theme",
    "set_language",
)


def open_paths() -> set[str]:
    """What somebody with only a password may reach: enrolment, the code, the way out."""
    return {reverse(name) for name in OPEN_NAMES}


class SecondFactorMiddleware:
    """Sends users without a verified second factor to enrol or to type their code."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.SECOND_FACTOR or self.may_pass(request):
            return self.get_response(request)
        where = "core:login_code" if second_factor.is_enrolled(request.user) else "core:second_factor"  # type: ignore[arg-type]
        return self.turn_away(request, reverse(where))

    @staticmethod
    def may_pass(request: HttpRequest) -> bool:
        user = request.user
        return not user.is_authenticated or user.is_verified() or request.path in open_paths()  # type: ignore[attr-defined]

    @staticmethod
    def turn_away(request: HttpRequest, where: str) -> HttpResponseBase:
        """A page is redirected, a fragment reloads its page, a program gets a sentence."""
        if request.path.startswith("/api/"):
            words = {"code": "second_factor_required", "message": _("This account needs its second factor.")}
            return JsonResponse(words, status=403)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=403, headers={"HX-Redirect": where})
        return redirect(where)
