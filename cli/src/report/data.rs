//! The data of a report: documents one after another become chunks, and at the end there is an index of all.
//!
//! The index is what the tables of the corpus are made of; a chunk has the texts and spans of a few documents, and is read when one
//! of them is opened. Both are JSON, deflated, in base64. The program that reads them is `report/src/data.ts`.

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document::{Class, Document, Entity, Span, Table, rename};

/// A chunk is full with so many bytes of JSON.
const CHUNK_BYTES: usize = 512 << 10;
/// Characters of a document's first line that the tables show.
const TITLE_CHARACTERS: usize = 120;

/// Cross references by id; an id that is there is in a list.
pub(crate) type References = HashMap<String, Vec<String>>;

/// All documents so far.
#[derive(Default)]
pub(crate) struct Data {
    entities: Table<Entity>,
    names: Vec<String>,
    classes: Table<Class>,
    documents: Documents,
    /// A document each: entity, score, count, ...; the entity as the step from the one before.
    mentions: Vec<Vec<u32>>,
    /// A document each: the entities of person, title and agency (from 1, 0 for none), and the country.
    relations: Vec<(u32, u32, u32, u32, String)>,
    /// The first document of each chunk.
    starts: Vec<u32>,
    /// Their texts and their entries: apart, because like deflates best beside like.
    texts: Vec<u8>,
    entries: Vec<u8>,
    chunks: Vec<String>,
}

/// A column each.
#[derive(Serialize, Default)]
struct Documents {
    id: Vec<String>,
    title: Vec<String>,
    date: Vec<String>,
    date_source: Vec<String>,
    /// UTF-16 units.
    length: Vec<u32>,
    /// Those that could not be read: number, kind, message.
    errors: Vec<(u32, String, String)>,
}

/// A finished report, but for the page around it.
pub(crate) struct Packed {
    pub(super) index: String,
    pub(super) chunks: Vec<String>,
}

/// What a chunk has of a document beside its text.
#[derive(Serialize)]
struct Entry<'a> {
    /// Start as the step from the span before, length, entity, class.
    spans: Vec<u32>,
    lost: Vec<u32>,
    /// Span, start, length.
    sites: Vec<u32>,
    /// Person, title, agency from 1 (0 for none); the countries stand in the same order.
    relations: Vec<u32>,
    countries: Vec<&'a str>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    more: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    input: &'a Map<String, Value>,
}

impl Data {
    /// Takes the next document.
    pub(crate) fn add(&mut self, document: &Document) {
        let number = self.documents.id.len() as u32;
        let entities: Vec<u32> = document.entities.iter().map(|e| self.entities.number(e)).collect();
        for (entity, name) in entities.iter().zip(&document.names) {
            rename(&mut self.names, *entity, name);
        }
        let classes: Vec<u32> = document.classes.iter().map(|c| self.classes.number(c)).collect();
        self.documents.id.push(document.id.clone());
        self.documents.title.push(title(&document.text));
        self.documents.date.push(document.date.clone());
        self.documents.date_source.push(document.date_source.clone());
        self.documents.length.push(document.text.encode_utf16().count() as u32);
        if let Some((kind, message)) = &document.error {
            self.documents.errors.push((number, kind.clone(), message.clone()));
        }
        let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for span in &document.spans {
            let score = document.classes[span.class as usize].score;
            *counts.entry((entities[span.entity as usize], score)).or_default() += 1;
        }
        let mut last = 0;
        self.mentions.push(
            counts
                .into_iter()
                .flat_map(|((entity, score), count)| {
                    let step = entity - std::mem::replace(&mut last, entity);
                    [step, score, count]
                })
                .collect(),
        );
        let entity = |span: u32| entities[document.spans[span as usize].entity as usize];
        self.relations.extend(document.relations.iter().map(|(person, title, agency, country)| {
            (number, entity(*person), entity(*title), agency.map_or(0, |a| entity(a) + 1), country.clone())
        }));
        if self.texts.is_empty() {
            self.starts.push(number);
        }
        append(&mut self.texts, &document.text);
        append(&mut self.entries, &entry(document, &entities, &classes));
        if self.texts.len() + self.entries.len() >= CHUNK_BYTES {
            self.close();
        }
    }

