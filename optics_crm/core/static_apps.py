"""Which files of our packages are not served."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class ServedFiles(StaticFilesConfig):
    """Of django_htmx only htmx itself is used; its extensions import modules by bare names, which cannot be hashed."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "django_htmx/ext/*",
        "django_htmx/htmax-*",
        "django_htmx/htmx-4*",
        "django_htmx/django-htmx.js",
        "rest_framework/*",  # the browsable API is not used
        "drf_spectacular_sidecar/redoc/*",  # its styles are written by its script, which our policy forbids
        "drf_spectacular_sidecar/swagger-ui-dist/oauth2-*",
    ]
