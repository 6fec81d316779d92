//! STIX 2.1 bundles, ATT&CK among them: intrusion sets, threat actors, malware, tools.

use std::path::Path;

use serde_json::Value;

use super::actors::kebab;
use super::report::Report;
use super::row::Row;
use super::source::{read_json, shape};
use crate::messages::Fatal;

/// An object that is neither revoked nor deprecated.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    /// `intrusion-set`, `threat-actor`, `malware` or `tool`.
    pub(crate) kind: String,
    /// Whose id it has: `attack`, or what its first reference says.
    pub(crate) source: String,
    /// That id: G0007, S0154; empty where it has none.
    pub(crate) code: String,
    pub(crate) name: String,
    /// All names but the first.
    pub(crate) aliases: Vec<String>,
}

impl Object {
    /// As a row of a list.
    pub(crate) fn row(self) -> Row {
        let label = match self.kind.as_str() {
            "malware" => "MALWARE",
            "tool" => "TOOL",
            _ => "THREAT_ACTOR",
        };
        let xref = (!self.code.is_empty()).then(|| format!("{}:{}", self.source, self.code));
        Row {
            label: label.to_owned(),
            name: self.name,
            aliases: self.aliases,
            xref: xref.into_iter().collect(),
            ..Row::default()
        }
    }
}

/// Reads the current objects of the bundle; revoked and deprecated ones are reported.
pub(crate) fn read_objects(path: &Path, report: &mut Report) -> Result<Vec<Object>, Fatal> {
    let json = read_json(path)?;
    let objects = json["objects"].as_array().ok_or_else(|| shape(path, "objects", "an array"))?;
    let mut current = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        let kind = object["type"].as_str().unwrap_or_default();
        if !matches!(kind, "intrusion-set" | "threat-actor" | "malware" | "tool") {
            report.note(format!("STIX: objects of a type that is not imported: {kind}"), text(object));
            continue;
        }
        let name = object["name"].as_str().ok_or_else(|| shape(path, format!("objects[{i}].name"), "a string"))?;
        let code = object["external_references"]
            .as_array()
            .into_iter()
            .flatten()
            .find_map(|r| Some((r["source_name"].as_str()?, r["external_id"].as_str()?)));
        let (source, code) = code.unwrap_or_default();
        if object["revoked"] == true || object["x_mitre_deprecated"] == true {
            report.note("STIX: revoked or deprecated, left out", format!("{code} {name}"));
            continue;
        }
        let aliases = ["aliases", "x_mitre_aliases"].into_iter().filter_map(|field| object[field].as_array());
        let aliases = aliases.flatten().filter_map(Value::as_str);
        current.push(Object {
            kind: kind.to_string(),
            source: if source == "mitre-attack" { "attack".to_owned() } else { kebab(source) },
            code: code.to_string(),
            name: name.to_string(),
            aliases: aliases.filter(|a| *a != name).map(str::to_string).collect(),
        });
    }
    Ok(current)
}

fn text(object: &Value) -> String {
    object["name"].as_str().or(object["id"].as_str()).unwrap_or("without a name").to_owned()
}
