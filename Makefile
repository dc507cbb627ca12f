# Two commands are enough: `make demo` to try it, `make test` to check it. README.md tells more.
SHELL := /bin/sh
VENV ?= .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
# Most tests wait for programs they started, so there may be more of them than processors.
JOBS ?= $(shell expr 2 \* `getconf _NPROCESSORS_ONLN`)
ENV_FILE ?= .env
DEMO_PORT ?= 8900
DEMO_BOT_PORT ?= 8901

.PHONY: help install dev demo run check migrate verify test lint bench clean

help:            ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

$(VENV)/.installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install -qq --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.installed
	@$(PY) -m pip install -qq --disable-pip-version-check -e '.[dev]'
	@touch $@

install: $(VENV)/.installed   ## the bot and what it needs, into .venv

dev: $(VENV)/.dev             ## the same with what tests need

demo: $(VENV)/.installed      ## simulator and bot on SQLite; prints one URL
	@rm -rf .demo/$(DEMO_PORT) && mkdir -p .demo/$(DEMO_PORT)
	@HTTP_PORT=$(DEMO_BOT_PORT) DATA_DIR=.demo/$(DEMO_PORT) \
	 DATABASE_URL=sqlite:///.demo/$(DEMO_PORT)/bihuan.db \
	 POLICY_FILE=docs/examples/demo.yaml LOG_LEVEL=WARNING \
	 $(PY) -m simulator --port $(DEMO_PORT) --then "$(PY) -m bot run"

run: $(VENV)/.installed       ## the bot, with the settings of ENV_FILE (.env)
	@$(PY) -m bot run --env-file $(ENV_FILE)

check: $(VENV)/.installed     ## what is still to mend before the bot can work
	@$(PY) -m bot check --env-file $(ENV_FILE)

migrate: $(VENV)/.installed   ## bring the database up to date
	@$(PY) -m bot migrate --env-file $(ENV_FILE)

verify: $(VENV)/.installed    ## prove the tickets' history
	@$(PY) -m bot verify --env-file $(ENV_FILE)

lint: $(VENV)/.dev            ## style, types, rooms
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

test: $(VENV)/.dev lint       ## every check and every test
	@$(PY) -m pytest -n $(JOBS)

bench: $(VENV)/.dev           ## the figures, side by side in one run
	@$(PY) -m benchmarks

clean:
	rm -rf $(VENV) .demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache
