//! displaCy: what `displacy.render(..., manual=True)` draws, a JSON object a line. Offsets are Python's. Spans that lie in others are
//! left out: displaCy draws none inside another.

use gazet::record::Offsets;
use serde::Serialize;

use super::json::line;
use super::page::Failed;
use super::{Format, Outcome};

pub(super) struct Displacy;

#[derive(Serialize)]
struct Drawing<'a> {
    text: &'a str,
    ents: Vec<Ent<'a>>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failed>,
}

#[derive(Serialize)]
struct Ent<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    /// What it means, which displaCy writes beside the label.
    kb_id: &'a str,
}

impl Format for Displacy {
    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn counts(&self) -> Option<Offsets> {
        Some(Offsets::Codepoint)
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        let scale = page.scale(text, Offsets::Codepoint);
        let ent = |i: usize| {
            let span = &page.spans[i];
            Ent {
                start: scale.at(span.at.start),
                end: scale.at(span.at.end),
                label: &span.label,
                kb_id: span.meaning(),
            }
        };
        let ents = page.outermost().into_iter().map(ent).collect();
        line(&Drawing { text, ents, title: &page.id, error: page.error.as_ref() }, out);
    }
}
