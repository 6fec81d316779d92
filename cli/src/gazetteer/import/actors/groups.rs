//! threat_actors.tsv and names-actors.tsv: MISP's actors, ATT&CK's groups and Microsoft's names joined on top.

use std::collections::{BTreeMap, BTreeSet};

use super::corrections::Corrections;
use super::join::{Side, one_to_one};
use super::names::{clean, code, is_attack_code, kebab, norm, push_name, push_variants, variants};
use crate::gazetteer::import::microsoft::{self, country_code};
use crate::gazetteer::import::misp::Cluster;
use crate::gazetteer::import::report::Report;
use crate::gazetteer::import::row::{NameRow, Row};
use crate::gazetteer::import::stix::Object;

/// The sources of the actors.
pub(crate) struct Sources<'a> {
    pub(crate) misp: Vec<Cluster>,
    pub(crate) attack: Vec<Object>,
    pub(crate) microsoft: Vec<microsoft::Actor>,
    /// MISP's cluster of Microsoft's names: older names of the same actors.
    pub(crate) misp_microsoft: Vec<Cluster>,
    pub(crate) vendors: &'a BTreeMap<String, String>,
}

/// An actor while it is put together. The first name of each source is its main name.
#[derive(Default)]
struct Actor {
    misp: Vec<Cluster>,
    misp_names: Vec<Vec<String>>,
    attack: Option<(Object, Vec<String>)>,
    microsoft: Option<(microsoft::Actor, Vec<String>)>,
    id: String,
    name: String,
    names: Vec<String>,
}

const LIST: &str = "actor";

/// Builds the rows and the table of who uses which name.
pub(crate) fn build(sources: Sources, corrections: &Corrections, report: &mut Report) -> (Vec<Row>, BTreeSet<NameRow>) {
    let mut actors = misp_actors(sources.misp, corrections, report);
    join_attack(&mut actors, sources.attack, corrections, report);
    join_microsoft(&mut actors, sources.microsoft, &sources.misp_microsoft, corrections, report);
    for actor in &mut actors {
        choose_name(actor, corrections);
    }
    settle_shared(&mut actors, corrections, report);
    actors.retain(|a| !a.name.is_empty());
    let mut names = BTreeSet::new();
    let rows = actors.iter().map(|a| row(a, corrections, report)).collect::<Vec<_>>();
    for (actor, row) in actors.iter().zip(&rows) {
        attributions(actor, row, sources.vendors, corrections, report, &mut names);
    }
    (rows, names)
}

fn misp_actors(clusters: Vec<Cluster>, corrections: &Corrections, report: &mut Report) -> Vec<Actor> {
    let mut actors: Vec<Actor> = Vec::new();
    let mut merges = Vec::new();
    for cluster in clusters {
        let mut names = Vec::new();
        for raw in std::iter::once(&cluster.main).chain(&cluster.synonyms) {
            for name in clean(LIST, raw, corrections, report) {
                push_name(&mut names, name);
            }
        }
        if clean(LIST, &cluster.main, corrections, &mut Report::default()).is_empty() {
            report.note(
                "actor: MISP entry left out with its main name",
                format!("{} {:?}", cluster.main, cluster.synonyms),
            );
            continue;
        }
        if let Some(target) = corrections.value(LIST, "merge", &cluster.main) {
            merges.push((target.to_string(), cluster, names));
            continue;
        }
        let named = names.first().map(|n| norm(n)).unwrap_or_default();
        if let Some(same) = actors.iter_mut().find(|a| a.misp_names.iter().any(|n| norm(&n[0]) == named)) {
            report.note("actor: two MISP entries of one main name, merged", cluster.main.clone());
            same.misp.push(cluster);
            same.misp_names.push(names);
            continue;
        }
        actors.push(Actor { misp: vec![cluster], misp_names: vec![names], ..Actor::default() });
    }
    for (target, cluster, names) in merges {
        match actors.iter_mut().find(|a| a.misp[0].main == target) {
            Some(actor) => {
                report.note("actor: MISP entries merged by hand", format!("{} into {target}", cluster.main));
                actor.misp.push(cluster);
                actor.misp_names.push(names);
            }
            None => {
                report.note("actor: merge without a target, kept apart", format!("{} into {target}", cluster.main));
                actors.push(Actor { misp: vec![cluster], misp_names: vec![names], ..Actor::default() });
            }
        }
    }
    actors
}

