//! The summary: what was done, in a few lines on standard error.

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant};

use indicatif::{DecimalBytes, HumanCount};
use serde::{Deserialize, Serialize};

use crate::messages;

/// Counts of documents and spans.
#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) documents: u64,
    pub(crate) bytes: u64,
    pub(crate) failed: u64,
    /// Sequences of bytes that were no text.
    #[serde(default)]
    pub(crate) replaced: u64,
    /// Texts that look like pages.
    #[serde(default)]
    pub(crate) pages: u64,
    spans: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a span.
    pub(crate) fn span(&mut self, label: &str) {
        if let Some(count) = self.spans.get_mut(label) {
            *count += 1;
        } else {
            self.spans.insert(label.to_owned(), 1);
        }
    }

    /// Counts what another tally has.
    pub(crate) fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.failed += other.failed;
        self.replaced += other.replaced;
        self.pages += other.pages;
        for (label, count) in &other.spans {
            *self.spans.entry(label.clone()).or_default() += count;
        }
    }
}

/// When it began, and when the lists were built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    start: Instant,
    lists: Duration,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { start: Instant::now(), lists: Duration::ZERO }
    }

    /// From here on documents are read.
    pub(crate) fn lists_are_built(self) -> Self {
        Self { start: Instant::now(), lists: self.start.elapsed() }
    }
}

/// What is printed at the end.
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    tally: &'a Tally,
    lists: f64,
    seconds: f64,
}

impl<'a> Summary<'a> {
    pub(crate) fn new(tally: &'a Tally, clock: &Clock) -> Self {
        Self { tally, lists: clock.lists.as_secs_f64(), seconds: clock.start.elapsed().as_secs_f64() }
    }

    /// Prints it.
    pub(crate) fn print(&self) {
        self.to_string().lines().for_each(messages::line);
    }
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { documents, bytes, failed, replaced, pages, spans } = self.tally;
        let plural = |count: u64| if count == 1 { "" } else { "s" };
        write!(
            f,
            "{} document{}, {} failed; {} in {:.2} s",
            HumanCount(*documents),
            plural(*documents),
            HumanCount(*failed),
            DecimalBytes(*bytes),
            self.seconds
        )?;
        // of a few texts the start is all that a rate would tell
        if *bytes >= 1_000_000 {
            write!(f, " = {:.1} MB/s", rate(*bytes, self.seconds))?;
        }
        writeln!(f, ", after {:.2} s for the lists", self.lists)?;
        if *pages > 0 {
            let (look, them) = if *pages == 1 { ("looks", "it") } else { ("look", "them") };
            let count = HumanCount(*pages);
            writeln!(
                f,
                "{count} document{} {look} like HTML; --input html takes the text of {them} that readers see",
                plural(*pages)
            )?;
        }
        if *replaced > 0 {
            writeln!(f, "{} sequences of bytes were no text and became U+FFFD", HumanCount(*replaced))?;
        }
        let sum = spans.values().sum();
        write!(f, "{} span{}", HumanCount(sum), plural(sum))?;
        let mut most: Vec<_> = spans.iter().collect();
        most.sort_by_key(|(label, count)| (std::cmp::Reverse(**count), *label));
        for (i, (label, count)) in most.iter().enumerate() {
            write!(f, "{} {label} {}", if i == 0 { ":" } else { "," }, HumanCount(**count))?;
        }
        Ok(())
    }
}

/// Millions of bytes in a second.
#[allow(clippy::cast_precision_loss, reason = "a rate is shown with one decimal")]
pub(crate) fn rate(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / 1e6 / seconds.max(1e-9)
}