    fn close(&mut self) {
        if !self.texts.is_empty() {
            let [texts, entries] = [&mut self.texts, &mut self.entries].map(std::mem::take);
            self.chunks.push(pack(&[b"[".as_slice(), &texts, b"],", &entries, b"]]"].concat()));
        }
    }

    /// The report of all that came.
    pub(crate) fn finish(mut self, references: &References) -> Packed {
        self.close();
        let entities = &self.entities.rows;
        let column = |of: fn(&Entity) -> &str| entities.iter().map(of).collect::<Vec<_>>();
        let listed = |e: &Entity| u32::from(references.contains_key(&e.id));
        let rare = |of: &dyn Fn(&Entity) -> Option<Vec<String>>| -> Vec<(usize, Vec<String>)> {
            let some = entities.iter().enumerate().filter_map(|(i, e)| Some((i, of(e)?)));
            some.filter(|(_, values)| !values.is_empty()).collect()
        };
        let index = json!({
            "schema": "gazet-report/1",
            "version": env!("CARGO_PKG_VERSION"),
            "entities": {
                "label": column(|e| &e.label),
                "id": column(|e| &e.id),
                "name": self.names,
                "country": column(|e| &e.country),
                "kind": column(|e| &e.kind),
                "listed": entities.iter().map(listed).collect::<Vec<_>>(),
                "candidates": rare(&|e| Some(e.candidates.clone())),
                "references": rare(&|e| references.get(&e.id).cloned()),
            },
            "classes": self.classes.rows,
            "documents": self.documents,
            "mentions": self.mentions,
            "relations": self.relations,
            "chunks": self.starts,
        });
        Packed { index: pack(index.to_string().as_bytes()), chunks: self.chunks }
    }
}

/// Appends a value to an array that is not closed yet.
fn append(array: &mut Vec<u8>, value: &impl Serialize) {
    array.push(if array.is_empty() { b'[' } else { b',' });
    // values here have neither keys that are no strings nor numbers that are none, and a Vec takes every byte
    serde_json::to_writer(array, value).expect("a value is JSON");
}

fn entry<'a>(document: &'a Document, entities: &[u32], classes: &[u32]) -> Entry<'a> {
    let flat = |spans: &[Span]| {
        let mut last = 0;
        let row = |span: &Span| {
            let step = span.start - std::mem::replace(&mut last, span.start);
            [step, span.end - span.start, entities[span.entity as usize], classes[span.class as usize]]
        };
        spans.iter().flat_map(row).collect()
    };
    let site = |(i, span): (usize, &Span)| span.site.map(|(start, end)| [i as u32, start, end - start]);
    Entry {
        spans: flat(&document.spans),
        lost: flat(&document.lost),
        sites: document.spans.iter().enumerate().filter_map(site).flatten().collect(),
        relations: document.relations.iter().flat_map(|r| [r.0, r.1, r.2.map_or(0, |a| a + 1)]).collect(),
        countries: document.relations.iter().map(|r| r.3.as_str()).collect(),
        more: document.more.iter().map(|(i, more)| (i.to_string(), Value::Object(more.clone()))).collect(),
        input: &document.input,
    }
}

/// The first line of a text that has a letter or digit.
fn title(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| line.contains(char::is_alphanumeric)).unwrap_or("");
    let mut title: String = line.chars().take(TITLE_CHARACTERS).collect();
    if title.len() < line.len() {
        title.push('\u{2026}');
    }
    title
}

/// Bytes deflated, in base64: neither `<` nor `&` is in that, so a page can hold it.
fn pack(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    STANDARD.encode(packed.expect("a Vec takes every byte"))
}
