//! malware.tsv and tools.tsv: ATT&CK's software, MISP's tools, botnets and ransomware.

use std::collections::{BTreeMap, BTreeSet};

use super::corrections::Corrections;
use super::join::{Side, one_to_one};
use super::names::{capitalise, clean, kebab, norm, push_name, push_variants, variants};
use crate::gazetteer::import::misp::Cluster;
use crate::gazetteer::import::report::Report;
use crate::gazetteer::import::row::Row;
use crate::gazetteer::import::stix::Object;

/// The sources of software.
pub(crate) struct Sources {
    pub(crate) attack: Vec<Object>,
    pub(crate) tools: Vec<Cluster>,
    pub(crate) botnets: Vec<Cluster>,
    pub(crate) ransomware: Vec<Cluster>,
    /// Good spellings seen elsewhere, by their plain form: MISP writes many brands in lower case only.
    pub(crate) spellings: BTreeMap<String, String>,
}

/// A family or a tool while it is put together; each source gives at most one set of names.
#[derive(Default)]
struct Software {
    tool: bool,
    kind: &'static str,
    /// Main name first, one set a source.
    faces: Vec<Vec<String>>,
    xref: BTreeSet<String>,
    source: BTreeSet<String>,
    split: Option<String>,
    id: String,
    names: Vec<String>,
}

/// Rows of malware and rows of tools.
pub(crate) fn build(sources: Sources, corrections: &Corrections, report: &mut Report) -> (Vec<Row>, Vec<Row>) {
    let mut all = attack(sources.attack, corrections, report);
    for (list, clusters, kind) in [
        ("tool", sources.tools, ""),
        ("botnet", sources.botnets, "botnet"),
        ("ransomware", sources.ransomware, "ransomware"),
    ] {
        let entries = entries(list, clusters, &sources.spellings, corrections, report);
        join(&mut all, list, kind, entries, corrections, report);
    }
    name_all(&mut all, corrections);
    settle_shared(&mut all, corrections, report);
    let rows = |tool: bool| {
        all.iter().filter(|s| s.tool == tool && !s.names.is_empty()).map(|s| row(s, corrections)).collect()
    };
    (rows(false), rows(true))
}

/// The list whose corrections hold for an entity.
fn list_of(tool: bool) -> &'static str {
    if tool { "tool" } else { "malware" }
}

fn attack(objects: Vec<Object>, corrections: &Corrections, report: &mut Report) -> Vec<Software> {
    let mut all = Vec::new();
    for object in objects.into_iter().filter(|o| o.kind != "intrusion-set") {
        let tool = object.kind == "tool" || corrections.has("malware", "tool", &object.name);
        let mut names = Vec::new();
        for raw in std::iter::once(&object.name).chain(&object.aliases) {
            let by_hand = |action| corrections.has(list_of(tool), action, raw);
            if let Some(why) = detection(raw).filter(|_| !by_hand("keep") && !by_hand("rename")) {
                report.note(format!("{}: alias dropped, {why}", list_of(tool)), raw.clone());
                continue;
            }
            for name in clean(list_of(tool), raw, corrections, report) {
                push_name(&mut names, name);
            }
        }
        if names.is_empty() {
            report.note("software: ATT&CK entry left out, no usable name", format!("{} {}", object.code, object.name));
            continue;
        }
        all.push(Software {
            tool,
            faces: vec![names],
            xref: [format!("attack:{}", object.code)].into(),
            source: ["attack".to_string()].into(),
            ..Software::default()
        });
    }
    all
}

/// The usable entries of a MISP cluster file, entries of the same main name put together.
fn entries(
    list: &'static str,
    clusters: Vec<Cluster>,
    spellings: &BTreeMap<String, String>,
    corrections: &Corrections,
    report: &mut Report,
) -> Vec<(Vec<Cluster>, Vec<String>)> {
    let mut found: Vec<(Vec<Cluster>, Vec<String>)> = Vec::new();
    let mut by_main: BTreeMap<String, usize> = BTreeMap::new();
    for cluster in clusters {
        let mut names = Vec::new();
        for (i, raw) in std::iter::once(&cluster.main).chain(&cluster.synonyms).enumerate() {
            let by_hand = corrections.has(list, "keep", raw) || corrections.has(list, "rename", raw);
            if let Some(why) = junk(list, raw, i == 0).filter(|_| !by_hand) {
                report.note(format!("{list}: dropped, {why}"), raw.clone());
                if i == 0 {
                    break;
                }
                continue;
            }
            let raw = if list == "ransomware" && !by_hand { strip_head(raw) } else { raw.clone() };
            let cleaned = clean(list, &raw, corrections, report);
            if i == 0 && cleaned.is_empty() {
                break;
            }
            for name in cleaned {
                push_name(&mut names, spelled(&name, spellings));
            }
        }
        let Some(main) = names.first().map(|n| norm(n)) else {
            report.note(
                format!("{list}: MISP entry left out with its main name"),
                format!("{} {:?}", cluster.main, cluster.synonyms),
            );
            continue;
        };
        match by_main.get(&main) {
            Some(&at) => {
                report.note(format!("{list}: entries of one main name put together"), cluster.main.clone());
                found[at].0.push(cluster);
                for name in names {
                    push_name(&mut found[at].1, name);
                }
            }
            None => {
                by_main.insert(main, found.len());
                found.push((vec![cluster], names));
            }
        }
    }
    found
}

