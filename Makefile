# Everything runs in .venv, which .ci/environment makes when it is missing, interrupted, moved or out of date.
# On a fresh machine: Python 3.11 or newer, git and make are enough.
.DEFAULT_GOAL := help
BIN := .venv/bin
# Tests on every core; each takes neighbours, which share what is made once a folder, and helps the others out at the end.
SHARED := --numprocesses auto --dist worksteal

.PHONY: help env demo test check format messages bench soak lock clean

help: ## show these lines
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

env: ## make the environment in .venv; nothing to do when it is ready
	@sh .ci/environment

demo: env ## chat with the front door here, over a small busy desk in .demo
	@$(BIN)/frontdoor demo --data .demo

test: check ## all checks, all tests on every core, full branch coverage of the pure core
	@echo "Tests of the core, by which alone every branch of it is gone through"
	@$(BIN)/pytest $(SHARED) --cov --cov-report term:skip-covered tests/core tests/redaction
	@echo "All other tests, without counting lines: that took a third of their time"
	@$(BIN)/pytest $(SHARED) --ignore tests/core --ignore tests/redaction

check: env ## format, lint, types, who may import whom; the libraries' SBOM and known vulnerabilities
	@echo "Format, lint, types, imports, libraries"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m tests.supply & libraries=$$!; $(BIN)/mypy; types=$$?; wait $$libraries && exit $$types

format: env ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: env ## renew the catalogues from the code; NEW=fr begins another (changed wording is marked fuzzy)
	@template=$$(mktemp) && trap 'rm -f "$$template"' EXIT && \
	$(BIN)/pybabel --quiet extract --no-default-keywords --keyword _ --keyword n_:1,2 --no-wrap --sort-output --add-location file \
		--header-comment '# What clients read; "make messages" renews this file from the code, see CONTRIBUTING.md.' \
		--project "Front Door" --output-file "$$template" bot adapters && \
	$(BIN)/pybabel --quiet update --no-wrap --ignore-obsolete --ignore-pot-creation-date \
		$(if $(NEW),--init-missing --locale $(NEW)) --domain frontdoor --input-file "$$template" --output-dir bot/locale

ifeq (bench,$(firstword $(MAKECMDGOALS)))
BENCHES := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
$(eval $(BENCHES):;@:)
endif

bench: env ## measure everything against its targets; make bench quality search measures these
	@$(BIN)/python -m tests.bench $(BENCHES)

soak: env ## every promise at full size on both databases, for some hours; python -m tests.soak 1 5 takes some
	@$(BIN)/python -m tests.soak

lock: ## renew requirements.lock after a change of pyproject.toml (needs uv; UPGRADE=--upgrade for newer releases)
	@command -v uv >/dev/null || { echo "make lock needs uv on the path" >&2; exit 1; }
	@uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra semantic --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-package pip $(UPGRADE) --output-file requirements.lock pyproject.toml

clean: ## remove what can be made again, the environment included (not .demo)
	@rm -rf .venv build dist *.egg-info .bench .coverage .hypothesis \
		.mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@find bot adapters kb tests -name __pycache__ -type d -prune -exec rm -rf {} +
