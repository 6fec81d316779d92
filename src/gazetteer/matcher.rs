//! The matcher: words to numbers, numbers to paths, paths to names.
//!
//! Each token is looked up once in the vocabulary of all names; a word that no name has ends every path. From a word that some name
//! starts with, the path is walked as long as names go on; every name that ends on the way is verified (case, what stands between its words,
//! symbols) and reported. The cost is one hash of each word, and a second one only behind the first word of a name.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use aho_corasick::AhoCorasick;

use super::name::{self, Between, Case};
use super::{Match, Name};
use crate::span::Span;
use crate::tokenize::Tokens;

/// A multiplicative hash in the manner of FxHash: the keys are short words and pairs of small numbers from our own lists, so an
/// attacker gains nothing from collisions but a slower list of their own.
#[derive(Clone, Copy, Default)]
pub(super) struct FastHasher(u64);

impl FastHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            self.add(chunk.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)));
        }
        self.add(chunks.remainder().iter().fold(bytes.len() as u64, |n, &b| n << 8 | u64::from(b)));
    }
    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }
    fn write_u32(&mut self, n: u32) {
        self.add(u64::from(n));
    }
    fn write_u64(&mut self, n: u64) {
        self.add(n);
    }
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

pub(super) type FastMap<K, V> = HashMap<K, V, BuildHasherDefault<FastHasher>>;

/// One word of a compiled pattern: its own spelling, and what [`name::case_fits`] and [`name::gap_fits`] ask.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) key: u32,
    pub(super) text: Box<str>,
    pub(super) case: Case,
    pub(super) before: Between,
}

/// A compiled pattern: a name, or a variant of one.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) name: u32,
    pub(super) words: Box<[Word]>,
    pub(super) prefix: Box<str>,
    pub(super) suffix: Box<str>,
}

#[derive(Debug)]
pub(super) struct Matcher {
    vocabulary: FastMap<Box<str>, u32>,
    /// The node that a name's first word leads to, by the word's number; 0 where no name starts with it.
    roots: Vec<u32>,
    edges: FastMap<u64, u32>,
    /// The patterns that end at each node: a range of `ends`.
    nodes: Vec<(u32, u32)>,
    ends: Vec<u32>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) literals: Vec<String>,
    unspaced: Option<(AhoCorasick, Vec<u32>)>,
}

#[derive(Default)]
pub(super) struct Builder {
    vocabulary: FastMap<Box<str>, u32>,
    patterns: Vec<Pattern>,
    literals: Vec<String>,
    unspaced: Vec<(String, u32)>,
    tokens: Tokens,
}

impl Builder {
    /// Adds one surface form; false where it has no word.
    pub(super) fn add(&mut self, surface: &str, name: u32) -> bool {
        if name::is_unspaced(surface) {
            self.unspaced.push((surface.to_owned(), name));
            return true;
        }
        let all = name::patterns(surface, &mut self.tokens, &mut self.literals);
        let found = !all.is_empty();
        for pattern in all {
            let words = pattern.words.into_iter().map(|word| {
                let next = self.vocabulary.len() as u32;
                let key = *self.vocabulary.entry(word.key.into()).or_insert(next);
                Word { key, text: word.text.into(), case: word.case, before: word.before }
            });
            let words = words.collect();
            self.patterns.push(Pattern { name, words, prefix: pattern.prefix.into(), suffix: pattern.suffix.into() });
        }
        found
    }

    pub(super) fn build(self) -> Matcher {
        let mut roots = vec![0; self.vocabulary.len()];
        let mut edges: FastMap<u64, u32> =
            FastMap::with_capacity_and_hasher(self.patterns.len() * 2, BuildHasherDefault::default());
        let mut nodes = 1u32;
        let mut ends: Vec<(u32, u32)> = Vec::with_capacity(self.patterns.len());
        for (at, pattern) in self.patterns.iter().enumerate() {
            let mut node = 0;
            for (depth, word) in pattern.words.iter().enumerate() {
                let slot = if depth == 0 {
                    &mut roots[word.key as usize]
                } else {
                    edges.entry(edge(node, word.key)).or_insert(0)
                };
                if *slot == 0 {
                    *slot = nodes;
                    nodes += 1;
                }
                node = *slot;
            }
            ends.push((node, at as u32));
        }
        ends.sort_unstable();
        let mut ranges = vec![(0, 0); nodes as usize];
        let mut start = 0;
        for chunk in ends.chunk_by(|a, b| a.0 == b.0) {
            ranges[chunk[0].0 as usize] = (start, start + chunk.len() as u32);
            start += chunk.len() as u32;
        }
        // a pattern list of code points cannot be too large for the automaton's own limits before memory ends
        let unspaced = (!self.unspaced.is_empty())
            .then(|| AhoCorasick::new(self.unspaced.iter().map(|(s, _)| s)).ok())
            .flatten()
            .map(|automaton| (automaton, self.unspaced.iter().map(|u| u.1).collect()));
        Matcher {
            vocabulary: self.vocabulary,
            roots,
            edges,
            nodes: ranges,
            ends: ends.into_iter().map(|e| e.1).collect(),
            patterns: self.patterns,
            literals: self.literals,
            unspaced,
        }
    }
}

