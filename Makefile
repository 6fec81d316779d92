# What a fresh machine needs is a Rust toolchain and make; cargo fetches the rest.
CARGO ?= cargo
CORPUS ?= seeds

.PHONY: test check readme bench bless scores development eval fmt

# Every check there is.
test: check readme

# The Rust part: format, lints, all tests, documentation.
check:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) test --workspace --locked
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --workspace --no-deps --locked

# The README's first command, as a fresh clone runs it.
readme:
	@mkdir -p target
	$(CARGO) run --release --locked --quiet -- annotate seeds > target/seeds.jsonl
	@test "$$(wc -l < target/seeds.jsonl)" -eq "$$(ls seeds | wc -l)" || { echo "README: a record is missing"; exit 1; }

# MB/s of each stage; make bench CORPUS=folder-or-file
bench:
	$(CARGO) run --release --locked --quiet -- bench $(CORPUS)

# Rewrites the marks in fixtures/ from what is found today; read the diff before you commit it.
bless:
	GAZET_BLESS=1 $(CARGO) test --package gazet --test fixtures

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

fmt:
	$(CARGO) fmt --all
