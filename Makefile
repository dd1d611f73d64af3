# Two commands matter: `make run` and `make test`.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: run test soak check messages audit sbom bench lock clean

run: .venv/runtime .venv/forms
	$(BIN)/muster up --demo

test: .venv/development .venv/forms
	sh tests/browser.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile

# The tests that go round and round (tests/rounds.py), as often as is worth it: an hour and more.
soak: .venv/development .venv/forms
	MUSTER_SOAK=1 $(BIN)/python -m pytest -s $$(grep -rlE "^from tests.rounds import" tests muster --include="*.py")

check: .venv/development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy muster
	$(BIN)/lint-imports
	$(BIN)/muster manage makemigrations --check --dry-run

# Needs GNU gettext; what is new stands in the .po files without a translation (docs/translating.md).
messages: .venv/development
	cd muster && ../$(BIN)/django-admin makemessages -l sq -l sr_Latn --no-location --no-wrap --no-obsolete -i 'tests/*' -i '*/tests/*'
	sed -i -e '/^"POT-Creation-Date/d' -e '/^"Report-Msgid-Bugs-To/d' muster/locale/*/LC_MESSAGES/django.po
	$(BIN)/muster manage compile_catalogues

# Asks the network for advisories; says so where it cannot.
audit: .venv/development
	$(BIN)/python -m tests.security.dependencies audit

sbom: .venv/development
	$(BIN)/python -m tests.security.dependencies sbom

bench: .venv/bench .venv/forms
	$(BIN)/python -m tests.benchmarks

lock: .venv/development
	$(BIN)/uv pip compile -q pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --extra dev --extra bench --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-bench.lock

.venv/made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/runtime: requirements.lock pyproject.toml | .venv/made
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# Node's packages and the browser's file for forms (muster/features/registers).
FORMS = muster/features/registers
.venv/forms: $(FORMS)/engine/package-lock.json $(FORMS)/engine/bundle.mjs $(shell find $(FORMS)/browser -type f) .venv/runtime
	$(BIN)/python -m muster.features.registers.engine.set_up
	touch $@

.venv/development: requirements-dev.lock .venv/runtime
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

.venv/bench: requirements-bench.lock .venv/development
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	touch $@

clean:
	rm -rf .venv var build *.egg-info $(FORMS)/engine/node_modules $(FORMS)/static/registers/built
