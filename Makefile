# Two doors: `make demo` and `make test`. Each sets up what it needs; a second run sets up nothing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
VENV := .venv/ready
NODE := .cache/node/ready
READY := $(VENV) $(NODE)
# The longest first; integration-check makes every call of integration, and one more before it.
STEPS := integration-check lint unit javascript sanity molecule docs build

.PHONY: help setup demo test $(STEPS) integration faults matrix bench lock changelog clean distclean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## .venv and, for Functions, .cache/node with everything pinned (done by every other target as well)

demo: $(READY) ## the story in a minute, against the emulator: no account is needed or touched
	@$(PY) dev/demo.py

test: $(READY) ## everything below, as CI runs it, with one table at the end
	@$(PY) dev/all.py $(STEPS)

lint: $(READY) ## ruff, mypy, yamllint, ansible-lint, shellcheck, changelog, completeness
	@$(PY) dev/lint.py

unit: $(READY) ## pytest: tests/unit, tests/emulator, tests/contract, tests/faults, tests/secrets (ARGS="-k name")
	@$(PY) dev/unit.py $(ARGS)

javascript: $(READY) ## node --test: the roles' Functions with Twilio's library against the emulator
	@$(PY) dev/javascript.py $(ARGS)

sanity: $(READY) ## ansible-test sanity, no ignores (ARGS="--test pep8")
	@$(PY) dev/sanity.py $(ARGS)

integration: $(READY) ## the targets of integration-check without the foretelling, for quick work (ARGS="phone_number")
	@$(PY) dev/integration.py $(ARGS)

integration-check: $(READY) ## ansible-test integration, each module call foretold in check mode first: no write, same outcome
	@$(PY) dev/integration.py --foretell $(ARGS)

molecule: $(READY) ## roles and playbooks end to end (ARGS="--scenario-name default")
	@$(PY) dev/scenarios.py $(ARGS)

docs: $(READY) ## documentation, references, and every EXAMPLES block through ansible-playbook --syntax-check
	@$(PY) dev/docs.py

build: $(READY) ## build the artifact, look inside, install it, let galaxy-importer judge it
	@$(PY) dev/build.py

SEEDS ?= 500
faults: $(READY) ## the long fault campaign on all cores, an hour at most (SEEDS=500), or one seed of it (SEED=123)
	@$(PY) dev/surroundings.py python tests/faults $(if $(SEED),--seed $(SEED),--seeds $(SEEDS))

matrix: $(READY) ## ansible-core 2.16 to 2.21, one environment each (slow; not part of test)
	@$(PY) dev/matrix.py $(ARGS)

bench: $(READY) ## requests, seconds and memory at 10, 100 and 1,000 numbers
	@$(PY) dev/surroundings.py python benchmarks/run.py $(ARGS)

# Where authors like to be paid is no part of a lock.
export STRIP := const fs = require('fs'), name = 'package-lock.json', lock = JSON.parse(fs.readFileSync(name)); \
  for (const one of Object.values(lock.packages)) delete one.funding; \
  fs.writeFileSync(name, JSON.stringify(lock, null, 2) + '\n');
lock: $(READY) ## resolve requirements-*.in and emulator/package.json again
	@for name in uv dev; do \
	  UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	    requirements-$$name.in --output-file requirements-$$name.txt; \
	done
	@cd emulator && npm install --package-lock-only --loglevel=error --no-audit --no-fund
	@cd emulator && node -e "$$STRIP"
	@! grep -n '://' requirements-uv.txt requirements-dev.txt emulator/package-lock.json

changelog: $(READY) ## fold changelogs/fragments into CHANGELOG.rst for the version in galaxy.yml
	@$(PY) dev/surroundings.py antsibull-changelog release --update-existing --reload-plugins

clean: ## forget every result, keep .venv
	@rm -rf .cache tests/output tests/integration/inventory tests/integration/integration_config.yml
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## forget .venv as well
	@rm -rf .venv .ansible .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV): requirements-uv.txt requirements-dev.txt dev/setup.sh
	@dev/setup.sh
	@touch $@

$(NODE): emulator/package.json emulator/package-lock.json emulator/.npmrc dev/node.sh
	@dev/node.sh
