"""Django for the pages and the REST API: synchronous, on the threads that asgi.py gives it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "optics_crm.settings")
application = get_wsgi_application()
