# Two commands matter: `make run` and `make test`. Everything else is here for whoever works on the code.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes
# A dozen processes start in a second: each would compile the whole project where the machine forbids to keep bytecode
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run stop test bench soak lint

help:
	@echo "make run | stop | test | bench [NAME=..] | soak [SOAK=..] | lint"

# The stamps are copies of the lock files as installed: an unchanged lock is not installed again
$(VENV)/run.lock: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] + " (set PYTHON=)." if sys.version_info < (3, 11) else 0)'
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@echo "  installing packages (once)"
	@cmp -s requirements.lock $@ || $(PIP) -r requirements.lock
	@cp requirements.lock $@

$(VENV)/dev.lock: requirements-dev.lock $(VENV)/run.lock
	@cmp -s requirements-dev.lock $@ || $(PIP) -r requirements-dev.lock
	@cp requirements-dev.lock $@

$(VENV)/bench.lock: requirements-bench.lock $(VENV)/run.lock
	@cmp -s requirements-bench.lock $@ || $(PIP) -r requirements-bench.lock
	@cp requirements-bench.lock $@

run: $(VENV)/run.lock
	@exec $(PY) manage.py up

stop: $(VENV)/run.lock
	@exec $(PY) manage.py down

test: $(VENV)/dev.lock
	@exec $(PY) -m pytest -n 4 --dist loadscope --no-loadscope-reorder $(PYTEST)

bench: $(VENV)/bench.lock
	@exec $(PY) manage.py bench $(NAME)

soak: $(VENV)/dev.lock
	@SOAK="$(SOAK)" exec $(PY) -m pytest -n 0 -m soak --timeout=0 -s $(PYTEST)

lint: $(VENV)/dev.lock
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/djlint templates --lint --quiet
	@$(PY) manage.py check_house
