# Everything a newcomer or CI does. Needs Python 3.11 or newer and make; the rest is fetched by the first command.

PORT ?= 8000
ARGS ?=
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
MADE := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup run stop test check check-deep bench demo-reset manage lock clean python

help: ## Say what each command does
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "JUNO needs Python 3.11 or newer, and this machine has none." >&2; \
		echo "  Mend it with:  sudo apt-get install python3 python3-venv" >&2; exit 1; fi

setup: python ## Fetch and make everything the other commands need
	@$(PYTHON) -m dev.setup

run: python ## Start the service with made-up people (PORT=8000); Ctrl-C stops it
	@$(PYTHON) -m dev.ports "$(PORT)"
	@$(PYTHON) -m dev.setup
	@$(MADE) -m dev.run --port "$(PORT)"

stop: ## Stop a `make run` that runs in another terminal
	@$(MADE) -m dev.run --stop

test: setup ## Run the tests, browser tests included (ARGS="tests/referrals -x" for some)
	@$(MADE) -m dev.test $(ARGS)

check: setup ## All that CI asks: format, lint, types, imports, migrations, deployment, tests
	@$(MADE) -m dev.check

check-deep: setup ## The same with the full figures
	@$(MADE) -m dev.check --deep

bench: setup ## Print the speed figures
	@$(MADE) -m dev.bench $(ARGS)

demo-reset: setup ## Make the made-up people again, dated around today
	@$(MADE) -m dev.demo

manage: setup ## Run a manage.py command on the development data (ARGS="quarterly_return juno 2026-27 Q2")
	@$(MADE) -m dev.manage $(ARGS)

lock: setup ## Write the lock files again from pyproject.toml and package.json (needs uv)
	@$(MADE) -m dev.lock

clean: ## Delete everything that was made, the development data included
	@$(MADE) -m dev.clean
