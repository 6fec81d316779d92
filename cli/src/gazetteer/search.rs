//! `gazet gazetteer search`: entities by a name, a part of a name, an id, or a name spelled wrong.

use std::collections::HashMap;
use std::fmt::Write as _;

use gazet::gazetteer::Row;
use gazet::tokenize::Tokens;

use super::args::SearchArgs;
use super::columns;
use super::lists::{Lists, exception_rows, name_rows, rows};
use crate::Exit;
use crate::messages::{self, Fatal, printable};
use crate::sink::show;

/// An entity with all that is known of it.
struct Entry<'a> {
    file: &'a str,
    row: Row<'a>,
    /// Names of `names.tsv` with their types.
    further: Vec<(&'a str, &'a str)>,
}

/// How well an entity answers, the best first: rank, distance, length of the name.
type Score = (u32, usize, usize);

/// Runs `gazet gazetteer search`.
pub(super) fn search(args: &SearchArgs) -> Result<Exit, Fatal> {
    let lists = Lists::built_in().with(Lists::read(&args.gazetteers)?);
    let entries = entries(&lists)?;
    let mut rules: HashMap<(&str, &str), (&str, &str)> = HashMap::new();
    for text in &lists.exceptions {
        rules.extend(exception_rows(text)?.into_iter().map(|row| ((row.surface, row.id), (row.rule, row.reason))));
    }
    let query = if args.id { args.query.trim().to_owned() } else { fold(&args.query) };
    if query.is_empty() {
        return Err(Fatal("nothing to search for: the query has no word".to_owned()));
    }
    let score = |entry: &Entry<'_>| match (args.id, args.fuzzy) {
        (true, _) => by_id(entry, &query),
        (_, true) => best(entry, |name| by_distance(name, &query)),
        (_, false) => best(entry, |name| by_part(name, &query)),
    };
    let mut found: Vec<(Score, String, &Entry<'_>)> =
        entries.iter().filter_map(|entry| score(entry).map(|(score, name)| (score, name, entry))).collect();
    found.sort_by(|a, b| (a.0, a.2.row.id).cmp(&(b.0, b.2.row.id)));
    let all = found.len();
    found.truncate(args.most.get());
    let rule = |name: &str, id: &str| rules.get(&(name, id)).or_else(|| rules.get(&(name, "*"))).copied();
    show(&if args.json { json(&found, &rule) } else { table(&found, &rule) })?;
    match all {
        0 => messages::line("nothing found"),
        _ if all > found.len() => messages::line(&format!("{} of {all} entities; -n shows more", found.len())),
        _ => {}
    }
    Ok(Exit::Done)
}

/// All entities; a row of a later list takes the place of that with its id.
fn entries(lists: &Lists) -> Result<Vec<Entry<'_>>, Fatal> {
    let mut all: Vec<Entry<'_>> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    for text in &lists.entities {
        for row in rows(text)? {
            let at = *by_id.entry(row.id).or_insert(all.len());
            let entry = Entry { file: &text.file, row, further: Vec::new() };
            if at < all.len() { all[at] = entry } else { all.push(entry) }
        }
    }
    for text in &lists.names {
        for row in name_rows(text)? {
            if let Some(&at) = by_id.get(row.id) {
                all[at].further.push((row.name, row.kind));
            }
        }
    }
    Ok(all)
}

impl Entry<'_> {
    fn names(&self) -> impl Iterator<Item = &str> {
        let own = std::iter::once(self.row.name).chain(self.row.aliases.iter().map(AsRef::as_ref));
        own.chain(self.further.iter().map(|(name, _)| *name))
    }
}

/// The name that answers best, with its score.
fn best(entry: &Entry<'_>, score: impl Fn(&str) -> Option<Score>) -> Option<(Score, String)> {
    entry.names().filter_map(|name| Some((score(name)?, name))).min().map(|(score, name)| (score, name.to_owned()))
}

