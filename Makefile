# Everything starts here. `make` alone says what there is.
SHELL := /bin/sh
PYTHON := $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
STAMP := .venv/.installed
BENCH := .venv-bench
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup browser demo up up-kafka cases test test-quick chaos lint format contracts lock pictures bench clean

help: ## what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## the virtual environment with pinned, hash-checked libraries (all others call this)

$(STAMP): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@echo "Setting up (once, about half a minute) ..."
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv -q --allow-existing --python $(PYTHON) .venv && uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt && \
	  uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else \
	  $(PYTHON) -m venv .venv && $(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt && \
	  $(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .; \
	fi
	@touch $(STAMP)

browser: ## a Chromium for the page tests, from the distribution's packages
	@infra/browser.sh

demo: setup ## play sample households through the whole chain, with a live view
	@$(BIN)/onedoor demo

up: setup ## serve pages and API until Ctrl-C, with some households to look at
	@$(BIN)/onedoor up

up-kafka: setup ## the same on a real local Apache Kafka broker
	@$(BIN)/onedoor up --kafka

cases: setup ## play the households of tests/cases
	@$(BIN)/onedoor cases tests/cases/*.yaml

test: setup browser ## everything: real Postgres, real Kafka, real browser
	@$(BIN)/python -m pytest

test-quick: setup ## without Kafka and browser, for the minute between two edits
	@ONEDOOR_TEST_WITHOUT_KAFKA=1 $(BIN)/python -m pytest services contracts tests/architecture tests/contracts

chaos: setup ## every promise under attack, the long form: up to an hour; its short form is part of `make test`
	@CHAOS=long $(BIN)/python -m pytest tests/chaos tests/journeys/test_outages.py -s --session-timeout 3600

lint: setup ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy . && $(BIN)/lint-imports

format: setup ## put the code into the house form
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

contracts: setup ## write schemas, samples and asyncapi.yaml anew from the contracts
	@$(BIN)/python -m infra.contracts

pictures: setup browser ## take the screenshots in docs/pictures anew
	@$(BIN)/python -m tests.browser.pictures

bench: $(BENCH)/.installed ## the engine beside named peers, in an environment of its own; QUICK=1: five minutes
	@$(BENCH)/bin/python -m tests.benchmarks $(if $(QUICK),--quick)

$(BENCH)/.installed: requirements/bench.txt
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv -q --allow-existing --python $(PYTHON) $(BENCH) && \
	  uv pip install -q --python $(BENCH)/bin/python --require-hashes -r requirements/bench.txt; \
	else \
	  $(PYTHON) -m venv $(BENCH) && $(BENCH)/bin/python -m pip install -q --require-hashes -r requirements/bench.txt; \
	fi
	@touch $@

lock: setup ## pin the libraries anew (needs uv)
	@for name in runtime dev bench; do uv pip compile -q --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  --universal --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt || exit 1; done

clean: ## forget the virtual environment and the demo's data
	@rm -rf .venv $(BENCH) .onedoor