fn join(
    all: &mut Vec<Software>,
    list: &'static str,
    kind: &'static str,
    entries: Vec<(Vec<Cluster>, Vec<String>)>,
    corrections: &Corrections,
    report: &mut Report,
) {
    let side = |names: &Vec<String>| Side::new(names.iter().map(String::as_str));
    let (split, joinable): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(clusters, _)| corrections.has(list, "split", &clusters[0].main));
    let (merged, joinable): (Vec<_>, Vec<_>) =
        joinable.into_iter().partition(|(clusters, _)| corrections.has(list, "merge", &clusters[0].main));
    let guests: Vec<Side> = joinable.iter().map(|(_, names)| side(names)).collect();
    let hosts: Vec<Vec<Side>> = all.iter().map(|s| s.faces.iter().map(side).collect()).collect();
    for ((clusters, names), host) in joinable.into_iter().zip(one_to_one(&guests, &hosts, &BTreeMap::new())) {
        let software = match host {
            Some(h) => {
                report.note(format!("{list}: joined"), format!("{} = {}", clusters[0].main, all[h].faces[0][0]));
                &mut all[h]
            }
            None => {
                let tool =
                    list == "tool" && (corrections.has("tool", "tool", &clusters[0].main) || is_tool(&clusters[0]));
                all.push(Software { tool, ..Software::default() });
                let last = all.len() - 1;
                &mut all[last]
            }
        };
        add(software, kind, &clusters, names);
    }
    for (clusters, names) in split {
        let id = corrections.value(list, "split", &clusters[0].main).map(str::to_string);
        let mut software = Software { split: id, ..Software::default() };
        add(&mut software, kind, &clusters, names);
        all.push(software);
    }
    for (clusters, names) in merged {
        let main = &clusters[0].main;
        let target = norm(corrections.value(list, "merge", main).unwrap_or_default());
        let named = |s: &&mut Software| s.split.is_none() && s.faces.iter().any(|face| norm(&face[0]) == target);
        if let Some(software) = all.iter_mut().find(named) {
            report.note(format!("{list}: merged by hand"), format!("{main} into {}", software.faces[0][0]));
            add(software, kind, &clusters, names);
        } else {
            report.note(format!("{list}: merge without a target, kept apart"), main.clone());
            let mut software = Software::default();
            add(&mut software, kind, &clusters, names);
            all.push(software);
        }
    }
}

fn add(software: &mut Software, kind: &'static str, clusters: &[Cluster], names: Vec<String>) {
    software.faces.push(names);
    if software.kind.is_empty() && !software.tool {
        software.kind = kind;
    }
    software.xref.extend(clusters.iter().map(|c| format!("misp:{}", c.uuid)));
    software.source.insert("misp".to_string());
}

/// Whether MISP's own type says that an entry of its tool list is no malware.
fn is_tool(cluster: &Cluster) -> bool {
    cluster.types.iter().any(|t| t == "HackTool" || t.contains("framework"))
}

/// Names that scanners give, no names in running text.
fn detection(name: &str) -> Option<&'static str> {
    const PREFIXES: &[&str] = &[
        "AGENT.",
        "APK.",
        "APT.",
        "Agent.",
        "Agent-",
        "BKDR",
        "BackDoor",
        "Backdoor.",
        "Backdoor:",
        "Downloader.",
        "Exploit.",
        "FE_",
        "Gen:",
        "Generic",
        "Hacktool.",
        "MSIL/",
        "Mal/",
        "Mdmbot.",
        "PE_",
        "RANSOM_",
        "SB/",
        "TROJAN",
        "TROJ_",
        "TR/",
        "TSPY_",
        "Trj/",
        "Trojan",
        "W32",
        "Win32",
        "elf.",
        "trojan-",
    ];
    let scanner = PREFIXES.iter().any(|p| name.starts_with(p)) || name.contains(['/', ':', '@', '!', '{', '\\']);
    scanner.then_some("a scanner's name")
}

