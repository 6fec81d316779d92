//! The texts that go with the lists: what they are and where they come from.

/// The table of sources that rows name: `gazetteers/SOURCES.md`.
pub const SOURCES: &str = include_str!("../gazetteers/SOURCES.md");

/// How ordinary words are, which checks of lists ask: `gazetteers/words.tsv`.
pub const WORDS: &str = include_str!("../gazetteers/words.tsv");

/// The licences and notices of the code and of the lists. Whoever passes the lists on passes them on too.
pub const NOTICES: [&str; 3] = [include_str!("../NOTICE"), include_str!("../gazetteers/LICENSE-DATA.md"), SOURCES];
