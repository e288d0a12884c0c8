# Everyday commands. Each makes what it needs first: `make run` and `make test` work in a fresh clone.
# `make test ARGS="tests/agenda -x"` passes arguments on.
.DEFAULT_GOAL := help
.PHONY: help run test check format bench lock wheel

PY := .venv/bin/python

help:
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile

run: ## serve the demo on 127.0.0.1:5000 (HOST and PORT change it)
	@.ci/setup run
	@exec env DEMO=1 $(PY) app.py

test: ## the whole suite, on all cores; what this machine cannot run is named at the end (ARGS="-n 0": in one process)
	@.ci/setup dev
	@exec $(PY) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## ruff and mypy --strict
	@.ci/setup dev
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy

format: ## put the code into ruff's shape
	@.ci/setup dev
	$(PY) -m ruff check --fix
	$(PY) -m ruff format

bench: ## pages that count, and a poll before thousands (ARGS="live --clients 1000": a part)
	@.ci/setup dev
	@exec $(PY) -m tests.bench $(ARGS)

lock: ## resolve pyproject.toml anew into the two lock files
	@.ci/lock

wheel: ## build dist/conference-*.whl with templates, static files and seeds inside
	@.ci/setup dev
	$(PY) -m hatchling build -t wheel
