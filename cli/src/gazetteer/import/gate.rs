//! GATE's gazetteers: a `lists.def` that names lists with their types, or lists alone. A line of a list is a name, with features behind a
//! tab or `&`.

use std::path::Path;

use super::report::Report;
use super::rows::Rows;
use super::source::{at_line, read as read_text};
use super::{Row, stem_label};
use crate::messages::Fatal;

/// Reads a definition, or a list.
pub(super) fn read(file: &Path, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    if file.extension().is_none_or(|e| e != "def") {
        let label = rows.label_or(stem_label(file));
        return list(file, &label, "", rows, report);
    }
    for (i, line) in read_text(file)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        // list:major type:minor type:language:annotation type
        let mut parts = line.split(':').map(str::trim);
        let [name, major, minor, language, annotation] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        if name.is_empty() || major.is_empty() {
            return Err(at_line(file, i + 1, "LIST:MAJOR_TYPE expected"));
        }
        if !language.is_empty() {
            report.note("GATE: languages of lists, which no column carries", line);
        }
        let annotation = if annotation.is_empty() || annotation == "Lookup" { major } else { annotation };
        if annotation != major {
            report.note("GATE: major types behind an annotation type, which no column carries", line);
        }
        let label = rows.label_or(super::as_label(annotation));
        list(&file.with_file_name(name), &label, minor, rows, report)?;
    }
    Ok(())
}

fn list(file: &Path, label: &str, kind: &str, rows: &mut Rows, report: &mut Report) -> Result<(), Fatal> {
    for line in read_text(file)?.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (name, features) = features(line);
        let mut row = Row { label: label.to_owned(), name: name.to_owned(), kind: kind.to_owned(), ..Row::default() };
        for (key, value) in features {
            match key {
                "id" => value.clone_into(&mut row.id),
                "country" => row.countries.push(value.to_owned()),
                "kind" | "minorType" => value.clone_into(&mut row.kind),
                _ => report.note(format!("GATE: features without a column: {key}"), line),
            }
        }
        rows.add(row, report);
    }
    Ok(())
}

/// A name and its features: `Name<TAB>key=value`, `Name&key=value&key=value`. An `&` without a pair behind it is part of the name.
fn features(line: &str) -> (&str, Vec<(&str, &str)>) {
    let (name, rest, separator) = match line.split_once('\t') {
        Some((name, rest)) => (name, rest, '\t'),
        None => {
            let is_pair = |at: &usize| {
                line[at + 1..].split('&').all(|p| p.split_once('=').is_some_and(|(k, _)| !k.contains(' ')))
            };
            match line.match_indices('&').map(|(at, _)| at).find(is_pair) {
                Some(at) => (&line[..at], &line[at + 1..], '&'),
                None => return (line, Vec::new()),
            }
        }
    };
    let pairs = rest.split(separator).filter(|p| !p.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    (name.trim(), pairs.collect())
}

#[cfg(test)]
mod tests {
    use super::features;

    #[test]
    fn an_ampersand_may_be_part_of_a_name() {
        assert_eq!(features("Bed & Breakfast"), ("Bed & Breakfast", vec![]));
        assert_eq!(features("AT&T&kind=co&id=x"), ("AT&T", vec![("kind", "co"), ("id", "x")]));
        assert_eq!(features("A\tkind=co"), ("A", vec![("kind", "co")]));
    }
}
