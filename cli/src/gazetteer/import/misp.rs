//! MISP galaxy clusters: threat-actor, microsoft-activity-group, tool, ransomware, botnet.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::report::Report;
use super::row::Row;
use super::source::{at_line, read, read_json, shape};
use crate::messages::Fatal;

/// One value of a cluster, as the file has it.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) uuid: String,
    pub(crate) main: String,
    pub(crate) synonyms: Vec<String>,
    /// `meta.country`, ISO alpha-2, or the name in `cfr-suspected-state-sponsor`.
    pub(crate) country: Option<String>,
    /// A state sponsor is named (Council on Foreign Relations).
    pub(crate) sponsored: bool,
    pub(crate) motive: Option<String>,
    /// `meta.microsoft-origin-threat`.
    pub(crate) origin: Option<String>,
    /// `meta.type` of the tool cluster (Backdoor, HackTool).
    pub(crate) types: Vec<String>,
    /// `meta.name-attribution`: name and the vendor's uuid.
    pub(crate) attribution: Vec<(String, String)>,
    /// `meta.origin:NAME`: name and the vendor who coined it.
    pub(crate) origins: Vec<(String, String)>,
    /// Fields of `meta` that no list carries.
    pub(crate) other: Vec<String>,
}

/// Reads a cluster file in its own order.
pub(crate) fn read_clusters(path: &Path) -> Result<Vec<Cluster>, Fatal> {
    let json = read_json(path)?;
    let values = json["values"].as_array().ok_or_else(|| shape(path, "values", "an array"))?;
    values.iter().enumerate().map(|(i, value)| cluster(path, i, value)).collect()
}

/// Reads a cluster file as rows; its type is their label.
pub(crate) fn rows(path: &Path, report: &mut Report) -> Result<Vec<Row>, Fatal> {
    let kind = read_json(path)?["type"].as_str().unwrap_or_default().to_owned();
    let label = match kind.as_str() {
        "threat-actor" | "microsoft-activity-group" | "360net-threat-actor" | "mitre-intrusion-set" => "THREAT_ACTOR",
        "ransomware" | "botnet" | "malpedia" | "banker" | "rat" | "stealer" | "backdoor" | "mitre-malware" => "MALWARE",
        "tool" | "mitre-tool" | "exploit-kit" => "TOOL",
        _ => "",
    };
    let row = |cluster: Cluster, report: &mut Report| {
        for field in &cluster.other {
            report.note(format!("MISP: fields without a column: {field}"), cluster.main.clone());
        }
        for (what, full) in [("motive", cluster.motive.is_some()), ("type", !cluster.types.is_empty())] {
            if full {
                report.note(format!("MISP: fields without a column: {what}"), cluster.main.clone());
            }
        }
        if !cluster.attribution.is_empty() || !cluster.origins.is_empty() {
            report.note("MISP: who uses which name, which names.tsv carries", cluster.main.clone());
        }
        Row {
            label: label.to_owned(),
            name: cluster.main,
            aliases: cluster.synonyms,
            countries: cluster.country.into_iter().collect(),
            xref: [format!("misp:{}", cluster.uuid)].into(),
            ..Row::default()
        }
    };
    Ok(read_clusters(path)?.into_iter().map(|cluster| row(cluster, report)).collect())
}

/// Reads the table of vendors: uuid in MISP's producer cluster, name.
pub(crate) fn read_vendors(path: &Path) -> Result<BTreeMap<String, String>, Fatal> {
    let mut vendors = BTreeMap::new();
    for (i, line) in read(path)?.lines().enumerate().skip(1) {
        let (uuid, name) = line.split_once('\t').ok_or_else(|| at_line(path, i + 1, "uuid and vendor expected"))?;
        vendors.insert(uuid.to_string(), name.to_string());
    }
    Ok(vendors)
}

fn cluster(path: &Path, index: usize, value: &Value) -> Result<Cluster, Fatal> {
    const CARRIED: &[&str] = &[
        "synonyms",
        "country",
        "cfr-suspected-state-sponsor",
        "motive",
        "microsoft-origin-threat",
        "type",
        "name-attribution",
    ];
    let field = |name: &'static str| {
        value[name]
            .as_str()
            .map(str::to_string)
            .ok_or_else(|| shape(path, format!("values[{index}].{name}"), "a string"))
    };
    let meta = &value["meta"];
    let sponsor = meta["cfr-suspected-state-sponsor"].as_str().filter(|s| *s != "Unknown");
    let country = meta["country"].as_str().filter(|c| !c.is_empty()).or(sponsor).map(str::to_string);
    let attribution = strings(&meta["name-attribution"])
        .iter()
        .filter_map(|pair| pair.rsplit_once(':'))
        .map(|(name, vendor)| (name.to_string(), vendor.to_string()))
        .collect();
    let origin = |(key, vendor): (&String, &Value)| {
        Some((key.strip_prefix("origin:")?.to_string(), vendor.as_str()?.to_string()))
    };
    let keys = meta.as_object().into_iter().flat_map(|m| m.keys());
    let other = keys.filter(|k| !CARRIED.contains(&k.as_str()) && !k.starts_with("origin:")).cloned().collect();
    Ok(Cluster {
        other,
        origins: meta.as_object().into_iter().flatten().filter_map(origin).collect(),
        uuid: field("uuid")?,
        main: field("value")?,
        synonyms: strings(&meta["synonyms"]),
        country,
        sponsored: sponsor.is_some(),
        motive: meta["motive"].as_str().map(str::to_string),
        origin: meta["microsoft-origin-threat"].as_str().map(str::to_string),
        types: strings(&meta["type"]),
        attribution,
    })
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_string).collect()
}
