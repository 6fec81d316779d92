//! The table of hand-made corrections: what no rule can know, each with its reason.
//!
//! `list  subject  action  value  reason`, where list is `actor`, `malware`, `tool` or `*`:
//!
//! | action | subject | value |
//! |---|---|---|
//! | `drop` | a name as the source has it, or cleaned | empty (everywhere) or an id (only there) |
//! | `rename` | a name as the source has it | the names meant, `\|`-separated |
//! | `keep` | a name that a rule would drop | |
//! | `merge` | main name of a source's entry | main name of the entry that takes it in |
//! | `attach` | main name of an ATT&CK or Microsoft entry | main name of the MISP entry to join |
//! | `split` | main name of a ransomware | new id: not the same as the ATT&CK entry of that name |
//! | `id` | id that the rules give | id wanted |
//! | `name` | id | the name wanted (the old one stays an alias) |
//! | `alias` | id | a name; the reason is then its source |
//! | `kind` | id | the kind |
//! | `country` | id | the country |
//! | `caps` | an all-capitals name | stays so: no capitalised form is made |
//! | `tool` | main name in MISP's tool list | is a tool, no malware |

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::gazetteer::import::source::{at_line, read};
use crate::messages::Fatal;

/// A correction's value and reason, and the line that it stands on.
struct Correction {
    line: usize,
    value: String,
    reason: String,
}

/// All corrections by list, action and subject; remembers which met something.
pub(crate) struct Corrections {
    table: BTreeMap<(String, String, String), Vec<Correction>>,
    used: RefCell<BTreeSet<usize>>,
}

impl Corrections {
    /// Reads the table.
    pub(crate) fn read(path: &Path) -> Result<Self, Fatal> {
        let mut table: BTreeMap<_, Vec<Correction>> = BTreeMap::new();
        for (i, line) in read(path)?.lines().enumerate().skip(1) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [list, subject, action, value, reason] = cells[..] else {
                return Err(at_line(path, i + 1, format!("5 columns expected, {} found", cells.len())));
            };
            let correction = Correction { line: i + 1, value: value.into(), reason: reason.into() };
            table.entry((list.into(), action.into(), subject.into())).or_default().push(correction);
        }
        Ok(Self { table, used: RefCell::default() })
    }

    /// The values and reasons of all corrections of `subject`.
    pub(crate) fn all(&self, list: &str, action: &str, subject: &str) -> Vec<(&str, &str)> {
        let found = self.table.get(&(list.into(), action.into(), subject.into()));
        let found = found.into_iter().flatten();
        found
            .map(|c| {
                self.used.borrow_mut().insert(c.line);
                (&*c.value, &*c.reason)
            })
            .collect()
    }

    /// The value of the first correction of `subject`, if there is one.
    pub(crate) fn value(&self, list: &str, action: &str, subject: &str) -> Option<&str> {
        self.all(list, action, subject).first().map(|(value, _)| *value)
    }

    /// Whether there is a correction of `subject`.
    pub(crate) fn has(&self, list: &str, action: &str, subject: &str) -> bool {
        self.value(list, action, subject).is_some()
    }

    /// The reason why `subject` is dropped everywhere (`id` is `None`) or from one entity.
    pub(crate) fn drop_reason(&self, list: &str, subject: &str, id: Option<&str>) -> Option<&str> {
        let key = (list.to_string(), "drop".to_string(), subject.to_string());
        let hit = self.table.get(&key)?.iter().find(|c| c.value == id.unwrap_or_default())?;
        self.used.borrow_mut().insert(hit.line);
        Some(&hit.reason)
    }

    /// Corrections that met nothing: the sources have changed, and they must be looked at again.
    pub(crate) fn stale(&self) -> Vec<String> {
        let used = self.used.borrow();
        let mut stale = Vec::new();
        for ((list, action, subject), corrections) in &self.table {
            for c in corrections.iter().filter(|c| !used.contains(&c.line)) {
                stale.push(format!("line {}: {list} {action} {subject:?}", c.line));
            }
        }
        stale
    }
}
