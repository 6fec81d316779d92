//! Records read back from their JSON, for programs that convert or look at records that were written before.
//!
//! A [`RecordBuf`] owns what a [`Record`] borrows, and lends it.

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::gazetteer::Country;
use crate::record::{
    CandidateRecord, Offsets, RangeRecord, Record, RelationRecord, SCHEMA, Score, SiteRecord, SpanRecord, WhyRecord,
};

/// The words of closed sets that a record may have, sorted.
const WORDS: &[&str] = &[
    "APPROX",
    "DATE",
    "DURATION",
    "END",
    "EQUAL_OR_LESS",
    "EQUAL_OR_MORE",
    "LESS_THAN",
    "MID",
    "MORE_THAN",
    "SET",
    "START",
    "TIME",
    "a longer span or a better reading stands in its place",
    "acronym",
    "behind",
    "calendar",
    "code",
    "context",
    "coreference",
    "dateline",
    "definition",
    "gazetteer",
    "head",
    "header",
    "introduced",
    "issuer",
    "lead",
    "memory",
    "none",
    "open",
    "option",
    "parent",
    "record",
    "role",
    "rule",
    "scope",
    "sentence",
    "shape",
    "the name needs evidence beside it",
    "unique",
    "words",
];

/// A record that owns its texts.
#[derive(Clone, Deserialize, Debug)]
pub struct RecordBuf {
    schema: String,
    id: String,
    date: Option<String>,
    date_source: String,
    offsets: Offsets,
    text: Option<String>,
    encoding: Option<String>,
    #[serde(default)]
    replaced: u64,
    input_offsets: Option<Vec<[u32; 2]>>,
    spans: Vec<SpanBuf>,
    relations: Vec<RelationBuf>,
    input: Option<Map<String, Value>>,
}

#[derive(Clone, Deserialize, Debug)]
struct SpanBuf {
    start: u32,
    end: u32,
    text: String,
    label: String,
    r#type: Option<String>,
    value: Option<String>,
    r#mod: Option<String>,
    range: Option<RangeBuf>,
    quant: Option<String>,
    freq: Option<String>,
    #[serde(default)]
    contradicts: bool,
    id: Option<String>,
    name: Option<String>,
    country: Option<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    threat: bool,
    score: f32,
    source: String,
    #[serde(default)]
    candidates: Vec<CandidateBuf>,
    why: Option<WhyBuf>,
}

#[derive(Clone, Deserialize, Debug)]
struct RangeBuf {
    begin: Option<String>,
    end: Option<String>,
}

#[derive(Clone, Deserialize, Debug)]
struct CandidateBuf {
    id: String,
    score: f32,
}

#[derive(Clone, Deserialize, Debug)]
struct WhyBuf {
    span: String,
    link: String,
    at: Option<SiteBuf>,
    anchor: Option<String>,
    #[serde(default)]
    readings: Vec<String>,
    dropped: Option<String>,
}

#[derive(Clone, Deserialize, Debug)]
struct SiteBuf {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Clone, Deserialize, Debug)]
struct RelationBuf {
    r#type: String,
    person: u32,
    title: u32,
    agency: Option<u32>,
    country: Option<String>,
}

/// Why JSON is no record of this version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordError(String);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RecordError {}

