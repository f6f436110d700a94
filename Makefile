# make demo · make test · make check · make bench. Each sets up what it needs, from a bare clone with Python 3.11 and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help .venv demo test test-all check format bench screenshot lock migration clean

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
PORT ?= 8501
BIN := .venv/bin
PACKAGES := schemas etl dashboard seed tests bench

help:  ## Show what can be made
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z.-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

.venv: .venv/.ready  ## Install everything, test tools included, from the lock

# A second run costs nothing: the stamp is newer than all that it was made from.
.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed, and none was found. Install it, then run make again."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed; $(PYTHON) is $$("$(PYTHON)" -V). Name another one: make PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python && test -x $(BIN)/pip || "$(PYTHON)" -m venv --clear .venv \
	  || { echo "$(PYTHON) cannot make virtual environments. On Debian, install python3-venv, then run make again."; exit 1; }
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r .venv/uv.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/.ready  ## Serve the product with illustrative people and data on PORT (8501)
	@export OVERSIGHT_ENVIRONMENT=demonstration OVERSIGHT_TODAY=$${OVERSIGHT_TODAY:-2026-11-22} \
	  && exec $(BIN)/python -m seed.demo $(PORT)

test: .venv/.ready  ## Check format, lint, types and run every test; installs a browser and PostgreSQL if there are none
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 3 --dist loadgroup

test-all: .venv/.ready  ## The same, with a random walk of 10,000 actions and 20 pairs racing 100 times; takes most of an hour
	@OVERSIGHT_TEST_WALK_ACTIONS=10000 OVERSIGHT_TEST_RACE_PAIRS=20 OVERSIGHT_TEST_RACE_ROUNDS=100 $(MAKE) --no-print-directory test

check: .venv/.ready  ## Format, lint, types and the tests that are fast and need no browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not browser and not slow"

format: .venv/.ready  ## Put the code in its one format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.ready  ## Measure, write build/bench.json and print a table (make bench only="overview_ms empty_ms" for some)
	@$(BIN)/python -m bench $(only)

screenshot: .venv/.ready  ## Picture the Overview of the demonstration that runs on PORT, for the README
	@$(BIN)/python -m tests.browser.picture http://localhost:$(PORT)

# Only versions and hashes go into the lock, so that it can be installed from any index.
lock: .venv/.ready  ## Find the newest versions that pyproject.toml allows, with hashes
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --extra dev --generate-hashes --upgrade --no-header \
	  --no-emit-index-url --no-emit-find-links --no-annotate -o requirements.lock pyproject.toml
	@if grep -nE '://|^--' requirements.lock; then echo "The lock must hold no address."; exit 1; fi

migration: .venv/.ready  ## Write the next migration from the tables in the code: make migration m="what changes"
	@$(BIN)/python -m tests.new_migration "$(m)"

clean:  ## Remove what was made, the store of the demonstration included
	@rm -rf build var .venv *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
