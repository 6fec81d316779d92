//! What was left out, moved or repaired: nothing goes in silence.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Counts and examples of everything that the lists do not carry as the sources have it.
#[derive(Default, Debug)]
pub(crate) struct Report {
    notes: BTreeMap<String, Vec<String>>,
}

impl Report {
    /// Notes one case under a heading.
    pub(crate) fn note(&mut self, heading: impl Into<String>, case: impl Into<String>) {
        self.notes.entry(heading.into()).or_default().push(case.into());
    }

    /// The report as text: a heading with its count a line, and up to `examples` cases (all when `None`).
    pub(crate) fn render(&self, examples: Option<usize>) -> String {
        let mut out = String::new();
        for (heading, cases) in &self.notes {
            let _ = writeln!(out, "{heading}: {}", cases.len());
            for case in cases.iter().take(examples.unwrap_or(usize::MAX)) {
                let _ = writeln!(out, "    {case}");
            }
            if let Some(more) = cases.len().checked_sub(examples.unwrap_or(usize::MAX)).filter(|n| *n > 0) {
                let _ = writeln!(out, "    and {more} more");
            }
        }
        out
    }
}
