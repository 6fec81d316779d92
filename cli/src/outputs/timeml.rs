//! TimeML: the text itself with TIMEX3 tags around its expressions of time.
//!
//! One document an output, as the readers of TimeML expect it. The text comes back byte for byte from any XML reader; a text with a
//! character that XML cannot have is refused. Ends of ranges and lengths that no expression names stand behind the text, as TIMEX3
//! without content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write as _;

use gazet::dates::{Mod, Timex};
use gazet::span::Span;
use gazet::{Document, Label};

use super::{Format, Holds, Outcome};

pub(super) struct Timeml;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

impl Format for Timeml {
    fn extension(&self) -> &'static str {
        "tml"
    }

    fn holds(&self) -> Holds {
        Holds::One
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let result = match outcome {
            Outcome::Record { document, annotation, options, .. } => {
                let shown = |label: Label| match options.only.as_slice() {
                    [] => options.timeml || label == Label::DATE,
                    only => only.contains(&label),
                };
                let mentions = annotation.mentions.iter().filter(|m| shown(m.label) && m.dropped.is_none());
                let marks = mentions.filter_map(|m| Some((m.span, annotation.timexes.get(m.timex? as usize)?)));
                let date = annotation.date.map(|d| d.to_string());
                Writer::new(document, date, marks.collect()).write(out)
            }
            Outcome::Error { id, kind, message, .. } => {
                let (id, message) = (escape(id, true), escape(message, false));
                writeln!(out, "{HEAD}<error id=\"{id}\" kind=\"{kind}\">{message}</error>")
            }
        };
        result.expect("a Vec takes every byte");
    }

    fn refuses(&self, document: &Document<'_>) -> Option<(&'static str, String)> {
        let (at, c) = document.text().char_indices().find(|(_, c)| !is_xml(*c))?;
        let before = &document.text()[..at];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let code = c as u32;
        Some(("not_xml", format!("U+{code:04X} at line {line}, column {column} (byte {at}) cannot stand in XML")))
    }
}

/// One document on its way out.
struct Writer<'a> {
    document: &'a Document<'a>,
    date: Option<String>,
    marks: Vec<(Span, &'a Timex)>,
    /// The tid of the first expression with a value; t0 is the document's date.
    tids: HashMap<Cow<'a, str>, usize>,
    /// The values of TIMEX3 without content, whose tids follow those of the text.
    empty: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document<'a>, date: Option<String>, mut marks: Vec<(Span, &'a Timex)>) -> Self {
        // none overlaps another where the mentions do not; a reader of XML could not bear it
        let mut end = 0;
        marks.retain(|(span, _)| {
            let apart = span.start >= end;
            end = if apart { span.end } else { end };
            apart
        });
        let mut tids = HashMap::new();
        if let Some(date) = &date {
            tids.insert(Cow::Owned(date.clone()), 0);
        }
        for (i, (_, timex)) in marks.iter().enumerate() {
            tids.entry(Cow::Borrowed(timex.value.as_str())).or_insert(i + 1);
        }
        let mut empty = Vec::new();
        for value in marks.iter().flat_map(|(_, t)| [&t.begin, &t.end]).flatten() {
            tids.entry(Cow::Borrowed(value.as_str())).or_insert_with(|| {
                empty.push(value.as_str());
                marks.len() + empty.len()
            });
        }
        Self { document, date, marks, tids, empty }
    }

    fn write(&self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let text = self.document.text();
        writeln!(out, "{HEAD}<TimeML>\n<DOCID>{}</DOCID>", escape(self.document.id(), false))?;
        if let Some(date) = &self.date {
            let head = "<TIMEX3 tid=\"t0\" type=\"DATE\"";
            let tail = "temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\"";
            writeln!(out, "<DCT>{head} value=\"{date}\" {tail}>{date}</TIMEX3></DCT>")?;
        } else {
            writeln!(out, "<DCT/>")?;
        }
        write!(out, "<TEXT>")?;
        let mut done = 0;
        for (i, (span, timex)) in self.marks.iter().enumerate() {
            write!(out, "{}", escape(&text[done..span.start as usize], false))?;
            self.tag(i + 1, timex, out)?;
            write!(out, "{}</TIMEX3>", escape(span.of(text), false))?;
            done = span.end as usize;
        }
        writeln!(out, "{}</TEXT>", escape(&text[done..], false))?;
        for (i, value) in self.empty.iter().enumerate() {
            let tid = self.marks.len() + i + 1;
            let kind = if value.contains('T') { "TIME" } else { "DATE" };
            writeln!(out, "<TIMEX3 tid=\"t{tid}\" type=\"{kind}\" value=\"{value}\" temporalFunction=\"true\"/>")?;
        }
        writeln!(out, "</TimeML>")
    }

    fn tag(&self, tid: usize, timex: &Timex, out: &mut Vec<u8>) -> std::io::Result<()> {
        write!(
            out,
            "<TIMEX3 tid=\"t{tid}\" type=\"{}\" value=\"{}\"",
            timex.kind.as_str(),
            escape(&timex.value, true)
        )?;
        let of = |value: &Option<String>| value.as_deref().and_then(|v| self.tids.get(v)).copied();
        let mut attribute = |name: &str, value: Option<&str>| match value {
            Some(value) => write!(out, " {name}=\"{}\"", escape(value, true)),
            None => Ok(()),
        };
        attribute("mod", timex.modifier.map(Mod::as_str))?;
        attribute("quant", timex.quant.as_deref())?;
        attribute("freq", timex.freq.as_deref())?;
        for (name, value) in [("beginPoint", &timex.begin), ("endPoint", &timex.end), ("anchorTimeID", &timex.anchor)] {
            attribute(name, of(value).filter(|other| *other != tid).map(|t| format!("t{t}")).as_deref())?;
        }
        write!(out, ">")
    }
}

/// True for the characters that XML 1.0 lets stand in a document.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// The text as XML has it. A carriage return needs a reference, else a reader makes a line feed of it; so do line ends and tabs in
/// an attribute. What cannot stand in XML, in an id or a message, becomes U+FFFD.
fn escape(text: &str, attribute: bool) -> Cow<'_, str> {
    let special =
        |c: char| matches!(c, '&' | '<' | '>' | '\r') || !is_xml(c) || attribute && matches!(c, '"' | '\n' | '\t');
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            c if is_xml(c) => out.push(c),
            _ => out.push('\u{fffd}'),
        }
    }
    Cow::Owned(out)
}
