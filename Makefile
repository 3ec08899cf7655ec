# Everything runs in .venv, which .ci/environment makes when it is missing, interrupted, moved or out of date.
# On a fresh machine: Python 3.11 or newer, git and make are enough.
.DEFAULT_GOAL := help
BIN := .venv/bin

.PHONY: help env demo test check format bench lock clean

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

env: ## make the environment in .venv; nothing to do when it is ready
	@sh .ci/environment

demo: env ## chat with the front door here, over a small busy desk in .demo
	@$(BIN)/frontdoor demo --data .demo

test: check ## all checks, all tests, full branch coverage of the core
	@echo "Tests"
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage report

check: env ## format, lint, types and who may import whom
	@echo "Format, lint, types, imports"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: env ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: env ## measure turns, queue and start against their targets
	@$(BIN)/python -m tests.bench

lock: ## renew requirements.lock after a change of pyproject.toml (needs uv; UPGRADE=--upgrade for newer releases)
	@command -v uv >/dev/null || { echo "make lock needs uv on the path" >&2; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
		--no-header --no-annotate --no-emit-index-url $(UPGRADE) --output-file requirements.lock pyproject.toml

clean: ## remove what can be made again, the environment included (not .demo)
	@rm -rf .venv build dist *.egg-info .bench .coverage .hypothesis \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find bot adapters kb tests -name __pycache__ -type d -prune -exec rm -rf {} +
