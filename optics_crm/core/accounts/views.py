"""Doors of the account pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from optics_crm.core import audit
from optics_crm.core.accounts import second_factor
from optics_crm.core.accounts.forms import CodeForm, LoginForm, NewPasswordForm


class Login(LoginView):
    """The login page; whoever is logged in already goes on."""

    template_name = "core/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form: Form) -> HttpResponse:
        response = super().form_valid(form)  # type: ignore[arg-type]
        audit.record(self.request.user, "core.account.logged_in", ip=self.request.META.get("REMOTE_ADDR"))
        return response


class Logout(LogoutView):
    """Ends the session and empties what the browser kept."""

    next_page = "core:login"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            audit.record(request.user, "core.account.logged_out")
        response: HttpResponse = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


@login_required
def login_code(request: HttpRequest) -> HttpResponse:
    """The second step of the login."""
    if not settings.SECOND_FACTOR or request.user.is_verified():  # type: ignore[union-attr]
        return redirect("core:home")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify(request, form.cleaned_data["code"]):
            return redirect("core:home")
        form.add_error("code", _("The code does not fit. Wait for the next one, or use a recovery code."))
    return render(request, "core/login_code.html", {"form": form}, status=422 if form.errors else 200)


@login_required
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Enrolment, and for those enrolled the state of their recovery codes."""
    user = request.user
    if not settings.SECOND_FACTOR:
        return redirect("core:home")
    if second_factor.is_enrolled(user) and not user.is_verified():  # type: ignore[arg-type,union-attr]
        return redirect("core:login_code")
    if user.is_verified():  # type: ignore[union-attr]
        return show_codes(request)
    return enrol(request)


def enrol(request: HttpRequest) -> HttpResponse:
    device = second_factor.new_authenticator(request.user)  # type: ignore[arg-type]
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if second_factor.confirm(request, device, form.cleaned_data["code"]):
            codes = second_factor.new_recovery_codes(request.user)  # type: ignore[arg-type]
            return render(request, "core/recovery_codes.html", {"codes": codes})
        form.add_error("code", _("The code does not fit. Check the clock of the phone and try the next code."))
    words = {"form": form, "qr": second_factor.qr_of(device), "secret": second_factor.secret_of(device)}
    return render(request, "core/enrol.html", words, status=422 if form.errors else 200)


def show_codes(request: HttpRequest) -> HttpResponse:
    """How many recovery codes are left; POST makes new ones."""
    if request.method == "POST":
        codes = second_factor.new_recovery_codes(request.user)  # type: ignore[arg-type]
        return render(request, "core/recovery_codes.html", {"codes": codes})
    left = second_factor.codes_left(request.user)  # type: ignore[arg-type]
    return render(request, "core/second_factor.html", {"left": left})


@sensitive_post_parameters()
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    form = NewPasswordForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        audit.record(request.user, "core.account.password_changed", request.user)  # type: ignore[arg-type]
        messages.success(request, _("The password has been changed."))
        return redirect("core:home")
    return render(request, "core/password.html", {"form": form}, status=422 if form.errors else 200)
