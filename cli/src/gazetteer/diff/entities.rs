//! Differences of rows, names and exceptions.

use std::collections::{BTreeMap, BTreeSet};

use super::Change;
use crate::gazetteer::lists::{Lists, exception_rows, name_rows, rows};
use crate::messages::Fatal;

/// What an entity is, apart from its names: field and value.
type Fields = Vec<(&'static str, String)>;

/// One state, in the order of ids.
#[derive(Default)]
struct State<'a> {
    entities: BTreeMap<&'a str, (Fields, BTreeSet<String>)>,
    /// Rows of tables of names that say more than the name: id, name, type.
    types: BTreeSet<(&'a str, &'a str, &'a str)>,
    /// Rule by id and surface.
    exceptions: BTreeMap<(&'a str, &'a str), &'a str>,
}

impl<'a> State<'a> {
    fn new(lists: &'a Lists) -> Result<Self, Fatal> {
        let mut state = Self::default();
        for text in &lists.entities {
            for row in rows(text)? {
                let names = row.aliases.iter().map(|a| a.clone().into_owned()).collect();
                let fields = vec![
                    ("label", row.label.to_string()),
                    ("name", row.name.to_owned()),
                    ("country", row.countries.join("|")),
                    ("kind", row.kind.to_owned()),
                    ("status", row.status.to_owned()),
                    ("successor", row.successors.join("|")),
                    ("parent", row.parents.join("|")),
                    ("xref", row.xrefs.join("|")),
                    ("source", row.sources.join("|")),
                ];
                state.entities.insert(row.id, (fields, names));
            }
        }
        for text in &lists.names {
            for row in name_rows(text)? {
                if let Some((fields, names)) = state.entities.get_mut(row.id)
                    && fields.iter().all(|(field, value)| *field != "name" || value != row.name)
                {
                    names.insert(row.name.to_owned());
                }
                if !row.kind.is_empty() {
                    state.types.insert((row.id, row.name, row.kind));
                }
            }
        }
        for text in &lists.exceptions {
            state.exceptions.extend(exception_rows(text)?.into_iter().map(|row| ((row.id, row.surface), row.rule)));
        }
        Ok(state)
    }
}

/// All differences, sorted by id.
pub(super) fn changes(old: &Lists, new: &Lists) -> Result<Vec<Change>, Fatal> {
    let (old, new) = (State::new(old)?, State::new(new)?);
    let mut changes = BTreeSet::new();
    let mut add = |id: &str, field, old: Option<&str>, new: Option<&str>| {
        let (old, new) = (old.map(str::to_owned), new.map(str::to_owned));
        changes.insert(Change { id: id.to_owned(), field, old, new });
    };
    for (id, (fields, names)) in &old.entities {
        let Some((new_fields, new_names)) = new.entities.get(id) else {
            add(id, "row", Some(&fields[1].1), None);
            continue;
        };
        for ((field, old), (_, new)) in fields.iter().zip(new_fields).filter(|(old, new)| old != new) {
            let some = |value: &'_ String| Some(value.clone()).filter(|v| !v.is_empty());
            add(id, field, some(old).as_deref(), some(new).as_deref());
        }
        names.difference(new_names).for_each(|name| add(id, "alias", Some(name), None));
        new_names.difference(names).for_each(|name| add(id, "alias", None, Some(name)));
    }
    for (id, (fields, _)) in new.entities.iter().filter(|(id, _)| !old.entities.contains_key(*id)) {
        add(id, "row", None, Some(&fields[1].1));
    }
    let shown = |(_, name, kind): &(&str, &str, &str)| format!("{kind} {name:?}");
    old.types.difference(&new.types).for_each(|t| add(t.0, "type", Some(&shown(t)), None));
    new.types.difference(&old.types).for_each(|t| add(t.0, "type", None, Some(&shown(t))));
    let keys: BTreeSet<_> = old.exceptions.keys().chain(new.exceptions.keys()).collect();
    for key in keys {
        let shown = |rule: &&str| format!("{:?} {rule}", key.1);
        let (old, new) = (old.exceptions.get(key).map(shown), new.exceptions.get(key).map(shown));
        if old != new {
            add(key.0, "exception", old.as_deref(), new.as_deref());
        }
    }
    Ok(changes.into_iter().collect())
}
