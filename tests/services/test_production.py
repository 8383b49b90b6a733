"""What production is started from: every part there, no secret in the files, the settings strict."""

import json
import os
import re
import subprocess
import sys

import yaml
from django.conf import settings

from optics_crm.celery import QUEUES
from tests.harness.stack import BASE

COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
STRICT = {
    "DEMO": "0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "PUBLIC_URL": "https://crm.example.org",
    "ALLOWED_HOSTS": "crm.example.org",
}


def test_compose_runs_every_part():
    services = COMPOSE["services"]
    assert {"postgres", "redis", "migrate", "web", "beat", "proxy"} <= set(services)
    served = {
        service["command"][service["command"].index("-Q") + 1] for name, service in services.items() if "worker" in name
    }
    assert served == set(QUEUES)
    ours = [service for name, service in services.items() if name not in {"postgres", "redis", "proxy"}]
    assert {service["image"] for service in ours} == {"optics-crm:${OPTICS_VERSION:-latest}"}
    assert all(service["env_file"] == ".env" and service["environment"]["DEMO"] == "0" for service in ours)
    assert services["postgres"]["image"] == "postgres:18" and services["redis"]["image"].startswith("redis:7")
    published = [name for name, service in services.items() if "ports" in service]
    assert published == ["proxy"]


def test_redis_never_evicts_and_keeps_its_log():
    script = COMPOSE["services"]["redis"]["command"][-1]
    assert "maxmemory-policy noeviction" in script and "appendonly yes" in script


def test_no_secret_stands_in_the_files():
    for name, service in COMPOSE["services"].items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|SECRET|TOKEN", key):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", value), (name, key)
    for line in (BASE / ".env.example").read_text().splitlines():
        if re.match(r"(SECRET_KEY|METRICS_TOKEN|\w*PASSWORD)=", line):
            assert line.endswith("="), line


def _hook_variables():
    """Of the secrets that exchanges are known by: `secret_of("mango.key")` reads HOOK_MANGO_KEY."""
    for path in (BASE / "contactcenter/pbx/providers").glob("*.py"):
        for name in re.findall(r'secret_of\("([a-z.]+)"\)', path.read_text()):
            yield "HOOK_" + name.upper().replace(".", "_")


def test_every_variable_of_the_example_is_read_somewhere():
    read = "".join(
        (BASE / name).read_text() for name in ("optics_crm/settings.py", "docker-compose.yml", "docker/Caddyfile")
    )
    read += "DATABASE_URL REDIS_URL"
    read += " ".join(_hook_variables())
    names = re.findall(r"^([A-Z_]+)=", (BASE / ".env.example").read_text(), re.M)
    assert [name for name in names if name not in read] == []


def test_django_finds_nothing_to_complain_about_in_production():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=BASE,
        env={**os.environ, **STRICT, "DJANGO_ALLOW_ASYNC_UNSAFE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_production_cookies_are_bound_to_the_host():
    code = (
        "import json; from django.conf import settings as s\n"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT,"
        " s.SECURE_HSTS_SECONDS, s.SECOND_FACTOR, s.DEBUG, s.SESSION_IDLE_SECONDS]))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env=os.environ | STRICT, capture_output=True, check=True
    )
    assert json.loads(out.stdout) == ["__Host-sid", "__Host-csrf", True, True, 31536000, True, False, 1800]


def test_scripts_and_styles_come_from_us_alone():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["script-src"] == directives["style-src"] == ["'self'"]
    assert directives["default-src"] == directives["object-src"] == directives["base-uri"] == ["'none'"]
