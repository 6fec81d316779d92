//! The matcher: which names stand in a text, and where.
//!
//! Each word of the text is hashed once. Two small filters say of a word, and of a word with the next one, whether a name of one word, or a
//! longer name, may start there; few words pass where none does. What passes is looked up in the [`table`], word by word, as long as
//! names go on, and every pattern found on the way is verified: its words, letter by letter, case, what stands between them, symbols. All
//! of this reads the compiled form where it lies, and allocates nothing.

use super::flat::{self, Counts, u32_at};
use super::name::{self, Case};
use super::pattern::{self, Record};
use super::table::{self, Names, Slot};
use super::{Match, hash};
use crate::span::Span;
use crate::tokenize::{self, Gap, Shape, Spans, Tokens};

/// The words of a text, with what the rules ask of each.
pub(crate) trait Sequence {
    /// Number of words.
    fn len(&self) -> usize;
    /// Where word `i` stands.
    fn span(&self, i: usize) -> Span;
    /// What stands before word `i`; [`Gap::Paragraph`] past the last one.
    fn gap(&self, text: &str, i: usize) -> Gap;
    /// How word `i` is written.
    fn shape(&self, text: &str, i: usize) -> Shape;
}

impl Sequence for Tokens {
    fn len(&self) -> usize {
        self.len()
    }
    #[inline]
    fn span(&self, i: usize) -> Span {
        self.span(i)
    }
    #[inline]
    fn gap(&self, _text: &str, i: usize) -> Gap {
        self.gap(i)
    }
    #[inline]
    fn shape(&self, _text: &str, i: usize) -> Shape {
        self.shape(i)
    }
}

impl Sequence for Spans {
    fn len(&self) -> usize {
        self.all().len()
    }
    #[inline]
    fn span(&self, i: usize) -> Span {
        self.all()[i]
    }
    fn gap(&self, text: &str, i: usize) -> Gap {
        match (i.checked_sub(1).map(|before| self.all()[before].end), self.all().get(i)) {
            (None, _) => Gap::Start,
            (_, None) => Gap::Paragraph,
            (Some(end), Some(span)) => tokenize::gap(&text[end as usize..span.start as usize]),
        }
    }
    #[inline]
    fn shape(&self, text: &str, i: usize) -> Shape {
        tokenize::shape(text, self.all()[i])
    }
}

/// The sections of a compiled gazetteer that matching reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matcher<'g> {
    pub(super) counts: Counts,
    pub(super) patterns: &'g [u8],
    pub(super) records: &'g [u8],
    pub(super) ends: &'g [u8],
    pub(super) table: &'g [u8],
    pub(super) singles: &'g [u8],
    pub(super) pairs: &'g [u8],
    pub(super) unspaced: &'g [u8],
}

/// So many words are hashed, then filtered, then looked up, at a time: their memory is read while the next are on their way.
const CHUNK: usize = 128;

/// A word that a name may start with.
#[derive(Clone, Copy, Default)]
struct Start {
    /// The word.
    first: u32,
    single: bool,
    pair: bool,
}

impl<'g> Matcher<'g> {
    /// Every name at every place, sorted by first word; those that start with one word come one after another, in no order.
    pub(super) fn find(&self, text: &str, words: &impl Sequence, out: &mut Vec<Match>) {
        self.starts(text, words, |start, hash| {
            let from = out.len();
            self.at(text, words, start, hash, out);
            if out.len() > from + 1 {
                out[from..].sort_unstable_by_key(Match::order);
            }
            start.first + 1
        });
        let from = out.len();
        self.find_unspaced(text, words, out);
        if out.len() > from {
            out.sort_unstable_by_key(Match::order);
        }
    }

