//! `gazet gazetteer stats`: what is in the lists, counted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use gazet::gazetteer::Row;

use super::args::StatsArgs;
use super::lists::{Lists, Text, name_rows, rows};
use super::{columns, grouped};
use crate::Exit;
use crate::messages::Fatal;
use crate::sink::show;

const SOURCES: &str = gazet_lists::SOURCES;

/// The counts of the rows of one label in one list.
#[derive(Default, Debug)]
struct Count {
    rows: usize,
    names: usize,
    country: usize,
    acronym: usize,
    xref: usize,
    source: usize,
    former: usize,
    sources: BTreeSet<String>,
}

/// The counts by list and label, in the order of the lists, the sum last.
type Counts = Vec<((String, String), Count)>;

/// Runs `gazet gazetteer stats`.
pub(super) fn stats(args: &StatsArgs) -> Result<Exit, Fatal> {
    let lists = if args.files.is_empty() { Lists::built_in() } else { Lists::read(&args.files)? };
    if args.coverage {
        show(&super::coverage::coverage(&lists, args.json)?)?;
        return Ok(Exit::Done);
    }
    let counts = count(&lists)?;
    show(&if args.json {
        json(&counts)
    } else if args.markdown {
        markdown(&counts)
    } else {
        columns(&table(&counts))
    })?;
    Ok(Exit::Done)
}

fn count(lists: &Lists) -> Result<Counts, Fatal> {
    // names of names.tsv by id; those that a row has itself count once
    let mut further: HashMap<&str, Vec<&str>> = HashMap::new();
    for text in &lists.names {
        for row in name_rows(text)? {
            further.entry(row.id).or_default().push(row.name);
        }
    }
    let mut counts: Vec<((String, String), Count)> = Vec::new();
    let mut sum = Count::default();
    for text in &lists.entities {
        let mut labels: BTreeMap<String, Count> = BTreeMap::new();
        for row in rows(text)? {
            // a list of a thousand names in one row is still a list of names
            let names = names(&row, further.get(row.id).map_or(&[][..], Vec::as_slice));
            let count = labels.entry(row.label.to_string()).or_default();
            count.add(&row, &names);
            sum.add(&row, &names);
        }
        counts.extend(labels.into_iter().map(|(label, count)| ((list_name(text), label), count)));
    }
    counts.push((("all".to_owned(), String::new()), sum));
    Ok(counts)
}

fn list_name(text: &Text) -> String {
    text.base().to_owned()
}

fn names<'a>(row: &'a Row<'_>, further: &[&'a str]) -> BTreeSet<&'a str> {
    let own = std::iter::once(row.name).chain(row.aliases.iter().map(AsRef::as_ref));
    own.chain(further.iter().copied()).collect()
}

impl Count {
    fn add(&mut self, row: &Row<'_>, names: &BTreeSet<&str>) {
        self.rows += 1;
        self.names += names.len();
        self.country += usize::from(!row.countries.is_empty() || row.label == "COUNTRY");
        self.acronym += usize::from(names.iter().any(|n| is_acronym(n)));
        self.xref += usize::from(!row.xrefs.is_empty());
        self.source += usize::from(!row.sources.is_empty());
        self.former += usize::from(row.status == "former");
        let key = |s: &str| if s.contains("://") { "addresses".to_owned() } else { s.to_owned() };
        self.sources.extend(row.sources.iter().map(|s| key(s)));
    }

    /// The share of rows, in per cent.
    fn share(&self, part: usize) -> String {
        format!("{} %", (part * 100 + self.rows / 2) / self.rows.max(1))
    }
}

/// One word with two capitals or more, most of its letters: NCSC, MoD, U.S.
fn is_acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = name.chars().filter(|c| c.is_uppercase()).count();
    !name.contains(' ') && (2..=12).contains(&letters) && capitals > 1 && capitals * 2 > letters
}

fn table(counts: &Counts) -> Vec<Vec<String>> {
    let head = ["list", "label", "rows", "names", "country", "acronym", "xref", "source", "former"];
    let mut table = vec![head.map(str::to_owned).to_vec()];
    for ((list, label), count) in counts {
        let share = |part| count.share(part);
        table.push(vec![
            list.clone(),
            label.clone(),
            grouped(count.rows),
            grouped(count.names),
            share(count.country),
            share(count.acronym),
            share(count.xref),
            share(count.source),
            grouped(count.former),
        ]);
    }
    table
}

fn json(counts: &Counts) -> String {
    let mut out = String::new();
    for ((list, label), c) in counts {
        let object = serde_json::json!({
            "list": list, "label": label, "rows": c.rows, "names": c.names, "country": c.country, "acronym": c.acronym,
            "xref": c.xref, "source": c.source, "former": c.former, "sources": c.sources,
        });
        let _ = writeln!(out, "{object}");
    }
    out
}

fn markdown(counts: &Counts) -> String {
    let mut out = String::from(
        "| list | label | rows | names | with country | with acronym | cross reference | former | sources |\n\
         |---|---|--:|--:|--:|--:|--:|--:|---|\n",
    );
    for ((list, label), count) in counts {
        let sources =
            if list == "all" { String::new() } else { count.sources.iter().cloned().collect::<Vec<_>>().join(", ") };
        let [country, acronym, xref] = [count.country, count.acronym, count.xref].map(|part| count.share(part));
        let (rows, names, former) = (grouped(count.rows), grouped(count.names), grouped(count.former));
        let _ = writeln!(
            out,
            "| {list} | {label} | {rows} | {names} | {country} | {acronym} | {xref} | {former} | {sources} |"
        );
    }
    out.push_str("\n| source | licence | lists |\n|---|---|---|\n");
    let licences = licences();
    let sum: BTreeSet<&String> = counts.iter().flat_map(|(_, c)| &c.sources).collect();
    for source in sum {
        let of = |((list, _), count): &&((String, String), Count)| list != "all" && count.sources.contains(source);
        let mut lists: Vec<&str> = counts.iter().filter(of).map(|((list, _), _)| list.as_str()).collect();
        lists.dedup();
        let licence = licences.get(source.as_str()).copied().unwrap_or("facts only; the address stands in the row");
        let _ = writeln!(out, "| {source} | {licence} | {} |", lists.join(", "));
    }
    out
}

/// The licences of the built-in sources by key.
fn licences() -> HashMap<&'static str, &'static str> {
    let rows = SOURCES.lines().filter_map(|l| l.strip_prefix("| ")).map(|l| l.split(" | ").collect::<Vec<_>>());
    rows.skip(1).filter_map(|cells| Some((*cells.first()?, *cells.get(3)?))).collect()
}
