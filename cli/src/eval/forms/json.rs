//! Records of gazet and gold in JSON: lines, or one array.

use gazet::record::Offsets;
use serde_json::{Map, Value};

use crate::eval::model::{Annotated, Item, Role, Words};
use gazet::document::day;

/// Reads all documents of a file; the message of an error names the line or the document.
pub(super) fn read(source: &str) -> Result<Vec<Annotated>, String> {
    if source.trim_start().starts_with('[') {
        let values: Vec<Value> = serde_json::from_str(source).map_err(|e| format!("not JSON: {e}"))?;
        let document = |(i, v): (usize, &Value)| document(v).map_err(|e| format!("document {}: {e}", i + 1));
        return values.iter().enumerate().map(document).collect();
    }
    let lines = source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(i, line)| {
            let value: Value = serde_json::from_str(line).map_err(|e| format!("line {}: not JSON: {e}", i + 1))?;
            document(&value).map_err(|e| format!("line {}: {e}", i + 1))
        })
        .collect()
}

/// Reads one document: a record where it has "spans" (or an "error" in their place), gold where it has "entities".
pub(in crate::eval) fn document(value: &Value) -> Result<Annotated, String> {
    let fields = value.as_object().ok_or("not an object")?;
    let id = string(fields, "id").ok_or("no \"id\"")?;
    let words = string(fields, "text").map_or(Words::Unknown, Words::Exact);
    let date = fields.get("date").and_then(Value::as_str).and_then(day);
    let mut document = Annotated { id, date, words, unit: unit(fields)?, ..Annotated::default() };
    match (fields.get("spans"), fields.get("entities")) {
        (Some(Value::Array(spans)), _) => {
            document.complete = true;
            document.spans = spans.iter().map(item).collect::<Result<_, _>>()?;
            document.roles = relations(fields, |r| role_of_spans(r, &document.spans))?;
        }
        (_, Some(Value::Array(entities))) => {
            document.spans = entities.iter().map(item).collect::<Result<_, _>>()?;
            document.complete = entities.iter().any(|e| e.get("canonical").is_some());
            document.roles = relations(fields, role_of_ids)?;
        }
        _ if fields.contains_key("error") => document.complete = true,
        _ => return Err("neither \"spans\" nor \"entities\"".to_owned()),
    }
    Ok(document)
}

fn unit(fields: &Map<String, Value>) -> Result<Offsets, String> {
    match fields.get("offsets").and_then(Value::as_str) {
        None | Some("codepoint") => Ok(Offsets::Codepoint),
        Some("byte") => Ok(Offsets::Byte),
        Some("utf16") => Ok(Offsets::Utf16),
        Some(other) => Err(format!("offsets in {other:?}; known are codepoint, byte and utf16")),
    }
}

fn item(value: &Value) -> Result<Item, String> {
    let fields = value.as_object().ok_or("a span is not an object")?;
    let offset = |key: &str| {
        let offset = fields.get(key).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        offset.ok_or_else(|| format!("a span has no {key:?}: {value}"))
    };
    let is = |key: &str| fields.get(key).and_then(Value::as_bool).unwrap_or(false);
    let label = string(fields, "label").ok_or_else(|| format!("a span has no \"label\": {value}"))?;
    let canonical = string(fields, "canonical");
    let id = string(fields, "id").or(canonical).filter(|_| !crate::eval::model::is_timex(&label));
    let has_candidates = fields.get("candidates").and_then(Value::as_array).is_some_and(|c| !c.is_empty());
    let item = Item {
        start: offset("start")?,
        end: offset("end")?,
        text: string(fields, "text"),
        open: id.is_none() && (has_candidates || fields.get("canonical") == Some(&Value::Null)),
        id,
        timex: string(fields, "type"),
        value: string(fields, "norm").or_else(|| string(fields, "value")),
        kind: string(fields, "kind").unwrap_or_default(),
        optional: is("optional"),
        label,
    };
    if item.start > item.end {
        return Err(format!("a span ends before it starts: {value}"));
    }
    Ok(item)
}

/// The relations of a document, each once; those of other types than `role` are none of ours.
fn relations(
    fields: &Map<String, Value>,
    read: impl Fn(&Map<String, Value>) -> Result<Role, String>,
) -> Result<Vec<Role>, String> {
    let Some(Value::Array(relations)) = fields.get("relations") else { return Ok(Vec::new()) };
    let ours = |r: &&Map<String, Value>| r.get("type").is_none_or(|t| t == "role");
    let mut roles: Vec<Role> =
        relations.iter().filter_map(Value::as_object).filter(ours).map(read).collect::<Result<_, _>>()?;
    roles.sort();
    roles.dedup();
    Ok(roles)
}

fn role_of_spans(fields: &Map<String, Value>, spans: &[Item]) -> Result<Role, String> {
    let span = |key: &str| -> Result<Option<String>, String> {
        let Some(index) = fields.get(key).and_then(Value::as_u64) else { return Ok(None) };
        let span = spans
            .get(index as usize)
            .ok_or_else(|| format!("a relation points at span {index}, which is not there"))?;
        Ok(span.id.clone().or_else(|| span.text.clone()))
    };
    let needed = |key: &str| span(key)?.ok_or_else(|| format!("a relation has no {key:?}"));
    Ok(Role { person: needed("person")?, title: needed("title")?, agency: span("agency")?, optional: false })
}

fn role_of_ids(fields: &Map<String, Value>) -> Result<Role, String> {
    let needed = |key: &str| string(fields, key).ok_or_else(|| format!("a relation has no {key:?}"));
    let optional = fields.get("optional").and_then(Value::as_bool).unwrap_or(false);
    Ok(Role { person: needed("person")?, title: needed("title")?, agency: string(fields, "agency"), optional })
}

fn string(fields: &Map<String, Value>, key: &str) -> Option<String> {
    fields.get(key).and_then(Value::as_str).map(str::to_owned)
}
