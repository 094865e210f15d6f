# Cruxmap. `make` lists what there is; `make serve` is all it takes to look at it.
PYTHON ?= python3
PORT ?= 8000
FUZZ_SECONDS ?= 300
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run-ready
DEV := $(VENV)/.dev-ready
CHROMIUM := $(VENV)/.chromium
ORACLES := $(VENV)/oracles
COVERED := $(VENV)/.covered
QUICK := tests/core tests/formats tests/services tests/test_architecture.py \
  tests/test_docs.py tests/test_unused.py tests/test_vocabulary.py
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes
PIP_COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
  --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
  --no-emit-options --annotation-style=line

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test quick coverage mutants fuzz bench lint format lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

serve: $(RUN) $(BIN)/cruxmap ## the server on port PORT (8000), with its database and debates
	$(BIN)/cruxmap serve --port $(PORT)

test: $(DEV) $(CHROMIUM) $(ORACLES)/.ready ## everything the tests need, then every gate and every test
	@$(MAKE) --no-print-directory lint
	CRUXMAP_TEST_POSTGRES=required CRUXMAP_TEST_CHROMIUM="$$(cat $(CHROMIUM))" \
	  CRUXMAP_TEST_ORACLES="$(abspath $(ORACLES))" $(BIN)/python -m pytest -n 2 --dist loadfile
	@$(MAKE) --no-print-directory coverage

quick: lint ## lint and the tests that need no PostgreSQL, no browser and no server
	CRUXMAP_TEST_POSTGRES=never $(BIN)/python -m pytest -n 2 --dist loadfile -m "not long" $(QUICK)

# Tracing slows tests down, so those with limits of time run without it, and nothing fails by it.
coverage: $(DEV) ## how much of app the quick tests ran: the ten files with the least, and all
	@-CRUXMAP_TEST_POSTGRES=never $(BIN)/python -m pytest -n 2 --dist loadfile -m "not long" \
	  --cov --cov-report= $(QUICK) > $(COVERED) 2>&1
	@-$(BIN)/coverage report --sort=cover > $(COVERED) && sed -n '1,12p; $$p' $(COVERED)

lint: $(DEV) ## ruff, mypy, and the layout of templates and style sheets
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_templates.py tests/test_styles.py

format: $(DEV) ## put the code in its one layout
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

mutants: $(DEV) ## small faults in the rules that matter most: does a test fail for each?
	nice $(BIN)/python -m tests.mutants

fuzz: $(DEV) ## FUZZ_SECONDS (300) of files that nobody would write, for each reader in turn
	@for name in $$($(BIN)/python -m tests.fuzz); do \
	  nice $(BIN)/python -m tests.fuzz $$name $(FUZZ_SECONDS) || exit 1; \
	done

bench: $(DEV) ## measure pages, the roll-up and quotes; not part of the tests
	CRUXMAP_TEST_POSTGRES=required $(BIN)/python -m benchmarks

lock: $(DEV) ## renew the lock files from pyproject.toml and requirements/dev.in
	$(PIP_COMPILE) --upgrade -o requirements/run.txt pyproject.toml
	$(PIP_COMPILE) --upgrade -o requirements/dev.txt requirements/dev.in
	$(PIP_COMPILE) --upgrade -o requirements/build.txt requirements/build.in

clean: ## remove what was built; the database under var/ stays
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Cruxmap needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The command of this checkout: its code and its database, wherever one stands.
define COMMAND
#!/bin/sh
export PYTHONPATH="$(CURDIR)"
export CRUXMAP_DATABASE_URL="$${CRUXMAP_DATABASE_URL:-sqlite:///$(CURDIR)/var/cruxmap.db}"
export CRUXMAP_DATA_DIR="$${CRUXMAP_DATA_DIR:-$(CURDIR)/var}"
exec "$(abspath $(BIN))/python" -P -m app "$$@"
endef
export COMMAND

$(BIN)/cruxmap: Makefile | $(BIN)/python
	@printf '%s\n' "$$COMMAND" > $@
	@chmod +x $@

$(RUN): requirements/run.txt | $(BIN)/python
	@echo "Installing what the server needs …"
	@$(PIP_INSTALL) -r requirements/run.txt
	@touch $@

$(DEV): requirements/run.txt requirements/dev.txt | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(PIP_INSTALL) -r requirements/run.txt -r requirements/dev.txt
	@touch $(RUN) $@

# Readers of others, by which the tests see what files of ours say; they run on Node.js.
$(ORACLES)/.ready: tests/oracles/package-lock.json | $(BIN)/python
	@if ! command -v npm > /dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  echo "Installing Node.js …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq npm > /dev/null; \
	fi
	@command -v npm > /dev/null || { echo "The tests of formats need Node.js with npm."; exit 1; }
	@echo "Installing the readers that tests compare with …"
	@mkdir -p $(ORACLES) && cp tests/oracles/package.json tests/oracles/package-lock.json $(ORACLES)
	@cd $(ORACLES) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@

# The browser journeys drive the machine's own Chromium; its path is kept for the tests.
$(CHROMIUM): | $(BIN)/python
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  command -v $$name > $@ && exit 0; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  echo "Installing Chromium …"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; \
	  command -v chromium > $@ && exit 0; \
	fi; \
	echo "The browser tests need Chromium: install chromium or google-chrome and try again."; exit 1