/// MISP's names of an actor, with the ids of ATT&CK that it quotes among its synonyms.
fn misp_faces(actor: &Actor) -> Vec<Side> {
    let pair = |(cluster, names): (&Cluster, &Vec<String>)| {
        let codes = cluster.synonyms.iter().filter(|s| is_attack_code(s));
        Side::new(names.iter().chain(codes).map(String::as_str))
    };
    actor.misp.iter().zip(&actor.misp_names).map(pair).collect()
}

fn join_attack(actors: &mut Vec<Actor>, groups: Vec<Object>, corrections: &Corrections, report: &mut Report) {
    let mut cleaned = Vec::new();
    for group in groups {
        let names = clean_all(std::iter::once(&group.name).chain(&group.aliases), corrections, report);
        if names.is_empty() {
            report.note("actor: ATT&CK group left out, no usable name", group.name.clone());
        } else {
            cleaned.push((group, names));
        }
    }
    let guests: Vec<Side> =
        cleaned.iter().map(|(g, names)| Side::new(names.iter().chain([&g.code]).map(String::as_str))).collect();
    let hosts: Vec<Vec<Side>> = actors.iter().map(misp_faces).collect();
    let attached = attachments(cleaned.iter().map(|(g, _)| &*g.name), actors, corrections);
    for ((group, names), host) in cleaned.into_iter().zip(one_to_one(&guests, &hosts, &attached)) {
        let text = format!("{} {}", group.code, group.name);
        match host {
            Some(h) => {
                report.note("actor: ATT&CK joined to MISP", format!("{text} = {}", actors[h].misp[0].main));
                actors[h].attack = Some((group, names));
            }
            None => {
                report.note("actor: ATT&CK group of its own", text);
                actors.push(Actor { attack: Some((group, names)), ..Actor::default() });
            }
        }
    }
}

fn join_microsoft(
    actors: &mut Vec<Actor>,
    table: Vec<microsoft::Actor>,
    misp_microsoft: &[Cluster],
    corrections: &Corrections,
    report: &mut Report,
) {
    let older: BTreeMap<String, &Cluster> = misp_microsoft.iter().map(|c| (norm(&c.main), c)).collect();
    let mut cleaned = Vec::new();
    for mut entry in table {
        let older = older.get(&norm(&entry.name)).map(|c| c.synonyms.clone()).unwrap_or_default();
        for name in older {
            if !entry.others.iter().any(|n| norm(n) == norm(&name)) {
                report.note("actor: Microsoft name only in MISP's copy, added", format!("{}: {name}", entry.name));
                entry.others.push(name);
            }
        }
        for word in entry.origin.split(',').map(str::trim).filter(|w| !w.is_empty() && country_code(w).is_none()) {
            report.note(format!("Microsoft: origin with no column (at most a kind): {word}"), entry.name.clone());
        }
        let names = clean_all(std::iter::once(&entry.name).chain(&entry.others), corrections, report);
        cleaned.push((entry, names));
    }
    let guests: Vec<Side> = cleaned.iter().map(|(_, names)| Side::new(names.iter().map(String::as_str))).collect();
    let faces = |a: &Actor| {
        let mut faces = misp_faces(a);
        faces.extend(a.attack.iter().map(|(_, names)| Side::new(names.iter().map(String::as_str))));
        faces
    };
    let hosts: Vec<Vec<Side>> = actors.iter().map(faces).collect();
    let attached = attachments(cleaned.iter().map(|(m, _)| &*m.name), actors, corrections);
    for ((entry, names), host) in cleaned.into_iter().zip(one_to_one(&guests, &hosts, &attached)) {
        match host {
            Some(h) => {
                let main = actors[h].misp.first().map(|c| &c.main).or(actors[h].attack.as_ref().map(|a| &a.0.name));
                report.note("actor: Microsoft joined", format!("{} = {}", entry.name, main.map_or("", |m| m)));
                actors[h].microsoft = Some((entry, names));
            }
            None => {
                report.note("actor: Microsoft actor of its own", entry.name.clone());
                actors.push(Actor { microsoft: Some((entry, names)), ..Actor::default() });
            }
        }
    }
    let known: BTreeSet<String> = actors.iter().flat_map(all_names).map(|n| norm(&n)).collect();
    for cluster in misp_microsoft.iter().filter(|c| !known.contains(&norm(&c.main))) {
        report.note("actor: in MISP's copy of Microsoft's names only, left out", cluster.main.clone());
    }
}

