//! STIX 2.1: one bundle of what documents name and one report a document that points at it.
//!
//! An object's id is a UUIDv5 of gazet's own id, so that two runs, or two documents, mean the same object. Names, aliases and references
//! are those of the lists. No relationship is written: that two names stand in one text says nothing of what one does to the other. No
//! clock is read: a report bears its document's date, and every other object the [`UNKNOWN`] one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use gazet::gazetteer::{List, name_rows, rows};
use serde::Serialize;
use uuid::Uuid;

use super::json::append_json;
use super::page::{Mark, Page};
use super::{Format, Outcome, Writer};

/// In this namespace gazet's ids become UUIDs.
const NAMESPACE: Uuid = Uuid::from_u128(0xa0d6_14e6_ac8e_4143_8a15_9d46_d850_4e86);

/// The time of what has none.
const UNKNOWN: &str = "1970-01-01T00:00:00.000Z";

/// What the lists know of entities, by their ids.
#[derive(Debug, Default)]
pub(super) struct Stix {
    known: HashMap<String, Known>,
}

/// What STIX has a place for and a record does not say.
#[derive(Debug, Default)]
struct Known {
    name: String,
    aliases: Vec<String>,
    kind: String,
    references: Vec<Reference>,
}

#[derive(Clone, Serialize, Debug)]
struct Reference {
    source_name: String,
    external_id: String,
}

/// The properties of all objects, in the order in which they are written; those that an object does not have are left out.
#[derive(Serialize, Default)]
#[allow(clippy::struct_field_names, reason = "the names are those of STIX")]
struct Object<'a> {
    r#type: &'static str,
    spec_version: &'static str,
    id: String,
    created: &'a str,
    modified: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    aliases: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_class: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    threat_actor_types: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    malware_types: Option<[&'static str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_family: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    object_refs: Vec<String>,
    #[serde(skip_serializing_if = "<[Reference]>::is_empty")]
    external_references: &'a [Reference],
}

impl Stix {
    /// Reads names and references out of lists that a gazetteer was built from; a row takes the place of an earlier one.
    pub(super) fn new(lists: &[List<'_>], names: &[List<'_>]) -> Self {
        let mut known: HashMap<String, Known> = HashMap::new();
        for row in lists.iter().filter_map(|list| rows(*list).ok()).flatten().flatten() {
            if row.label.starts_with("CUE_") {
                continue;
            }
            let mut aliases = Vec::new();
            row.aliases.iter().for_each(|alias| push(&mut aliases, row.name, alias));
            let references = row.xrefs.iter().filter_map(|x| x.split_once(':')).map(|(source, key)| Reference {
                source_name: if source == "attack" { "mitre-attack" } else { source }.to_owned(),
                external_id: key.to_owned(),
            });
            let references = references.collect();
            let (name, kind) = (row.name.to_owned(), row.kind.to_owned());
            known.insert(row.id.to_owned(), Known { name, aliases, kind, references });
        }
        for row in names.iter().filter_map(|list| name_rows(*list).ok()).flatten().flatten() {
            if let Some(known) = known.get_mut(row.id).filter(|_| row.kind.starts_with("by:")) {
                push(&mut known.aliases, &known.name, row.name);
            }
        }
        Self { known }
    }

