# One command per job: `make help` lists them. Each is `python3 -m scripts JOB`, which needs no make.
# PYTHON=… names the Python to begin with, VENV=… the environment, which is made once and used again.
PYTHON ?=
VENV ?= .venv
NAME =
WIDGET =
PORT =
DO = for p in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if command -v "$$p" >/dev/null 2>&1 && { [ -n "$(PYTHON)" ] || "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }; \
	then VENV="$(VENV)" exec "$$p" -m scripts

END = ; fi; done; echo "This book needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1

help:
	@$(DO) help $(END)

JOBS = book lab notebooks assignments test test-unit test-notebooks test-site test-lab test-releases test-oldest test-wheel \
	test-frontends coverage lint lint-javascript lint-pyright links launch bench bench-site pdf slides offline install clean

$(JOBS):
	@$(DO) $@ $(END)

serve:
	@$(DO) serve $(PORT) $(END)

lesson:
	@$(DO) lesson "$(NAME)" $(END)

widget:
	@$(DO) widget "$(NAME)" $(END)

quick:
	@$(DO) quick $(WIDGET) $(END)

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(DO) install $(END)

.PHONY: help serve lesson widget quick $(JOBS)
