//! A document as the report keeps it: its text, and its spans as numbers that point into small tables.
//!
//! Made of the document's record by the thread that annotated it; its tables are its own, and [`super::data`] joins those of all.

use std::collections::HashMap;
use std::hash::Hash;

use gazet::record::Offsets;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::explain::words::Classes;
use crate::outputs::units::{Scale, bytes_of};

/// A document, or why there is none.
#[derive(Serialize, Deserialize, Debug, Default)]
pub(crate) struct Document {
    pub(super) id: String,
    pub(super) date: String,
    pub(super) date_source: String,
    pub(super) error: Option<(String, String)>,
    pub(super) text: String,
    /// Whom or what spans mean, and by which name.
    pub(super) entities: Vec<Entity>,
    pub(super) names: Vec<String>,
    /// Why they stand.
    pub(super) classes: Vec<Class>,
    /// Those that stand, in the order of the record.
    pub(super) spans: Vec<Span>,
    /// Those that lost.
    pub(super) lost: Vec<Span>,
    /// Spans by number: person, title, agency; and the country, or nothing.
    pub(super) relations: Vec<(u32, u32, Option<u32>, String)>,
    /// What few spans have, by number.
    pub(super) more: Vec<(u32, Map<String, Value>)>,
    /// The fields of the input that passed through.
    pub(super) input: Map<String, Value>,
}

/// Whom or what a span means: an id, a date's value, or, where neither is there, its words.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Entity {
    pub(super) label: String,
    /// Empty where the text does not decide; its words tell them apart then.
    pub(super) id: String,
    pub(super) words: String,
    pub(super) country: String,
    pub(super) kind: String,
    /// Between whom the text does not decide.
    pub(super) candidates: Vec<String>,
}

/// Why a span stands: all that many spans have in common.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Class {
    pub(super) source: String,
    /// A sentence for people.
    pub(super) why: String,
    /// In hundredths.
    pub(super) score: u32,
    pub(super) role: String,
    pub(super) status: String,
    pub(super) threat: bool,
}

/// Where a span stands, and the numbers of its entity and class.
#[derive(Serialize, Deserialize, Clone, Copy, Debug)]
pub(super) struct Span {
    /// In UTF-16 units, as browsers count.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) entity: u32,
    pub(super) class: u32,
    /// Where the evidence for its id stands.
    pub(super) site: Option<(u32, u32)>,
}

/// What is told of a span beside its entity and class.
const MORE: [&str; 6] = ["type", "mod", "range", "quant", "freq", "contradicts"];
const MORE_OF_WHY: [&str; 2] = ["anchor", "readings"];

impl Document {
    /// Reads a record of `text`, or of a failure.
    pub(crate) fn new(record: &Value, text: &str) -> Self {
        let error = record["error"]
            .is_object()
            .then(|| (string(&record["error"], "kind"), string(&record["error"], "message")));
        let mut document = Self {
            id: string(record, "id"),
            date: string(record, "date"),
            date_source: string(record, "date_source"),
            error,
            text: text.to_owned(),
            input: record["input"].as_object().cloned().unwrap_or_default(),
            ..Self::default()
        };
        let mut tables = Tables { units: Units::new(record, text), ..Tables::default() };
        // the numbers of those that stand, for the relations
        let mut numbers = Vec::new();
        for json in array(record, "spans") {
            let span = tables.span(json);
            let dropped = json["why"]["dropped"].is_string();
            numbers.push((!dropped).then_some(document.spans.len() as u32));
            if dropped {
                document.lost.push(span);
                continue;
            }
            let more = more(json);
            if !more.is_empty() {
                document.more.push((document.spans.len() as u32, more));
            }
            document.spans.push(span);
        }
        let number = |relation: &Value, key: &str| {
            relation[key].as_u64().and_then(|i| numbers.get(i as usize).copied()).flatten()
        };
        document.relations = array(record, "relations")
            .filter_map(|r| {
                Some((number(r, "person")?, number(r, "title")?, number(r, "agency"), string(r, "country")))
            })
            .collect();
        document.entities = tables.entities.rows;
        document.names = tables.names;
        document.classes = tables.classes.rows;
        document
    }
}

#[derive(Default)]
struct Tables {
    units: Units,
    entities: Table<Entity>,
    names: Vec<String>,
    classes: Table<Class>,
}

