//! The recognizers: one module a kind, each proposing candidates from words that the lists have marked.
//!
//! A recognizer proposes and never drops what another one has proposed. To add a kind: a module here with a `find`, a list in
//! `gazetteers/`, a folder in `fixtures/`, and a line in [`KINDS`].

mod agencies;
mod agreements;
mod bands;
mod events;
mod introduced;
pub(crate) mod names;
mod persons;
pub(crate) mod phrase;
mod threat_actors;
mod titles;

pub(crate) use agreements::id as agreement_id;
pub(crate) use bands::is_explained;
pub(crate) use events::{edition as event_edition, id as event_id};
pub(crate) use titles::id as title_id;

use crate::find::{Candidates, Context};

/// A recognizer.
pub(crate) struct Kind {
    /// Recognizers of a later phase see what those of an earlier one proposed.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the order of the table is the order of running; a test holds it")
    )]
    phase: u8,
    #[cfg_attr(not(test), expect(dead_code, reason = "what the table is sorted by"))]
    name: &'static str,
    pub(crate) find: fn(&Context<'_>, &mut Candidates),
}

/// All recognizers, sorted by phase and name: the order in which they run.
pub(crate) const KINDS: &[Kind] = &[
    Kind { phase: 1, name: "agencies", find: agencies::find },
    Kind { phase: 1, name: "agreements", find: agreements::find },
    Kind { phase: 1, name: "events", find: events::find },
    Kind { phase: 1, name: "threat_actors", find: threat_actors::find },
    Kind { phase: 1, name: "titles", find: titles::find },
    Kind { phase: 2, name: "introduced", find: introduced::find },
    Kind { phase: 2, name: "persons", find: persons::find },
];

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn kinds_are_sorted() {
        assert!(KINDS.is_sorted_by_key(|kind| (kind.phase, kind.name)));
    }
}
