PYTHON ?= python3

.PHONY: setup report test test-full bench check docs lock
setup report test test-full bench check docs lock:
	@$(PYTHON) tasks.py $@
