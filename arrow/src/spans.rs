//! The structs in `spans`, with those in them.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Float32Builder, Int32Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, StructArray};
use arrow_schema::{DataType, Field, Fields};
use gazet::gazetteer::Country;
use gazet::record::{CandidateRecord, RangeRecord, SOURCES, SiteRecord, SpanRecord, TIMEX_TYPES, WhyRecord};

use crate::Columns;
use crate::columns::{Items, Lists, Nullable, Words, list, utf8, words};

/// The bytes of text that a span brings, about.
pub(crate) fn bytes(span: &SpanRecord<'_>) -> usize {
    let why = span.why.as_ref().and_then(|w| w.at.as_ref()).map_or(0, |at| at.text.len() + 40);
    span.text.len() + span.id.map_or(0, str::len) + span.name.map_or(0, str::len) + why
}

/// All columns of spans.
#[derive(Debug)]
pub(crate) struct Spans {
    start: Int32Builder,
    end: Int32Builder,
    text: StringBuilder,
    label: Words,
    timex_type: Words,
    value: StringBuilder,
    modifier: StringBuilder,
    range: Ranges,
    quant: StringBuilder,
    freq: StringBuilder,
    contradicts: BooleanBuilder,
    id: StringBuilder,
    name: StringBuilder,
    country: StringBuilder,
    kind: StringBuilder,
    role: StringBuilder,
    status: StringBuilder,
    threat: BooleanBuilder,
    score: Float32Builder,
    source: Words,
    candidates: Lists<Candidates>,
    why: Option<Reasons>,
    columns: Columns,
}

impl Spans {
    pub(crate) fn new<'a>(labels: impl Iterator<Item = &'a str>, columns: Columns) -> Self {
        Self {
            start: Int32Builder::new(),
            end: Int32Builder::new(),
            text: StringBuilder::new(),
            label: Words::new(labels, columns.plain),
            timex_type: Words::new(TIMEX_TYPES.iter().copied(), columns.plain),
            value: StringBuilder::new(),
            modifier: StringBuilder::new(),
            range: Ranges::default(),
            quant: StringBuilder::new(),
            freq: StringBuilder::new(),
            contradicts: BooleanBuilder::new(),
            id: StringBuilder::new(),
            name: StringBuilder::new(),
            country: StringBuilder::new(),
            kind: StringBuilder::new(),
            role: StringBuilder::new(),
            status: StringBuilder::new(),
            threat: BooleanBuilder::new(),
            score: Float32Builder::new(),
            source: Words::new(SOURCES.iter().copied(), columns.plain),
            candidates: Lists::new(Candidates::default()),
            why: columns.explain.then(Reasons::default),
            columns,
        }
    }

    pub(crate) fn fields(columns: Columns) -> Fields {
        let mut fields = vec![
            Field::new("start", DataType::Int32, false),
            Field::new("end", DataType::Int32, false),
            utf8("text", false),
            words("label", false, columns.plain),
            words("type", true, columns.plain),
            utf8("value", true),
            utf8("mod", true),
            Field::new("range", DataType::Struct(Ranges::fields()), true),
            utf8("quant", true),
            utf8("freq", true),
            Field::new("contradicts", DataType::Boolean, false),
            utf8("id", true),
            utf8("name", true),
            utf8("country", true),
            utf8("kind", true),
            utf8("role", true),
            utf8("status", true),
            Field::new("threat", DataType::Boolean, false),
            Field::new("score", DataType::Float32, false),
            words("source", false, columns.plain),
            list("candidates", Candidates::fields(), false),
        ];
        if columns.explain {
            fields.push(Field::new("why", DataType::Struct(Reasons::fields()), false));
        }
        fields.into()
    }

    pub(crate) fn push(&mut self, span: &SpanRecord<'_>) {
        self.start.append_value(span.start as i32);
        self.end.append_value(span.end as i32);
        self.text.append_value(span.text);
        self.label.push(Some(span.label));
        self.timex_type.push(span.timex_type);
        self.value.append_option(span.value);
        self.modifier.append_option(span.modifier);
        self.range.push(span.range.as_ref());
        self.quant.append_option(span.quant);
        self.freq.append_option(span.freq);
        self.contradicts.append_value(span.contradicts);
        self.id.append_option(span.id);
        self.name.append_option(span.name);
        self.country.append_option(span.country.as_ref().map(Country::code));
        self.kind.append_option(some(span.kind));
        self.role.append_option(some(span.role));
        self.status.append_option(some(span.status));
        self.threat.append_value(span.threat);
        self.score.append_value(span.score.get() as f32);
        self.source.push(Some(span.source));
        span.candidates.iter().for_each(|c| self.candidates.items.push(c));
        self.candidates.end(Some(span.candidates.len()));
        if let (Some(reasons), Some(why)) = (&mut self.why, &span.why) {
            reasons.push(why);
        }
    }
}

