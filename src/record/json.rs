//! The record as JSON, straight into memory: the bytes that serde_json would write, without a visit to every field.

use std::io::Write as _;
use std::ops::Range;

use smallvec::SmallVec;

use super::{CandidateRecord, Offsets, RangeRecord, Record, RelationRecord, Score, SiteRecord, SpanRecord, WhyRecord};
use crate::gazetteer::Country;

impl Record<'_> {
    /// Appends the record as JSON on one line, without the line's end; byte for byte what serde_json makes of it.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        // most spans take less; a record that takes more grows once or twice
        out.reserve(128 + 208 * self.spans.len());
        out.extend_from_slice(b"{\"schema\":");
        string(self.schema, out);
        text(b",\"id\":", self.id, out);
        match self.date {
            // a Vec takes every byte
            Some(date) => drop(write!(out, ",\"date\":\"{date}\"")),
            None => out.extend_from_slice(b",\"date\":null"),
        }
        text(b",\"date_source\":", self.date_source, out);
        out.extend_from_slice(match self.offsets {
            Offsets::Codepoint => b",\"offsets\":\"codepoint\"",
            Offsets::Byte => b",\"offsets\":\"byte\"",
            Offsets::Utf16 => b",\"offsets\":\"utf16\"",
        });
        some(b",\"text\":", self.text, out);
        some(b",\"encoding\":", self.encoding, out);
        if self.replaced > 0 {
            // a Vec takes every byte
            drop(write!(out, ",\"replaced\":{}", self.replaced));
        }
        out.extend_from_slice(b",\"spans\":");
        let mut written = Written::new();
        array(&self.spans, out, |one, out| span(one, &mut written, out));
        if let Some(offsets) = &self.input_offsets {
            out.extend_from_slice(b",\"input_offsets\":");
            // numbers are JSON, and a Vec takes every byte
            drop(serde_json::to_writer(&mut *out, offsets));
        }
        out.extend_from_slice(b",\"relations\":");
        array(&self.relations, out, relation);
        if let Some(input) = self.input {
            out.extend_from_slice(b",\"input\":");
            // values of JSON are JSON, and a Vec takes every byte
            drop(serde_json::to_writer(&mut *out, input));
        }
        out.push(b'}');
    }
}

/// Choices that were written just before, and where: mentions of one name share theirs, and some are those of a hundred bodies.
type Written<'r> = SmallVec<[(&'r [CandidateRecord<'r>], Range<usize>); 4]>;

fn span<'r>(span: &'r SpanRecord<'r>, written: &mut Written<'r>, out: &mut Vec<u8>) {
    number(b"{\"start\":", span.start, out);
    number(b",\"end\":", span.end, out);
    text(b",\"text\":", span.text, out);
    text(b",\"label\":", span.label, out);
    some(b",\"type\":", span.timex_type, out);
    some(b",\"value\":", span.value, out);
    some(b",\"mod\":", span.modifier, out);
    if let Some(RangeRecord { begin, end }) = span.range {
        out.extend_from_slice(b",\"range\":");
        object(out, |out| {
            some(b",\"begin\":", begin, out);
            some(b",\"end\":", end, out);
        });
    }
    some(b",\"quant\":", span.quant, out);
    some(b",\"freq\":", span.freq, out);
    if span.contradicts {
        out.extend_from_slice(b",\"contradicts\":true");
    }
    some(b",\"id\":", span.id, out);
    some(b",\"name\":", span.name, out);
    some(b",\"country\":", span.country.as_ref().map(Country::code), out);
    unless_empty(b",\"kind\":", span.kind, out);
    unless_empty(b",\"role\":", span.role, out);
    unless_empty(b",\"status\":", span.status, out);
    if span.threat {
        out.extend_from_slice(b",\"threat\":true");
    }
    score(span.score, out);
    text(b",\"source\":", span.source, out);
    if !span.candidates.is_empty() {
        out.extend_from_slice(b",\"candidates\":");
        candidates(&span.candidates, written, out);
    }
    if let Some(why) = &span.why {
        self::why(why, out);
    }
    out.push(b'}');
}

fn candidates<'r>(all: &'r [CandidateRecord<'r>], written: &mut Written<'r>, out: &mut Vec<u8>) {
    if let Some((_, place)) = written.iter().find(|(known, _)| std::ptr::eq(*known, all)) {
        return out.extend_from_within(place.clone());
    }
    let start = out.len();
    array(all, out, |CandidateRecord { id, score }, out| {
        text(b"{\"id\":", id, out);
        self::score(*score, out);
        out.push(b'}');
    });
    if written.len() == written.inline_size() {
        written.remove(0);
    }
    written.push((all, start..out.len()));
}

