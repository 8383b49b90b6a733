"""Settings: one file, every environment variable read here and nowhere else."""

from pathlib import Path

from optics_crm.env import data_dir, env_bool, env_int, env_list, env_secret, env_url

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir(BASE_DIR)

DEMO = env_bool("DEMO", default=True)
DEBUG = env_bool("DEBUG", default=False)
SECRET_KEY = env_secret("SECRET_KEY", DATA_DIR)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "testserver"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "rest_framework",
    "optics_crm.core",
    "customers",
    "orders",
    "aftercare",
    "contactcenter",
]

ROOT_URLCONF = "optics_crm.urls"
WSGI_APPLICATION = "optics_crm.wsgi.application"
ASGI_APPLICATION = "optics_crm.asgi.application"
AUTH_USER_MODEL = "core.Employee"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": env_url("DATABASE_URL", DATA_DIR)}

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Moscow"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATEMENT_TIMEOUT_MS = env_int("STATEMENT_TIMEOUT_MS", default=5000)
