# Two commands do everything: `make demo` shows Clientela at work, `make test` proves it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
N      ?= 2000
SEED   ?= 0

.PHONY: demo serve test lint types unit browser postgres bare long oracle docs messages lock clean

demo: $(VENV)/.web
	rm -rf clientela-demo
	$(BIN)/clientela demo clientela-demo

serve: $(VENV)/.web
	$(BIN)/clientela serve

test: $(VENV)/.dev lint types unit browser postgres bare

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev
	$(BIN)/mypy

unit: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal -m "not long" --ignore tests/e2e

# Journeys in a real browser, with screenshots in artefacts/; says so where none is installed.
browser: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal tests/e2e

# The site once more with its control tables in PostgreSQL; says so where that is not installed.
postgres: $(VENV)/.dev
	bash tests/postgres.sh $(BIN)/pytest -n 2 --dist worksteal -m "not long and not own_site" tests/web

# The same proofs at greater length: tens of thousands of messages, servers killed again and again.
long: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist loadfile -m long
	bash tests/postgres.sh $(BIN)/pytest -n 2 --dist loadfile -m long tests/web

# Install what a user installs, without the optional parts, and see that it imports and answers.
bare: $(VENV)/.dev
	bash tests/bare_install.sh $(PYTHON)

# Random rules over random data: the compiler against the slow evaluator in tests/oracle.
oracle: $(VENV)/.dev
	$(BIN)/python -m tests.oracle $(N) --seed $(SEED) --jobs 2

docs: $(VENV)/.dev
	$(BIN)/python docs/generate.py

# The texts of the site: extract, compile, and list what is not translated; needs GNU gettext.
messages: $(VENV)/.dev
	$(BIN)/python tools/messages.py

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

$(VENV)/.web: requirements/web.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/web.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@ $(VENV)/.web

clean:
	rm -rf $(VENV) build dist src/*.egg-info clientela-demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