/// Joins by hand: index of the guest, index of the host.
fn attachments<'a>(
    guests: impl Iterator<Item = &'a str>,
    actors: &[Actor],
    corrections: &Corrections,
) -> BTreeMap<usize, usize> {
    let host = |main: &str| actors.iter().position(|a| a.misp.first().is_some_and(|c| c.main == main));
    guests.enumerate().filter_map(|(g, name)| Some((g, host(corrections.value(LIST, "attach", name)?)?))).collect()
}

fn clean_all<'a>(raw: impl Iterator<Item = &'a String>, corrections: &Corrections, report: &mut Report) -> Vec<String> {
    let mut names = Vec::new();
    for raw in raw {
        for name in clean(LIST, raw, corrections, report) {
            push_name(&mut names, name);
        }
    }
    names
}

/// Every name, ATT&CK's spelling first.
fn all_names(actor: &Actor) -> Vec<String> {
    let mut names = Vec::new();
    let attack = actor.attack.iter().flat_map(|(_, n)| n);
    let microsoft = actor.microsoft.iter().flat_map(|(_, n)| n);
    for name in attack.chain(actor.misp_names.iter().flatten()).chain(microsoft) {
        push_name(&mut names, name.clone());
    }
    names
}

/// The main name of each source, of merged entries too.
fn main_names(actor: &Actor) -> Vec<&String> {
    let attack = actor.attack.iter().filter_map(|(_, n)| n.first());
    let misp = actor.misp_names.iter().filter_map(|n| n.first());
    let microsoft = actor.microsoft.iter().filter_map(|(_, n)| n.first());
    attack.chain(misp).chain(microsoft).collect()
}

/// The best-known name: a code when it is a main name, else ATT&CK's, MISP's, Microsoft's.
fn choose_name(actor: &mut Actor, corrections: &Corrections) {
    let mains: Vec<String> = {
        let attack = actor.attack.iter().filter_map(|(_, n)| n.first());
        let misp = actor.misp_names.first().and_then(|n| n.first());
        let microsoft = actor.microsoft.iter().filter_map(|(_, n)| n.first());
        attack.chain(misp).chain(microsoft).cloned().collect()
    };
    let is_code = |n: &&String| code(n).is_some_and(|(letters, _)| ["APT", "FIN", "UNC"].contains(&letters));
    let Some(name) = mains.iter().take(2).find(is_code).or(mains.first()) else { return };
    let id = format!("ta/{}", kebab(name));
    actor.id = corrections.value(LIST, "id", &id).map_or(id, str::to_string);
    actor.name = corrections.value(LIST, "name", &actor.id).map_or(name.clone(), str::to_string);
    actor.names = all_names(actor);
}

