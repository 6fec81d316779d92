//! `--from actors`: the built-in lists of actors, malware and tools, made of MISP galaxy, ATT&CK and Microsoft's names, joined one to
//! one. The same files give the same lists, byte for byte.

mod corrections;
mod groups;
mod join;
mod names;
mod software;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::report::Report;
use super::{microsoft, misp, row, stix};
use crate::gazetteer::args::ImportArgs;
use crate::messages::{self, Fatal};
use crate::sink::Sink;
use corrections::Corrections;
pub(super) use names::kebab;

/// Builds threat_actors.tsv, malware.tsv, tools.tsv and the actors' part of names.tsv in the folder of `-o`.
pub(super) fn build(args: &ImportArgs, report: &mut Report) -> Result<(), Fatal> {
    let (Some(folder), Some(attack), Some(table), Some(hand), Some(out)) =
        (&args.misp, &args.attack, &args.microsoft, &args.corrections, &args.output)
    else {
        return Err(Fatal("--from actors needs --misp, --attack, --microsoft, --corrections and -o".to_owned()));
    };
    let corrections = Corrections::read(hand)?;
    let vendors = misp::read_vendors(&hand.with_file_name("vendors.tsv"))?;
    let cluster = |name: &str| misp::read_clusters(&folder.join(name));
    let attack = stix::read_objects(attack, report)?;
    let actors = cluster("threat-actor.json")?;
    let (tools, botnets, ransomware) = (cluster("tool.json")?, cluster("botnet.json")?, cluster("ransomware.json")?);
    for (file, clusters) in
        [("threat-actor", &actors), ("tool", &tools), ("botnet", &botnets), ("ransomware", &ransomware)]
    {
        for (cluster, field) in clusters.iter().flat_map(|c| c.other.iter().map(move |f| (c, f))) {
            report.note(format!("MISP {file}: field that no list carries: {field}"), cluster.main.clone());
        }
    }
    let spellings = spellings(&[&actors, &tools, &botnets, &ransomware], &attack);
    let (groups, software): (Vec<_>, Vec<_>) = attack.into_iter().partition(|o| o.kind == "intrusion-set");
    let sources = groups::Sources {
        misp: actors,
        attack: groups,
        microsoft: microsoft::read_actors(table)?,
        misp_microsoft: cluster("microsoft-activity-group.json")?,
        vendors: &vendors,
    };
    let (actors, names) = groups::build(sources, &corrections, report);
    let software = software::Sources { attack: software, tools, botnets, ransomware, spellings };
    let (malware, tools) = software::build(software, &corrections, report);
    for stale in corrections.stale() {
        report.note("corrections that met nothing", stale);
    }
    let files = [
        ("malware.tsv", row::list(&malware)?),
        ("names.tsv", row::names(&names)),
        ("threat_actors.tsv", row::list(&actors)?),
        ("tools.tsv", row::list(&tools)?),
    ];
    write(out, &files)?;
    messages::line(&format!(
        "{} actors, {} attributions, {} malware, {} tools",
        actors.len(),
        names.len(),
        malware.len(),
        tools.len()
    ));
    Ok(())
}

/// Opens all files before it completes any.
fn write(folder: &Path, files: &[(&str, String)]) -> Result<(), Fatal> {
    if !folder.exists() {
        std::fs::create_dir(folder).map_err(|e| Fatal::at(folder.to_string_lossy(), messages::io_error(&e)))?;
    }
    let open = |(name, text): &(&str, String)| -> Result<Sink, Fatal> {
        let path: PathBuf = folder.join(name);
        let mut sink = Sink::open(Some(&path))?;
        sink.write(text.as_bytes())?;
        Ok(sink)
    };
    let sinks = files.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    sinks.into_iter().try_for_each(Sink::finish)
}

/// For names that some source has in lower case only: how another spells them.
fn spellings(clusters: &[&Vec<misp::Cluster>], attack: &[stix::Object]) -> BTreeMap<String, String> {
    let misp = clusters.iter().flat_map(|c| c.iter()).flat_map(|c| std::iter::once(&c.main).chain(&c.synonyms));
    let attack = attack.iter().flat_map(|o| std::iter::once(&o.name).chain(&o.aliases));
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let spelled = |n: &&String| n.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    for name in attack.chain(misp).filter(spelled) {
        if name.chars().any(char::is_uppercase) && !name.contains('(') {
            found.entry(names::norm(name)).or_insert_with(|| name.clone());
        }
    }
    found
}