/// Why an entry of MISP is no name: placeholders, fakes, sentences, file names.
fn junk(list: &str, name: &str, main: bool) -> Option<&'static str> {
    let lower = name.to_lowercase();
    if list != "ransomware" {
        return detection(name).filter(|_| !main);
    }
    let bare = strip_head(name);
    if lower.contains("fake") || lower.contains("imposter") || lower.contains("clone") || lower.contains("emulator") {
        Some("a fake or an imitation")
    } else if lower.contains("unnamed") || lower.starts_with("unknown") || lower.starts_with("unidentified") {
        Some("a placeholder")
    } else if lower.split('.').next_back() == Some("exe")
        || name.starts_with('.')
        || detection(name).is_some_and(|_| !main)
    {
        Some("a file's or a scanner's name")
    } else if bare.contains(['$', '+', '/', '&', '@', '!', '*', '>', '{', '\\', '"', ':', ',']) {
        Some("symbols in the name")
    } else if bare.split_whitespace().count() > 3 {
        Some("more than three words")
    } else if bare.ends_with(" HT")
        || bare.ends_with(" POC")
        || bare.ends_with(" CTF")
        || lower.ends_with("ransomware blog")
    {
        Some("an exercise or a variant of Hidden Tear")
    } else {
        None
    }
}

/// Removes the word ransomware, in all its spellings, and what stands in brackets behind it.
fn strip_head(name: &str) -> String {
    let mut words: Vec<&str> = name.split_whitespace().take_while(|w| !w.starts_with('(')).collect();
    let head = |w: &str| {
        let w = w.to_lowercase();
        w.starts_with("rans") && w.ends_with("ware")
            || w.starts_with("rams") && w.ends_with("ware")
            || w == "raasransomware"
    };
    while words.len() > 1 && head(words[words.len() - 1]) {
        words.pop();
    }
    words.join(" ")
}

/// A brand that the source has in lower case only, as others spell it, else with capitals at word starts.
fn spelled(name: &str, spellings: &BTreeMap<String, String>) -> String {
    if name.chars().any(char::is_uppercase) {
        return name.to_string();
    }
    if let Some(good) = spellings.get(&norm(name)) {
        return good.clone();
    }
    let word = |w: &str| if w.starts_with(|c: char| c.is_ascii_digit()) { w.to_string() } else { capitalise(w) };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn name_all(all: &mut [Software], corrections: &Corrections) {
    for software in all.iter_mut() {
        let list = list_of(software.tool);
        let prefix = if software.tool { "tool" } else { "mal" };
        let main = software.faces[0][0].clone();
        let id = software.split.clone().unwrap_or_else(|| format!("{prefix}/{}", kebab(&main)));
        software.id = corrections.value(list, "id", &id).map_or(id, str::to_string);
        let mut names = Vec::new();
        if let Some(name) = corrections.value(list, "name", &software.id) {
            names.push(name.to_string());
        }
        for name in software.faces.iter().flatten() {
            push_name(&mut names, name.clone());
        }
        software.names = names;
    }
}

/// As for actors: an alias that is another's main name is taken away.
fn settle_shared(all: &mut [Software], corrections: &Corrections, report: &mut Report) {
    let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (i, software) in all.iter().enumerate() {
        for face in &software.faces {
            owners.entry(norm(&face[0])).or_default().insert(i);
        }
    }
    let ids: Vec<String> = all.iter().map(|s| s.id.clone()).collect();
    for (i, software) in all.iter_mut().enumerate() {
        let list = list_of(software.tool);
        software.names.retain(|name| {
            if let Some(reason) = corrections.drop_reason(list, name, Some(&ids[i])) {
                report.note(format!("{list}: dropped by hand"), format!("{name} of {} ({reason})", ids[i]));
                return false;
            }
            let Some(others) = owners.get(&norm(name)).filter(|o| !o.contains(&i)) else { return true };
            let others: Vec<&str> = others.iter().map(|o| &*ids[*o]).collect();
            let case = format!("{name}: {} loses it, {} has it as main name", ids[i], others.join(", "));
            report.note("software: alias is another's main name", case);
            false
        });
    }
}

fn row(software: &Software, corrections: &Corrections) -> Row {
    let list = list_of(software.tool);
    let mut names = software.names.clone();
    let mut source = software.source.clone();
    for (alias, origin) in corrections.all(list, "alias", &software.id) {
        push_name(&mut names, alias.to_string());
        source.insert(origin.to_string());
    }
    let more = variants(list, &names, corrections);
    push_variants(&mut names, more);
    let name = names.remove(0);
    let kind = match corrections.value(list, "kind", &software.id) {
        Some("ransomware") => "ransomware",
        Some("botnet") => "botnet",
        Some(_) => "",
        None => software.kind,
    };
    Row {
        id: software.id.clone(),
        name,
        aliases: names,
        kind: kind.to_owned(),
        xref: software.xref.clone(),
        source,
        ..Row::default()
    }
}