/// An alias that is another actor's main name is taken away; one that several have as alias stays with all.
fn settle_shared(actors: &mut [Actor], corrections: &Corrections, report: &mut Report) {
    let mut owners: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (i, actor) in actors.iter().enumerate() {
        for main in main_names(actor) {
            owners.entry(norm(main)).or_default().insert(i);
        }
    }
    let mut shared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for i in 0..actors.len() {
        let id = actors[i].id.clone();
        let names = std::mem::take(&mut actors[i].names);
        for name in names {
            if let Some(reason) = corrections.drop_reason(LIST, &name, Some(&id)) {
                report.note("actor: dropped by hand", format!("{name} of {id} ({reason})"));
                continue;
            }
            match owners.get(&norm(&name)).filter(|o| !o.contains(&i)) {
                Some(others) => {
                    let others: Vec<&str> = others.iter().map(|o| &*actors[*o].id).collect();
                    let case = format!("{name}: {id} loses it, {} has it as main name", others.join(", "));
                    report.note("actor: alias is another's main name", case);
                }
                None => {
                    shared.entry(norm(&name)).or_default().push(id.clone());
                    actors[i].names.push(name);
                }
            }
        }
    }
    for (name, mut ids) in shared {
        ids.dedup();
        if ids.len() > 1 {
            report.note("actor: name of several, kept by all", format!("{name}: {}", ids.join(", ")));
        }
    }
}

fn row(actor: &Actor, corrections: &Corrections, report: &mut Report) -> Row {
    let operation = |n: &String| n.starts_with("Operation ") || n.starts_with("Op ") || n.ends_with(" campaign");
    let mut names = vec![actor.name.clone()];
    for name in &actor.names {
        if operation(name) && *name != actor.name {
            report.note("actor: name of an operation, left out", format!("{name} of {}", actor.id));
        } else {
            push_name(&mut names, name.clone());
        }
    }
    let mut source = BTreeSet::new();
    for (alias, origin) in corrections.all(LIST, "alias", &actor.id) {
        push_name(&mut names, alias.to_string());
        source.insert(origin.to_string());
    }
    let more = variants(LIST, &names, corrections);
    push_variants(&mut names, more);
    names.retain(|n| *n != actor.name);
    let mut xref = BTreeSet::new();
    for cluster in &actor.misp {
        xref.insert(format!("misp:{}", cluster.uuid));
        source.insert("misp".to_string());
    }
    if let Some((group, _)) = &actor.attack {
        xref.insert(format!("attack:{}", group.code));
        source.insert("attack".to_string());
    }
    if let Some((entry, _)) = &actor.microsoft {
        xref.insert(format!("microsoft:{}", kebab(&entry.name)));
        source.insert("microsoft".to_string());
    }
    Row {
        id: actor.id.clone(),
        name: actor.name.clone(),
        aliases: names,
        countries: country(actor, corrections).into_iter().collect(),
        kind: kind(actor, corrections).to_owned(),
        xref,
        source,
        ..Row::default()
    }
}

fn country(actor: &Actor, corrections: &Corrections) -> Option<String> {
    if let Some(country) = corrections.value(LIST, "country", &actor.id) {
        return Some(country.to_string()).filter(|c| !c.is_empty());
    }
    let iso = |c: &str| c.len() == 2 && c.bytes().all(|b| b.is_ascii_uppercase());
    let misp = actor.misp.iter().filter_map(|c| c.country.as_deref());
    let misp = misp.map(|c| if iso(c) { Some(c.to_string()) } else { country_code(c).map(str::to_string) });
    let origins =
        actor.microsoft.iter().map(|(m, _)| &*m.origin).chain(actor.misp.iter().filter_map(|c| c.origin.as_deref()));
    misp.chain(origins.map(|o| country_code(o).map(str::to_string))).flatten().next()
}

