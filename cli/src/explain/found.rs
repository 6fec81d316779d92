//! What was found in a document, in words: read from its record.

use serde_json::Value;

use super::{flat, words};

/// A document's spans and relations, ready to be shown.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: String,
    /// The date with where it is from, in words.
    pub(super) date: String,
    /// Those that stand, in the order of the record; their numbers are their places here, from 1.
    pub(super) spans: Vec<Shown>,
    /// Those that lost.
    pub(super) lost: Vec<Shown>,
    pub(super) relations: Vec<String>,
}

/// A span in words.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// In code points.
    pub(super) start: usize,
    pub(super) end: usize,
    /// In bytes of the text.
    pub(super) bytes: (usize, usize),
    pub(super) text: String,
    pub(super) label: String,
    /// The id, or a date's value; or between whom the text does not decide.
    pub(super) meaning: String,
    /// Name, country and what else the record has, separated by commas.
    pub(super) more: String,
    pub(super) score: f64,
    pub(super) why: String,
}

impl Found {
    /// Reads a record that counts code points of `text` and has its reasons.
    pub(super) fn new(record: &Value, text: &str) -> Self {
        let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let empty = Vec::new();
        let all = record["spans"].as_array().unwrap_or(&empty);
        let (lost, spans): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|s| s["why"]["dropped"].is_string());
        let shown = |spans: Vec<&Value>| spans.into_iter().map(|s| Shown::new(s, &bytes)).collect();
        let relations = record["relations"].as_array().unwrap_or(&empty).iter().map(|r| relation(r, all));
        Self {
            id: flat(record["id"].as_str().unwrap_or("")),
            date: date(record),
            spans: shown(spans),
            lost: shown(lost),
            relations: relations.collect(),
        }
    }
}

impl Shown {
    fn new(span: &Value, bytes: &[usize]) -> Self {
        let string = |key: &str| span[key].as_str().map(flat).unwrap_or_default();
        let offset = |key: &str| span[key].as_u64().unwrap_or(0) as usize;
        let (start, end) = (offset("start"), offset("end"));
        Self {
            start,
            end,
            bytes: (bytes[start.min(bytes.len() - 1)], bytes[end.min(bytes.len() - 1)]),
            text: string("text"),
            label: string("label"),
            meaning: meaning(span),
            more: more(span),
            score: span["score"].as_f64().unwrap_or(0.0),
            why: why(span),
        }
    }
}

/// Of so many candidates each is named.
const MOST: usize = 5;

fn meaning(span: &Value) -> String {
    if let Some(meaning) = span["value"].as_str().or(span["id"].as_str()) {
        return flat(meaning);
    }
    let candidates = span["candidates"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut ids: Vec<String> = candidates
        .iter()
        .take(if candidates.len() > MOST { MOST - 1 } else { MOST })
        .map(|c| format!("{} ({:.2})", flat(c["id"].as_str().unwrap_or("")), c["score"].as_f64().unwrap_or(0.0)))
        .collect();
    if ids.len() < candidates.len() {
        ids.push(format!("one of {} more", candidates.len() - ids.len()));
    }
    if ids.is_empty() { "no id".to_owned() } else { format!("undecided: {}", ids.join(" or ")) }
}

/// Name, country, kind and the rest; what says nothing new is left out.
fn more(span: &Value) -> String {
    let text = span["text"].as_str().unwrap_or("");
    let mut parts = Vec::new();
    let keys = [("name", ""), ("country", ""), ("kind", ""), ("role", ""), ("status", ""), ("mod", "mod ")];
    for (key, before) in keys {
        if let Some(value) = span[key].as_str().filter(|v| key != "name" || *v != text) {
            parts.push(format!("{before}{}", flat(value)));
        }
    }
    if let Some(kind) = span["type"].as_str().filter(|t| span["label"] != *t) {
        parts.push(flat(kind));
    }
    for (key, word) in [("begin", "from"), ("end", "to")] {
        if let Some(day) = span["range"][key].as_str() {
            parts.push(format!("{word} {}", flat(day)));
        }
    }
    if span["threat"] == true {
        parts.push("named as a threat".to_owned());
    }
    parts.join(", ")
}

/// The reasons of a span as a sentence; what lost says that first.
fn why(span: &Value) -> String {
    let Some(why) = span["why"].as_object() else { return String::new() };
    let text = |key: &str| why.get(key).and_then(Value::as_str);
    let (class, link) = (text("span").unwrap_or(""), text("link").unwrap_or(""));
    let timed = span["value"].is_string();
    let mut parts = words::Classes { dropped: text("dropped"), span: class, link, timed }.parts();
    for (key, value) in why {
        match key.as_str() {
            "dropped" | "span" | "link" => {}
            // where the evidence stands goes with the class of it
            "at" => {
                if let Some(last) = parts.last_mut() {
                    last.extend([": ", &detail(value)]);
                }
            }
            "anchor" => parts.push(format!("counted from {}", detail(value))),
            "readings" => {
                let readings = value.as_array().map(Vec::as_slice).unwrap_or_default();
                parts.push(format!("may be {}", readings.iter().map(detail).collect::<Vec<_>>().join(" or ")));
            }
            key => parts.push(format!("{}: {}", flat(key).replace('_', " "), detail(value))),
        }
    }
    if span["value"].as_str().is_some_and(|value| value.starts_with('X')) {
        parts.push("what is X is open, for want of a date to count from".to_owned());
    }
    parts.join("; ")
}

/// Any further reason: a text with its place, a list of them, or a value as it is.
fn detail(value: &Value) -> String {
    match value {
        Value::String(text) => flat(text),
        Value::Array(parts) => parts.iter().map(detail).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let mut words: Vec<String> = Vec::new();
            for (key, value) in fields {
                match key.as_str() {
                    "start" | "end" => {}
                    "text" => words.push(format!("\u{201c}{}\u{201d}", detail(value))),
                    _ => words.push(detail(value)),
                }
            }
            if let (Some(start), Some(end)) = (fields.get("start"), fields.get("end")) {
                words.push(format!("at {start}..{end}"));
            }
            words.join(" ")
        }
        other => other.to_string(),
    }
}

fn date(record: &Value) -> String {
    let Some(date) = record["date"].as_str() else { return "no date".to_owned() };
    let source = match record["date_source"].as_str().unwrap_or("") {
        "option" => "as asked for",
        "record" => "from its record",
        "header" => "from a header",
        "dateline" => "from the dateline",
        "lead" => "from the lead",
        other => return format!("{} ({})", flat(date), flat(other)),
    };
    format!("{} {source}", flat(date))
}

fn relation(relation: &Value, spans: &[Value]) -> String {
    let span = |key: &str| relation[key].as_u64().and_then(|i| spans.get(i as usize));
    let text = |key: &str| span(key).and_then(|s| s["text"].as_str()).map(flat);
    let mut out = format!("{}: {}", text("person").unwrap_or_default(), text("title").unwrap_or_default());
    if let Some(agency) = text("agency") {
        let id = span("agency").and_then(|s| s["id"].as_str()).map(|id| format!(" ({})", flat(id))).unwrap_or_default();
        out.extend([", ", &agency, &id]);
    }
    if let Some(country) = relation["country"].as_str() {
        out.extend([", ", &flat(country)]);
    }
    out
}
