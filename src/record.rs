//! The record: one JSON object a document, as scripts read it.

mod json;

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::annotation::{Annotation, Choice, Dropped, Link, Mention};
use crate::dates::{DateSource, Mod, TimexType};
use crate::document::Document;
use crate::find::Evidence;
use crate::gazetteer::{Country, Gazetteer};
use crate::label::Label;

/// The version of the record that this library writes.
pub const SCHEMA: &str = "gazet/1";

/// The words that `date_source` may be.
pub const DATE_SOURCES: [&str; 6] = ["option", "record", "header", "dateline", "lead", "none"];

/// The words that the `source` of a span may be.
pub const SOURCES: [&str; 8] =
    ["gazetteer", "code", "definition", "shape", "introduced", "context", "coreference", "rule"];

/// The words that the `type` of a span may be.
pub const TIMEX_TYPES: [&str; 4] = ["DATE", "TIME", "DURATION", "SET"];

/// The unit in which a record counts `start` and `end`.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Offsets {
    /// Unicode code points, as Python counts.
    #[default]
    Codepoint,
    /// Bytes of the UTF-8 text.
    Byte,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

/// What a record is to have in it.
#[derive(Clone, Debug, Default)]
pub struct RecordOptions {
    /// The unit of offsets.
    pub offsets: Offsets,
    /// Only these labels; all of the record's where it is empty, TIME, DURATION and SET left out unless `timeml` is set.
    pub only: Vec<Label>,
    /// TIME, DURATION and SET are written as well.
    pub timeml: bool,
    /// The text is in the record.
    pub text: bool,
    /// Every span says why it stands.
    pub explain: bool,
}

impl RecordOptions {
    /// True where spans with this label are in the record.
    pub fn shows(&self, label: Label) -> bool {
        match self.only.as_slice() {
            [] => label == Label::DATE || !label.is_timex() || self.timeml,
            only => only.contains(&label),
        }
    }
}

/// A document's record, ready for any serializer.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Record<'a> {
    /// The version of the record's form: [`SCHEMA`].
    pub schema: &'static str,
    /// The document's id.
    pub id: &'a str,
    /// The day from which relative dates count.
    #[serde(serialize_with = "display")]
    pub date: Option<Date>,
    /// Where that day was found: option, record, header, dateline, lead or none.
    pub date_source: &'static str,
    /// The unit of all offsets.
    pub offsets: Offsets,
    /// The document's text, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    /// The encoding that the input was decoded from, where it was not UTF-8; set by whoever decoded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<&'a str>,
    /// Sequences of bytes that were no text and are U+FFFD now; set by whoever decoded it.
    #[serde(skip_serializing_if = "is_zero")]
    pub replaced: u64,
    /// Sorted by start, then longer first.
    pub spans: Vec<SpanRecord<'a>>,
    /// Where each of the spans stands in the bytes of the input, half-open; set by whoever decoded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_offsets: Option<Vec<[u32; 2]>>,
    /// Who holds which post, where.
    pub relations: Vec<RelationRecord>,
    /// The fields of the input that passed through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<&'a Map<String, Value>>,
}

impl<'a> Record<'a> {
    /// The labels of its spans, in their order.
    pub fn labels(&self) -> impl Iterator<Item = &'a str> {
        self.spans.iter().map(|s| s.label)
    }
}

/// A document that could not be read, as a record.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorRecord<'a> {
    schema: &'static str,
    id: &'a str,
    error: ErrorBody<'a>,
}

#[derive(Clone, Debug, Serialize)]
struct ErrorBody<'a> {
    kind: &'a str,
    message: Cow<'a, str>,
}

impl<'a> ErrorRecord<'a> {
    /// Makes the record of a failure: a short `kind` for programs, a message for people.
    pub fn new(id: &'a str, kind: &'a str, message: impl Into<Cow<'a, str>>) -> Self {
        Self { schema: SCHEMA, id, error: ErrorBody { kind, message: message.into() } }
    }
}

