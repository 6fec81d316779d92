# What a fresh machine needs is a Rust toolchain and make; cargo fetches the rest.
CARGO ?= cargo
CORPUS ?= seeds

.PHONY: test check readme bench bless scores development fmt

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

fmt:
	$(CARGO) fmt --all
