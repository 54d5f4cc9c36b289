# Two commands: `make demo` and `make test`. Each sets up .venv from the lock first. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test test-reloaded test-lowest lint setup lock clean samples

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "ratslese needs Python 3.11 or newer; call: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: $(STAMP)
	$(BIN)/ratslese demo

test: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

# The index engine on whoosh-reloaded instead of whoosh3 (same import name), in a folder of its own.
RELOADED := $(VENV)/whoosh-reloaded
test-reloaded: $(RELOADED)/.installed
	PYTHONPATH=$(RELOADED) $(BIN)/python -m pytest tests/search/engines tests/search/test_german.py

$(RELOADED)/.installed: requirements-reloaded.lock $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --upgrade --target $(RELOADED) -r requirements-reloaded.lock
	@touch $@

# All tests on the lower bounds of pyproject.toml, in an environment of its own; Python 3.11 or 3.12 (numpy 1.26 has no wheel for 3.13).
LOWEST := .venv-lowest
test-lowest:
	$(PYTHON) -m venv $(LOWEST)
	$(LOWEST)/bin/python tests/lowest.py > $(LOWEST)/bounds.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: -r $(LOWEST)/bounds.txt
	$(LOWEST)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(LOWEST)/bin/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/mypy

# Needs uv on the PATH; the lock holds hashes and no host names.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev --output-file requirements.lock pyproject.toml requirements-build.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--output-file requirements-reloaded.lock requirements-reloaded.in

samples: $(STAMP)
	$(BIN)/python corpus/samples/make_samples.py

clean:
	rm -rf $(VENV) $(LOWEST) build dist *.egg-info demo
