//! What the tests share: marked text (fixtures), the gold of `../shared`, and how spans are compared.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::pedantic,
    clippy::print_stdout,
    reason = "each test binary uses its part"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gazet::annotation::{Annotation, Mention};
use gazet::document::GivenBy;
use gazet::{Document, Gazetteer, Label, Options};

/// The built-in lists, compiled once for a test binary.
pub static GAZETTEER: LazyLock<Gazetteer> =
    LazyLock::new(|| gazet_lists::gazetteer().expect("the built-in lists are fine"));

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of `../shared`, or a plain message and nothing where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// A span in code points with all that fixtures say of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mark {
    pub start: usize,
    /// Longer first among those with one start.
    pub end: std::cmp::Reverse<usize>,
    pub label: String,
    /// The id, or a date's value; `-` for none; `?a,b` for candidates.
    pub value: String,
    pub flags: Vec<String>,
}

/// A relation as a fixture writes it: person, title, agency, country.
pub type Role = [String; 4];

/// The marks and relations of an annotation.
pub fn marks(text: &str, annotation: &Annotation<'_>, gazetteer: &Gazetteer, timeml: bool) -> (Vec<Mark>, Vec<Role>) {
    let shown = |m: &Mention<'_>| timeml || !m.label.is_timex() || m.label == Label::DATE;
    let mut found: Vec<Mark> = annotation
        .mentions
        .iter()
        .filter(|m| shown(m))
        .map(|m| Mark {
            start: text[..m.span.start as usize].chars().count(),
            end: std::cmp::Reverse(text[..m.span.end as usize].chars().count()),
            label: gazetteer.label(m.label).to_owned(),
            value: value(m, annotation),
            flags: flags(m, annotation),
        })
        .collect();
    found.sort();
    let id = |i: u32| annotation.mentions[i as usize].id.as_deref().unwrap_or("-").to_owned();
    let roles = annotation.relations.iter().map(|r| {
        let country = r.country.map_or("-".to_owned(), |c| c.code().to_owned());
        [id(r.person), id(r.title), r.agency.map_or("-".to_owned(), id), country]
    });
    (found, roles.collect())
}

fn value(m: &Mention<'_>, annotation: &Annotation<'_>) -> String {
    if let Some(timex) = m.timex {
        return annotation.timexes[timex as usize].value.clone();
    }
    match &m.id {
        Some(id) => id.to_string(),
        None if m.label == Label::THREAT_ACTOR && m.kind == "descriptive" => "-".to_owned(),
        None => {
            let mut ids: Vec<&str> = m.candidates.iter().map(|c| c.id).collect();
            ids.sort_unstable();
            format!("?{}", ids.join(","))
        }
    }
}

fn flags(m: &Mention<'_>, annotation: &Annotation<'_>) -> Vec<String> {
    let mut flags = Vec::new();
    if !m.kind.is_empty() {
        flags.push(format!("kind={}", m.kind));
    }
    if !m.status.is_empty() && m.label == Label::TITLE {
        flags.push(format!("status={}", m.status));
    }
    if let Some(modifier) = m.timex.and_then(|t| annotation.timexes[t as usize].modifier) {
        flags.push(format!("mod={}", modifier.as_str()));
    }
    if m.threat {
        flags.push("threat".to_owned());
    }
    flags
}

/// One case of a fixture file.
#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    pub options: BTreeMap<String, String>,
    pub text: String,
    pub marks: Vec<Mark>,
    pub roles: Vec<Role>,
}

/// A fixture file: what stands before its first case, and its cases.
pub struct Fixture {
    pub path: PathBuf,
    pub head: String,
    pub cases: Vec<Case>,
}

/// The fixture files in the folders of `fixtures/` that `wanted` names, sorted by path.
pub fn fixtures(wanted: impl Fn(&str) -> bool) -> Vec<Fixture> {
    let mut paths = Vec::new();
    for folder in std::fs::read_dir(root().join("fixtures")).expect("fixtures/ is there") {
        let folder = folder.expect("a folder").path();
        if folder.is_dir() && folder.file_name().is_some_and(|name| wanted(&name.to_string_lossy())) {
            paths.extend(
                std::fs::read_dir(&folder)
                    .expect("readable")
                    .map(|f| f.expect("a file").path())
                    .filter(|p| p.extension().is_some_and(|e| e == "txt")),
            );
        }
    }
    paths.sort();
    paths.iter().map(|p| parse(p)).collect()
}

