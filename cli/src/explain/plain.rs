//! A line a span, which reads well aloud: offset, text, label, id, reasons.

use super::found::{Found, Shown};
use super::line;

/// Writes a document: a line about it, a line a span, a line a relation.
pub(super) fn write(out: &mut String, found: &Found) {
    line(out, &format!("{}: {}, {}", found.id, found.date, counts(found)));
    let standing = found.spans.iter().map(|s| (s, ""));
    let mut spans: Vec<(&Shown, &str)> = standing.chain(found.lost.iter().map(|s| (s, "lost "))).collect();
    spans.sort_by_key(|(s, lost)| (s.start, std::cmp::Reverse(s.end), *lost));
    for (span, lost) in spans {
        let mut parts = vec![span.text.clone(), format!("{lost}{}", span.label), span.meaning.clone()];
        parts.extend(Some(span.more.clone()).filter(|m| !m.is_empty()));
        let reasons = format!("score {:.2}, {}", span.score, span.why);
        line(out, &format!("{} to {}: {}; {reasons}", span.start, span.end, parts.join(", ")));
    }
    for relation in &found.relations {
        line(out, &format!("relation: {relation}"));
    }
}

/// How many there are, in words.
pub(super) fn counts(found: &Found) -> String {
    let of = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let mut parts = vec![of(found.spans.len(), "span")];
    if !found.lost.is_empty() {
        parts.push(format!("{} lost", found.lost.len()));
    }
    if !found.relations.is_empty() {
        parts.push(of(found.relations.len(), "relation"));
    }
    parts.join(", ")
}
