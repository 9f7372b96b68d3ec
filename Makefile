# Everything a newcomer needs. Each target sets up what it uses: nothing but Python 3.11 to 3.13,
# make and a package index is expected. Another Python: make demo PYTHON=/path/to/python3.12

VENV ?= .venv
BIN := $(VENV)/bin
OUT ?= out
WORKERS ?= auto

# What make bench measures: full or quick; which parts; seed of the first district of every size.
BENCH ?= full
PARTS ?= phases small peers city scaling profile certificates
SEED ?= 0
RECORDS := $(if $(filter full,$(BENCH)),benchmarks/results,$(OUT)/bench)
BENCH_PAGE := $(if $(filter full,$(BENCH)),docs/benchmarks.md,$(OUT)/bench/benchmarks.md)

SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c '$(SUPPORTED)' 2>/dev/null && echo $$name && break; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test check style types imports bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/installed  ## install, plan the BNSSG morning, recompute the plan, draw its page
	@mkdir -p $(OUT)
	$(BIN)/bedflow plan examples/bnssg/snapshot.json -o $(OUT)/bnssg.json --html $(OUT)/bnssg.html
	$(BIN)/bedflow check examples/bnssg/snapshot.json $(OUT)/bnssg.json
	@echo "The same with pictures: $(OUT)/bnssg.html   The plan for machines: $(OUT)/bnssg.json"

test: $(VENV)/installed-dev  ## install, run the tests
	@echo "Planning the tiny district first, so that parallel tests find the engine compiled."
	$(BIN)/bedflow plan examples/tiny/snapshot.json --effort 1 --json > /dev/null
	$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 $(PYTEST_ARGS)

check: style types imports test  ## all that .ci/run holds a change to

style: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/installed-dev
	$(BIN)/mypy

imports: $(VENV)/installed-dev
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev  ## measure and write docs/benchmarks.md; BENCH=quick takes minutes
	@mkdir -p $(RECORDS)
	@for part in $(PARTS); do \
		BENCH=$(BENCH) SEED=$(SEED) $(BIN)/python -m pytest benchmarks/test_$$part.py -v --benchmark-only \
			--benchmark-columns=mean,rounds --benchmark-json=$(RECORDS)/$$part.new $(PYTEST_ARGS) && \
		mv $(RECORDS)/$$part.new $(RECORDS)/$$part.json || exit 1; done
	$(BIN)/python -m benchmarks.report $(RECORDS) $(BENCH_PAGE)

clean:  ## remove the virtual environment and what was made
	rm -rf $(VENV) $(OUT) dist build

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "bedflow needs Python 3.11 to 3.13: make $(MAKECMDGOALS) PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c '$(SUPPORTED)' || { echo "bedflow needs Python 3.11 to 3.13, and $(PYTHON) is another."; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: pyproject.toml | $(BIN)/python
	@echo "Installing bedflow into $(VENV) (a minute or two the first time)"
	$(PIP) install --editable .
	@touch $@

$(VENV)/installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing bedflow and its development tools into $(VENV) (a minute or two the first time)"
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/installed
