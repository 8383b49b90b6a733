"""Settings: one file, every environment variable read here and nowhere else."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from optics_crm import logs
from optics_crm.env import (
    data_dir,
    database,
    env_bool,
    env_float,
    env_int,
    env_list,
    env_moment,
    env_secret,
    env_text,
    redis_url,
)

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir(BASE_DIR)
DEMO = env_bool("DEMO", default=True)
DEBUG = env_bool("DEBUG", default=False)

# What `make run` takes
HOST = env_text("HOST", "127.0.0.1")
PORT = env_int("PORT", default=8000, low=1, high=65535)
DEMO_CUSTOMERS = env_int("DEMO_CUSTOMERS", default=20_000, high=2_000_000)
CLOCK = env_moment("CLOCK")
BENCH_SCALE = env_float("BENCH_SCALE", default=1.0, low=0.0001, high=10)
if CLOCK and not DEMO:
    raise ImproperlyConfigured("CLOCK is for demo mode only: unset it, or set DEMO=1.")

# Who we are on the network
PUBLIC_URL = env_text("PUBLIC_URL", f"http://{'127.0.0.1' if HOST == '0.0.0.0' else HOST}:{PORT}").rstrip("/")  # noqa: S104
SECRET_KEY = env_secret("SECRET_KEY", DATA_DIR, generate=DEMO)
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver", HOST])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", default=[])
METRICS_TOKEN = env_text("METRICS_TOKEN")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "optics_crm.core.static_apps.ServedFiles",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "optics_crm.core",
    "customers",
    "orders",
    "aftercare",
    "contactcenter",
]

MIDDLEWARE = [
    "optics_crm.core.middleware.RequestLog",
    "optics_crm.core.middleware.Shape",
    "optics_crm.core.middleware.AllowanceHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "optics_crm.core.frame.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "optics_crm.core.middleware.IdleSessions",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "optics_crm.core.frame.FrameMiddleware",
    "optics_crm.core.accounts.middleware.SecondFactorMiddleware",
    "optics_crm.core.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "optics_crm.urls"
WSGI_APPLICATION = "optics_crm.wsgi.application"
ASGI_APPLICATION = "optics_crm.asgi.application"
AUTH_USER_MODEL = "core.Employee"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "optics_crm.core.context_processors.shell",
            ],
        },
    }
]

# The database. A door may set its own statement_timeout (SET LOCAL); commands run by hand have none.
PROCESS = env_text("OPTICS_PROCESS", "command")  # web, worker, beat: told by whoever starts the process
STATEMENT_TIMEOUT_MS = env_int(
    "STATEMENT_TIMEOUT_MS", default={"web": 5_000, "worker": 60_000, "beat": 10_000}.get(PROCESS, 0)
)
# a transaction left open would hold back the feed to other books: no task lives longer than two minutes
LEFT_OPEN_MS = {"web": 30_000, "worker": 120_000}.get(PROCESS, 0)
DATABASES = {"default": database(DATA_DIR)}
DATABASES["default"] |= {
    "ATOMIC_REQUESTS": True,
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
}
DATABASES["default"]["OPTIONS"] |= {
    "application_name": f"optics-{PROCESS}",
    "connect_timeout": 5,
    # temporary tables of a planning stay in memory; taken only by a session that makes such tables
    "options": f"-c temp_buffers=256MB -c statement_timeout={STATEMENT_TIMEOUT_MS}"
    f" -c idle_in_transaction_session_timeout={LEFT_OPEN_MS}" + (" -c lock_timeout=3000" if PROCESS == "web" else ""),
}

# Redis: doorbells and wake-ups only; the truth is in the database
REDIS_URL = redis_url(DATA_DIR)
WORKER_PROCESSES = env_int("WORKER_PROCESSES", default=3, low=1, high=64)
WEB_THREADS = env_int("WEB_THREADS", default=8, low=1, high=64)

LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Moscow"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "optics_crm.core.staticfiles.HashedStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# Logins
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
_VALIDATORS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATORS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATORS}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATORS}.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
OTP_TOTP_ISSUER = "Optics CRM"
SECOND_FACTOR = env_bool("SECOND_FACTOR", default=not DEMO)
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]  # the server sets it from the trusted proxy alone
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Sessions: 12 hours at most, half an hour without a click
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = env_int("SESSION_IDLE_SECONDS", default=12 * 3600 if DEMO else 1800, low=60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
SESSION_COOKIE_NAME = "sid" if DEMO else "__Host-sid"
CSRF_COOKIE_NAME = "csrf" if DEMO else "__Host-csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEMO
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Transport
SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_PROXY_SSL_HEADER = None if DEMO else ("HTTP_X_FORWARDED_PROTO", "https")  # our proxy overwrites it
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "media-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Sizes of page forms; other doors count for themselves
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_PERMISSION_CLASSES": ["optics_crm.core.middleware.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["optics_crm.core.rest.StrictJson"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["optics_crm.core.rest.Tokens", "optics_crm.core.rest.Sessions"],
    "DEFAULT_PAGINATION_CLASS": "optics_crm.core.api.pages.Pages",
    "DEFAULT_FILTER_BACKENDS": ["optics_crm.core.api.parameters.FilterBackend"],
    "EXCEPTION_HANDLER": "optics_crm.core.api.handle",
    "DEFAULT_SCHEMA_CLASS": "optics_crm.core.api.schema.ApiSchema",
    "STRICT_JSON": True,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Optics CRM",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": False,
    "SERVERS": [],
    "POSTPROCESSING_HOOKS": ["optics_crm.core.api.schema.finish"],
}

# The gateway of demo mode: a process on loopback that plays every provider
SANDBOX_FAULTS = env_text("SANDBOX_FAULTS")
SANDBOX_URL = env_text("SANDBOX_URL")  # empty: where the gateway of this data folder says it listens
SANDBOX_READ_SECONDS = env_float("SANDBOX_READ_SECONDS", default=5.0, low=0.2, high=60)

# Messages: who carries a channel (the sandbox whatever is not named), how long a claim holds
MESSAGE_PROVIDERS = dict(pair.split(":", 1) for pair in env_list("MESSAGE_PROVIDERS", default=[]))
OUTBOX_LEASE_SECONDS = env_float("OUTBOX_LEASE_SECONDS", default=60, low=2, high=120)

LOGGING_CONFIG = None
logs.configure(level=env_text("LOG_LEVEL", "INFO"), as_json=not env_bool("LOG_PLAIN", default=False))
