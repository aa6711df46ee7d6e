# Only python3 (3.11 or newer, with venv) and make are assumed; all the rest is installed, locked, into .venv.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
VENV := .venv/.ready
TYPESCRIPT := tests/clients/typescript
NODE_MODULES := $(TYPESCRIPT)/node_modules/.ready
PYTHON_CLIENTS := .cache/clients/python_v1/.ready .cache/clients/fastmcp/.ready
UV := $(BIN)/uv
COMPILE = $(UV) --no-config pip compile --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command "make lock" --quiet --upgrade
OURS := pyproject.toml --extra postgres --extra otel

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.PHONY: run test check fix docs docs-check bench package lock clean

run: $(VENV)
	$(BIN)/python -m luma_mcp.demo.session $(ARGS)

test: $(VENV) $(NODE_MODULES) $(PYTHON_CLIENTS)
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV) $(NODE_MODULES)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) docs-check
	$(MAKE) test

fix: $(VENV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)
	$(BIN)/python docs/generate.py

docs-check: $(VENV)
	@if [ -f docs/generate.py ]; then $(BIN)/python docs/generate.py --check; fi

bench: $(VENV)
	$(BIN)/python -m bench $(ARGS)

package: $(VENV) $(NODE_MODULES)
	$(BIN)/python -m release

lock: $(VENV)
	$(COMPILE) $(OURS) --output-file requirements/run.txt
	$(COMPILE) $(OURS) --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
	$(COMPILE) tests/clients/python_v1/requirements.in --output-file tests/clients/python_v1/requirements.txt
	$(COMPILE) tests/clients/fastmcp/requirements.in --output-file tests/clients/fastmcp/requirements.txt
	$(BIN)/python -m tests.clients.npm update --package-lock-only

clean:
	rm -rf .venv .cache dist build $(TYPESCRIPT)/node_modules

$(VENV): requirements/dev.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "luma_mcp needs Python 3.11 or newer; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Clients that our own locked packages leave no room for; each has an environment of its own.
.cache/clients/%/.ready: tests/clients/%/requirements.txt | $(VENV)
	$(PYTHON) -m venv --clear --without-pip $(@D)
	$(BIN)/python -m pip --python $(@D) install --quiet --no-compile --require-hashes --no-deps --requirement $<
	@touch $@

$(NODE_MODULES): $(VENV) $(TYPESCRIPT)/package-lock.json
	$(BIN)/python -m tests.clients.npm ci
	@touch $@
