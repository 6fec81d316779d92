//! brat: stand-off annotations (.ann) beside their text (.txt). Offsets are those of brat's own programs, code points.
//!
//! T are spans, N their ids with the lists' names, A what a span says in a word, R who holds which post where, # how sure it is and by
//! what. A span over a line's end has a part a line, since brat draws none otherwise.

use std::io::{self, Write as _};

use gazet::record::Offsets;

use super::page::{Mark, Page};
use super::units::Scale;
use super::{Format, Holds, Outcome};

pub(super) struct Brat;

impl Format for Brat {
    fn extension(&self) -> &'static str {
        "ann"
    }

    fn holds(&self) -> Holds {
        Holds::One
    }

    fn counts(&self) -> Option<Offsets> {
        Some(Offsets::Codepoint)
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        write(&page, text, out).expect("a Vec takes every byte");
    }

    fn beside(&self, outcome: &Outcome<'_>) -> Option<(&'static str, Vec<u8>)> {
        Some(("txt", outcome.page_and_text().1.as_bytes().to_vec()))
    }
}

fn write(page: &Page, text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    let parts: Vec<Vec<(usize, usize)>> = page.spans.iter().map(|s| parts(text, s)).collect();
    let scale = Scale::new(text, Offsets::Codepoint, parts.iter().flatten().flat_map(|&(start, end)| [start, end]));
    for (i, (span, parts)) in page.spans.iter().zip(&parts).enumerate() {
        let places: Vec<String> =
            parts.iter().map(|&(start, end)| format!("{} {}", scale.at(start), scale.at(end))).collect();
        let words: Vec<&str> = parts.iter().map(|&(start, end)| &text[start..end]).collect();
        let words = words.join(" ").replace('\t', " ");
        writeln!(out, "T{}\t{} {}\t{words}", i + 1, span.label, places.join(";"))?;
    }
    let (mut ids, mut attributes) = (0, 0);
    for (i, span) in page.spans.iter().enumerate() {
        if !span.id.is_empty() {
            ids += 1;
            let name = if span.facts.name.is_empty() { &span.text } else { &span.facts.name };
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            writeln!(out, "N{ids}\tReference T{} gazet:{}\t{name}", i + 1, word(&span.id))?;
        }
        let facts = &span.facts;
        let threat = if facts.threat { "true" } else { "" };
        for (name, value) in [
            ("Type", &*facts.timex),
            ("Value", &facts.value),
            ("Mod", &facts.modifier),
            ("Country", &facts.country),
            ("Kind", &facts.kind),
            ("Role", &facts.role),
            ("Status", &facts.status),
            ("Threat", threat),
        ] {
            if !value.is_empty() {
                attributes += 1;
                writeln!(out, "A{attributes}\t{name} T{} {}", i + 1, word(value))?;
            }
        }
    }
    let mut number = 0;
    for role in &page.relations {
        let links = [Some(("holds", role.person, role.title)), role.agency.map(|agency| ("of", role.title, agency))];
        for (name, one, two) in links.into_iter().flatten() {
            number += 1;
            writeln!(out, "R{number}\t{name} Arg1:T{} Arg2:T{}", one + 1, two + 1)?;
        }
    }
    for (i, span) in page.spans.iter().enumerate() {
        let facts = &span.facts;
        write!(out, "#{}\tAnnotatorNotes T{}\tscore {} by {}", i + 1, i + 1, facts.score, facts.source)?;
        for (n, candidate) in facts.candidates.iter().enumerate() {
            let before = if n == 0 { "; one of" } else { "," };
            write!(out, "{before} {} {}", candidate.id, candidate.score)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// The parts of a span, one a line of the text, in bytes.
fn parts(text: &str, span: &Mark) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut at = span.at.start;
    for line in text[span.at.clone()].split_inclusive(['\n', '\r']) {
        let own = line.trim();
        if !own.is_empty() {
            let start = at + line.len() - line.trim_start().len();
            parts.push((start, start + own.len()));
        }
        at += line.len();
    }
    parts
}

/// A value without blanks, which would end it.
fn word(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join("_")
}
