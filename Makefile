PYTHON ?= python3

.PHONY: setup report test test-full bench mutation check docs lock
setup report test test-full bench mutation check docs lock:
	@$(PYTHON) tasks.py $@
