//! Microsoft's naming table: weather names, origin, other vendors' names.

use std::path::Path;

use super::actors::kebab;
use super::report::Report;
use super::row::Row;
use super::source::{read_json, shape};
use crate::messages::Fatal;

/// An actor of Microsoft's table.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) name: String,
    /// "China", "Russia, Influence operations", "Financially motivated", "Group in development".
    pub(crate) origin: String,
    pub(crate) others: Vec<String>,
}

impl Actor {
    /// As a row of a list.
    pub(crate) fn row(self, report: &mut Report) -> Row {
        let country = country_code(&self.origin);
        let rest =
            if country.is_some() { self.origin.split_once(',').map_or("", |(_, rest)| rest) } else { &self.origin };
        if !rest.trim().is_empty() {
            report.note(
                "Microsoft: origins that are no country, which no column carries",
                format!("{}: {rest}", self.name),
            );
        }
        Row {
            label: "THREAT_ACTOR".to_owned(),
            xref: [format!("microsoft:{}", kebab(&self.name))].into(),
            name: self.name,
            aliases: self.others,
            countries: country.map(str::to_owned).into_iter().collect(),
            ..Row::default()
        }
    }
}

/// Reads the table in its own order.
pub(crate) fn read_actors(path: &Path) -> Result<Vec<Actor>, Fatal> {
    let json = read_json(path)?;
    let actors = json.as_array().ok_or_else(|| shape(path, "the file", "an array"))?;
    actors
        .iter()
        .enumerate()
        .map(|(i, actor)| {
            let name = actor["Threat actor name"]
                .as_str()
                .ok_or_else(|| shape(path, format!("[{i}].Threat actor name"), "a string"))?;
            let others = actor["Other names"].as_str().unwrap_or_default();
            Ok(Actor {
                name: name.trim().to_string(),
                origin: actor["Origin/Threat"].as_str().unwrap_or_default().to_string(),
                others: others.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_string).collect(),
            })
        })
        .collect()
}

/// The country of an origin, ISO alpha-2, or of a name as the Council on Foreign Relations writes it.
pub(crate) fn country_code(origin: &str) -> Option<&'static str> {
    const CODES: &[(&str, &str)] = &[
        ("Austria", "AT"),
        ("Belarus", "BY"),
        ("China", "CN"),
        ("France", "FR"),
        ("India", "IN"),
        ("Iran", "IR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Israel", "IL"),
        ("Korea", "KR"),
        ("Korea (Democratic People's Republic of)", "KP"),
        ("Korea (Republic of)", "KR"),
        ("Lebanon", "LB"),
        ("North Korea", "KP"),
        ("Pakistan", "PK"),
        ("Palestine", "PS"),
        ("People's Republic of China", "CN"),
        ("Russia", "RU"),
        ("Russian Federation", "RU"),
        ("Singapore", "SG"),
        ("Spain", "ES"),
        ("Türkiye", "TR"),
        ("US", "US"),
        ("Ukraine", "UA"),
        ("United Arab Emirates", "AE"),
        ("United States", "US"),
        ("Vietnam", "VN"),
    ];
    let first = origin.split(',').next().unwrap_or_default().trim();
    CODES.iter().find(|(name, _)| *name == first).map(|(_, code)| *code)
}
