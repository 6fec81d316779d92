//! spaCy: what `Doc.from_json` reads, a JSON object a line. Offsets are Python's.
//!
//! `ents` has the spans that lie in no other, since spaCy lets none overlap there; `spans["gazet"]` has all of them with their ids. What
//! spaCy's own JSON has no place for stands under `gazet`, which `Doc.from_json` passes over: the document's id and date, relations, and of
//! each span in `spans["gazet"]` the other fields of its record.

use std::ops::Range;

use gazet::record::Offsets;
use serde::Serialize;

use super::json::line;
use super::page::{Facts, Failed, Mark, Page, Role};
use super::units::Scale;
use super::words::Words;
use super::{Format, Outcome};

pub(super) struct Spacy;

#[derive(Serialize)]
struct Doc<'a> {
    text: &'a str,
    ents: Vec<Ent<'a>>,
    spans: Groups<'a>,
    sents: Vec<Place>,
    tokens: Vec<Token>,
    gazet: Rest<'a>,
}

#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Ent<'a> {
    start: usize,
    end: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct Groups<'a> {
    gazet: Vec<Span<'a>>,
}

#[derive(Serialize)]
struct Span<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    kb_id: &'a str,
}

#[derive(Serialize)]
struct Token {
    id: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Rest<'a> {
    id: &'a str,
    date: Option<&'a str>,
    date_source: &'a str,
    /// Their numbers are those of the spans in `spans["gazet"]`.
    relations: &'a [Role],
    spans: Vec<Fields<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Failed>,
}

/// The span's record, less what the span itself has.
#[derive(Serialize)]
struct Fields<'a> {
    text: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    id: &'a str,
    #[serde(flatten)]
    facts: &'a Facts,
}

impl Format for Spacy {
    fn extension(&self) -> &'static str {
        "jsonl"
    }

    fn counts(&self) -> Option<Offsets> {
        Some(Offsets::Codepoint)
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        line(&doc(&page, text), out);
    }
}

fn doc<'a>(page: &'a Page, text: &'a str) -> Doc<'a> {
    let words = Words::new(text, page.spans.iter().map(|s| s.at.clone()));
    let scale = Scale::new(text, Offsets::Codepoint, words.all.iter().flat_map(|w| [w.start, w.end]));
    let place = |span: &Mark| (scale.at(span.at.start), scale.at(span.at.end));
    let span = |span: &'a Mark| {
        let (start, end) = place(span);
        Span { start, end, label: &span.label, kb_id: &span.id }
    };
    let ent = |i: usize| {
        let (start, end) = place(&page.spans[i]);
        Ent { start, end, label: &page.spans[i].label }
    };
    let fields = |span: &'a Mark| Fields { text: &span.text, id: &span.id, facts: &span.facts };
    let token = |(id, word): (usize, &Range<usize>)| Token { id, start: scale.at(word.start), end: scale.at(word.end) };
    let sentence = |words: &[Range<usize>]| {
        let (first, last) = (words.first()?, words.last()?);
        Some(Place { start: scale.at(first.start), end: scale.at(last.end) })
    };
    Doc {
        text,
        ents: page.outermost().into_iter().map(ent).collect(),
        spans: Groups { gazet: page.spans.iter().map(span).collect() },
        sents: words.by_sentence().filter_map(sentence).collect(),
        tokens: words.all.iter().enumerate().map(token).collect(),
        gazet: Rest {
            id: &page.id,
            date: page.date.as_deref(),
            date_source: &page.date_source,
            relations: &page.relations,
            spans: page.spans.iter().map(fields).collect(),
            error: page.error.as_ref(),
        },
    }
}
