//! The plain matcher: the oracle of the fast one.
//!
//! It folds all words of a text into one string, a separator between them, lets the aho-corasick crate find every pattern in it
//! (overlapping), keeps what begins and ends at separators, and verifies those. Tests and benches hold
//! [`Gazetteer::matches`] against it.

use aho_corasick::AhoCorasick;

use super::{Gazetteer, Match, name};
use crate::tokenize::Tokens;

const SEPARATOR: char = '\u{1f}';

/// A plain matcher for the names of one gazetteer.
#[derive(Debug)]
pub struct Plain<'g> {
    gazetteer: &'g Gazetteer,
    /// The number of patterns; the automaton has twice as many.
    patterns: u32,
    automaton: AhoCorasick,
}

impl<'g> Plain<'g> {
    /// Builds the automaton over all names.
    ///
    /// # Errors
    /// Where the list is too large for the aho-corasick crate.
    pub fn new(gazetteer: &'g Gazetteer) -> Result<Self, aho_corasick::BuildError> {
        let mut key = String::new();
        let patterns = gazetteer.matcher.patterns.iter().map(|pattern| {
            let mut joined = String::from(SEPARATOR);
            for word in &pattern.words {
                name::fold(&word.text, &mut key);
                joined.push_str(&key);
                joined.push(SEPARATOR);
            }
            joined
        });
        // a pattern with a possessive `s` stuck to its last word stands behind all that have none
        let patterns: Vec<String> = patterns.collect();
        let fused = patterns.iter().map(|joined| format!("{}s{SEPARATOR}", joined.trim_end_matches(SEPARATOR)));
        let all: Vec<String> = patterns.iter().cloned().chain(fused).collect();
        Ok(Self { gazetteer, patterns: patterns.len() as u32, automaton: AhoCorasick::new(all)? })
    }

    /// The same matches in the same order as [`Gazetteer::matches`], names in scripts without spaces left out.
    pub fn matches(&self, text: &str, tokens: &Tokens) -> Vec<Match> {
        let mut joined = String::from(SEPARATOR);
        let mut key = String::new();
        let mut starts = Vec::with_capacity(tokens.len());
        for i in 0..tokens.len() {
            starts.push(joined.len() - 1);
            name::fold(tokens.text(text, i), &mut key);
            joined.push_str(&key);
            joined.push(SEPARATOR);
        }
        let mut out: Vec<Match> = self
            .automaton
            .find_overlapping_iter(&joined)
            .filter_map(|found| {
                let first = starts.binary_search(&found.start()).ok()?;
                let fused = found.pattern().as_u32() >= self.patterns;
                let pattern = found.pattern().as_u32() % self.patterns;
                let last = first + self.gazetteer.matcher.patterns[pattern as usize].words.len() - 1;
                if fused && (last == first || !name::is_fused(tokens, text, last)) {
                    return None;
                }
                self.gazetteer.matcher.verify(text, tokens, first, pattern, &self.gazetteer.names, fused)
            })
            .collect();
        out.sort_unstable_by_key(|m| (m.first, std::cmp::Reverse(m.last), m.span, m.name));
        out.dedup();
        out
    }
}