/// One span of a record. A text that may be missing is `None`, or empty.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct SpanRecord<'a> {
    /// Where it begins, in the record's unit.
    pub start: u32,
    /// Where it ends: the offset behind its last character.
    pub end: u32,
    /// The document's own slice.
    pub text: &'a str,
    /// The word of its label.
    pub label: &'a str,
    /// TIMEX3's type, of DATE, TIME, DURATION and SET.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub timex_type: Option<&'static str>,
    /// TIMEX3's value, of the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    /// TIMEX3's mod.
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    pub modifier: Option<&'static str>,
    /// The ends of a range or duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<RangeRecord<'a>>,
    /// TIMEX3's quant, of SET.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quant: Option<&'a str>,
    /// TIMEX3's freq, of SET.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freq: Option<&'a str>,
    /// A weekday that is not the date's own: marked, not repaired.
    #[serde(skip_serializing_if = "is_false")]
    pub contradicts: bool,
    /// The canonical id, where the text and the lists decide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<&'a str>,
    /// The name in common use, where a list has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a str>,
    /// The country that it belongs to.
    #[serde(serialize_with = "code", skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The finer kind of a list or recognizer: `group`, `descriptive`, `forum` ..., or nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub kind: &'a str,
    /// `acronym`, or nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub role: &'static str,
    /// `former`, `acting`, `designate`, or nothing.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub status: &'a str,
    /// True where a state or service is named as a threat.
    #[serde(skip_serializing_if = "is_false")]
    pub threat: bool,
    /// The measured precision of its class of evidence.
    pub score: Score,
    /// Where its id or value comes from.
    pub source: &'static str,
    /// Between whom the text does not decide, best first.
    #[serde(skip_serializing_if = "<[CandidateRecord<'_>]>::is_empty")]
    pub candidates: Choice<'a>,
    /// Why it stands, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<WhyRecord<'a>>,
}

/// The ends of a range or duration. The record's own `end` is an offset, so these stand in an object of their own.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct RangeRecord<'a> {
    /// TIMEX3's value of its first part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begin: Option<&'a str>,
    /// TIMEX3's value of its last part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<&'a str>,
}

/// An entity that a span may mean.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct CandidateRecord<'a> {
    /// Its canonical id.
    pub id: &'a str,
    /// Its share.
    pub score: Score,
}

/// Why a span stands, or does not.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct WhyRecord<'a> {
    /// The class of evidence for the span.
    pub span: &'static str,
    /// The class of evidence for the id.
    pub link: &'static str,
    /// Where the evidence for the id stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<SiteRecord<'a>>,
    /// What a relative expression was counted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<&'a str>,
    /// The values that an expression of open direction may have.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub readings: &'a [String],
    /// Why it was dropped, of the spans of [`Overlap::All`](crate::Overlap::All).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dropped: Option<&'static str>,
}

/// A place in the text that something points at.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct SiteRecord<'a> {
    /// Where it begins, in the record's unit.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// The document's own slice.
    pub text: &'a str,
}

/// A person in a post: numbers of spans of the record.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[non_exhaustive]
pub struct RelationRecord {
    /// `role`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The person.
    pub person: u32,
    /// The post.
    pub title: u32,
    /// The body, where the text says.
    pub agency: Option<u32>,
    /// The country of the post, where the text says.
    #[serde(serialize_with = "code")]
    pub country: Option<Country>,
}

/// A score with two decimals, whatever the platform's way of printing floats.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Score(f32);

impl Score {
    pub(crate) fn new(score: f32) -> Self {
        Self(score)
    }

    /// The score, 0 to 1, rounded to two decimals.
    pub fn get(self) -> f64 {
        f64::from(self.hundredths()) / 100.0
    }

    /// The score in whole hundredths.
    pub(crate) fn hundredths(self) -> u32 {
        // the product is exact, and never below zero
        (f64::from(self.0) * 100.0 + 0.5) as u32
    }
}

impl Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.get())
    }
}

#[allow(clippy::ref_option, reason = "serde calls it with a reference")]
fn display<S: serde::Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_none(),
    }
}