    /// The longest name at the first word where one stands, then on behind it; of those that `keep` keeps, one or all with that span.
    pub(super) fn find_longest(
        &self,
        text: &str,
        words: &impl Sequence,
        keep: impl Fn(&Match) -> bool,
        out: &mut Vec<Match>,
    ) {
        let mut found = Vec::new();
        if self.has_unspaced(text) {
            self.find(text, words, &mut found);
            let mut last = Span::default();
            out.extend(found.into_iter().filter(|m| {
                let free = (m.span.start >= last.end || m.span == last) && keep(m);
                last = if free { m.span } else { last };
                free
            }));
            return;
        }
        self.starts(text, words, |start, hash| {
            found.clear();
            self.at(text, words, start, hash, &mut found);
            found.retain(&keep);
            let Some(&longest) = found.iter().min_by_key(|m| m.order()) else { return start.first + 1 };
            found.retain(|m| m.span == longest.span);
            found.sort_by_key(Match::order);
            out.append(&mut found);
            longest.last
        });
    }

    /// Calls `visit` with each word that a name may start with, and its hash; words before the number that it returns are passed over.
    #[inline]
    fn starts(&self, text: &str, words: &impl Sequence, mut visit: impl FnMut(Start, u64) -> u32) {
        let (mut hashes, mut starts) = ([0; CHUNK + 1], [Start::default(); CHUNK]);
        let len = words.len();
        if len == 0 {
            return;
        }
        hashes[0] = hash_of(text, words.span(0));
        let (mut from, mut next) = (0, 0);
        let possessable = self.counts.possessable > 0;
        while from < len {
            let count = CHUNK.min(len - from);
            for (hash, i) in hashes[1..=count].iter_mut().zip(from + 1..) {
                *hash = if i < len { hash_of(text, words.span(i)) } else { 0 };
            }
            let mut passed = 0;
            for i in 0..count {
                let word = words.span(from + i);
                let capital = is_capital(text, word);
                let sequence = hash::first(hashes[i], self.counts.seed);
                let single = table::may_have(self.singles, table::key(sequence, capital));
                let then = hash::then(sequence, hashes[i + 1]);
                let pair = table::may_have(self.pairs, table::key(then, capital));
                starts[passed] = Start { first: (from + i) as u32, single, pair };
                // a capitalised word in s may be a name's last word with a possessive s: seldom, and asked where the name is looked up
                let fused = possessable && from + i + 1 < len && may_be_fused(text, words.span(from + i + 1));
                passed += usize::from(single | pair | fused);
            }
            for &start in &starts[..passed] {
                if start.first >= next {
                    next = visit(start, hashes[start.first as usize - from]);
                }
            }
            hashes[0] = hashes[count];
            from += count;
        }
    }

    /// The names that start with a word.
    fn at(&self, text: &str, words: &impl Sequence, start: Start, hash: u64, out: &mut Vec<Match>) {
        let first = start.first as usize;
        let mut sequence = hash::first(hash, self.counts.seed);
        if start.single
            && let Some(slot) = table::find(self.table, sequence)
        {
            self.propose(text, words, first, 1, slot, out);
        }
        let mut look = start.pair;
        for last in first + 1..words.len().min(first + self.counts.longest as usize) {
            if !look && last > first + 1 {
                return;
            }
            let word = words.span(last);
            if may_be_fused(text, word) && name::is_fused(words, text, last) {
                let stripped = hash::word(text, word.start as usize, word.end as usize - 1);
                if let Some(slot) = table::find(self.table, hash::then(sequence, stripped)) {
                    self.each(slot.names, |pattern| self.verify(text, words, first, pattern, Some(last), out));
                }
            }
            if !look {
                return;
            }
            sequence = hash::then(sequence, hash_of(text, word));
            let Some(slot) = table::find(self.table, sequence) else { return };
            self.propose(text, words, first, last + 1 - first, slot, out);
            look = slot.more;
        }
    }

    /// Verifies the names of a slot, in which `depth` words agree.
    fn propose(&self, text: &str, words: &impl Sequence, first: usize, depth: usize, slot: Slot, out: &mut Vec<Match>) {
        self.each(slot.names, |number| {
            self.verify(text, words, first, number, None, out);
            // the only name that starts so may go on, to a last word with a possessive s
            let Some(record) = self.record(number).filter(|r| r.words as usize > depth) else { return };
            let last = first + record.words as usize - 1;
            if last < words.len() && may_be_fused(text, words.span(last)) && name::is_fused(words, text, last) {
                self.verify(text, words, first, number, Some(last), out);
            }
        });
    }

