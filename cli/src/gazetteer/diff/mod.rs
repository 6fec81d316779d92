//! `gazet gazetteer diff`: two states of the lists, by entity and name, and by what they find in texts.

mod effect;
mod entities;

use std::fmt::Write as _;

use super::args::DiffArgs;
use super::grouped;
use super::lists::Lists;
use crate::Exit;
use crate::messages::{self, Fatal, printable};
use crate::sink::show;

/// One difference between two states: `field` of `id` is `new`, not `old`; what is new or gone has but one of them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Change {
    id: String,
    field: &'static str,
    old: Option<String>,
    new: Option<String>,
}

/// Runs `gazet gazetteer diff`.
pub(super) fn diff(args: &DiffArgs) -> Result<Exit, Fatal> {
    let (old, new) = (Lists::read_any(&args.old)?, Lists::read_any(&args.new)?);
    let changes = entities::changes(&old, &new)?;
    show(&if args.json { json(&changes) } else { text(&changes) })?;
    let count = |which: fn(&Change) -> bool| grouped(changes.iter().filter(|c| c.field == "row" && which(c)).count());
    let added = count(|c| c.old.is_none());
    let removed = count(|c| c.new.is_none());
    let other = grouped(changes.iter().filter(|c| c.field != "row").count());
    messages::line(&format!("{added} entities added, {removed} removed, {other} other changes"));
    if !args.corpus.is_empty() {
        let whole = |path: &std::path::Path, lists| if path.is_dir() { lists } else { Lists::built_in().with(lists) };
        effect::effect(&whole(&args.old, old), &whole(&args.new, new), args)?;
    }
    Ok(Exit::Done)
}

fn text(changes: &[Change]) -> String {
    let mut out = String::new();
    for Change { id, field, old, new } in changes {
        let [id, old, new] = [Some(id), old.as_ref(), new.as_ref()].map(|t| t.map(|t| printable(t)));
        let id = id.unwrap_or_default();
        let _ = match (*field, old, new) {
            ("row", None, Some(new)) => writeln!(out, "+ {id}: {new}"),
            ("row", Some(old), _) => writeln!(out, "- {id}: {old}"),
            (field, None, Some(new)) => writeln!(out, "~ {id}: {field} + {new}"),
            (field, Some(old), None) => writeln!(out, "~ {id}: {field} - {old}"),
            (field, old, new) => {
                writeln!(out, "~ {id}: {field} {} -> {}", old.unwrap_or_default(), new.unwrap_or_default())
            }
        };
    }
    out
}

fn json(changes: &[Change]) -> String {
    let mut out = String::new();
    for Change { id, field, old, new } in changes {
        let _ = writeln!(out, "{}", serde_json::json!({"id": id, "field": field, "old": old, "new": new}));
    }
    out
}
