//! ATT&CK as a STIX 2.1 bundle: intrusion sets, malware, tools.

use std::path::Path;

use serde_json::Value;

use super::source::{read_json, shape};
use crate::messages::Fatal;
use super::report::Report;

/// An object of ATT&CK that is neither revoked nor deprecated.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// `intrusion-set`, `malware` or `tool`.
    pub(crate) kind: String,
    /// G0007, S0154.
    pub(crate) code: String,
    pub(crate) name: String,
    /// All names but the first.
    pub(crate) aliases: Vec<String>,
}

/// Reads the current objects of the bundle; revoked and deprecated ones are reported.
pub(crate) fn read_objects(path: &Path, report: &mut Report) -> Result<Vec<Object>, Fatal> {
    let json = read_json(path)?;
    let objects = json["objects"].as_array().ok_or_else(|| shape(path, "objects", "an array"))?;
    let mut current = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        let kind = object["type"].as_str().unwrap_or_default();
        if !matches!(kind, "intrusion-set" | "malware" | "tool") {
            continue;
        }
        let name = object["name"].as_str().ok_or_else(|| shape(path, format!("objects[{i}].name"), "a string"))?;
        let code = object["external_references"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|r| r["source_name"] == "mitre-attack")
            .find_map(|r| r["external_id"].as_str())
            .ok_or_else(|| shape(path, format!("objects[{i}].external_references"), "ATT&CK's id"))?;
        if object["revoked"] == true || object["x_mitre_deprecated"] == true {
            report.note("ATT&CK: revoked or deprecated, left out", format!("{code} {name}"));
            continue;
        }
        let field = if kind == "intrusion-set" { "aliases" } else { "x_mitre_aliases" };
        let aliases = object[field].as_array().into_iter().flatten().filter_map(Value::as_str);
        current.push(Object {
            kind: kind.to_string(),
            code: code.to_string(),
            name: name.to_string(),
            aliases: aliases.filter(|a| *a != name).map(str::to_string).collect(),
        });
    }
    Ok(current)
}
