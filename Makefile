# make run    the environment, then the war room          (ARGS="list --all" for any other command)
# make test   the environment, then every test but the long ones       (ARGS="tests/store -x")
# make lint   ruff, mypy --strict, import-linter

PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
# One more than two cores: tests of the terminal wait for programs most of their time. Whoever is done takes
# tests from the others, so that none is left with the longest at the end.
WORKERS ?= 3
ARGS ?=

BIN := .venv/bin
RUN := .venv/.ready-to-run
DEV := .venv/.ready-to-develop
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
WHEEL := build/wheel
# Textual reads these when it is imported, which is before a test can clear them.
PYTEST := env -u TEXTUAL_THEME -u TEXTUAL_ANIMATIONS -u TEXTUAL_FPS $(BIN)/pytest

.DELETE_ON_ERROR:
.PHONY: run test lint format wheel wheel-test faults bench bench-peers screenshots docs clean

run: $(RUN)
	@$(BIN)/incident-console $(ARGS)

test: $(DEV)
	$(PYTEST) -n $(WORKERS) --dist worksteal $(ARGS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The wheel in an environment of its own, used as somebody would who has nothing else of this project.
wheel-test: $(DEV)
	@rm -rf $(WHEEL)
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir $(WHEEL) .
	$(BIN)/python -m venv $(WHEEL)/venv
	$(WHEEL)/venv/bin/python -m pip --disable-pip-version-check --no-input -qq \
		install --constraint constraints.txt $(WHEEL)/*.whl
	$(BIN)/python tests/packaging/drive_wheel.py $(WHEEL)/venv/bin

faults: $(DEV)
	$(PYTEST) -m long $(ARGS)

bench: $(DEV)
	$(BIN)/python -m benchmarks.run $(ARGS)

# The same with what users would open instead, where it can be installed.
bench-peers: $(DEV)
	$(BIN)/python -m benchmarks.run --peers $(ARGS)

screenshots: $(DEV)
	$(BIN)/python screenshots/make.py $(ARGS)

docs: $(DEV)
	$(BIN)/python docs/make.py $(ARGS)

clean:
	rm -rf .venv build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# The build backend is installed from the constraints like everything else, so that set-up is the same everywhere.
$(RUN): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found: install it, or say make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@echo "Setting up .venv (once; a minute or two)"
	@$(PIP) install --constraint constraints.txt hatchling
	@$(PIP) install --constraint constraints.txt --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN)
	@echo "Adding the test and lint tools"
	@$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[test,lint]'
	@touch $@
