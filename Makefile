# Everything a developer runs. Needs make and Python 3.11 or newer; the rest is set up on the way.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK := requirements/dev.lock
WORKERS ?= 2

.DEFAULT_GOAL := help
.NOTPARALLEL:
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test check bench bench-letters pictures fuzz installer lock clean office

help:
	@echo "make demo    two practice desks with invented candidates: a summer in practice-desk/, the whole year in practice-year/"
	@echo "make test    everything that has to be green, with LibreOffice and the Open XML SDK validator"
	@echo "make check   the quick part of it: ruff, mypy, stale workbooks, one-way imports"
	@echo "make bench   the benchmarks as one table (JSON=1: as JSON)"
	@echo "make pictures  every letter, filled with little, much and the longest values, as PNG files in dist/pictures/"
	@echo "make installer  the Windows installer, in dist/windows/ (needs makensis and the network)"
	@echo "make bench-letters   those of the letters alone; ends with one line of JSON"
	@echo "make fuzz    spoilt files for every importer and reader (SECONDS=180 each, ONLY=importers, JOBS=1 at a time)"
	@echo "make lock    newest versions of all dependencies into $(LOCK)"
	@echo "make clean   remove what these made, but no desk"

demo: $(READY)
	$(BIN)/results-desk demo practice-desk
	$(BIN)/results-desk demo practice-year --year

test: office $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/results-desk build --check
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/results-desk build --check
	$(BIN)/pytest tests/test_layers.py

bench: $(READY)
	@$(BIN)/python benchmarks/run.py $(if $(JSON),--json)

pictures: $(READY)
	$(BIN)/python tools/pictures.py

installer: $(READY)
	packaging/windows/build.sh $(BIN)/python

fuzz: $(READY)
	@$(BIN)/python tests/fuzz.py --seconds $(or $(SECONDS),180) --jobs $(or $(JOBS),1) --only "$(ONLY)"

bench-letters: $(READY)
	@$(BIN)/python benchmarks/bench_letters.py --table

lock:
	tools/setup.sh lock $(LOCK)

clean:
	rm -rf $(VENV) tools/validator/node_modules dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find addin tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

office:
	@tools/setup.sh system
	@tools/setup.sh validator

$(READY): $(LOCK) pyproject.toml
	tools/setup.sh python $(VENV) $(LOCK)
	@touch $@
