# Two commands are enough: `make run` and `make test`. Both set everything up; neither needs the other.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MESSAGES := measures/locale/zh_Hans/LC_MESSAGES/django
export DEBUG ?= 1
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Keep what Python compiles: the tests start it some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lint fixture messages lock clean

run: $(VENV)/.site $(MESSAGES).mo
	@$(BIN)/python manage.py demo 127.0.0.1:$(PORT)

test: $(VENV)/.gates $(MESSAGES).mo
	$(BIN)/python -m tests.both_engines

check: lint test

lint: $(VENV)/.gates $(MESSAGES).mo
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py build_fixture fixtures/haidian-14fyp-ch3.txt --slug haidian-14fyp -o $(VENV)/rebuilt.json
	cmp fixtures/haidian-14fyp.json $(VENV)/rebuilt.json

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "PolicyHub needs Python 3.11 or later")'
	@$(PYTHON) -c 'import ensurepip, venv' || { echo "This Python lacks venv; on Debian: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.site: requirements.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.gates: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.site

$(MESSAGES).mo: $(MESSAGES).po | $(VENV)/bin/python
	$(BIN)/pybabel --quiet compile --domain django --directory measures/locale

# After changing a text: collect it, then translate what is new in the .po file.
messages: $(VENV)/.gates
	$(BIN)/python -m policyhub.messages

# After changing requirements*.in (needs uv: `pip install uv`).
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 -o requirements.txt requirements.in
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 -c requirements.txt -o requirements-dev.txt requirements-dev.in

clean:
	rm -rf $(VENV) var staticfiles
