//! What points at something: parents, successors, exceptions.

use std::collections::HashSet;

use super::Findings;
use super::rows::{All, Entry};

/// Checks that ids exist, that parents and successors come to an end, that exceptions have a name to be exceptions of.
pub(super) fn check(all: &All<'_>, findings: &mut Findings) {
    for entry in all.entries.iter().filter(|e| e.mine) {
        let (file, line) = (entry.file, entry.row.line);
        for (what, ids) in [("parent", &entry.row.parents), ("successor", &entry.row.successors)] {
            for id in ids.iter().filter(|id| !all.by_id.contains_key(id.as_ref())) {
                findings.error("points", file, line, format!("no list has the {what} {id:?}"));
            }
        }
        if entry.row.status == "former" && entry.row.successors.is_empty() {
            findings.note(
                "successor",
                file,
                line,
                format!("{} is former, and nothing says what came after it", entry.row.id),
            );
        }
        if entry.row.status != "former" && !entry.row.successors.is_empty() {
            let message = format!("{} has a successor, but is not former", entry.row.id);
            findings.note("successor", file, line, message);
        }
    }
    circles(all, "parent", |e| e.row.parents.iter().map(AsRef::as_ref).collect(), findings);
    circles(all, "successor", |e| e.row.successors.iter().map(AsRef::as_ref).collect(), findings);
    exceptions(all, findings);
}

/// Finds ids that come back to themselves: a walk in depth with a stack of its own, since a chain may be as long as a list.
fn circles<'a>(all: &'a All<'a>, what: &str, next: impl Fn(&'a Entry<'a>) -> Vec<&'a str>, findings: &mut Findings) {
    let targets = |i: usize| -> Vec<usize> {
        next(&all.entries[i]).into_iter().filter_map(|id| all.by_id.get(id).copied()).collect()
    };
    // 0 unseen, 1 on the way, 2 done
    let mut state = vec![0u8; all.entries.len()];
    for start in 0..all.entries.len() {
        if state[start] != 0 {
            continue;
        }
        state[start] = 1;
        let mut way = vec![(start, targets(start))];
        while let Some((at, open)) = way.last_mut() {
            let Some(to) = open.pop() else {
                state[*at] = 2;
                way.pop();
                continue;
            };
            match state[to] {
                0 => {
                    state[to] = 1;
                    way.push((to, targets(to)));
                }
                1 => {
                    let begin = way.iter().position(|(i, _)| *i == to).unwrap_or(0);
                    circle(all, what, &way[begin..].iter().map(|(i, _)| *i).collect::<Vec<_>>(), findings);
                }
                _ => {}
            }
        }
    }
}

/// Tells a circle at its first row.
fn circle(all: &All<'_>, what: &str, way: &[usize], findings: &mut Findings) {
    const MOST: usize = 5;
    let Some(&first) = way.iter().min() else { return };
    let entry = &all.entries[first];
    if !way.iter().any(|&i| all.entries[i].mine) {
        return;
    }
    let message = if let [_] = way {
        format!("{} is its own {what}", entry.row.id)
    } else {
        let mut ids: Vec<&str> = way.iter().take(MOST).map(|&i| all.entries[i].row.id).collect();
        if way.len() > MOST {
            ids.push("...");
        }
        format!("{what}s go round in a circle: {}, {}", ids.join(", "), all.entries[way[0]].row.id)
    };
    findings.error("circle", entry.file, entry.row.line, message);
}

fn exceptions(all: &All<'_>, findings: &mut Findings) {
    let every: HashSet<&str> = all.entries.iter().flat_map(|e| &e.surfaces).map(|s| s.text.as_ref()).collect();
    for (file, row) in &all.exceptions {
        let message = if row.id == "*" {
            if every.contains(row.surface) {
                continue;
            }
            format!("no entity has the name {:?}", row.surface)
        } else {
            match all.by_id.get(row.id) {
                None => format!("no list has the id {:?}", row.id),
                Some(&i) if all.entries[i].surfaces.iter().all(|s| s.text != row.surface) => {
                    format!("{} has no name {:?}", row.id, row.surface)
                }
                Some(_) => continue,
            }
        };
        findings.error("points", file, row.line, message);
    }
}