#[allow(clippy::ref_option, reason = "serde calls it with a reference")]
fn code<S: serde::Serializer>(country: &Option<Country>, serializer: S) -> Result<S::Ok, S::Error> {
    match country {
        Some(country) => serializer.serialize_str(country.code()),
        None => serializer.serialize_none(),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(b: &bool) -> bool {
    !b
}

/// Makes the record of a document's annotation. `input` are the fields of the input record that pass through.
pub fn record<'a>(
    document: &'a Document<'a>,
    annotation: &'a Annotation<'a>,
    gazetteer: &'a Gazetteer,
    options: &RecordOptions,
    input: Option<&'a Map<String, Value>>,
) -> Record<'a> {
    let text = document.text();
    let units = Units::new(text, options.offsets);
    let mut spans = Vec::with_capacity(annotation.mentions.len());
    // the number that each mention has among those shown, for the relations
    let mut numbers = Vec::new();
    for mention in &annotation.mentions {
        let shown = options.shows(mention.label);
        if !annotation.relations.is_empty() {
            numbers.push(shown.then_some(spans.len() as u32));
        }
        if shown {
            spans.push(span_record(text, mention, annotation, gazetteer, options, &units));
        }
    }
    let number = |i: u32| numbers[i as usize];
    let relations = annotation
        .relations
        .iter()
        .filter_map(|r| {
            Some(RelationRecord {
                kind: "role",
                person: number(r.person)?,
                title: number(r.title)?,
                agency: r.agency.and_then(number),
                country: r.country,
            })
        })
        .collect();
    Record {
        schema: SCHEMA,
        id: document.id(),
        date: annotation.date,
        date_source: date_source(annotation.date_source),
        offsets: options.offsets,
        text: options.text.then_some(text),
        encoding: None,
        replaced: 0,
        spans,
        input_offsets: None,
        relations,
        input,
    }
}

fn span_record<'a>(
    text: &'a str,
    mention: &'a Mention<'a>,
    annotation: &'a Annotation<'a>,
    gazetteer: &'a Gazetteer,
    options: &RecordOptions,
    units: &Units,
) -> SpanRecord<'a> {
    let timex = mention.timex.map(|i| &annotation.timexes[i as usize]);
    SpanRecord {
        start: units.at(mention.span.start),
        end: units.at(mention.span.end),
        text: mention.span.of(text),
        label: gazetteer.label(mention.label),
        timex_type: timex.map(|t| timex_type(t.kind)),
        value: timex.map(|t| t.value.as_str()),
        modifier: timex.and_then(|t| t.modifier).map(Mod::as_str),
        range: timex
            .filter(|t| t.begin.is_some() || t.end.is_some())
            .map(|t| RangeRecord { begin: t.begin.as_deref(), end: t.end.as_deref() }),
        quant: timex.and_then(|t| t.quant.as_deref()),
        freq: timex.and_then(|t| t.freq.as_deref()),
        contradicts: timex.is_some_and(|t| t.contradicts),
        id: mention.id.as_deref(),
        name: mention.name,
        country: mention.country.filter(|_| mention.label != Label::COUNTRY),
        kind: mention.kind,
        role: if mention.is_acronym_of_definition { "acronym" } else { "" },
        status: mention.status,
        threat: mention.threat,
        score: Score(mention.score()),
        source: source(mention),
        candidates: mention.candidates.clone(),
        why: options.explain.then(|| WhyRecord {
            span: evidence(mention.evidence),
            link: link(mention.link),
            at: mention.link_site.map(|site| SiteRecord {
                start: units.at(site.start),
                end: units.at(site.end),
                text: site.of(text),
            }),
            anchor: timex.and_then(|t| t.anchor.as_deref()),
            readings: timex.map_or(&[], |t| &t.candidates),
            dropped: mention.dropped.map(|d| match d {
                Dropped::Unsupported => "the name needs evidence beside it",
                Dropped::Covered => "a longer span or a better reading stands in its place",
            }),
        }),
    }
}

fn timex_type(kind: TimexType) -> &'static str {
    match kind {
        TimexType::Date => "DATE",
        TimexType::Time => "TIME",
        TimexType::Duration => "DURATION",
        TimexType::Set => "SET",
    }
}

