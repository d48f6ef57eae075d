# Two commands do everything: `make demo` shows Clientela at work, `make test` proves it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
N      ?= 2000
SEED   ?= 0

.PHONY: demo test lint types unit bare oracle docs lock clean

demo: $(VENV)/.discover
	rm -rf clientela-demo
	$(BIN)/clientela demo clientela-demo

test: $(VENV)/.dev lint types unit bare

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal

# Install what a user installs, without the optional parts, and see that it imports and answers.
bare: $(VENV)/.dev
	bash tests/bare_install.sh $(PYTHON)

# Random rules over random data: the compiler against the slow evaluator in tests/oracle.
oracle: $(VENV)/.dev
	$(BIN)/python -m tests.oracle $(N) --seed $(SEED) --jobs 2

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

# Pinned versions with checksums; needs uv (https://docs.astral.sh/uv).
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		pyproject.toml -o requirements/base.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra discover pyproject.toml -o requirements/discover.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra web pyproject.toml -o requirements/web.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
		--extra dev pyproject.toml -o requirements/dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3.11-venv"; exit 1; }

$(VENV)/.discover: requirements/discover.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/discover.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ $(VENV)/.discover

clean:
	rm -rf $(VENV) build dist src/*.egg-info clientela-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