fn by_id(entry: &Entry<'_>, query: &str) -> Option<(Score, String)> {
    let id = entry.row.id;
    let xref = |x: &str| x == query || x.split_once(':').is_some_and(|(_, key)| key == query);
    let rank = if id == query {
        0
    } else if id.starts_with(query) {
        1
    } else if entry.row.xrefs.iter().any(|x| xref(x)) {
        2
    } else {
        return None;
    };
    Some(((rank, 0, 0), entry.row.name.to_owned()))
}

fn by_part(name: &str, query: &str) -> Option<Score> {
    let folded = fold(name);
    let at = folded.find(query)?;
    let rank = if folded == query {
        0
    } else if at == 0 {
        1
    } else if folded[..at].ends_with(' ') {
        2
    } else {
        3
    };
    Some((rank, 0, folded.len()))
}

fn by_distance(name: &str, query: &str) -> Option<Score> {
    let folded = fold(name);
    let most = (query.chars().count() / 4).clamp(1, 4);
    distance(&folded, query, most).map(|d| (0, d, folded.len()))
}

/// Words in small letters, one space between, dots and other punctuation left out.
fn fold(text: &str) -> String {
    let tokens = Tokens::new(text);
    let words = (0..tokens.len()).map(|i| tokens.text(text, i).to_lowercase().replace('.', ""));
    words.collect::<Vec<_>>().join(" ")
}

/// The number of letters to insert, remove, replace or swap with their neighbour that makes one text the other; `None` where it is
/// more than `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut rows = [Vec::new(), (0..=b.len()).collect::<Vec<_>>(), Vec::new()];
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[1][j] + 1).min(row[j - 1] + 1).min(rows[1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[0][j - 2] + 1);
            }
        }
        if row.iter().min().is_none_or(|&least| least > most) {
            return None;
        }
        rows[2] = row;
        rows.rotate_left(1);
    }
    Some(rows[1][b.len()]).filter(|&d| d <= most)
}

type Rule<'a> = dyn Fn(&str, &str) -> Option<(&'a str, &'a str)> + 'a;

fn table(found: &[(Score, String, &Entry<'_>)], rule: &Rule<'_>) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut table = vec![["id", "label", "country", "name", "found as", "rule", "row"].map(str::to_owned).to_vec()];
    for (_, name, entry) in found {
        let row = &entry.row;
        let cell = |text: &str| printable(text).into_owned();
        table.push(vec![
            cell(row.id),
            row.label.to_string(),
            row.countries.join("|"),
            cell(row.name),
            if name == row.name { String::new() } else { cell(name) },
            rule(name, row.id).map_or("", |(rule, _)| rule).to_owned(),
            format!("{}:{}", entry.file, row.line),
        ]);
    }
    columns(&table)
}

fn json(found: &[(Score, String, &Entry<'_>)], rule: &Rule<'_>) -> String {
    let mut out = String::new();
    for (_, name, Entry { file, row, further }) in found {
        let further: Vec<_> =
            further.iter().map(|(name, kind)| serde_json::json!({"name": name, "type": kind})).collect();
        let rule = rule(name, row.id).map(|(rule, reason)| serde_json::json!({"rule": rule, "reason": reason}));
        let object = serde_json::json!({
            "id": row.id, "label": row.label, "name": row.name, "aliases": row.aliases, "names": further, "country": row.countries,
            "kind": row.kind, "status": row.status, "successor": row.successors, "parent": row.parents, "xref": row.xrefs,
            "source": row.sources, "found": name, "exception": rule, "file": file, "line": row.line,
        });
        let _ = writeln!(out, "{object}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (a, b, d) in
            [("fancy bear", "fansy bear", 1), ("ncsc", "nscs", 2), ("abcd", "abdc", 1), ("a", "", 1), ("", "", 0)]
        {
            assert_eq!(distance(a, b, 4), Some(d), "{a} {b}");
        }
        assert_eq!(distance("lazarus", "kimsuky", 2), None);
    }
}
