# Every target sets itself up: a virtual environment with pinned, hashed dependencies.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
REPORTS ?= gold/dev
DB ?= build/gouji.db

.PHONY: demo test lint bench requirements clean

demo: $(READY)
	@$(BIN)/python -m eval.demo $(REPORTS) --db $(DB)

test: $(READY)
	$(BIN)/pytest --numprocesses auto --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/cog --check README.md

bench: $(READY)
	$(BIN)/python -m eval.bench --full

requirements:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate -o requirements.txt

$(READY): requirements.txt pyproject.toml
	@echo "setting up $(VENV) (once; a minute or two)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

clean:
	rm -rf $(VENV) build dist
