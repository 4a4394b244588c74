# Every target is one line that a person could type: the logic lives in commerce/ (Python) and models/ (dbt).
RAW ?= data/sample
WAREHOUSE ?= build/warehouse.duckdb
ARGS ?=
MONTH ?=
ENVIRONMENT ?= dev
PYTHON ?= $(shell command -v python3 || command -v python3.11 || echo python3)
PY = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run close test verify-redshift prove-incremental prove-rows prove-fees prove-halo docs lint bench sample lock package deploy undeploy verify-infra clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

.venv/stamp: requirements.lock
	@$(PYTHON) commerce/bootstrap.py

run: .venv/stamp ## land RAW, build the WAREHOUSE, print the profit and loss (RAW=folder WAREHOUSE=file)
	@rm -f build/last_run.txt; $(PY) -m commerce run --raw "$(RAW)" --warehouse "$(WAREHOUSE)" $(ARGS) || [ $$? -eq 3 ]; code=$$?; sed 's/^/make run: /' build/last_run.txt; exit $$code

close: .venv/stamp ## one month as finance closes it, of the built WAREHOUSE (MONTH=2026-05, or a fiscal period 2026-P05)
	@$(PY) -m commerce close --warehouse "$(WAREHOUSE)" --month "$(MONTH)"

test: .venv/stamp ## the Python suites and one demo build with all dbt tests (ARGS=--everything: those too whose turn it is not)
	@$(PY) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

verify-redshift: .venv/stamp ## the demo brand through dbt-redshift on a stand-in, every relation compared with DuckDB (no account needed)
	@$(PY) -m pytest -n 2 --dist loadfile tests/python/redshift --whole $(ARGS)

prove-incremental: .venv/stamp ## 20 brands delivered bit by bit in any order, a build after each, equal to one full build
	@$(PY) -m pytest -n 2 --dist load tests/python/incremental/test_increments_add_up.py tests/python/incremental/test_a_killed_build_goes_on.py --seeds 20 $(ARGS)

prove-rows: .venv/stamp ## a row lost, doubled or changed in every intermediate model of the demo brand: a gate must fail of each
	@$(PY) -m pytest -n 2 --dist load tests/python/rows --all-rows $(ARGS)

prove-fees: .venv/stamp ## 20,000 drawn products, prices and dates priced by the models and by a second engine in Python
	@$(PY) -m pytest -n 2 --dist loadfile tests/python/fees --all-cases $(ARGS)

prove-halo: .venv/stamp ## 500 simulated panels a row through the halo models: how often their intervals hold the truth
	@$(PY) -m pytest tests/python/halo --all-panels -s $(ARGS)

docs: .venv/stamp ## one static HTML page about every table and column: build/docs/index.html
	@$(PY) -m commerce docs --raw "$(RAW)" --warehouse "$(WAREHOUSE)"

lint: .venv/stamp ## ruff for Python, sqlfluff for the models and the tests in SQL
	@$(PY) -m ruff check . && $(PY) -m sqlfluff lint --disable-progress-bar models tests analyses

bench: .venv/stamp ## landing against plain Spark (ARGS="--rows 200000"), the fee models' share of a build (ARGS="--orders 1000000"), a larger brand and a day more (ARGS="--growth 1000000"), or credits (ARGS="--touches 1000000")
	@$(PY) -m commerce bench $(ARGS)

sample: .venv/stamp ## write data/sample anew from the simulator's seed
	@$(PY) -m data.simulator

lock: .venv/stamp ## write requirements.lock anew from the pins in pyproject.toml
	@$(PY) -m commerce lock

package: .venv/stamp ## write what a deployment takes along to build/package, the same bytes from the same sources
	@$(PY) -m commerce package

deploy: .venv/stamp ## create or update the stacks of an ENVIRONMENT (dev or prod) in your AWS account
	@$(PY) -m commerce deploy --environment "$(ENVIRONMENT)"

undeploy: .venv/stamp ## delete the stacks of an ENVIRONMENT, raw exports kept (ARGS=--yes)
	@$(PY) -m commerce undeploy --environment "$(ENVIRONMENT)" $(ARGS)

verify-infra: .venv/stamp ## the templates under checkov too, from an environment of its own (.venv-checks, made once)
	@$(PY) -m pytest tests/python/infra --scanners $(ARGS)

clean: ## remove what was built; .venv stays
	@rm -rf build target logs
