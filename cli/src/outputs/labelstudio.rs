//! Label Studio: tasks with predictions, one JSON array. Offsets count UTF-16 units, as the browser does that shows them.
//!
//! The names in `from_name` and `to_name` are those of the labelling interface that `docs/formats.md` shows.

use gazet::record::Offsets;
use serde::Serialize;

use super::json::{Array, append_json};
use super::page::Failed;
use super::{Format, Outcome, Writer};

pub(super) struct LabelStudio;

#[derive(Serialize)]
struct Task<'a> {
    data: Data<'a>,
    predictions: Vec<Prediction<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta<'a>>,
}

#[derive(Serialize)]
struct Data<'a> {
    text: &'a str,
    id: &'a str,
    date: Option<&'a str>,
}

#[derive(Serialize)]
struct Meta<'a> {
    error: &'a Failed,
}

#[derive(Serialize)]
struct Prediction<'a> {
    model_version: &'static str,
    result: Vec<Part<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Region {
        id: String,
        from_name: &'static str,
        to_name: &'static str,
        r#type: &'static str,
        value: Region<'a>,
        score: f64,
        meta: Notes<'a>,
    },
    Relation {
        r#type: &'static str,
        from_id: String,
        to_id: String,
        direction: &'static str,
        labels: [&'static str; 1],
    },
}

#[derive(Serialize)]
struct Region<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    labels: [&'a str; 1],
}

/// What Label Studio shows beside a region.
#[derive(Serialize)]
struct Notes<'a> {
    text: Vec<&'a str>,
}

impl Format for LabelStudio {
    fn extension(&self) -> &'static str {
        "json"
    }

    fn counts(&self) -> Option<Offsets> {
        Some(Offsets::Utf16)
    }

    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let (page, text) = outcome.page_and_text();
        let scale = page.scale(text, Offsets::Utf16);
        let mut result = Vec::with_capacity(page.spans.len());
        for (i, span) in page.spans.iter().enumerate() {
            let notes = [span.meaning(), &span.facts.name];
            result.push(Part::Region {
                id: id(i),
                from_name: "label",
                to_name: "text",
                r#type: "labels",
                value: Region {
                    start: scale.at(span.at.start),
                    end: scale.at(span.at.end),
                    text: &span.text,
                    labels: [&span.label],
                },
                score: span.facts.score,
                meta: Notes { text: notes.into_iter().filter(|s| !s.is_empty()).collect() },
            });
        }
        for role in &page.relations {
            result.push(relation(role.person, role.title, "holds"));
            result.extend(role.agency.map(|agency| relation(role.title, agency, "of")));
        }
        let task = Task {
            data: Data { text, id: &page.id, date: page.date.as_deref() },
            predictions: vec![Prediction { model_version: concat!("gazet-", env!("CARGO_PKG_VERSION")), result }],
            meta: page.error.as_ref().map(|error| Meta { error }),
        };
        append_json(&task, out);
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Array::default())
    }
}

fn id(span: usize) -> String {
    format!("s{span}")
}

fn relation(from: usize, to: usize, label: &'static str) -> Part<'static> {
    Part::Relation { r#type: "relation", from_id: id(from), to_id: id(to), direction: "right", labels: [label] }
}