/// The folder of longer passages, which are measured, not demanded to the last span.
pub const DEVELOPMENT: &str = "development";

fn parse(path: &Path) -> Fixture {
    let source = std::fs::read_to_string(path).expect("a readable fixture");
    let mut parts = source.split("\n=== ");
    let mut head = parts.next().unwrap_or("").to_owned();
    let mut cases = Vec::new();
    if let Some(first) = head.strip_prefix("=== ") {
        cases.push(case(path, first));
        head.clear();
    }
    cases.extend(parts.map(|part| case(path, part)));
    Fixture { path: path.to_owned(), head, cases }
}

fn case(path: &Path, part: &str) -> Case {
    let (title, body) = part.split_once('\n').unwrap_or((part, ""));
    let mut fields = title.split('|').map(str::trim);
    let name = fields.next().unwrap_or("").to_owned();
    let place = || format!("{}: case {name}", path.display());
    let options = fields
        .map(|f| {
            f.split_once('=')
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .unwrap_or_else(|| panic!("{}: option {f:?} is no key=value", place()))
        })
        .collect();
    let at = if body.starts_with("> ") { Some(0) } else { body.find("\n> ").map(|i| i + 1) };
    let (marked, relations) = body.split_at(at.unwrap_or(body.len()));
    let roles = relations
        .lines()
        .filter_map(|l| l.strip_prefix("> "))
        .map(|l| {
            let cells: Vec<String> = l.split('|').map(|c| c.trim().to_owned()).collect();
            cells.try_into().unwrap_or_else(|_| panic!("{}: a relation has four cells: {l:?}", place()))
        })
        .collect();
    let (text, marks) = unmark(marked.trim_end_matches('\n'), &place());
    Case { name, options, text, marks, roles }
}