fn edge(node: u32, word: u32) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

impl Matcher {
    pub(super) fn find(&self, text: &str, tokens: &Tokens, names: &[Name], out: &mut Vec<Match>) {
        const NONE: u32 = u32::MAX;
        let mut key = String::with_capacity(32);
        let words: Vec<u32> = (0..tokens.len())
            .map(|i| {
                name::fold(tokens.text(text, i), &mut key);
                self.vocabulary.get(key.as_str()).copied().unwrap_or(NONE)
            })
            .collect();
        for first in 0..words.len() {
            if words[first] == NONE {
                continue;
            }
            let mut node = self.roots[words[first] as usize];
            let mut last = first + 1;
            while node != 0 {
                let (from, to) = self.nodes[node as usize];
                for &pattern in &self.ends[from as usize..to as usize] {
                    out.extend(self.verify(text, tokens, first, pattern, names, false));
                }
                if last < tokens.len() && name::is_fused(tokens, text, last) {
                    self.find_fused(text, tokens, names, first, last, node, &mut key, out);
                }
                let Some(&word) = words.get(last).filter(|&&w| w != NONE) else { break };
                node = self.edges.get(&edge(node, word)).copied().unwrap_or(0);
                last += 1;
            }
        }
        self.find_unspaced(text, tokens, out);
    }

    /// The names that end in the word before the last letter of token `last`, a possessive `s` that has lost its apostrophe.
    #[allow(clippy::too_many_arguments, reason = "the inner loop of `find`, apart because it is seldom entered")]
    #[cold]
    fn find_fused(
        &self,
        text: &str,
        tokens: &Tokens,
        names: &[Name],
        first: usize,
        last: usize,
        node: u32,
        key: &mut String,
        out: &mut Vec<Match>,
    ) {
        let word = tokens.text(text, last);
        name::fold(&word[..word.len() - 1], key);
        let node = self.vocabulary.get(key.as_str()).and_then(|&word| self.edges.get(&edge(node, word)));
        let (from, to) = node.map_or((0, 0), |&node| self.nodes[node as usize]);
        for &pattern in &self.ends[from as usize..to as usize] {
            out.extend(self.verify(text, tokens, first, pattern, names, true));
        }
    }

    /// The match of a pattern whose words stand at token `first`, if case, gaps and symbols agree as well. `fused` where a possessive
    /// `s` is stuck to the last word, which the match leaves out.
    pub(super) fn verify(
        &self,
        text: &str,
        tokens: &Tokens,
        first: usize,
        pattern: u32,
        names: &[Name],
        fused: bool,
    ) -> Option<Match> {
        let Pattern { name, words, prefix, suffix } = &self.patterns[pattern as usize];
        let Name { exact, possessable, .. } = names[*name as usize];
        let last = first + words.len();
        if fused && (!possessable || !suffix.is_empty()) {
            return None;
        }
        let mut span = tokens.span_of(first..last);
        span.end -= u32::from(fused);
        for (i, word) in (first..).zip(words) {
            let stands = &text[tokens.span(i).start as usize..tokens.span(i).end.min(span.end) as usize];
            let case = if exact {
                name::letters(stands).eq(name::letters(&word.text))
            } else {
                name::case_fits(word.case, &word.text, stands, tokens.shape(i))
            };
            if !case || i > first && !name::gap_fits(word.before, tokens, text, i, &self.literals) {
                return None;
            }
        }
        if !prefix.is_empty() {
            text[..span.start as usize].strip_suffix(&**prefix)?;
            span.start -= prefix.len() as u32;
        }
        if !suffix.is_empty() {
            text[span.end as usize..].strip_prefix(&**suffix)?;
            span.end += suffix.len() as u32;
        }
        Some(Match { span, first: first as u32, last: last as u32, name: *name })
    }

    fn find_unspaced(&self, text: &str, tokens: &Tokens, out: &mut Vec<Match>) {
        let Some((automaton, names)) = &self.unspaced else { return };
        if text.is_ascii() {
            return;
        }
        for found in automaton.find_overlapping_iter(text) {
            let span = Span::new(found.start(), found.end());
            let mut first = tokens.at_byte(span.start);
            // the name may start inside a token: a word with a prefix
            if first > 0 && tokens.span(first - 1).end > span.start {
                first -= 1;
            }
            if first >= tokens.len() {
                continue;
            }
            let last = tokens.at_byte(span.end).max(first + 1);
            let name = names[found.pattern().as_usize()];
            out.push(Match { span, first: first as u32, last: last as u32, name });
        }
    }
}
