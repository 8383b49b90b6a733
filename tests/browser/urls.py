"""The addresses of the project and one more: a page with every part of the screens on it."""

from django.urls import path

from optics_crm.urls import urlpatterns as project
from tests.browser.gallery import gallery

urlpatterns = [path("gallery/", gallery), *project]
