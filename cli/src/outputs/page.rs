//! A page: one record as formats other than JSON write it, its offsets in bytes and held against the text.
//!
//! Pages are read from the record's own JSON, so that a format can say nothing that the record does not say, and `gazet convert`
//! writes byte for byte what `gazet annotate` writes.

use std::ops::Range;

use gazet::record::{Offsets, SCHEMA};
use serde::{Deserialize, Serialize};

use super::units::{Scale, bytes_of};

/// A record, as far as formats need it.
#[derive(Deserialize, Debug)]
pub(crate) struct Page {
    #[serde(default)]
    schema: String,
    pub(crate) id: String,
    pub(crate) date: Option<String>,
    #[serde(default)]
    pub(crate) date_source: String,
    /// The unit of the record's offsets.
    #[serde(default)]
    pub(crate) offsets: Offsets,
    #[serde(default)]
    pub(crate) spans: Vec<Mark>,
    #[serde(default)]
    pub(crate) relations: Vec<Role>,
    pub(crate) text: Option<String>,
    /// Why there are no spans, where the document could not be read.
    pub(crate) error: Option<Failed>,
}

/// A span of a record. Texts are empty where it has none.
#[derive(Deserialize, Debug)]
pub(crate) struct Mark {
    /// As the record counts it.
    pub(crate) start: usize,
    /// As the record counts it.
    pub(crate) end: usize,
    /// In bytes, once the page has met its text.
    #[serde(skip)]
    pub(crate) at: Range<usize>,
    pub(crate) text: String,
    pub(crate) label: String,
    #[serde(default)]
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) facts: Facts,
}

/// What a record says about a span beyond its place, label and id. Texts are empty where it does not say.
#[derive(Deserialize, Serialize, Default, Debug)]
#[serde(default)]
pub(crate) struct Facts {
    #[serde(rename = "type", skip_serializing_if = "String::is_empty")]
    pub(crate) timex: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) value: String,
    #[serde(rename = "mod", skip_serializing_if = "String::is_empty")]
    pub(crate) modifier: String,
    #[serde(skip_serializing_if = "Ends::is_empty")]
    pub(crate) range: Ends,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) quant: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) freq: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) contradicts: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) country: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) role: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) status: String,
    #[serde(skip_serializing_if = "is_false")]
    pub(crate) threat: bool,
    pub(crate) score: f64,
    pub(crate) source: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) candidates: Vec<Candidate>,
    #[serde(skip_serializing)]
    pub(crate) why: Why,
}

/// The ends of a range or duration.
#[derive(Deserialize, Serialize, Default, Debug)]
#[serde(default)]
pub(crate) struct Ends {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) begin: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<String>,
}

impl Ends {
    fn is_empty(&self) -> bool {
        self.begin.is_none() && self.end.is_none()
    }
}

/// Why a span stands, where the record has that.
#[derive(Deserialize, Default, Debug)]
#[serde(default)]
pub(crate) struct Why {
    pub(crate) anchor: Option<String>,
    pub(crate) dropped: Option<String>,
}

impl Facts {
    /// True for a candidate that lost.
    pub(crate) fn was_dropped(&self) -> bool {
        self.why.dropped.is_some()
    }
}

impl Mark {
    /// What it means in a word: the value of a date, the id of anything else; empty where that is open.
    pub(crate) fn meaning(&self) -> &str {
        if self.facts.timex.is_empty() { &self.id } else { &self.facts.value }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_false(b: &bool) -> bool {
    !b
}

/// An id that a span may have.
#[derive(Deserialize, Serialize, Debug)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) score: f64,
}

/// Who holds which post where; the numbers are those of spans.
#[derive(Deserialize, Serialize, Debug)]
pub(crate) struct Role {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) person: usize,
    pub(crate) title: usize,
    pub(crate) agency: Option<usize>,
    pub(crate) country: Option<String>,
}

/// Why a document has no spans.
#[derive(Deserialize, Serialize, Debug)]
pub(crate) struct Failed {
    pub(crate) kind: String,
    pub(crate) message: String,
}

impl Page {
    /// True where it says that it is a record, of the version that is read here.
    pub(crate) fn is_record(&self) -> bool {
        self.schema == SCHEMA
    }

    /// The word for the unit of the record's offsets.
    pub(crate) fn unit(&self) -> &'static str {
        match self.offsets {
            Offsets::Codepoint => "codepoint",
            Offsets::Byte => "byte",
            Offsets::Utf16 => "utf16",
        }
    }

    /// Finds the places of the spans in the text that they are about, or says which one is not there.
    pub(crate) fn meet(&mut self, text: &str) -> Result<(), String> {
        let count = self.spans.len();
        let ends = self.relations.iter().flat_map(|r| [Some(r.person), Some(r.title), r.agency]);
        if let Some(number) = ends.flatten().find(|&n| n >= count) {
            return Err(format!("a relation names span {number} of {count}"));
        }
        let mut points: Vec<usize> = self.spans.iter().flat_map(|s| [s.start, s.end]).collect();
        points.sort_unstable();
        points.dedup();
        let bytes = bytes_of(text, self.offsets, &points);
        let byte = |point: usize| points.binary_search(&point).ok().and_then(|i| bytes[i]);
        for span in &mut self.spans {
            let at = byte(span.start).zip(byte(span.end)).filter(|(start, end)| start < end);
            match at {
                Some((start, end)) if text[start..end] == span.text => span.at = start..end,
                _ => {
                    let (start, end) = (span.start, span.end);
                    return Err(format!("{:?} does not stand at {start}..{end} of the text", span.text));
                }
            }
        }
        if self.spans.is_sorted_by_key(|s| s.at.start) { Ok(()) } else { Err("its spans are not sorted".to_owned()) }
    }

    /// The numbers of the spans that lie in no other and overlap none: of two that do, the first and longer one.
    pub(crate) fn outermost(&self) -> Vec<usize> {
        let mut end = 0;
        let apart = |i: &usize| {
            let span = &self.spans[*i].at;
            let apart = span.start >= end;
            end = if apart { span.end } else { end };
            apart
        };
        (0..self.spans.len()).filter(apart).collect()
    }

    /// Where the spans stand in another unit.
    pub(crate) fn scale(&self, text: &str, unit: Offsets) -> Scale {
        Scale::new(text, unit, self.spans.iter().flat_map(|s| [s.at.start, s.at.end]))
    }
}
