# What a fresh machine needs is a Rust toolchain and make; cargo fetches the rest. `make python` needs a Python of 3.11 or newer as well, and
# a Java for what it tests of Spark; `make report` Node 20.
CARGO ?= cargo
CORPUS ?= seeds
# The convention of dates that a corpus follows: timeml or press.
RULES ?= timeml

.PHONY: test check readme python report package bench speed peers bench-python dates bless scores development eval fmt stats \
	bundle browser report report-tests report-large screenshots kills fuzz deny mutations traps soak soak-short valgrind

# Every check there is. What cargo keeps for the next build of a crate would only fill the disk of a clean clone.
test: export CARGO_INCREMENTAL = 0
test: check readme python formats report package soak-short

# The Rust part: format, lints, all tests, documentation.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) test --workspace --locked
	$(CARGO) run --locked --quiet -- gazetteer check
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

# The README's first command, as a fresh clone runs it.
readme:
	@mkdir -p target
	$(CARGO) run --release --locked --quiet -- annotate seeds > target/seeds.jsonl
	@test "$$(wc -l < target/seeds.jsonl)" -eq "$$(ls seeds | wc -l)" || { echo "README: a record is missing"; exit 1; }

# The Python module: its wheel, in a virtual environment with what its tests need, and the tests. The wheel is built in the profile of the
# README's command, so that both share what they depend on.
PYTHON ?= python3
VENV = target/venv
$(VENV)/installed: python/requirements-test.txt
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.PHONY: wheel
wheel: $(VENV)/installed
	@rm -rf target/wheels
	cd python && ../$(VENV)/bin/maturin build --release --locked --quiet --interpreter ../$(VENV)/bin/python --out ../target/wheels
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall target/wheels/gazet-*.whl

python: wheel
	$(CARGO) build --release --locked --quiet
	$(VENV)/bin/python -m pytest --quiet -p no:cacheprovider python/tests

# What a registry would get, each package with its licences and notices in it; make package VERIFY= builds each by itself as well.
VERIFY ?= --no-verify
package:
	$(CARGO) package --workspace --exclude gazet-python --locked --quiet --allow-dirty $(VERIFY)
	@for crate in target/package/*.crate; do \
		for file in LICENSE-APACHE LICENSE-MIT NOTICE README.md; do \
			tar -tzf $$crate | grep -q "^[^/]*/$$file$$" || { echo "$$crate: no $$file"; exit 1; }; \
		done; \
	done
	@tar -tzf target/package/gazet-lists-*.crate | grep -q gazetteers/LICENSE-DATA.md || { echo "gazet-lists: no LICENSE-DATA.md"; exit 1; }

.PHONY: formats compared
# The readers of every format read what gazet writes for them.
$(VENV)/readers: tests/readers/requirements.txt $(VENV)/installed
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	@touch $@

formats: $(VENV)/readers
	$(CARGO) build --release --locked --quiet
	$(VENV)/bin/python tests/readers/read.py target/release/gazet

# What docs/compared.md says of other tools: make compared CORPUS=releases.jsonl
compared: $(VENV)/installed
	$(CARGO) build --release --locked --quiet
	$(VENV)/bin/pip install --quiet --disable-pip-version-check flashtext==2.7
	$(VENV)/bin/python benches/compared.py target/release/gazet $(CORPUS)

# Python's ways in against the command line, on a corpus of JSON lines; SPARK=--spark is the job on Spark.
SPARK ?=
bench-python: wheel
	$(CARGO) build --release --locked --quiet
	$(VENV)/bin/python python/benchmarks/throughput.py $(SPARK) $(CORPUS)

# Other tools beside gazet on the same texts and list, and docs/benchmarks.md anew: make peers CORPUS=texts.jsonl
PEERS = target/peers
$(PEERS)/installed: benches/peers/requirements.txt
	$(PYTHON) -m venv --clear $(PEERS)
	$(PEERS)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	touch $@

peers: $(PEERS)/installed
	@test -f "$(CORPUS)" || { echo "make peers CORPUS=FILE.jsonl"; exit 2; }
	$(CARGO) build --release --locked --quiet
	$(PEERS)/bin/python benches/peers/peers.py target/release/gazet "$(CORPUS)" docs/benchmarks.md

# Reading, words, match, the whole pipeline, files, beside the aho-corasick crate; make bench CORPUS=folder-or-file
bench:
	$(CARGO) run --release --locked --quiet -- bench $(CORPUS)

# Words against unicode-segmentation, matching against aho-corasick with 5,000, 100,000 and 1,000,000 names (the crate takes a gigabyte for
# the last, and is left out): the tables of docs/speed.md. make speed CORPUS=press.jsonl
SPEED = $(CARGO) run --release --locked --quiet --package gazet --example
speed:
	@test -f "$(CORPUS)" || { echo "make speed CORPUS=FILE.jsonl"; exit 2; }
	$(SPEED) speed_words -- "$(CORPUS)"
	$(SPEED) speed_match -- "$(CORPUS)" 5000
	$(SPEED) speed_match -- "$(CORPUS)" 100000
	$(SPEED) speed_match -- "$(CORPUS)" 1000000

# The date stage alone: MB/s and counts in both conventions, then F1 against the marks of the corpus. CORPUS is a file of JSON lines, or
# a folder of .tml files (F1 alone): make dates CORPUS=wikiwars.jsonl RULES=timeml
dates:
	@test "$(CORPUS)" != seeds || { echo "make dates CORPUS=FILE.jsonl, or a folder of .tml files"; exit 2; }
	@test -e "$(CORPUS)" || { echo "$(CORPUS): no such file or folder"; exit 2; }
	@test -d "$(CORPUS)" || for rules in press timeml; do \
		echo "$$rules:"; \
		$(CARGO) run --release --locked --quiet --package gazet --example speed_dates -- "$(CORPUS)" $$rules || exit 1; \
	done
	$(CARGO) run --release --locked --quiet --package gazet --example eval_dates -- $(RULES) "$(CORPUS)"

