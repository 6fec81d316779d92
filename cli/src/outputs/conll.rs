//! CoNLL-2003: a word a line with its IOB2 tag in the last of four columns, a blank line behind each sentence.
//!
//! Ids, values, nested spans and the names of documents have no place in it; `-X-` and `O` stand for the part of speech and the chunk, which
//! gazet does not know.

use std::io::Write as _;

use super::words::{Words, visible};
use super::{Format, Outcome};

pub(super) struct Conll;

const DOCUMENT: &str = "-DOCSTART- -X- O O\n\n";

impl Format for Conll {
    fn extension(&self) -> &'static str {
        "conll"
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        out.extend_from_slice(DOCUMENT.as_bytes());
        let outer: Vec<_> = page.outermost().into_iter().map(|i| &page.spans[i]).collect();
        let mut spans = outer.iter().peekable();
        let words = Words::new(text, outer.iter().map(|s| s.at.clone()));
        for sentence in words.by_sentence() {
            let before = out.len();
            for place in sentence {
                let word = visible(&text[place.clone()]);
                if word.is_empty() {
                    continue;
                }
                while spans.next_if(|s| s.at.end <= place.start).is_some() {}
                let tag = match spans.peek() {
                    Some(span) if span.at.start == place.start => format!("B-{}", span.label),
                    Some(span) if span.at.start < place.start => format!("I-{}", span.label),
                    _ => "O".to_owned(),
                };
                writeln!(out, "{word} -X- O {tag}").expect("a Vec takes every byte");
            }
            if out.len() > before {
                out.push(b'\n');
            }
        }
    }
}
