# Everything that is done with this project. `make help` lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Which PHP: `make test PHP=php8.3`, or a whole path.
PHP ?= php
PHP_CONFIG ?= $(subst $(notdir $(PHP)),$(patsubst php%,php-config%,$(notdir $(PHP))),$(PHP))
# Where the demo listens, and on which database it runs: postgres or mysql.
PORT ?= 8080
DB ?= postgres
MINUTES ?= 30
export MINUTES PHP PHP_CONFIG REVISION PORT DB HEADLESS QUICK ADVISORIES LMS_DIR MMS_URL MMS_LOGIN MMS_PASSWORD

steps := lint rust simulation php faults schema shim host panel browser install release demo

.PHONY: help deps build-deps ext mms-sim sim demo soak test $(steps:%=test-%) test-packages fuzz valgrind sanitize lint bench install uninstall deb dist sbom release-check clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

deps: ## install the Debian packages that are missing (root or sudo)
	@make/deps.sh all

build-deps:
	@make/deps.sh build

ext: ## the extension: target/release/libmetroport.so
mms-sim: ## the simulator of the MMS API: target/release/mms-sim
# One command for both: built apart, the crates that they share would be compiled twice, with other features.
ext mms-sim: build-deps
	@make/cargo.sh build --release --locked --workspace

demo: deps ext mms-sim ## LMS's stand-in with the plugin, against the simulator; PORT= DB=mysql HEADLESS=1 MMS_URL= MMS_LOGIN= MMS_PASSWORD=
	@tests/demo/run.sh

test: ## all tests, on both databases, or a part: make test-php, test-panel, …
	@make/test.sh $(steps)

# One part of the tests: test-rust test-simulation test-php test-faults test-schema test-shim test-host test-panel test-browser test-install test-release test-demo
$(steps:%=test-%):
	@make/test.sh $(@:test-%=%)

sim: ## the operations in worlds full of faults: SEEDS=1000000 THREADS=2, or one of them again: SEED=17
	@make/simulation.sh $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),10000) --threads $(or $(THREADS),1))

soak: deps ext mms-sim ## eight workers against a faulty MMS for MINUTES=30: no growth, no wedged lock
	@tests/soak/run.sh

bench: ## measure everything into benches/last-report.md, on a machine that does nothing else; QUICK=1 for a short look
	@make/bench.sh

# How long each target of tests/fuzz is fuzzed.
SECONDS_EACH ?= 60
fuzz: ## fuzz what takes text and bytes from outside: SECONDS_EACH=60
	@make/fuzz.sh $(SECONDS_EACH)

valgrind: deps ## the tests of the extension in PHP under valgrind; takes the better part of an hour
	@make/valgrind.sh

sanitize: deps ## the tests of the extension in PHP under AddressSanitizer
	@make/sanitize.sh

lint: test-lint ## formatting, clippy, dependencies' licences and known vulnerabilities, PHP syntax; ADVISORIES=git-address

# Under sudo nothing is compiled: root has no business in the build, and often no Rust.
install: ## put extension and plugin into an LMS: LMS_DIR=/var/www/html/lms PHP=php8.2
	@if [ -z "$$SUDO_USER" ] && command -v cargo > /dev/null; then $(MAKE) --no-print-directory ext; fi
	@make/install.sh

uninstall: ## take them out again; the database is left as it is
	@make/uninstall.sh

test-packages: build-deps ## the Debian packages on a fresh root; needs root or sudo, and the network
	@tests/packages/run.sh

deb: ## Debian packages of the extension and the plugin, into dist/: PHP=php8.2 REVISION=1
	@make/deps.sh deb
	@make/deb.sh

dist: build-deps ## archive with the extension, the plugin and what installs them, into dist/
	@make/dist.sh

sbom: ## software bill of materials of extension and plugin (CycloneDX), into dist/
	@make/sbom.sh

release-check: ## whether this commit can be released
	@make/release-check.sh

clean: ## remove what was built
	cargo clean
