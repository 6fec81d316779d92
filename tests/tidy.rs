//! The rules of the house that a machine can check: lists sorted and sourced, fixtures complete, nothing printed in the library.
#![allow(clippy::pedantic, clippy::unwrap_used, reason = "a test says where it fails")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use common::{fixtures, root};
use gazet::Label;

const COLUMNS: &str = "id\tlabel\tname\taliases\tcountry\tkind\tstatus\tsuccessor\tparent\txref\tsource";

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn names_in(folder: &str) -> BTreeSet<String> {
    std::fs::read_dir(root().join(folder)).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect()
}

/// True for the files of `gazetteers/` that list entities.
fn is_list(file: &str) -> bool {
    file.ends_with(".tsv") && !["exceptions.tsv", "names.tsv", "words.tsv"].contains(&file)
}

/// A row's place and cells.
type Row = (String, Vec<String>);

/// The rows of a table below its header.
fn rows(file: &str, header: &str) -> Vec<Row> {
    let text = read(&format!("gazetteers/{file}"));
    assert!(text.ends_with('\n') && !text.contains('\r'), "{file}: lines end in LF, the last one too");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(header), "{file}:1");
    let columns = header.split('\t').count();
    lines
        .enumerate()
        .map(|(i, line)| {
            let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
            let place = format!("{file}:{}", i + 2);
            assert_eq!(cells.len(), columns, "{place}: cells");
            assert!(cells.iter().all(|c| c.trim() == c && !c.contains("  ")), "{place}: blanks too many");
            (place, cells)
        })
        .collect()
}

/// The rows of all lists of entities.
fn entities() -> Vec<Row> {
    let lists = names_in("gazetteers").into_iter().filter(|n| is_list(n));
    lists.flat_map(|file| rows(&file, COLUMNS)).collect()
}

fn values(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('|').filter(|v| !v.is_empty())
}

#[track_caller]
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The places where `key` does not rise.
fn unsorted<K: Ord>(rows: &[Row], key: impl Fn(&[String]) -> K) -> Vec<String> {
    rows.windows(2)
        .filter(|w| key(&w[0].1) >= key(&w[1].1))
        .map(|w| format!("{}: not sorted, or twice: {:?}", w[1].0, &w[1].1[..2]))
        .collect()
}

#[test]
fn lists_are_sorted_and_ids_unique() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in names_in("gazetteers").into_iter().filter(|n| is_list(n)) {
        let rows = rows(&file, COLUMNS);
        wrong.extend(unsorted(&rows, |cells| cells[0].clone()));
        for (place, cells) in rows {
            if let Some(before) = seen.insert(cells[0].clone(), place.clone()) {
                wrong.push(format!("{place}: {} stands in {before}", cells[0]));
            }
        }
    }
    none(wrong);
}

#[test]
fn names_and_exceptions_are_sorted_and_used() {
    let names = rows("names.tsv", "id\tname\ttype\tsource");
    let mut wrong = unsorted(&names, |cells| cells.to_vec());
    let exceptions = rows("exceptions.tsv", "surface\tid\trule\treason");
    wrong.extend(unsorted(&exceptions, |cells| cells[..2].to_vec()));
    let ids: BTreeSet<String> = entities().into_iter().map(|(_, cells)| cells[0].clone()).collect();
    let unknown = |(place, id): (&String, &String)| {
        (id != "*" && !ids.contains(id)).then(|| format!("{place}: no list has {id}"))
    };
    wrong.extend(names.iter().filter_map(|(place, cells)| unknown((place, &cells[0]))));
    wrong.extend(exceptions.iter().filter_map(|(place, cells)| unknown((place, &cells[1]))));
    none(wrong);
}

#[test]
fn every_row_has_a_source_and_every_source_a_row() {
    let sources = read("gazetteers/SOURCES.md");
    let keys: Vec<&str> = sources.lines().filter_map(|l| l.strip_prefix("| ")?.split(" |").next()).skip(1).collect();
    assert!(keys.is_sorted() && keys.len() > 10, "{keys:?}");
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    let lists = entities().into_iter().map(|(place, cells)| (place, cells[10].clone()));
    let names = rows("names.tsv", "id\tname\ttype\tsource").into_iter().map(|(place, cells)| (place, cells[3].clone()));
    for (place, cell) in lists.chain(names) {
        if cell.is_empty() {
            wrong.push(format!("{place}: no source"));
        }
        for key in values(&cell).filter(|v| !v.starts_with("https://") && !v.starts_with("http://")) {
            if !keys.contains(&key) {
                wrong.push(format!("{place}: SOURCES.md has no row {key:?}"));
            }
            used.insert(key.to_owned());
        }
    }
    wrong.extend(keys.iter().filter(|k| !used.contains(**k)).map(|k| format!("SOURCES.md: no list uses {k}")));
    let notices = read("gazetteers/LICENSE-DATA.md");
    wrong.extend(
        keys.iter()
            .filter(|k| !notices.contains(&format!("`{k}`")))
            .map(|k| format!("LICENSE-DATA.md: nothing about {k}")),
    );
    none(wrong);
}

