//! The plain matcher: the oracle of the fast one.
//!
//! It folds all words of a text into one string, a separator between them, lets the aho-corasick crate find every pattern in it
//! (overlapping), keeps what begins and ends at separators, and verifies those. Tests and benches hold
//! [`Gazetteer::matches`] against it.

use aho_corasick::AhoCorasick;

use super::pattern::Record;
use super::{Gazetteer, Match, flat, name};
use crate::tokenize::Tokens;

const SEPARATOR: char = '\u{1f}';

/// A plain matcher for the names of one gazetteer.
#[derive(Debug)]
pub struct Plain<'g> {
    gazetteer: &'g Gazetteer,
    /// The numbers of the patterns; the automaton has twice as many.
    patterns: Vec<u32>,
    automaton: AhoCorasick,
}

impl<'g> Plain<'g> {
    /// Builds the automaton over all names.
    ///
    /// # Errors
    /// Where the list is too large for the aho-corasick crate.
    pub fn new(gazetteer: &'g Gazetteer) -> Result<Self, aho_corasick::BuildError> {
        let matcher = gazetteer.matcher();
        let numbers: Vec<u32> = matcher.spoken().collect();
        let joined = |&number: &u32| {
            let mut joined = String::from(SEPARATOR);
            for word in matcher.record(number).iter().flat_map(Record::words) {
                joined.extend(name::folded(flat::text(word.text)));
                joined.push(SEPARATOR);
            }
            joined
        };
        let patterns: Vec<String> = numbers.iter().map(joined).collect();
        // a pattern with a possessive `s` stuck to its last word stands behind all that have none
        let fused = patterns.iter().map(|joined| format!("{}s{SEPARATOR}", joined.trim_end_matches(SEPARATOR)));
        let all: Vec<String> = patterns.iter().cloned().chain(fused).collect();
        Ok(Self { gazetteer, patterns: numbers, automaton: AhoCorasick::new(all)? })
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
        let matcher = self.gazetteer.matcher();
        let mut out = Vec::new();
        for found in self.automaton.find_overlapping_iter(&joined) {
            let Ok(first) = starts.binary_search(&found.start()) else { continue };
            let (at, count) = (found.pattern().as_usize(), self.patterns.len());
            let number = self.patterns[at % count];
            let last = first + matcher.record(number).map_or(1, |r| r.words().count()) - 1;
            let fused = (at >= count).then_some(last);
            if fused.is_none() || last != first && name::is_fused(tokens, text, last) {
                matcher.verify(text, tokens, first, number, fused, &mut out);
            }
        }
        out.sort_unstable_by_key(Match::order);
        out.dedup();
        out
    }
}
