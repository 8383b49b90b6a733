"""Variables: each bad value is one sentence, before anything is started."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from optics_crm import env
from tests.harness.stack import BASE


def up(tmp_path, command="up", **variables):
    own = {"DATA_DIR": str(tmp_path / "data"), **variables}
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=BASE,
        env=inherited | own,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "http"}, "PORT must be a whole number from 1 to 65535, not 'http'."),
        ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not '70000'."),
        ({"DEMO_CUSTOMERS": "-5"}, "DEMO_CUSTOMERS must be a whole number from 0 to 2000000, not '-5'."),
        ({"CLOCK": "2026-11-21T11:00:00"}, "CLOCK must be a moment with its offset, such as"),
        ({"CLOCK": "tomorrow"}, "CLOCK must be a moment with its offset, such as"),
        ({"DEMO": "0"}, "SECRET_KEY is missing: set SECRET_KEY or SECRET_KEY_FILE (DEMO=0 needs it)."),
        ({"DEMO": "maybe"}, "DEMO must be 1 or 0, not 'maybe'."),
        ({"DEMO": "0", "SECRET_KEY": "x" * 50, "CLOCK": "2026-11-21T11:00:00+03:00"}, "CLOCK is for demo mode only:"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like postgresql://user:password@host:5432/name."),
        ({"REDIS_URL": "localhost"}, "REDIS_URL must look like redis://host:6379/0 or unix:///path/to/socket."),
        ({"BENCH_SCALE": "much"}, "BENCH_SCALE must be a number from 0.0001 to 10, not 'much'."),
    ],
)
def test_a_bad_variable_is_one_sentence(tmp_path, variables, sentence):
    done = up(tmp_path, **variables)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence) and done.stderr.count("\n") == 1
    assert not (tmp_path / "data" / "postgres").exists()


def test_a_command_without_a_database_says_how_to_get_one(tmp_path):
    done = up(tmp_path, command="showmigrations")
    assert done.returncode == 1
    assert done.stderr.endswith("No database answers: start `make run`, or set DATABASE_URL.\n")
    assert "Traceback" not in done.stderr


def test_a_generated_secret_is_kept_and_private(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = env.env_secret("SECRET_KEY", tmp_path, generate=True)
    assert env.env_secret("SECRET_KEY", tmp_path, generate=True) == first and len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_may_stand_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "s").write_text("from the file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "s"))
    assert env.env_secret("SECRET_KEY", tmp_path, generate=False) == "from the file"
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE cannot be read"):
        env.env_secret("SECRET_KEY", tmp_path, generate=False)


def test_given_addresses_win_over_the_running_copy(tmp_path, monkeypatch):
    (tmp_path / "services.json").write_text('{"database_url": "postgresql://a@/b?host=/s", "redis_url": "unix:///r"}')
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")
    assert env.database(tmp_path)["HOST"] == "/s" and env.redis_url(tmp_path) == "unix:///r"
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p%40@h:6000/n?sslmode=require")
    assert env.database(tmp_path) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "n",
        "USER": "u",
        "PASSWORD": "p@",
        "HOST": "h",
        "PORT": "6000",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("begin", ["settings.DATA_DIR", "import django; django.setup()", "import optics_crm.asgi"])
def test_the_collector_works_once_a_process_stands(tmp_path, begin):
    """It is put off while the apps are loaded; the supervisor reads the settings only, and lives for months."""
    code = f"from django.conf import settings; {begin}; import gc; print(gc.isenabled())"
    named = {"DJANGO_SETTINGS_MODULE": "optics_crm.settings", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=BASE, env=os.environ | named, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"
