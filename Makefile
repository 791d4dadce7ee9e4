# make run     environment, installation, database, seeds, then web server and worker; Ctrl-C ends them
# make demo    the same with sample opinions and an account to look around with
# make test    everything, with the system packages the tests need (installed where possible)
# make unit    the quick tests only
# make check   style and types
# make bundle  every wheel of the lock files into wheels/, for a machine that reaches no package registry
# make lock    solve the lock files anew from pyproject.toml

PACKAGES := chromium dovecot-imapd postgresql libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils tesseract-ocr tesseract-ocr-chi-sim fonts-noto-cjk openssl
BIN := .venv/bin

.PHONY: run demo test unit check format bundle lock packages soak

run:
	@deploy/environment requirements.lock
	@$(BIN)/intake init
	@exec $(BIN)/intake serve

demo:
	@deploy/environment requirements.lock
	@$(BIN)/intake init
	@exec $(BIN)/intake serve --demo

test: packages
	@deploy/environment requirements-dev.lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadgroup

unit:
	@deploy/environment requirements-dev.lock
	$(BIN)/pytest -q -m "not browser and not servers and not slow"

check:
	@deploy/environment requirements-dev.lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

packages:
	@deploy/packages $(PACKAGES)

bundle:
	python3 -m pip download --require-hashes -r requirements-dev.lock -d wheels

lock:
	deploy/lock

soak:
	@deploy/environment requirements-dev.lock
	$(BIN)/pytest -q -m soak -o addopts=
