//! `gazet gazetteer stats --coverage`: which offices of a state the lists have for each country.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use gazet::gazetteer::Row;

use super::lists::{Lists, rows};
use super::{columns, grouped};
use crate::messages::Fatal;

/// What nearly every state has a body for, and the words that say so in the body's English names. A body whose name says it in other
/// words is not counted: a duty that is missing here is a place to look, not a proof.
const DUTIES: [(&str, &[&str]); 13] = [
    (
        "head of government",
        &[
            "administration of the government",
            "administration of the president",
            "amiri diwan",
            "blue house",
            "cabinet of ministers",
            "cabinet office",
            "cabinet secretariat",
            "council of ministers",
            "executive office of the president",
            "executive yuan",
            "federal chancellery",
            "government administration",
            "government office",
            "office of the government",
            "office of the president",
            "office of the prime minister",
            "office of the taoiseach",
            "presidency",
            "ministry of state",
            "presidential administration",
            "presidential affairs",
            "presidential court",
            "presidential office",
            "presidential secretariat",
            "prime minister and cabinet",
            "prime minister s department",
            "prime minister s office",
            "royal cabinet",
            "royal office",
            "state chancellery",
            "state council",
            "taoiseach",
            "white house",
        ],
    ),
    (
        "foreign affairs",
        &[
            "exterior",
            "external affairs",
            "external relations",
            "foreign",
            "global affairs",
            "international relations",
            "department of state",
        ],
    ),
    ("defence", &["defence", "defense"]),
    (
        "interior",
        &[
            "home affairs",
            "home office",
            "homeland",
            "interior",
            "internal affairs",
            "internal security",
            "national security",
            "public safety",
            "public security",
        ],
    ),
    ("justice", &["attorney general", "attorney general s office", "justice", "legal affairs", "ministry of law"]),
    ("finance", &["exchequer", "finance", "finances", "treasury", "economy"]),
    (
        "economy and trade",
        &["business", "commerce", "economic", "economics", "economy", "enterprise", "enterprises", "industry", "trade"],
    ),
    (
        "digital and science",
        &[
            "communication",
            "communications",
            "digital",
            "digitalisation",
            "digitalization",
            "electronic government",
            "ict",
            "information",
            "innovation",
            "research",
            "science",
            "technology",
            "telecommunication",
            "telecommunications",
        ],
    ),
    ("police", &["carabineros", "carabinieri", "constabulary", "garda", "gendarmerie", "police", "public security"]),
    (
        "cyber security",
        &[
            "cert",
            "cirt",
            "computer emergency response",
            "computer incident response",
            "csirt",
            "cyber",
            "cybersecurity",
            "incident response",
            "information security",
        ],
    ),
    (
        "intelligence",
        &[
            "counterintelligence",
            "intelligence",
            "national security agency",
            "national security bureau",
            "national security service",
            "secret service",
            "security service",
            "state security",
        ],
    ),
    (
        "central bank",
        &[
            "bank negara",
            "bank of",
            "banco",
            "bangladesh bank",
            "bank indonesia",
            "bank al maghrib",
            "banque",
            "bundesbank",
            "central bank",
            "federal reserve",
            "monetary authority",
            "national bank",
            "norges bank",
            "people s bank",
            "rastra bank",
            "reserve bank",
            "riksbank",
            "nationalbank",
        ],
    ),
    (
        "parliament",
        &[
            "assembly",
            "bundestag",
            "congress",
            "council of representatives",
            "diet",
            "duma",
            "folketing",
            "house of commons",
            "house of representatives",
            "hluttaw",
            "jogorku kenesh",
            "knesset",
            "legislative council",
            "legislative yuan",
            "legislature",
            "lok sabha",
            "majlis",
            "national council",
            "oireachtas",
            "parliament",
            "riigikogu",
            "riksdag",
            "saeima",
            "seimas",
            "sejm",
            "senate",
            "shura council",
            "sobranie",
            "storting",
            "verkhovna rada",
        ],
    ),
];

