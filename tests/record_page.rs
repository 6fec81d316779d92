//! `docs/record.md` says what the record's types say: it is made of their fields and comments. `make bless` writes it anew.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test says where it fails, and has a switch of its own"
)]

use std::fmt::Write as _;
use std::path::Path;

const SOURCE: &str = include_str!("../src/record.rs");

/// The types of the page in their order, with the heading and the words before their fields.
const PARTS: [(&str, &str, &str); 7] = [
    ("Record", "The record", "One JSON object a document, on one line."),
    (
        "SpanRecord",
        "`spans`",
        "Sorted by start, longer first; `start` and `end` are half-open and count in the unit of `offsets`.",
    ),
    ("RangeRecord", "`range`", ""),
    ("CandidateRecord", "`candidates`", "Where a span has candidates it has no id: nobody guesses."),
    ("WhyRecord", "`why`", "With `--explain`."),
    ("SiteRecord", "`at`", ""),
    ("RelationRecord", "`relations`", ""),
];

const HEAD: &str = "# The record, field by field

`tests/record_page.rs` makes this page of the comments in `src/record.rs`. \"optional\" fields are left out where there is nothing to say.
";

const TAIL: &str = "
## A document that could not be read
It has `schema`, `id`, and `error` with `kind`, a word for programs, and `message`, for people; no spans. The README has the kinds.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for (name, heading, words) in PARTS {
        let starts = [format!("pub struct {name}<'a> {{"), format!("pub struct {name} {{")];
        let body = starts.iter().find_map(|start| SOURCE.split(start).nth(1)).unwrap().split("\n}").next().unwrap();
        let space = if words.is_empty() { "" } else { "\n" };
        write!(page, "\n## {heading}\n{words}{space}\n| field | JSON | meaning |\n|---|---|---|\n").unwrap();
        let (mut comment, mut attribute) = (String::new(), String::new());
        for line in body.lines().map(str::trim) {
            if let Some(text) = line.strip_prefix("/// ") {
                comment += if comment.is_empty() { "" } else { " " };
                comment += text;
            } else if line.starts_with("#[serde") {
                line.clone_into(&mut attribute);
            } else if let Some((field, kind)) = line.strip_prefix("pub ").and_then(|l| l.split_once(": ")) {
                let renamed = attribute.split("rename = \"").nth(1).and_then(|rest| rest.split('"').next());
                let (field, kind) = (renamed.unwrap_or(field), kind.trim_end_matches(','));
                writeln!(page, "| `{field}` | {} | {} |", json(kind, &attribute), plain(&comment)).unwrap();
                comment.clear();
                attribute.clear();
            }
        }
    }
    page + TAIL
}

/// What a field of this Rust type is in JSON.
fn json(kind: &str, attribute: &str) -> String {
    let (inner, is_option) = kind.strip_prefix("Option<").map_or((kind, false), |k| (k.trim_end_matches('>'), true));
    let word = match inner {
        "u32" | "u64" | "Score" => "number",
        "bool" => "true",
        _ if inner.contains("Map<") => "object",
        _ if inner.contains("Vec<") || inner.contains('[') || inner.starts_with("Choice<") => "array",
        _ if inner.contains("Record") => "object",
        _ => "string",
    };
    match (attribute.contains("skip_serializing_if"), is_option) {
        (true, _) => format!("{word}, optional"),
        (false, true) => format!("{word} or null"),
        (false, false) => word.to_owned(),
    }
}

/// A comment without the links of rustdoc, which lead nowhere in a page.
fn plain(comment: &str) -> String {
    let mut out = comment.replace("[`SCHEMA`]", "`gazet/1`").replace("[`", "`").replace("`]", "`");
    while let Some(start) = out.find("`(crate::") {
        let end = out[start..].find(')').map_or(out.len(), |end| start + end + 1);
        out.replace_range(start + 1..end, "");
    }
    out.replace('|', "\\|")
}

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/record.md");
    let page = page();
    if std::env::var_os("GAZET_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let shown = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shown == page, "docs/record.md is not what src/record.rs says; `make bless` writes it");
    assert!(page.contains("| `start` | number |") && page.contains("| `type` | string, optional |"));
}