    /// Calls `with` with each pattern.
    #[inline]
    fn each(&self, names: Names, mut with: impl FnMut(u32)) {
        match names {
            Names::None => {}
            Names::One(pattern) => with(pattern),
            Names::Many(at) => {
                let count = u32_at(self.ends, at as usize) as usize;
                let ends = self.ends.get((at as usize + 1) * 4..).unwrap_or(&[]);
                for chunk in ends.chunks_exact(4).take(count) {
                    with(u32_at(chunk, 0));
                }
            }
        }
    }

    /// The record of a pattern.
    #[inline]
    pub(super) fn record(&self, pattern: u32) -> Option<Record<'g>> {
        let at = u32_at(self.patterns, pattern as usize);
        self.records.get(at as usize..).and_then(Record::read)
    }

    /// The number of the name that a pattern belongs to, and the name's record: most patterns are names.
    pub(super) fn name(&self, pattern: u32, record: &Record<'_>) -> u32 {
        if pattern < self.counts.surfaces { pattern } else { record.owner }
    }

    /// The numbers of all patterns that match by words.
    pub(super) fn spoken(&self) -> impl Iterator<Item = u32> {
        let all = 0..(self.patterns.len() / 4) as u32;
        all.filter(|&p| self.record(p).is_some_and(|r| r.flags & pattern::SILENT == 0))
    }

    /// Calls `with` with every pattern, those that match nowhere among them, whose words may be all those of `surface`.
    pub(super) fn with_words(&self, surface: &str, words: &Tokens, mut with: impl FnMut(u32, &Record<'_>)) {
        let len = Sequence::len(words);
        if len == 0 {
            return;
        }
        let mut sequence = hash::first(hash_of(surface, words.span(0)), self.counts.seed);
        for depth in 1..=len {
            if depth > 1 {
                sequence = hash::then(sequence, hash_of(surface, words.span(depth - 1)));
            } else if len > 1 {
                continue;
            }
            let Some(slot) = table::find(self.table, sequence) else { return };
            if depth < len && slot.more {
                continue;
            }
            self.each(slot.names, |number| {
                if let Some(record) = self.record(number).filter(|r| r.words as usize == len) {
                    with(number, &record);
                }
            });
            return;
        }
    }

    /// Adds the match of a pattern whose words may stand at word `first`, if its words, case, gaps and symbols agree. `fused` is the last
    /// word where a possessive `s` is stuck to that, which the match leaves out.
    pub(super) fn verify(
        &self,
        text: &str,
        words: &impl Sequence,
        first: usize,
        number: u32,
        fused: Option<usize>,
        out: &mut Vec<Match>,
    ) {
        let Some(record) = self.record(number).filter(|r| r.flags & pattern::SILENT == 0) else { return };
        let last = first + record.words as usize;
        if last > words.len() || fused.is_some_and(|fused| fused + 1 != last) {
            return;
        }
        let mut parts = record.words();
        let (mut prefix, mut end) = (&[][..], words.span(first).start);
        for i in first..last {
            let (Some(part), span) = (parts.next(), words.span(i)) else { return };
            let stands = span.start as usize..span.end as usize - usize::from(fused == Some(i));
            if !word_fits(&record, &part, text, stands.clone(), || words.shape(text, i)) {
                return;
            }
            if i == first {
                prefix = part.gap;
            } else {
                let between = &text[end as usize..span.start as usize];
                let literal = flat::text(part.gap);
                if !name::gap_fits(part.before, words.gap(text, i), between, literal) {
                    return;
                }
            }
            end = span.end;
        }
        let suffix = parts.suffix();
        let mut span = Span { start: words.span(first).start, end: end - u32::from(fused.is_some()) };
        if fused.is_some() && (record.flags & pattern::POSSESSABLE == 0 || !suffix.is_empty()) {
            return;
        }
        if !prefix.is_empty() {
            if !text.as_bytes()[..span.start as usize].ends_with(prefix) {
                return;
            }
            span.start -= prefix.len() as u32;
        }
        if !suffix.is_empty() {
            if !text[span.end as usize..].starts_with(suffix) {
                return;
            }
            span.end += suffix.len() as u32;
        }
        out.push(Match { span, first: first as u32, last: last as u32, name: self.name(number, &record) });
    }

    /// True where names in scripts without spaces have to be looked for.
    fn has_unspaced(&self, text: &str) -> bool {
        !self.unspaced.is_empty() && !text.is_ascii()
    }

    fn find_unspaced(&self, text: &str, words: &impl Sequence, out: &mut Vec<Match>) {
        if !self.has_unspaced(text) {
            return;
        }
        for (at, c) in text.char_indices().filter(|&(_, c)| name::is_unspaced_char(c)) {
            let mut chars = text[at + c.len_utf8()..].chars();
            let mut sequence = hash::first(hash::unspaced(c), self.counts.seed);
            if let Some(slot) = table::find(self.table, sequence) {
                self.each(slot.names, |pattern| self.verify_unspaced(text, words, at, pattern, out));
            }
            for _ in 1..self.counts.longest {
                let Some(c) = chars.next() else { break };
                sequence = hash::then(sequence, hash::unspaced(c));
                let Some(slot) = table::find(self.table, sequence) else { break };
                self.each(slot.names, |pattern| self.verify_unspaced(text, words, at, pattern, out));
                if !slot.more {
                    break;
                }
            }
        }
    }

    /// Adds the match of a name whose first character in a script without spaces stands at byte `at`.
    fn verify_unspaced(&self, text: &str, words: &impl Sequence, at: usize, number: u32, out: &mut Vec<Match>) {
        let Some(record) = self.record(number).filter(|r| r.flags & pattern::UNSPACED != 0) else { return };
        let surface = record.text();
        let Some(before) = surface.find(name::is_unspaced_char) else { return };
        let Some(start) = at.checked_sub(before) else { return };
        if !text.as_bytes()[start..].starts_with(surface.as_bytes()) {
            return;
        }
        let span = Span::new(start, start + surface.len());
        let at_byte = |offset: u32| partition(words, |s| s.start < offset);
        let mut first = at_byte(span.start);
        // the name may start inside a token: a word with a prefix
        if first > 0 && words.span(first - 1).end > span.start {
            first -= 1;
        }
        if first < words.len() {
            let last = at_byte(span.end).max(first + 1);
            out.push(Match { span, first: first as u32, last: last as u32, name: self.name(number, &record) });
        }
    }
}

