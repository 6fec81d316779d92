//! TimeML: the text itself with TIMEX3 tags around its expressions of time.
//!
//! One document an output, as the readers of TimeML expect it. The text comes back byte for byte from any XML reader; a text with a
//! character that XML cannot have is refused. Ends of ranges and lengths that no expression names stand behind the text, as TIMEX3
//! without content.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;

use super::page::{Facts, Page};
use super::xml::{escape, is_xml};
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

    fn wants_reasons(&self) -> bool {
        true
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        let result = match &page.error {
            None => Writer::new(&page, text).write(out),
            Some(error) => {
                let (id, message) = (escape(&page.id, true), escape(&error.message, false));
                writeln!(out, "{HEAD}<error id=\"{id}\" kind=\"{}\">{message}</error>", error.kind)
            }
        };
        result.expect("a Vec takes every byte");
    }

    fn refuses(&self, text: &str) -> Option<(&'static str, String)> {
        let (at, c) = text.char_indices().find(|(_, c)| !is_xml(*c))?;
        let before = &text[..at];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        let code = c as u32;
        Some(("not_xml", format!("U+{code:04X} at line {line}, column {column} (byte {at}) cannot stand in XML")))
    }
}

/// One document on its way out.
struct Writer<'a> {
    page: &'a Page,
    text: &'a str,
    marks: Vec<(Range<usize>, &'a Facts)>,
    /// The tid of the first expression with a value; t0 is the document's date.
    tids: HashMap<&'a str, usize>,
    /// The values of TIMEX3 without content, whose tids follow those of the text.
    empty: Vec<&'a str>,
}

impl<'a> Writer<'a> {
    fn new(page: &'a Page, text: &'a str) -> Self {
        let stands = |f: &Facts| !f.timex.is_empty() && !f.was_dropped();
        // none overlaps another where the mentions do not; a reader of XML could not bear it
        let mut end = 0;
        let mut marks = Vec::new();
        for span in page.spans.iter().filter(|s| stands(&s.facts)) {
            if span.at.start >= end {
                end = span.at.end;
                marks.push((span.at.clone(), &span.facts));
            }
        }
        let mut tids = HashMap::new();
        if let Some(date) = &page.date {
            tids.insert(date.as_str(), 0);
        }
        for (i, (_, timex)) in marks.iter().enumerate() {
            tids.entry(timex.value.as_str()).or_insert(i + 1);
        }
        let mut empty = Vec::new();
        for value in marks.iter().flat_map(|(_, t)| [&t.range.begin, &t.range.end]).flatten() {
            tids.entry(value.as_str()).or_insert_with(|| {
                empty.push(value.as_str());
                marks.len() + empty.len()
            });
        }
        Self { page, text, marks, tids, empty }
    }

    fn write(&self, out: &mut Vec<u8>) -> std::io::Result<()> {
        let text = self.text;
        writeln!(out, "{HEAD}<TimeML>\n<DOCID>{}</DOCID>", escape(&self.page.id, false))?;
        if let Some(date) = &self.page.date {
            let head = "<TIMEX3 tid=\"t0\" type=\"DATE\"";
            let tail = "temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\"";
            writeln!(out, "<DCT>{head} value=\"{date}\" {tail}>{date}</TIMEX3></DCT>")?;
        } else {
            writeln!(out, "<DCT/>")?;
        }
        write!(out, "<TEXT>")?;
        let mut done = 0;
        for (i, (span, timex)) in self.marks.iter().enumerate() {
            write!(out, "{}", escape(&text[done..span.start], false))?;
            self.tag(i + 1, timex, out)?;
            write!(out, "{}</TIMEX3>", escape(&text[span.clone()], false))?;
            done = span.end;
        }
        writeln!(out, "{}</TEXT>", escape(&text[done..], false))?;
        for (i, value) in self.empty.iter().enumerate() {
            let tid = self.marks.len() + i + 1;
            let kind = if value.contains('T') { "TIME" } else { "DATE" };
            writeln!(out, "<TIMEX3 tid=\"t{tid}\" type=\"{kind}\" value=\"{value}\" temporalFunction=\"true\"/>")?;
        }
        writeln!(out, "</TimeML>")
    }

    fn tag(&self, tid: usize, timex: &Facts, out: &mut Vec<u8>) -> std::io::Result<()> {
        write!(out, "<TIMEX3 tid=\"t{tid}\" type=\"{}\" value=\"{}\"", timex.timex, escape(&timex.value, true))?;
        let of = |value: &Option<String>| value.as_deref().and_then(|v| self.tids.get(v)).copied();
        let mut attribute = |name: &str, value: Option<&str>| match value {
            Some(value) => write!(out, " {name}=\"{}\"", escape(value, true)),
            None => Ok(()),
        };
        for (name, value) in [("mod", &timex.modifier), ("quant", &timex.quant), ("freq", &timex.freq)] {
            attribute(name, Some(value.as_str()).filter(|v| !v.is_empty()))?;
        }
        let anchor = &timex.why.anchor;
        for (name, value) in
            [("beginPoint", &timex.range.begin), ("endPoint", &timex.range.end), ("anchorTimeID", anchor)]
        {
            attribute(name, of(value).filter(|other| *other != tid).map(|t| format!("t{t}")).as_deref())?;
        }
        write!(out, ">")
    }
}