# The tables of docs/lists.md, to put in their place there after lists have changed.
stats:
	$(CARGO) run --release --locked --quiet -- gazetteer stats --markdown
	$(CARGO) run --release --locked --quiet -- gazetteer stats --coverage

# Rewrites the marks in fixtures/ from what is found today, and docs/record.md; read the diff before you commit it.
bless:
	GAZET_BLESS=1 $(CARGO) test --package gazet --test fixtures --test record_page

# The precision of each class of evidence, which `score` says.
scores:
	$(CARGO) test --package gazet --test scores -- --nocapture

# What the development texts show: every difference, F1 by label.
development:
	$(CARGO) test --package gazet --test development -- --nocapture

# What gazet finds, against the gold that is there: the development texts, and the gold of ../shared where it is present.
# make eval ERRORS=all lists every difference.
ERRORS ?= 0
EVAL = $(CARGO) run --release --locked --quiet -- eval --errors $(ERRORS)
GOLD = ../shared/gold
eval:
	$(EVAL) fixtures/development
	@test ! -e $(GOLD)/seeds.jsonl || { echo; echo $(GOLD)/seeds.jsonl; $(EVAL) $(GOLD)/seeds.jsonl --min 100 --min-linking 100; }
	@test ! -e $(GOLD)/micro.jsonl || { echo; echo $(GOLD)/micro.jsonl; $(EVAL) $(GOLD)/micro.jsonl --min 97; }

# Kills at random moments, each followed by --resume, until the output is whole; it must have the bytes of a run that was not killed.
KILLS ?= 600
kills:
	GAZET_KILLS=$(KILLS) $(CARGO) test --locked --package gazet-cli --test faults what_was_killed -- --nocapture

# Fuzzing, with a nightly toolchain and cargo install cargo-fuzz.
TARGET ?= annotate
SECONDS ?= 600
fuzz:
	cd fuzz && mkdir -p work/$(TARGET) && cargo +nightly fuzz run --sanitizer none -a $(TARGET) work/$(TARGET) corpus/$(TARGET) -- -max_len=4096 -max_total_time=$(SECONDS)

# Texts that repeat what a rule looks around for: how many times as long a byte of them takes as one of ordinary texts, which are the
# first of CORPUS, a file of JSON lines.
traps:
	@test "$(CORPUS)" != seeds || { echo "make traps CORPUS=FILE.jsonl"; exit 2; }
	GAZET_ORDINARY="$(abspath $(CORPUS))" $(CARGO) test --locked --package gazet --test linear -- --nocapture traps

# Gigabytes through the program: what is in memory at its peak, and that every document has its record. CORPUS is a file of JSON lines.
SOAK ?= 2048
soak:
	@test "$(CORPUS)" != seeds || { echo "make soak CORPUS=FILE.jsonl"; exit 2; }
	$(CARGO) build --release --locked --quiet
	$(PYTHON) tests/soak.py target/release/gazet "$(CORPUS)" $(SOAK)

# The same with some megabytes of the samples.
soak-short:
	$(CARGO) build --release --locked --quiet
	$(PYTHON) tests/soak.py target/release/gazet seeds 24

# The unsafe code under valgrind, which apt has: every way against the plain one, no read or write outside of what there is.
valgrind:
	CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite" \
		$(CARGO) test --locked --package gazet-raw --all-features

# Licences, sources and advisories of the dependencies, with cargo install cargo-deny.
deny:
	$(CARGO) deny --workspace check

# Real files with bits turned, cut and spliced: no panic, no hang, every line of the output valid by gazet schema.
MUTATIONS ?= 10000
mutations:
	GAZET_MUTATIONS=$(MUTATIONS) $(CARGO) test --locked --package gazet-cli --test inputs mutations -- --nocapture

fmt:
	$(CARGO) fmt --all

# The report's page: Node 20 builds it from report/src, Debian's Chromium tests it.
NPM ?= npm
NODE_TESTS = node --test --test-reporter=spec

report/node_modules: report/package-lock.json
	cd report && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

# Rebuilds report/dist/report.html, which is committed: the program has it in it.
bundle: report/node_modules
	cd report && $(NPM) run --silent build

# A browser for the tests, where the system can install one.
browser:
	@command -v chromium >/dev/null || ! command -v apt-get >/dev/null || { apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; } || true

# The committed page is what its sources give, and does in a browser what it should.
report: browser
	@node --version 2>/dev/null | grep -qE '^v(2[0-9]|[3-9][0-9])' || { echo "skipped: the report's tests need Node 20 or newer"; exit 0; } && \
		$(MAKE) --no-print-directory report-tests

report-tests: report/node_modules
	$(CARGO) build --locked --quiet --package gazet-cli
	cd report && npx tsc --noEmit && $(NODE_TESTS) tests/*.test.mjs

# Size and speed with many documents: make report-large CORPUS=press.jsonl DOCUMENTS=20000
DOCUMENTS ?= 20000
report-large: report/node_modules browser
	@test "$(CORPUS)" != seeds || { echo "make report-large CORPUS=FILE.jsonl"; exit 2; }
	$(CARGO) build --release --locked --quiet --package gazet-cli
	cd report && GAZET=$(CURDIR)/target/release/gazet CORPUS=$(abspath $(CORPUS)) DOCUMENTS=$(DOCUMENTS) $(NODE_TESTS) tests/large.test.mjs

# The pictures in docs/.
screenshots: report/node_modules browser
	$(CARGO) build --locked --quiet --package gazet-cli
	cd report && node tests/screenshots.mjs
