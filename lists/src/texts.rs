//! The texts of `gazetteers/`. The build script compiles this file as well, so that what it builds is what the package has.

use gazet::Gazetteer;
use gazet::gazetteer::{Builder, List};

macro_rules! files {
    ($($name:literal)*) => {
        &[$(List { file: $name, bytes: include_bytes!(concat!("../gazetteers/", $name)) }),*]
    };
}

/// The lists of entities, sorted by file name.
pub const LISTS: &[List<'static>] = files![
    "agencies-govuk.tsv"
    "agencies.tsv"
    "agreements.tsv"
    "countries.tsv"
    "cues.tsv"
    "events.tsv"
    "family_names.tsv"
    "given_names.tsv"
    "locations.tsv"
    "malware.tsv"
    "threat_actors.tsv"
    "titles.tsv"
    "tools.tsv"
];

/// The table of further names with their types.
pub const NAMES: &[List<'static>] = files!["names.tsv"];

/// The table of exceptions.
pub const EXCEPTIONS: &[List<'static>] = files!["exceptions.tsv"];

/// A builder that has all built-in lists; a user's own go on top.
pub fn builder() -> Builder<'static> {
    let builder = LISTS.iter().fold(Gazetteer::builder(), |b, list| b.list(*list));
    let builder = NAMES.iter().fold(builder, |b, list| b.names(*list));
    EXCEPTIONS.iter().fold(builder, |b, list| b.exceptions(*list))
}