fn date_source(source: DateSource) -> &'static str {
    match source {
        DateSource::Option => "option",
        DateSource::Record => "record",
        DateSource::Header => "header",
        DateSource::Dateline => "dateline",
        DateSource::Lead => "lead",
        DateSource::None => "none",
    }
}

/// The record's `source`: where the span's id or value comes from.
fn source(mention: &Mention<'_>) -> &'static str {
    match (mention.evidence, mention.link) {
        (_, Link::Definition) | (Evidence::Definition, _) => "definition",
        (Evidence::Calendar, _) => "rule",
        (evidence, _) => self::evidence(evidence),
    }
}

fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::List => "gazetteer",
        Evidence::Code => "code",
        Evidence::Definition => "definition",
        Evidence::Shape => "shape",
        Evidence::Introduced => "introduced",
        Evidence::Neighbour => "context",
        Evidence::Repeated => "coreference",
        Evidence::Calendar => "calendar",
    }
}

fn link(link: Link) -> &'static str {
    match link {
        Link::Words => "words",
        Link::Unique => "unique",
        Link::Definition => "definition",
        Link::Head => "head",
        Link::Behind => "behind",
        Link::Scope => "scope",
        Link::Parent => "parent",
        Link::Memory => "memory",
        Link::Sentence => "sentence",
        Link::Issuer => "issuer",
        Link::Open => "open",
    }
}

/// Byte offsets of one text in another unit.
struct Units {
    /// Behind each character of more than one byte, in order: its end, and how many bytes more than units the text has so far.
    surplus: Vec<(u32, u32)>,
}

impl Units {
    fn new(text: &str, unit: Offsets) -> Self {
        let mut surplus = Vec::new();
        if unit == Offsets::Byte || text.is_ascii() {
            return Self { surplus };
        }
        let (mut at, mut more) = (0, 0);
        let bytes = text.as_bytes();
        while let Some(next) = bytes.get(at..).and_then(not_ascii) {
            at += next;
            let length = match bytes[at] {
                0xf0.. => 4,
                0xe0.. => 3,
                _ => 2,
            };
            // what UTF-8 writes in four bytes is two units of UTF-16
            more += length - if unit == Offsets::Utf16 && length == 4 { 2 } else { 1 };
            at += length;
            surplus.push((at as u32, more as u32));
        }
        Self { surplus }
    }

    fn at(&self, offset: u32) -> u32 {
        let before = self.surplus.partition_point(|s| s.0 <= offset);
        before.checked_sub(1).map_or(offset, |i| offset - self.surplus[i].1)
    }
}

/// The place of the first byte that is not ASCII, looked for many bytes at a time.
#[inline]
fn not_ascii(bytes: &[u8]) -> Option<usize> {
    const MANY: usize = 64;
    let (blocks, _) = bytes.as_chunks::<MANY>();
    let from = MANY * blocks.iter().position(|block| !block.is_ascii()).unwrap_or(blocks.len());
    let (eights, rest) = bytes[from..].as_chunks();
    for (i, eight) in eights.iter().enumerate() {
        let high = u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080;
        if high != 0 {
            return Some(from + 8 * i + high.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|b| !b.is_ascii()).map(|at| from + 8 * eights.len() + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_in_their_unit() {
        let text = "aé’😀x";
        for (unit, wanted) in [
            (Offsets::Byte, [0, 1, 3, 6, 10, 11]),
            (Offsets::Codepoint, [0, 1, 2, 3, 4, 5]),
            (Offsets::Utf16, [0, 1, 2, 3, 5, 6]),
        ] {
            let units = Units::new(text, unit);
            assert_eq!([0, 1, 3, 6, 10, 11].map(|offset| units.at(offset)), wanted, "{unit:?}");
        }
    }

    #[test]
    fn the_first_byte_that_is_not_ascii() {
        for length in 0..150 {
            let mut bytes = vec![b'x'; length];
            assert_eq!(not_ascii(&bytes), None, "{length}");
            for at in (0..length).rev() {
                bytes[at] = 0x80;
                assert_eq!(not_ascii(&bytes), Some(at), "{length}");
            }
        }
    }
}