fn why(why: &WhyRecord<'_>, out: &mut Vec<u8>) {
    text(b",\"why\":{\"span\":", why.span, out);
    text(b",\"link\":", why.link, out);
    if let Some(SiteRecord { start, end, text }) = why.at {
        number(b",\"at\":{\"start\":", start, out);
        number(b",\"end\":", end, out);
        self::text(b",\"text\":", text, out);
        out.push(b'}');
    }
    some(b",\"anchor\":", why.anchor, out);
    if !why.readings.is_empty() {
        out.extend_from_slice(b",\"readings\":");
        array(why.readings, out, |reading, out| string(reading, out));
    }
    some(b",\"dropped\":", why.dropped, out);
    out.push(b'}');
}

fn relation(relation: &RelationRecord, out: &mut Vec<u8>) {
    text(b"{\"type\":", relation.kind, out);
    number(b",\"person\":", relation.person, out);
    number(b",\"title\":", relation.title, out);
    match relation.agency {
        Some(agency) => number(b",\"agency\":", agency, out),
        None => out.extend_from_slice(b",\"agency\":null"),
    }
    match &relation.country {
        Some(country) => text(b",\"country\":", country.code(), out),
        None => out.extend_from_slice(b",\"country\":null"),
    }
    out.push(b'}');
}

/// An object whose members all begin with a comma, the first one's left out.
fn object(out: &mut Vec<u8>, members: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    members(out);
    match out.get_mut(start) {
        Some(comma) => *comma = b'{',
        None => out.push(b'{'),
    }
    out.push(b'}');
}

fn array<'r, T>(all: &'r [T], out: &mut Vec<u8>, mut one: impl FnMut(&'r T, &mut Vec<u8>)) {
    out.push(b'[');
    for (i, item) in all.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        one(item, out);
    }
    out.push(b']');
}

#[inline]
fn number(key: &[u8], number: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[inline]
fn text(key: &[u8], text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(key);
    string(text, out);
}

#[inline]
fn some(key: &[u8], value: Option<&str>, out: &mut Vec<u8>) {
    if let Some(value) = value {
        text(key, value, out);
    }
}

#[inline]
fn unless_empty(key: &[u8], value: &str, out: &mut Vec<u8>) {
    if !value.is_empty() {
        text(key, value, out);
    }
}

/// A score as the shortest decimal fraction, which has a digit behind the point in any case.
fn score(score: Score, out: &mut Vec<u8>) {
    let hundredths = score.hundredths();
    number(b",\"score\":", hundredths / 100, out);
    let (tenth, hundredth) = ((hundredths / 10 % 10) as u8, (hundredths % 10) as u8);
    out.extend_from_slice(&[b'.', b'0' + tenth]);
    if hundredth > 0 {
        out.push(b'0' + hundredth);
    }
}

/// A string in quotation marks, escaped where it must be.
fn string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = special(rest) {
        out.extend_from_slice(&rest[..at]);
        escape(rest[at], out);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// The place of the first byte that has to be escaped, looked for eight bytes at a time.
#[inline]
fn special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // the high bit of each byte that is zero is set, and that of no byte where none is
    let zero = |eight: u64| eight.wrapping_sub(ONES) & !eight & (ONES << 7);
    let (eights, _) = bytes.as_chunks();
    let holds = |eight: &[u8; 8]| {
        let eight = u64::from_le_bytes(*eight);
        let small = eight.wrapping_sub(ONES * 0x20) & !eight & (ONES << 7);
        small | zero(eight ^ (ONES * u64::from(b'"'))) | zero(eight ^ (ONES * u64::from(b'\\'))) != 0
    };
    let from = 8 * eights.iter().position(holds).unwrap_or(eights.len());
    if from + 8 > bytes.len() && bytes.last_chunk().is_some_and(|last| !holds(last)) {
        return None;
    }
    bytes[from..].iter().position(|&b| is_special(b)).map(|at| from + at)
}

fn is_special(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        // a Vec takes every byte
        _ => return drop(write!(out, "\\u{byte:04x}")),
    };
    out.extend_from_slice(&[b'\\', short]);
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn strings_are_those_of_serde() {
        for length in 0..20 {
            for at in 0..length {
                for character in ('\0'..='\u{ff}').chain(['’', '\u{2028}', '😀']) {
                    let mut text = vec!['!'; length];
                    text[at] = character;
                    let text: String = text.into_iter().chain("] \"é\"".chars()).collect();
                    let mut out = Vec::new();
                    string(&text, &mut out);
                    assert_eq!(out, serde_json::to_vec(&text).expect("a string is JSON"));
                }
            }
        }
    }
}
