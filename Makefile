# One command per job; `make help` lists them. Everything runs in .venv, which is made once and used again.
VENV ?= .venv
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$p && break; done)
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
JAVASCRIPT := scripts/javascript
JAVASCRIPT_READY := $(JAVASCRIPT)/node_modules/.package-lock.json
PYTEST := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(PY) -m pytest

.DEFAULT_GOAL := help
.PHONY: help book serve lab lesson widget notebooks quick test test-unit test-notebooks test-site test-lab test-releases test-oldest lint lint-javascript lint-pyright links bench bench-site pdf offline clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "  make %-15s %s\n", $$1, $$2}'

$(READY): requirements.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "This book needs Python 3.11 or newer, and found none. Install it, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and f"This book needs Python 3.11 or newer; $(PYTHON) is {v[0]}.{v[1]}. Name another one: make PYTHON=python3.12")'
	@[ -x $(PY) ] && $(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV) || \
		{ echo "Python could not make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

book: $(READY)  ## build the site, running every lesson, and print the page to open
	$(PY) -m scripts.build

serve: $(READY)  ## show the site on http://127.0.0.1:8000
	@[ -f _build/html/index.html ] || $(PY) -m scripts.build
	$(PY) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

lab: $(READY)  ## open the lessons in JupyterLab
	$(PY) -m jupyterlab book

notebooks: $(READY)  ## execute every lesson in place and leave out what differs from run to run
	$(PY) -m scripts.notebooks book/*.ipynb

lesson: $(READY)  ## write a lesson's skeleton, which passes every test: make lesson NAME=residuals
	@$(PY) -m scripts.skeleton lesson "$(NAME)"

widget: $(READY)  ## write a widget's skeleton, which passes every test: make widget NAME=threshold
	@$(PY) -m scripts.skeleton widget "$(NAME)"

# One widget's page stands for all: make quick WIDGET=threshold
WIDGET ?= pooling
quick: lint  ## in two minutes what most often breaks: style, package, rules for lessons, one page
	$(PYTEST) -n 2 --ignore-glob='*test_learning.py' cnnbook scripts book/_ext tests/unit tests/notebooks tests/site/test_widget_$(WIDGET).py

test: test-unit test-notebooks test-releases test-site test-lab  ## all tests

test-unit: $(READY)  ## the package and its doctests
	$(PYTEST) -n auto cnnbook scripts book/_ext tests/unit

test-notebooks: $(READY)  ## the lessons: their form, and their outputs against a fresh run
	$(PYTEST) tests/notebooks
	$(PYTEST) --nbval --nbval-current-env --nbval-cell-timeout=300 -p no:cacheprovider -n 2 --dist loadfile book

test-site: $(READY)  ## the rendered pages in a real browser
	$(PY) -m scripts.build --if-stale
	$(PYTEST) -n 2 tests/site

test-lab: $(READY)  ## the lessons in JupyterLab and Jupyter Notebook, in a real browser
	$(PYTEST) -n 2 tests/lab

test-releases: $(READY)  ## the package and the lessons with the NumPy and the Matplotlib that pages bring
	$(PY) -m scripts.releases

test-oldest: $(READY)  ## the package, the lessons and the pages with the oldest supported releases
	$(PY) -m scripts.oldest

lint: $(READY)  ## style and types of the Python code; those of the JavaScript where Node is there
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	@if command -v node >/dev/null && command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-javascript lint-pyright; \
		else echo "The JavaScript is not checked, nor are types by pyright: that needs Node 18.18 or newer, and npm."; fi

lint-javascript: $(JAVASCRIPT_READY)  ## types and style of the JavaScript alone
	@npm --prefix $(JAVASCRIPT) run --silent types
	@npm --prefix $(JAVASCRIPT) run --silent lint

lint-pyright: $(READY) $(JAVASCRIPT_READY)  # types of a user's script as editors see them
	@$(JAVASCRIPT)/node_modules/.bin/pyright --pythonpath $(PY)

$(JAVASCRIPT_READY): $(JAVASCRIPT)/package-lock.json
	npm ci --prefix $(JAVASCRIPT) --no-audit --no-fund --loglevel=error
	@touch $@

links: $(READY)  ## ask every address that the pages link to whether it is still there
	@$(PY) -m scripts.build --if-stale
	@$(PY) -m scripts.links

bench: $(READY)  ## how fast cnnbook is beside PyTorch and SciPy
	$(PY) -m benchmarks

bench-site: $(READY)  ## how heavy and how quick the pages are, and training on them
	$(PY) -m scripts.bench_site
	$(PY) -m scripts.bench_python
	$(PY) -m scripts.bench_training

pdf: $(READY)  ## the whole book as _build/cnnbook.pdf
	$(PY) -m scripts.pdf

offline: $(READY)  ## the site as a zip for a USB stick: _build/cnnbook-offline.zip
	$(PY) -m scripts.offline

clean:  ## remove what was built; .venv stays
	rm -rf _build .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