/// The bodies of one country, and of each duty those that have it.
#[derive(Default, Debug)]
struct Country {
    bodies: usize,
    duties: [Vec<String>; DUTIES.len()],
}

type Countries = BTreeMap<String, Country>;

/// The table of countries, the duties of each that no body has; with `json` an object a country, with the bodies' ids.
pub(super) fn coverage(lists: &Lists, as_json: bool) -> Result<String, Fatal> {
    let mut countries = Countries::new();
    for text in &lists.entities {
        for row in rows(text)?.iter().filter(|row| row.label == "AGENCY" && row.status.is_empty()) {
            if let [country] = row.countries.as_slice() {
                countries.entry(country.to_string()).or_default().add(row);
            }
        }
    }
    Ok(if as_json { json(&countries) } else { table(&countries) })
}

impl Country {
    fn add(&mut self, row: &Row<'_>) {
        self.bodies += 1;
        let names: Vec<String> =
            std::iter::once(row.name).chain(row.aliases.iter().map(AsRef::as_ref)).map(words).collect();
        for ((_, signs), bodies) in DUTIES.iter().zip(&mut self.duties) {
            if signs.iter().any(|sign| names.iter().any(|name| name.contains(&format!(" {sign} ")))) {
                bodies.push(row.id.to_owned());
            }
        }
    }

    fn covered(&self) -> usize {
        self.duties.iter().filter(|bodies| !bodies.is_empty()).count()
    }
}

/// The words of a name in small letters, a space around each.
fn words(name: &str) -> String {
    let mut out = String::from(" ");
    for word in name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let _ = write!(out, "{} ", word.to_lowercase());
    }
    out
}

fn table(countries: &Countries) -> String {
    let mut table = vec![["country", "bodies", "duties", "without"].map(str::to_owned).to_vec()];
    for (code, country) in countries {
        let missing: BTreeSet<&str> = DUTIES
            .iter()
            .zip(&country.duties)
            .filter(|(_, bodies)| bodies.is_empty())
            .map(|((duty, _), _)| *duty)
            .collect();
        table.push(vec![
            code.clone(),
            grouped(country.bodies),
            country.covered().to_string(),
            missing.into_iter().collect::<Vec<_>>().join(", "),
        ]);
    }
    let mut out = columns(&table);
    let _ = writeln!(out, "\nduty                 countries");
    for (at, (duty, _)) in DUTIES.iter().enumerate() {
        let with = countries.values().filter(|country| !country.duties[at].is_empty()).count();
        let _ = writeln!(out, "{duty:<19}  {with:>9}");
    }
    for least in [DUTIES.len(), 12, 10, 8] {
        let with = countries.values().filter(|country| country.covered() >= least).count();
        let _ = writeln!(out, "{:<19}  {with:>9}", format!("{least} or more"));
    }
    out
}

fn json(countries: &Countries) -> String {
    let mut out = String::new();
    for (code, country) in countries {
        let duties: BTreeMap<&str, &Vec<String>> = DUTIES.iter().map(|(duty, _)| *duty).zip(&country.duties).collect();
        let _ = writeln!(out, "{}", serde_json::json!({"country": code, "bodies": country.bodies, "duties": duties}));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duty_is_whole_words_of_a_name() {
        let of = |name: &str| {
            let name = words(name);
            DUTIES
                .iter()
                .filter(|(_, signs)| signs.iter().any(|s| name.contains(&format!(" {s} "))))
                .map(|(d, _)| *d)
                .collect::<Vec<_>>()
        };
        assert_eq!(of("Ministry of Foreign Affairs"), ["foreign affairs"]);
        assert_eq!(of("KrCERT/CC"), Vec::<&str>::new());
        assert_eq!(of("CERT-EE"), ["cyber security"]);
        assert_eq!(of("Prime Minister's Office"), ["head of government"]);
        assert_eq!(of("Traders' Guild"), Vec::<&str>::new());
    }
}
