//! Rows while they are collected: labels, ids, names that can match, rows of one id put together.

use std::collections::{BTreeMap, HashMap};

use gazet::tokenize::Tokens;

use super::actors::kebab;
use super::report::Report;
use super::{Row, as_label};

/// All rows of an import, in the order of their first appearance.
#[derive(Debug)]
pub(super) struct Rows {
    /// The label of rows that bring none.
    label: Option<String>,
    all: Vec<Row>,
    by_id: HashMap<String, usize>,
}

impl Rows {
    /// No rows yet; `label` is that of rows that bring none.
    pub(super) fn new(label: Option<String>) -> Self {
        Self { label, all: Vec::new(), by_id: HashMap::new() }
    }

    /// The label for rows of a source that says nothing, or `other`.
    pub(super) fn label_or(&self, other: String) -> String {
        self.label.clone().unwrap_or(other)
    }

    /// Adds a row. What it lacks is filled in: the label, the id of label and name. A row whose id is there becomes names of that one.
    pub(super) fn add(&mut self, mut row: Row, report: &mut Report) {
        let label = as_label(if row.label.is_empty() { self.label.as_deref().unwrap_or("NAME") } else { &row.label });
        if !row.label.is_empty() && label != row.label {
            report.note("labels written in capitals", format!("{} -> {label}", row.label));
        }
        row.label = label;
        let mut names: Vec<String> = Vec::new();
        for name in std::iter::once(std::mem::take(&mut row.name)).chain(std::mem::take(&mut row.aliases)) {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if Tokens::new(&name).is_empty() {
                report.note("names without a word, left out", format!("{name:?} of {}", row.id));
            } else if !names.contains(&name) {
                names.push(name);
            }
        }
        let mut names = names.into_iter();
        let Some(name) = names.next() else {
            report.note("rows without a name, left out", row.id);
            return;
        };
        row.name = name;
        row.aliases = names.collect();
        Self::countries(&mut row, report);
        if row.id.is_empty() {
            row.id = format!("{}/{}", prefix(&row.label), kebab(&row.name));
        }
        match self.by_id.get(&row.id) {
            None => {
                self.by_id.insert(row.id.clone(), self.all.len());
                self.all.push(row);
            }
            Some(&at) => merge(&mut self.all[at], row, report),
        }
    }

    /// Makes codes of countries, and takes out what is none.
    fn countries(row: &mut Row, report: &mut Report) {
        row.countries.retain_mut(|country| {
            let code = country.trim().to_ascii_uppercase();
            if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) {
                *country = code;
                return true;
            }
            if let Some(code) = code_of(country) {
                *country = code;
                return true;
            }
            report.note("countries that are no code and no known name", format!("{country} of {}", row.name));
            false
        });
        if !matches!(row.status.as_str(), "" | "former" | "planned") {
            report.note("status that is neither former nor planned", format!("{} of {}", row.status, row.name));
            row.status.clear();
        }
    }

    /// All rows, sorted by id.
    pub(super) fn finish(self, report: &mut Report) -> Vec<Row> {
        let mut labels: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.all {
            *labels.entry(&row.label).or_default() += 1;
        }
        if labels.contains_key("NAME") {
            report.note("rows without a label, NAME; --label gives another", labels["NAME"].to_string());
        }
        let mut rows = self.all;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows
    }
}

/// What ids of a label begin with.
fn prefix(label: &str) -> String {
    match label {
        "THREAT_ACTOR" => "ta".to_owned(),
        "MALWARE" => "mal".to_owned(),
        "LOCATION" => "loc".to_owned(),
        "AGREEMENT" => "agr".to_owned(),
        _ => kebab(label),
    }
}

/// The code of a country by one of its names in the built-in list.
fn code_of(name: &str) -> Option<String> {
    static CODES: std::sync::OnceLock<HashMap<String, String>> = std::sync::OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let list = gazet_lists::LISTS.iter().find(|l| l.file == "countries.tsv");
        let rows = list.and_then(|l| gazet::gazetteer::rows(*l).ok()).into_iter().flatten().filter_map(Result::ok);
        let names = rows.flat_map(|row| {
            let all: Vec<_> = std::iter::once(row.name.into()).chain(row.aliases).collect();
            all.into_iter().map(move |n: std::borrow::Cow<'_, str>| (n.to_lowercase(), row.id.to_owned()))
        });
        names.collect()
    });
    codes.get(&name.trim().to_lowercase()).cloned()
}

/// Puts a row into the one that has its id.
fn merge(into: &mut Row, row: Row, report: &mut Report) {
    if into.label != row.label {
        let case = format!("{}: {} -> {}", row.id, row.label, into.label);
        report.note("rows of one id with several labels, the first one kept", case);
    }
    for name in std::iter::once(row.name).chain(row.aliases) {
        if name != into.name && !into.aliases.contains(&name) {
            into.aliases.push(name);
        }
    }
    for country in row.countries {
        if !into.countries.contains(&country) {
            into.countries.push(country);
        }
    }
    if into.kind.is_empty() {
        into.kind = row.kind;
    } else if !row.kind.is_empty() && row.kind != into.kind {
        let case = format!("{}: {} beside {}", into.id, row.kind, into.kind);
        report.note("rows of one id with several kinds, the first one kept", case);
    }
    into.xref.extend(row.xref);
    into.source.extend(row.source);
}