    /// The object that a span stands for, if STIX has one.
    fn object<'a>(&'a self, page: &'a Page, span: &'a Mark) -> Option<Object<'a>> {
        let known = self.known.get(&span.id);
        let kind = known.map_or("", |k| &*k.kind);
        let mut object = Object {
            spec_version: "2.1",
            created: UNKNOWN,
            modified: UNKNOWN,
            name: if span.facts.name.is_empty() { &span.text } else { &span.facts.name },
            external_references: known.map_or(&[], |k| &k.references),
            ..Object::default()
        };
        let aliases = known.map_or(&[][..], |k| &k.aliases);
        let country = if span.label == "COUNTRY" { span.id.as_str() } else { &span.facts.country };
        let mut of = span.id.clone();
        match &*span.label {
            _ if span.id.is_empty() => return None,
            "AGENCY" => (object.r#type, object.identity_class) = ("identity", Some("organization")),
            "PERSON" => {
                (object.r#type, object.identity_class) = ("identity", Some("individual"));
                object.name = fullest(page, span);
                // an id of a person holds in its document only
                of = format!("{of} {}", page.id);
            }
            "COUNTRY" | "LOCATION" if !country.is_empty() => {
                (object.r#type, object.country) = ("location", Some(country));
            }
            "MALWARE" => {
                (object.r#type, object.is_family, object.aliases) = ("malware", Some(true), aliases);
                object.malware_types = match kind {
                    "ransomware" => Some(["ransomware"]),
                    "botnet" => Some(["bot"]),
                    _ => None,
                };
            }
            "TOOL" => (object.r#type, object.aliases) = ("tool", aliases),
            "THREAT_ACTOR" => {
                let of_kind = match kind {
                    "criminal" => Some("crime-syndicate"),
                    "hacktivist" => Some("activist"),
                    _ => None,
                };
                object.r#type = if of_kind.is_some() { "threat-actor" } else { "intrusion-set" };
                (object.threat_actor_types, object.aliases) = (of_kind.map(|k| [k]), aliases);
            }
            _ => return None,
        }
        object.id = id(object.r#type, &of);
        Some(object)
    }

    /// What the document names, by id.
    fn objects<'a>(&'a self, page: &'a Page) -> BTreeMap<String, Object<'a>> {
        let mut objects = BTreeMap::new();
        for object in page.spans.iter().filter_map(|span| self.object(page, span)) {
            objects.entry(object.id.clone()).or_insert(object);
        }
        objects
    }
}

impl Format for Stix {
    fn extension(&self) -> &'static str {
        "json"
    }

    fn wants_text(&self) -> bool {
        false
    }

    /// An object a line behind its id, the report last.
    fn record(&self, outcome: &Outcome<'_>, out: &mut Vec<u8>) {
        let page = outcome.page();
        let objects = self.objects(&page);
        if objects.is_empty() {
            return;
        }
        let mut line = |object: &Object<'_>| {
            out.extend_from_slice(object.id.as_bytes());
            out.push(b' ');
            append_json(object, out);
            out.push(b'\n');
        };
        objects.values().for_each(&mut line);
        let day = page.date.as_ref().map(|date| format!("{date}T00:00:00.000Z"));
        // a report must say when it was published; what does not say is a grouping
        let kind = if day.is_some() { "report" } else { "grouping" };
        let time = day.as_deref().unwrap_or(UNKNOWN);
        line(&Object {
            r#type: kind,
            spec_version: "2.1",
            id: id(kind, &page.id),
            created: time,
            modified: time,
            name: &page.id,
            published: day.as_deref(),
            context: if day.is_some() { None } else { Some("unspecified") },
            object_refs: objects.into_keys().collect(),
            ..Object::default()
        });
    }

    fn writer(&self) -> Box<dyn Writer> {
        Box::new(Bundle::default())
    }
}

fn push(aliases: &mut Vec<String>, name: &str, alias: &str) {
    if alias != name && !aliases.iter().any(|a| a == alias) {
        aliases.push(alias.to_owned());
    }
}

/// The longest form of a person's name in the document.
fn fullest<'a>(page: &'a Page, span: &'a Mark) -> &'a str {
    let same = page.spans.iter().filter(|s| s.label == span.label && s.id == span.id);
    same.map(|s| s.text.as_str()).max_by_key(|text| (text.len(), std::cmp::Reverse(*text))).unwrap_or(&span.text)
}

fn id(kind: &str, of: &str) -> String {
    let name = format!("{kind} {of}");
    format!("{kind}--{}", Uuid::new_v5(&NAMESPACE, name.as_bytes()))
}

/// A bundle on its way out: every object once. Its own id, which stands behind them, is made of theirs.
#[derive(Default)]
struct Bundle {
    seen: HashSet<String>,
    ids: Vec<u8>,
}

impl Writer for Bundle {
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{{\"type\":\"bundle\"")
    }

    fn record(&mut self, record: &[u8], out: &mut dyn Write) -> io::Result<()> {
        for line in record.split(|&b| b == b'\n').filter(|l| !l.is_empty()) {
            let end = line.iter().position(|&b| b == b' ').unwrap_or(0);
            let id = String::from_utf8_lossy(&line[..end]).into_owned();
            if self.seen.contains(&id) {
                continue;
            }
            out.write_all(if self.seen.is_empty() { b",\"objects\":[\n" } else { b",\n" })?;
            out.write_all(&line[end + 1..])?;
            self.ids.extend_from_slice(id.as_bytes());
            self.seen.insert(id);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let list = if self.seen.is_empty() { "" } else { "\n]" };
        writeln!(out, "{list},\"id\":\"bundle--{}\"}}", Uuid::new_v5(&NAMESPACE, &self.ids))
    }
}
