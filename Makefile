# Every command sets up what it needs by itself: a virtual environment in .venv, made from the lock in requirements/.
# `make PYTHON=/path/to/python3.13 test` makes it with another Python; 3.11 is the oldest that will do.

BIN := .venv/bin
READY := .venv/.ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.PHONY: help demo test check soak bench messages pictures lock

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

demo: $(READY) $(CATALOGUES) ## a sandbox, a seeded network and the bot in one go; prints the page's address
	@$(BIN)/ccbot demo $(ARGS)

test: $(READY) $(CATALOGUES) ## all tests but the long ones; ARGS="-k joining" for some
	@$(BIN)/pytest -n 4 --dist loadgroup -m "not soak" $(ARGS)

soak: $(READY) $(CATALOGUES) ## the long proofs
	@$(BIN)/pytest -m soak $(ARGS)

bench: $(READY).bench $(CATALOGUES) ## a line a figure; ONLY=name for one
	@$(BIN)/python -m benchmarks $(ONLY)

check: $(READY) ## style, types, floors, catalogues, clock, container files
	@$(BIN)/python -m tools.check

messages: $(READY) ## bring the catalogues up to the sentences in the code
	@$(BIN)/python -m tools.messages

pictures: $(READY) $(CATALOGUES) ## take the README's pictures anew, of the demo in Chromium
	@$(BIN)/python -m tools.pictures

lock: ## compile requirements/*.txt anew
	@sh tools/lock.sh $(ARGS)

# An installed bot has them compiled; so has this one, or it would read the sources at every start.
%.mo: %.po $(READY)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Those whom `make bench` compares us with need nothing of the others' versions changed.
$(READY).bench: $(READY) requirements/bench.txt
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	@touch $@

$(READY): requirements/dev.txt pyproject.toml hatch_build.py tools/environment.sh
	@sh tools/environment.sh .venv
	@touch $@