#[test]
fn parents_and_successors_exist() {
    let entities = entities();
    let ids: BTreeSet<&str> = entities.iter().map(|(_, cells)| cells[0].as_str()).collect();
    let mut wrong = Vec::new();
    for (place, cells) in &entities {
        for id in values(&cells[7]).chain(values(&cells[8])).filter(|id| !ids.contains(id)) {
            wrong.push(format!("{place}: no list has {id}"));
        }
        if values(&cells[8]).any(|parent| parent == cells[0]) {
            wrong.push(format!("{place}: its own parent"));
        }
    }
    none(wrong);
}

#[test]
fn labels_and_countries_are_known() {
    let entities = entities();
    let countries: BTreeSet<&str> =
        entities.iter().filter(|(place, _)| place.starts_with("countries")).map(|(_, c)| c[0].as_str()).collect();
    let mut wrong = Vec::new();
    for (place, cells) in &entities {
        let label = &cells[1];
        let cue = ["cues.tsv", "given_names.tsv", "family_names.tsv"].iter().any(|file| place.starts_with(file));
        let known = Label::built_in(label).map_or(label.is_empty() && !cue, |l| l.is_cue() == cue);
        if !known {
            wrong.push(format!("{place}: label {label:?}"));
        }
        for country in values(&cells[4]).filter(|c| !countries.contains(c)) {
            wrong.push(format!("{place}: country {country}"));
        }
    }
    none(wrong);
}

#[test]
fn the_lists_package_has_every_list() {
    let source = read("lists/src/texts.rs");
    none(
        names_in("gazetteers")
            .into_iter()
            .filter(|n| n.ends_with(".tsv") && n != "words.tsv" && !source.contains(&format!("{n:?}")))
            .collect(),
    );
}

#[test]
fn every_kind_has_positives_and_negatives() {
    const LABELS: [(&str, &str); 11] = [
        ("agencies", "AGENCY"),
        ("agreements", "AGREEMENT"),
        ("countries", "COUNTRY"),
        ("dates", "DATE"),
        ("events", "EVENT"),
        ("locations", "LOCATION"),
        ("malware", "MALWARE"),
        ("persons", "PERSON"),
        ("threat_actors", "THREAT_ACTOR"),
        ("titles", "TITLE"),
        ("tools", "TOOL"),
    ];
    let fixtures = fixtures(|_| true);
    let mut wrong = Vec::new();
    for folder in names_in("fixtures").into_iter().filter(|n| !n.contains('.')) {
        let inside = |path: &PathBuf| path.parent().is_some_and(|p| p.ends_with(&folder));
        let cases: Vec<_> = fixtures.iter().filter(|f| inside(&f.path)).flat_map(|f| &f.cases).collect();
        if cases.is_empty() {
            wrong.push(format!("fixtures/{folder}: no case"));
        }
        if let Some((_, label)) = LABELS.iter().find(|(name, _)| *name == folder) {
            let with = cases.iter().filter(|c| c.marks.iter().any(|m| m.label == *label)).count();
            let without = cases.len() - with;
            if with == 0 || without == 0 {
                wrong.push(format!("fixtures/{folder}: {with} cases with {label}, {without} without"));
            }
        }
    }
    let folders = names_in("fixtures");
    wrong.extend(
        LABELS.iter().filter(|(name, _)| !folders.contains(*name)).map(|(name, _)| format!("fixtures/{name}: missing")),
    );
    let mut names = BTreeSet::new();
    for fixture in &fixtures {
        for case in &fixture.cases {
            if !names.insert((fixture.path.clone(), case.name.clone())) {
                wrong.push(format!("{}: two cases {:?}", fixture.path.display(), case.name));
            }
        }
    }
    none(wrong);
}

#[test]
fn the_library_prints_nothing() {
    let mut folders = vec![root().join("src"), root().join("lists/src")];
    let mut wrong = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for (i, line) in source.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
                if ["print!(", "println!(", "dbg!("].iter().any(|m| line.contains(m)) {
                    wrong.push(format!("{}:{}: {}", path.display(), i + 1, line.trim()));
                }
            }
        }
    }
    none(wrong);
}

#[test]
fn the_outer_files_are_there() {
    for file in [
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "Cargo.lock",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "NOTICE",
        "README.md",
    ] {
        assert!(read(file).len() > 200, "{file}");
    }
    assert_eq!(read(".ci/run"), "#!/usr/bin/env bash\nexec make test\n");
    assert!(names_in("seeds").len() >= 12);
    let readme = read("README.md");
    let labels = [
        "AGENCY",
        "AGREEMENT",
        "COUNTRY",
        "DATE",
        "DURATION",
        "EVENT",
        "LOCATION",
        "MALWARE",
        "PERSON",
        "SET",
        "THREAT_ACTOR",
        "TIME",
        "TITLE",
        "TOOL",
    ];
    let table: String = readme.lines().filter(|l| l.starts_with("| ")).collect();
    none(
        labels
            .iter()
            .filter(|l| !table.contains(*l) || Label::built_in(l).is_none())
            .map(|l| (*l).to_owned())
            .collect(),
    );
}
