# The plain command behind each of these is in README.md.
PYTHON ?= python3
RUN = .venv/bin/python

.PHONY: help start setup test judge lint bench messages browser lock
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

start: setup ## set up what is missing, then serve on 127.0.0.1:8000 (PORT=, DATA_DIR=, DEMO=0, DEMO_PASSWORD=)
	@exec $(RUN) manage.py serve

setup: ## the same without serving
	@$(PYTHON) bin/setup.py

test: ## set up, then the whole test suite on SQLite and PostgreSQL (DB=sqlite|postgres, ARGS=)
	@$(PYTHON) bin/setup.py --test --install-only
	@$(RUN) bin/test.py

judge: ## the tests that judge by many tries (faults, killing, random walks), on both databases
	@$(PYTHON) bin/setup.py --test --install-only
	@$(RUN) bin/test.py --slow

browser: ## the browser tests with axe; needs Chromium
	@$(PYTHON) bin/setup.py --test --install-only
	@$(RUN) bin/test.py --browser

lint: ## ruff, mypy, import contracts, templates, migrations
	@$(PYTHON) bin/setup.py --test --install-only
	@$(RUN) bin/lint.py

bench: setup ## measure speed (never part of the tests)
	@$(RUN) -m benchmarks $(ARGS)

messages: ## collect the messages to translate (needs GNU gettext)
	@$(PYTHON) bin/setup.py --test --install-only
	@$(RUN) bin/messages.py

lock: ## write requirements/*.txt anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra sso $(LOCK) -o requirements/base.txt
	uv pip compile pyproject.toml --extra sso --group dev $(LOCK) -o requirements/dev.txt
	uv pip compile --group assets $(LOCK) -o requirements/assets.txt
LOCK = --quiet --generate-hashes --universal --no-strip-extras --no-emit-index-url --no-header --no-annotate