impl Items for Spans {
    fn finish(&mut self) -> StructArray {
        let mut columns: Vec<ArrayRef> = vec![
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.text.finish()),
            self.label.finish(),
            self.timex_type.finish(),
            Arc::new(self.value.finish()),
            Arc::new(self.modifier.finish()),
            Arc::new(self.range.finish()),
            Arc::new(self.quant.finish()),
            Arc::new(self.freq.finish()),
            Arc::new(self.contradicts.finish()),
            Arc::new(self.id.finish()),
            Arc::new(self.name.finish()),
            Arc::new(self.country.finish()),
            Arc::new(self.kind.finish()),
            Arc::new(self.role.finish()),
            Arc::new(self.status.finish()),
            Arc::new(self.threat.finish()),
            Arc::new(self.score.finish()),
            self.source.finish(),
            Arc::new(self.candidates.finish()),
        ];
        columns.extend(self.why.as_mut().map(|why| Arc::new(why.finish()) as ArrayRef));
        StructArray::new(Self::fields(self.columns), columns, None)
    }
}

/// A text that is there, or nothing for the empty one.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|t| !t.is_empty())
}

/// `range`.
#[derive(Debug, Default)]
struct Ranges {
    begin: StringBuilder,
    end: StringBuilder,
    valid: Nullable,
}

impl Ranges {
    fn fields() -> Fields {
        [utf8("begin", true), utf8("end", true)].into_iter().collect()
    }

    fn push(&mut self, range: Option<&RangeRecord<'_>>) {
        self.begin.append_option(range.and_then(|r| r.begin));
        self.end.append_option(range.and_then(|r| r.end));
        self.valid.push(range.is_some());
    }

    fn finish(&mut self) -> StructArray {
        let columns: Vec<ArrayRef> = vec![Arc::new(self.begin.finish()), Arc::new(self.end.finish())];
        StructArray::new(Self::fields(), columns, self.valid.finish())
    }
}

/// The structs in `candidates`.
#[derive(Debug, Default)]
struct Candidates {
    id: StringBuilder,
    score: Float32Builder,
}

impl Candidates {
    fn fields() -> Fields {
        [utf8("id", false), Field::new("score", DataType::Float32, false)].into_iter().collect()
    }

    fn push(&mut self, candidate: &CandidateRecord<'_>) {
        self.id.append_value(candidate.id);
        self.score.append_value(candidate.score.get() as f32);
    }
}

impl Items for Candidates {
    fn finish(&mut self) -> StructArray {
        let columns: Vec<ArrayRef> = vec![Arc::new(self.id.finish()), Arc::new(self.score.finish())];
        StructArray::new(Self::fields(), columns, None)
    }
}

/// `why`.
#[derive(Debug, Default)]
struct Reasons {
    span: StringBuilder,
    link: StringBuilder,
    at: Sites,
    anchor: StringBuilder,
    readings: ListBuilder<StringBuilder>,
    dropped: StringBuilder,
}

impl Reasons {
    fn fields() -> Fields {
        let item = Arc::new(utf8("element", false));
        [
            utf8("span", false),
            utf8("link", false),
            Field::new("at", DataType::Struct(Sites::fields()), true),
            utf8("anchor", true),
            Field::new_list("readings", item, false),
            utf8("dropped", true),
        ]
        .into_iter()
        .collect()
    }

    fn push(&mut self, why: &WhyRecord<'_>) {
        self.span.append_value(why.span);
        self.link.append_value(why.link);
        self.at.push(why.at.as_ref());
        self.anchor.append_option(why.anchor);
        why.readings.iter().for_each(|r| self.readings.values().append_value(r));
        self.readings.append(true);
        self.dropped.append_option(why.dropped);
    }

    fn finish(&mut self) -> StructArray {
        let (_, offsets, readings, _) = self.readings.finish().into_parts();
        let readings = arrow_array::ListArray::new(Arc::new(utf8("element", false)), offsets, readings, None);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.span.finish()),
            Arc::new(self.link.finish()),
            Arc::new(self.at.finish()),
            Arc::new(self.anchor.finish()),
            Arc::new(readings),
            Arc::new(self.dropped.finish()),
        ];
        StructArray::new(Self::fields(), columns, None)
    }
}

/// `at`.
#[derive(Debug, Default)]
struct Sites {
    start: Int32Builder,
    end: Int32Builder,
    text: StringBuilder,
    valid: Nullable,
}

impl Sites {
    fn fields() -> Fields {
        let number = |name| Field::new(name, DataType::Int32, false);
        [number("start"), number("end"), utf8("text", false)].into_iter().collect()
    }

    fn push(&mut self, site: Option<&SiteRecord<'_>>) {
        self.start.append_value(site.map_or(0, |s| s.start as i32));
        self.end.append_value(site.map_or(0, |s| s.end as i32));
        self.text.append_value(site.map_or("", |s| s.text));
        self.valid.push(site.is_some());
    }

    fn finish(&mut self) -> StructArray {
        let columns: Vec<ArrayRef> =
            vec![Arc::new(self.start.finish()), Arc::new(self.end.finish()), Arc::new(self.text.finish())];
        StructArray::new(Self::fields(), columns, self.valid.finish())
    }
}