/// What the naming schemes and the sources' own fields say; empty when they say nothing.
fn kind(actor: &Actor, corrections: &Corrections) -> &'static str {
    match corrections.value(LIST, "kind", &actor.id) {
        Some("state") => return "state",
        Some("criminal") => return "criminal",
        Some("hacktivist") => return "hacktivist",
        Some(_) => return "",
        None => {}
    }
    if let Some((entry, _)) = &actor.microsoft {
        if let Some(kind) = scheme(&entry.name) {
            return kind;
        }
        if entry.origin.contains("Private sector") {
            return "";
        }
        if entry.origin.contains("Financially") {
            return "criminal";
        }
    }
    let motive = actor.misp.iter().find_map(|c| c.motive.as_deref()).unwrap_or_default();
    if motive.starts_with("Hacktivist") {
        return "hacktivist";
    }
    if motive.starts_with("Cybercrime") || motive.starts_with("mainly financially") {
        return "criminal";
    }
    if actor.misp.iter().any(|c| c.sponsored) {
        return "state";
    }
    std::iter::once(&actor.name).chain(&actor.names).find_map(|n| scheme(n)).unwrap_or("")
}

/// The kind that a vendor's naming scheme stands for.
fn scheme(name: &str) -> Option<&'static str> {
    const STATE: &[&str] = &[
        "Typhoon",
        "Blizzard",
        "Sandstorm",
        "Sleet",
        "Rain",
        "Dust",
        "Cyclone",
        "Hail",
        "Gust",
        "Squall",
        "Vortex",
        "Flood",
        "Panda",
        "Bear",
        "Kitten",
        "Chollima",
        "Tiger",
        "Leopard",
        "Buffalo",
        "Crane",
        "Wolf",
        "Saiga",
        "Taurus",
        "Ursa",
        "Serpens",
        "Pisces",
        "Castle",
        "Relic",
        "Neptune",
    ];
    const CRIMINAL: &[&str] = &["Tempest", "Spider", "Libra", "Scorpius", "Comet"];
    match code(name) {
        Some(("APT", _)) => return Some("state"),
        Some(("FIN", _)) => return Some("criminal"),
        _ => {}
    }
    let (first, last) = name.rsplit_once(' ')?;
    let last = super::names::capitalise(last);
    if STATE.contains(&&*last) {
        Some("state")
    } else if CRIMINAL.contains(&&*last) || first.eq_ignore_ascii_case("gold") {
        Some("criminal")
    } else if last == "Jackal" {
        Some("hacktivist")
    } else {
        None
    }
}

/// Who uses which name: MISP's name-attribution, and Microsoft's own names.
fn attributions(
    actor: &Actor,
    row: &Row,
    vendors: &BTreeMap<String, String>,
    corrections: &Corrections,
    report: &mut Report,
    names: &mut BTreeSet<NameRow>,
) {
    let listed = |name: &str| {
        let wanted = norm(name);
        std::iter::once(&row.name).chain(&row.aliases).find(|n| norm(n) == wanted).cloned()
    };
    let mut add = |name: String, vendor: &str, source: &str| {
        names.insert(NameRow { id: row.id.clone(), name, kind: format!("by:{vendor}"), source: source.into() });
    };
    for (raw, vendor) in actor.misp.iter().flat_map(|c| &c.attribution).filter(|(raw, _)| !is_attack_code(raw)) {
        let Some(vendor) = vendors.get(vendor) else {
            report.note("names: vendor unknown", format!("{raw}: {vendor}"));
            continue;
        };
        let cleaned = clean(LIST, raw, corrections, &mut Report::default());
        match cleaned.iter().find_map(|n| listed(n)) {
            Some(name) => add(name, vendor, "misp"),
            None => report
                .note("names: attribution of a name that the row has not", format!("{}: {raw} by {vendor}", row.id)),
        }
    }
    for (raw, vendor) in actor.misp.iter().flat_map(|c| &c.origins) {
        let cleaned = clean(LIST, raw, corrections, &mut Report::default());
        match cleaned.iter().find_map(|n| listed(n)) {
            Some(name) => add(name, vendor, "misp"),
            None => {
                report.note("names: origin of a name that the row has not", format!("{}: {raw} by {vendor}", row.id));
            }
        }
    }
    if let Some((entry, _)) = &actor.microsoft
        && let Some(name) = listed(&entry.name)
    {
        add(name, "Microsoft", "microsoft");
    }
}