/// Marked text to text and marks.
fn unmark(marked: &str, place: &str) -> (String, Vec<Mark>) {
    let mut text = String::new();
    let mut count = 0;
    let mut open: Vec<usize> = Vec::new();
    let mut marks = Vec::new();
    let mut rest = marked;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[[") {
            open.push(count);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("\\u{") {
            let (code, after) = after.split_once('}').unwrap_or_else(|| panic!("{place}: \\u{{ without }}"));
            let c = u32::from_str_radix(code, 16)
                .ok()
                .and_then(char::from_u32)
                .unwrap_or_else(|| panic!("{place}: {code:?} is no character"));
            text.push(c);
            count += 1;
            rest = after;
        } else if rest.starts_with('|') && !open.is_empty() {
            let (fields, after) =
                rest[1..].split_once("]]").unwrap_or_else(|| panic!("{place}: a mark is not closed: {rest:.40}"));
            let mut fields = fields.split('|').map(str::to_owned);
            let start = open.pop().expect("checked");
            let label = fields.next().unwrap_or_default();
            let value = fields.next().unwrap_or_else(|| panic!("{place}: a mark of {label} has no value"));
            marks.push(Mark { start, end: std::cmp::Reverse(count), label, value, flags: fields.collect() });
            rest = after;
        } else {
            let c = rest.chars().next().expect("not empty");
            text.push(c);
            count += 1;
            rest = &rest[c.len_utf8()..];
        }
    }
    assert!(open.is_empty(), "{place}: a mark is not closed");
    marks.sort();
    (text, marks)
}

/// Text and marks to marked text.
pub fn mark_up(text: &str, marks: &[Mark]) -> String {
    let mut out = String::new();
    let mut open: Vec<&Mark> = Vec::new();
    let mut next = marks.iter().peekable();
    for (i, c) in text.chars().chain(std::iter::once('\0')).enumerate() {
        while open.last().is_some_and(|m| m.end.0 <= i) {
            close(&mut out, open.pop().expect("checked"));
        }
        while let Some(mark) = next.next_if(|m| m.start == i) {
            out.push_str("[[");
            open.push(mark);
        }
        match c {
            '\0' => {}
            '\n' => out.push('\n'),
            c if c.is_control()
                || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{feff}') =>
            {
                let _ = write!(out, "\\u{{{:x}}}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

fn close(out: &mut String, mark: &Mark) {
    let _ = write!(out, "|{}|{}", mark.label, mark.value);
    for flag in &mark.flags {
        let _ = write!(out, "|{flag}");
    }
    out.push_str("]]");
}

/// A date that a test gives, as the record's.
pub fn given<'a>(document: Document<'a>, date: Option<&str>) -> Document<'a> {
    match date {
        Some(date) => document.with_date(date.parse().expect("a date in a test"), GivenBy::Record),
        None => document,
    }
}

/// The options of a case.
pub fn options(case: &Case) -> Options {
    let mut options = Options::default();
    if case.options.get("dates").is_some_and(|d| d == "timeml") {
        options.dates.convention = gazet::dates::Convention::Timeml;
    }
    options
}

/// Precision, recall and F1 over spans.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    pub right: usize,
    pub found: usize,
    pub wanted: usize,
}

impl Tally {
    pub fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.found + self.wanted).max(1) as f64
    }
}

/// One text of `../shared/gold`.
pub struct Gold {
    pub id: String,
    pub date: Option<String>,
    pub text: String,
    pub entities: Vec<Entity>,
    /// Person, title, agency; and whether it is required.
    pub relations: Vec<([String; 3], bool)>,
}

/// One span of the gold.
#[derive(Clone, Debug)]
pub struct Entity {
    pub start: usize,
    pub end: usize,
    pub label: String,
    /// A date's value, else the id.
    pub value: String,
    pub optional: bool,
    pub threat: bool,
    pub status: String,
}

/// Reads a gold file.
pub fn gold(path: &Path) -> Vec<Gold> {
    let text = std::fs::read_to_string(path).expect("readable gold");
    text.lines()
        .map(|line| {
            let json: serde_json::Value = serde_json::from_str(line).expect("gold is JSON");
            let string = |v: &serde_json::Value| v.as_str().unwrap_or("").to_owned();
            let entities = json["entities"].as_array().expect("entities").iter().map(|e| Entity {
                start: e["start"].as_u64().expect("start") as usize,
                end: e["end"].as_u64().expect("end") as usize,
                label: string(&e["label"]),
                value: if e["norm"].is_string() { string(&e["norm"]) } else { string(&e["canonical"]) },
                optional: e["optional"].as_bool().unwrap_or(false),
                threat: e["threat"].as_bool().unwrap_or(false),
                status: string(&e["status"]),
            });
            let relations = json["relations"].as_array().into_iter().flatten().map(|r| {
                let agency = r["agency"].as_str().unwrap_or("-").to_owned();
                ([string(&r["person"]), string(&r["title"]), agency], !r["optional"].as_bool().unwrap_or(false))
            });
            Gold {
                id: string(&json["id"]),
                date: json["date"].as_str().map(str::to_owned),
                text: string(&json["text"]),
                entities: entities.collect(),
                relations: relations.collect(),
            }
        })
        .collect()
}

/// Compares the marks found in a gold text with its entities: the tally of exact spans, and every difference in a line.
pub fn compare(gold: &Gold, found: &[Mark]) -> (Tally, Vec<String>) {
    let slice = |start: usize, end: usize| gold.text.chars().skip(start).take(end - start).collect::<String>();
    let mut tally = Tally::default();
    let mut lines = Vec::new();
    let mut used = BTreeSet::new();
    for e in &gold.entities {
        let at = found.iter().position(|m| (m.start, m.end.0, &m.label) == (e.start, e.end, &e.label));
        if let Some(at) = at {
            used.insert(at);
        }
        if e.optional {
            continue;
        }
        tally.wanted += 1;
        let place = format!("{} {}..{} {:?} {}", gold.id, e.start, e.end, slice(e.start, e.end), e.label);
        match at.map(|at| &found[at]) {
            None => lines.push(format!("missed  {place} {}", e.value)),
            Some(mark) => {
                tally.right += 1;
                tally.found += 1;
                if mark.value != e.value && !e.value.is_empty() {
                    lines.push(format!("value   {place}: {} is {}", mark.value, e.value));
                }
                if mark.flags.contains(&"threat".to_owned()) != e.threat {
                    lines.push(format!("threat  {place}: should be {}", e.threat));
                }
            }
        }
    }
    let optional: Vec<(usize, usize)> = gold.entities.iter().filter(|e| e.optional).map(|e| (e.start, e.end)).collect();
    for (i, mark) in found.iter().enumerate().filter(|(i, _)| !used.contains(i)) {
        if optional.iter().any(|&(s, e)| mark.start < e && s < mark.end.0) {
            continue;
        }
        tally.found += 1;
        lines.push(format!(
            "extra   {} {}..{} {:?} {} {}",
            gold.id,
            mark.start,
            mark.end.0,
            slice(mark.start, mark.end.0),
            mark.label,
            mark.value
        ));
        let _ = i;
    }
    (tally, lines)
}
