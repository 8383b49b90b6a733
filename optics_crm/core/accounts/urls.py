"""Addresses of the account pages."""

from django.urls import path

from optics_crm.core.accounts import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("login/code/", views.login_code, name="login_code"),
    path("logout/", views.Logout.as_view(), name="logout"),
    path("account/second-factor/", views.second_factor_page, name="second_factor"),
    path("account/password/", views.change_password, name="password"),
]