impl Tables {
    fn span(&mut self, json: &Value) -> Span {
        let offset = |json: &Value, key: &str| self.units.at(offset(json, key));
        let id = json["value"].as_str().or(json["id"].as_str()).unwrap_or("");
        let words = one_line(json["text"].as_str().unwrap_or(""));
        let name = json["name"].as_str().map_or_else(|| words.clone(), one_line);
        let entity = self.entities.number(&Entity {
            label: string(json, "label"),
            id: id.to_owned(),
            words: if id.is_empty() { words } else { String::new() },
            country: string(json, "country"),
            kind: string(json, "kind"),
            candidates: array(json, "candidates").map(|c| string(c, "id")).collect(),
        });
        // a value speaks for itself
        rename(&mut self.names, entity, if json["value"].is_string() { "" } else { &name });
        let class = Class {
            source: string(json, "source"),
            why: why(json),
            score: (json["score"].as_f64().unwrap_or(0.0) * 100.0).round() as u32,
            role: string(json, "role"),
            status: string(json, "status"),
            threat: json["threat"] == true,
        };
        let at = &json["why"]["at"];
        let (start, end) = (offset(json, "start"), offset(json, "end"));
        let site = at.is_object().then(|| (offset(at, "start"), offset(at, "end")));
        Span { start, end, entity, class: self.classes.number(&class), site }
    }
}

/// Gives an entity its name: the one of the lists, else the longest of those in the texts.
pub(super) fn rename(names: &mut Vec<String>, entity: u32, name: &str) {
    names.resize(names.len().max(entity as usize + 1), String::new());
    let known = &mut names[entity as usize];
    if name.len() > known.len() {
        name.clone_into(known);
    }
}

/// Rows, each once, in the order in which they came.
#[derive(Debug)]
pub(super) struct Table<T> {
    numbers: HashMap<T, u32>,
    pub(super) rows: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), rows: Vec::new() }
    }
}

impl<T: Clone + Eq + Hash> Table<T> {
    /// The number of a row, a new one where it is new.
    pub(super) fn number(&mut self, row: &T) -> u32 {
        if let Some(number) = self.numbers.get(row) {
            return *number;
        }
        let number = self.rows.len() as u32;
        self.numbers.insert(row.clone(), number);
        self.rows.push(row.clone());
        number
    }
}

fn more(span: &Value) -> Map<String, Value> {
    let of = |json: &Value, keys: &[&str]| -> Vec<(String, Value)> {
        let some = |key: &&str| json.get(*key).map(|value| ((*key).to_owned(), value.clone()));
        keys.iter().filter_map(some).collect()
    };
    let mut more: Map<String, Value> = of(span, &MORE).into_iter().chain(of(&span["why"], &MORE_OF_WHY)).collect();
    // a DATE of type DATE says nothing new
    if more.get("type") == span.get("label") {
        more.shift_remove("type");
    }
    // the ids alone are with the entity
    if let Some(candidates) = span.get("candidates") {
        more.insert("candidates".to_owned(), candidates.clone());
    }
    more
}

fn string(json: &Value, key: &str) -> String {
    json[key].as_str().unwrap_or("").to_owned()
}

fn array<'a>(json: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    json[key].as_array().into_iter().flatten()
}

fn offset(json: &Value, key: &str) -> usize {
    json[key].as_u64().unwrap_or(0) as usize
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The classes of a span's evidence as a sentence; nothing where the record has no reasons.
fn why(span: &Value) -> String {
    let text = |key: &str| span["why"][key].as_str();
    let (Some(class), Some(link)) = (text("span"), text("link")) else { return String::new() };
    Classes { dropped: text("dropped"), span: class, link, timed: span["value"].is_string() }.parts().join("; ")
}

/// The record's offsets in UTF-16 units, as browsers count.
#[derive(Default)]
struct Units {
    /// Sorted, each with its place; empty where the record counts UTF-16 units itself.
    known: Vec<(usize, usize)>,
}

impl Units {
    fn new(record: &Value, text: &str) -> Self {
        let unit = match record["offsets"].as_str() {
            Some("byte") => Offsets::Byte,
            Some("codepoint") => Offsets::Codepoint,
            _ => return Self::default(),
        };
        let ends = |json: &Value| [offset(json, "start"), offset(json, "end")];
        let mut points: Vec<usize> =
            array(record, "spans").flat_map(|s| [ends(s), ends(&s["why"]["at"])]).flatten().collect();
        points.sort_unstable();
        points.dedup();
        let bytes: Vec<usize> = bytes_of(text, unit, &points).into_iter().map(Option::unwrap_or_default).collect();
        let scale = Scale::new(text, Offsets::Utf16, bytes.iter().copied());
        Self { known: points.into_iter().zip(bytes.into_iter().map(|byte| scale.at(byte))).collect() }
    }

    fn at(&self, offset: usize) -> u32 {
        self.known.binary_search_by_key(&offset, |k| k.0).map_or(offset, |i| self.known[i].1) as u32
    }
}