impl RecordBuf {
    /// Reads one record.
    ///
    /// # Errors
    /// Where the bytes are not the JSON of a record, that of a failure among them, and where it is one of another version.
    ///
    /// ```
    /// use gazet::reading::RecordBuf;
    ///
    /// let json = r#"{"schema":"gazet/1","id":"a","date":null,"date_source":"none","offsets":"codepoint","spans":[],"relations":[]}"#;
    /// assert_eq!(RecordBuf::new(json.as_bytes())?.record()?.id, "a");
    /// # Ok::<(), gazet::reading::RecordError>(())
    /// ```
    pub fn new(json: &[u8]) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_slice(json).map_err(|e| RecordError(format!("no record of gazet: {e}")))?;
        if record.schema == SCHEMA {
            Ok(record)
        } else {
            Err(RecordError(format!("{:?} is not {SCHEMA}", record.schema)))
        }
    }

    /// The record.
    ///
    /// # Errors
    /// Where a word stands in it that no record of this version has.
    pub fn record(&self) -> Result<Record<'_>, RecordError> {
        let date = |text: &String| text.parse::<Date>().map_err(|_| RecordError(format!("{text:?} is no date")));
        Ok(Record {
            schema: SCHEMA,
            id: &self.id,
            date: self.date.as_ref().map(date).transpose()?,
            date_source: word(&self.date_source)?,
            offsets: self.offsets,
            text: self.text.as_deref(),
            encoding: self.encoding.as_deref(),
            replaced: self.replaced,
            input_offsets: self.input_offsets.clone(),
            spans: self.spans.iter().map(SpanBuf::record).collect::<Result<_, _>>()?,
            relations: self.relations.iter().map(RelationBuf::record).collect::<Result<_, _>>()?,
            input: self.input.as_ref(),
        })
    }
}

impl SpanBuf {
    fn record(&self) -> Result<SpanRecord<'_>, RecordError> {
        Ok(SpanRecord {
            start: self.start,
            end: self.end,
            text: &self.text,
            label: &self.label,
            timex_type: self.r#type.as_deref().map(word).transpose()?,
            value: self.value.as_deref(),
            modifier: self.r#mod.as_deref().map(word).transpose()?,
            range: self.range.as_ref().map(|r| RangeRecord { begin: r.begin.as_deref(), end: r.end.as_deref() }),
            quant: self.quant.as_deref(),
            freq: self.freq.as_deref(),
            contradicts: self.contradicts,
            id: self.id.as_deref(),
            name: self.name.as_deref(),
            country: self.country.as_deref().map(country).transpose()?,
            kind: &self.kind,
            role: if self.role.is_empty() { "" } else { word(&self.role)? },
            status: &self.status,
            threat: self.threat,
            score: Score::new(self.score),
            source: word(&self.source)?,
            candidates: self
                .candidates
                .iter()
                .map(|c| CandidateRecord { id: &c.id, score: Score::new(c.score) })
                .collect(),
            why: self.why.as_ref().map(WhyBuf::record).transpose()?,
        })
    }
}

impl WhyBuf {
    fn record(&self) -> Result<WhyRecord<'_>, RecordError> {
        Ok(WhyRecord {
            span: word(&self.span)?,
            link: word(&self.link)?,
            at: self.at.as_ref().map(|at| SiteRecord { start: at.start, end: at.end, text: &at.text }),
            anchor: self.anchor.as_deref(),
            readings: &self.readings,
            dropped: self.dropped.as_deref().map(word).transpose()?,
        })
    }
}

impl RelationBuf {
    fn record(&self) -> Result<RelationRecord, RecordError> {
        Ok(RelationRecord {
            kind: word(&self.r#type)?,
            person: self.person,
            title: self.title,
            agency: self.agency,
            country: self.country.as_deref().map(country).transpose()?,
        })
    }
}

/// The word of a closed set.
fn word(text: &str) -> Result<&'static str, RecordError> {
    let found = WORDS.binary_search(&text).map(|i| WORDS[i]);
    found.map_err(|_| RecordError(format!("{text:?} is no word of a record")))
}

fn country(code: &str) -> Result<Country, RecordError> {
    Country::new(code).ok_or_else(|| RecordError(format!("{code:?} is no country code")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Mod;
    use crate::record::{DATE_SOURCES, SOURCES, TIMEX_TYPES};

    #[test]
    fn every_word_comes_back() {
        assert!(WORDS.is_sorted());
        for own in DATE_SOURCES.iter().chain(&SOURCES).chain(&TIMEX_TYPES) {
            assert_eq!(word(own).as_ref(), Ok(own));
        }
        let mods = [Mod::Start, Mod::Mid, Mod::End, Mod::Approx, Mod::LessThan, Mod::MoreThan, Mod::EqualOrLess];
        assert!(mods.into_iter().chain([Mod::EqualOrMore]).all(|m| word(m.as_str()).is_ok()));
        assert!(word("nothing").is_err());
    }
}