#[inline]
fn hash_of(text: &str, word: Span) -> u64 {
    hash::word(text, word.start as usize, word.end as usize)
}

/// How many words, from the first on, satisfy `is`.
fn partition(words: &impl Sequence, is: impl Fn(Span) -> bool) -> usize {
    let (mut low, mut high) = (0, words.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if is(words.span(middle)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// False for words that start with a small ASCII letter or a digit, which stand for no word that a name writes with a capital.
#[inline]
fn is_capital(text: &str, word: Span) -> bool {
    text.as_bytes().get(word.start as usize).is_none_or(|b| !b.is_ascii_lowercase() & !b.is_ascii_digit())
}

/// False for words that [`name::is_fused`] is false for, most of them.
#[inline]
fn may_be_fused(text: &str, word: Span) -> bool {
    word.len() > 4 && text.as_bytes().get(word.end as usize - 1) == Some(&b's') && is_capital(text, word)
}

/// True where the word at `stands` is that of the name, and written as it must be.
#[inline]
fn word_fits(
    record: &Record<'_>,
    part: &pattern::Word<'_>,
    text: &str,
    stands: std::ops::Range<usize>,
    shape: impl FnOnce() -> Shape,
) -> bool {
    let word = &text.as_bytes()[stands.clone()];
    let exact = record.flags & pattern::EXACT != 0;
    if word == part.text && (exact || part.case == Case::Any) {
        return true;
    }
    let ascii = word.len() == part.text.len() && word.eq_ignore_ascii_case(part.text);
    let (word, own) = (&text[stands], flat::text(part.text));
    if !ascii && !name::fold_eq(word, own) {
        return false;
    }
    if exact { name::letters(word).eq(name::letters(own)) } else { name::case_fits(part.case, own, word, shape()) }
}
