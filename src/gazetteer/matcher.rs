//! The matcher: which names stand in a text, and where.
//!
//! Words that may start a name are told from the others by what a word begins with and by one small filter over the words that names start
//! with; so most words are never hashed where all names begin with capitals. Two more filters say of what is left, and of it with the
//! next word, whether a name of one word, or a longer name, may start there. What passes is looked up in the [`table`], word by word, as
//! long as names go on, and every pattern found on the way is verified: its words, letter by letter, case, what stands between them,
//! symbols. All of this reads the compiled form where it lies, and allocates nothing but room for what is found.

use std::ops::Range;

use super::beginnings::{Beginnings, CHUNK};
use super::flat::{self, Counts, u32_at};
use super::name::{self, Case};
use super::pattern::{self, Record};
use super::table::{self, Names, Slot, Table};
use super::{Match, hash};
use crate::span::Span;
use crate::tokenize::{self, Gap, Shape, Spans, Tokens};

/// The words of a text, with what the rules ask of each.
pub(crate) trait Sequence {
    /// Where each word stands.
    fn spans(&self) -> &[Span];
    /// What stands before word `i`; [`Gap::Paragraph`] past the last one.
    fn gap(&self, text: &str, i: usize) -> Gap;
    /// How word `i` is written.
    fn shape(&self, text: &str, i: usize) -> Shape;
    /// Of the 64 words from `64 * number` on a bit each: false for words that start with a small ASCII letter or a digit, which stand for
    /// no word that a name writes with a capital.
    fn capitals(&self, number: usize) -> u64;
    /// Number of words.
    #[inline]
    fn len(&self) -> usize {
        self.spans().len()
    }
    /// Where word `i` stands.
    #[inline]
    fn span(&self, i: usize) -> Span {
        self.spans()[i]
    }
}

impl Sequence for Tokens {
    #[inline]
    fn spans(&self) -> &[Span] {
        self.spans()
    }
    #[inline]
    fn gap(&self, _text: &str, i: usize) -> Gap {
        self.gap(i)
    }
    #[inline]
    fn shape(&self, _text: &str, i: usize) -> Shape {
        self.shape(i)
    }
    #[inline]
    fn capitals(&self, number: usize) -> u64 {
        self.capitals(number)
    }
}

impl Sequence for Spans {
    #[inline]
    fn spans(&self) -> &[Span] {
        self.all()
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
    #[inline]
    fn capitals(&self, number: usize) -> u64 {
        self.capitals(number)
    }
}

/// What takes the matches that are found, in no order.
pub(super) trait Out {
    fn push(&mut self, found: Match);
    /// Said of a name that is verified where symbols around its words count.
    fn looks_around(&mut self) {}
    /// Said of a name that is verified as far as this word.
    #[inline]
    fn reaches(&mut self, _word: usize) {}
    /// Asked before the names at a place in the table are verified, whose words stand at `tokens`. True where it takes what they gave
    /// when those words stood in the text before; else [`Out::end`] follows.
    fn is_known(&mut self, _names: u32, _words: &impl Sequence, _tokens: Range<usize>) -> bool {
        false
    }
    /// All of these names are verified.
    fn end(&mut self) {}
    fn len(&self) -> usize;
    /// Sorts what was pushed as number `from` and behind.
    fn sort(&mut self, from: usize);
}

impl Out for Vec<Match> {
    #[inline]
    fn push(&mut self, found: Match) {
        self.push(found);
    }
    #[inline]
    fn len(&self) -> usize {
        self.len()
    }
    fn sort(&mut self, from: usize) {
        self[from..].sort_unstable_by_key(Match::order);
    }
}

/// The sections of a compiled gazetteer that matching reads.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matcher<'g> {
    pub(super) counts: Counts,
    pub(super) records: &'g [u8],
    pub(super) ends: &'g [u8],
    pub(super) table: Table<'g>,
    pub(super) firsts: &'g [u8],
    pub(super) singles: &'g [u8],
    pub(super) pairs: &'g [u8],
    pub(super) unspaced: &'g [u8],
}

/// A word that a name may start with.
#[derive(Clone, Copy, Default)]
struct Start {
    /// The word.
    first: u32,
    /// Its hash.
    sequence: u64,
    /// That of it and the word behind it.
    then: u64,
    /// A name of this one word may stand.
    single: bool,
    /// A name may start with both.
    pair: bool,
    /// The hash of both where one may start with them but for a possessive `s` that is stuck to the second.
    fused: Option<u64>,
}

impl<'g> Matcher<'g> {
    /// Every name at every place, sorted by first word; those that start with one word come one after another, in no order.
    pub(super) fn find(&self, text: &str, words: &impl Sequence, out: &mut impl Out) {
        self.starts(text, words, |start| {
            let from = out.len();
            self.at(text, words, start, out);
            if out.len() > from + 1 {
                out.sort(from);
            }
            start.first + 1
        });
        let from = out.len();
        self.find_unspaced(text, words, out);
        if out.len() > from {
            out.sort(0);
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
        // a symbol may end one name and begin another, so that words which follow each other are not enough
        let mut end = 0;
        self.starts(text, words, |start| {
            found.clear();
            self.at(text, words, start, &mut found);
            found.retain(|m| m.span.start >= end && keep(m));
            let Some(&longest) = found.iter().min_by_key(|m| m.order()) else { return start.first + 1 };
            end = longest.span.end;
            found.retain(|m| m.span == longest.span);
            found.sort_by_key(Match::order);
            out.append(&mut found);
            longest.last
        });
    }

    /// Calls `visit` with each word that a name may start with; words before the number that it returns are passed over.
    #[inline]
    fn starts(&self, text: &str, words: &impl Sequence, mut visit: impl FnMut(&Start) -> u32) {
        let spans = words.spans();
        let (mut beginnings, mut starts) = (Beginnings::new(), [Start::default(); CHUNK]);
        let mut next = 0;
        for from in (0..spans.len()).step_by(CHUNK) {
            let chunk = &spans[from..spans.len().min(from + CHUNK)];
            let capitals = words.capitals(from / CHUNK);
            // in most lists no name starts with a small letter
            let asked = if self.counts.small > 0 { u64::MAX >> (CHUNK - chunk.len()) } else { capitals };
            let mut left = beginnings.find(text, chunk, asked, capitals, self.firsts);
            let mut passed = 0;
            while left != 0 {
                let at = left.trailing_zeros();
                left &= left - 1;
                let (first, capital) = (from as u32 + at, capitals >> at & 1 != 0);
                let sequence = hash_of(text, spans[first as usize]);
                let single = table::may_have(self.singles, table::key(sequence, capital));
                let (mut then, mut pair, mut fused) = (0, false, None);
                if let Some(&second) = spans.get(first as usize + 1) {
                    then = hash::then(sequence, hash_of(text, second));
                    pair = table::may_have(self.pairs, table::key(then, capital));
                    if self.counts.possessable > 0 && may_be_fused(text, second) {
                        let bare = hash::word(text, second.start as usize, second.end as usize - 1);
                        let bare = hash::then(sequence, bare);
                        fused = table::may_have(self.pairs, table::key(bare, capital)).then_some(bare);
                    }
                }
                starts[passed] = Start { first, sequence, then, single, pair, fused };
                passed += usize::from(single | pair | fused.is_some());
            }
            for start in &starts[..passed] {
                self.table.prefetch(if start.pair { start.then } else { start.sequence });
            }
            for start in &starts[..passed] {
                if start.first >= next {
                    next = visit(start);
                }
            }
        }
    }

    /// The names that start with a word.
    fn at(&self, text: &str, words: &impl Sequence, start: &Start, out: &mut impl Out) {
        let first = start.first as usize;
        if start.single
            && let Some(slot) = self.table.find(start.sequence)
        {
            self.propose(text, words, first, 1, slot, out);
        }
        if let Some(bare) = start.fused {
            self.fused(text, words, first, first + 1, bare, out);
        }
        if !start.pair {
            return;
        }
        let mut sequence = start.then;
        let end = words.len().min(first + self.counts.longest as usize);
        for last in first + 1..end {
            if last > first + 1 {
                let word = words.span(last);
                if self.counts.possessable > 0 && may_be_fused(text, word) {
                    let bare = hash::word(text, word.start as usize, word.end as usize - 1);
                    self.fused(text, words, first, last, hash::then(sequence, bare), out);
                }
                sequence = hash::then(sequence, hash_of(text, word));
            }
            let Some(slot) = self.table.find(sequence) else { return };
            self.propose(text, words, first, last + 1 - first, slot, out);
            if !slot.more {
                return;
            }
        }
    }

    /// The names whose last word is that at `last` without the possessive `s` that is stuck to it; `bare` is the hash of that sequence.
    fn fused(&self, text: &str, words: &impl Sequence, first: usize, last: usize, bare: u64, out: &mut impl Out) {
        if name::is_fused(words, text, last)
            && let Some(slot) = self.table.find(bare)
        {
            self.each(slot.names, |pattern| self.verify(text, words, first, pattern, Some(last), out));
        }
    }

    /// Verifies the names of a slot, in which `depth` words agree, or look so.
    fn propose(&self, text: &str, words: &impl Sequence, first: usize, depth: usize, slot: Slot, out: &mut impl Out) {
        let several = match slot.names {
            Names::Many(names) if out.is_known(names, words, first..first + depth) => return,
            Names::Many(_) => true,
            _ => false,
        };
        self.each(slot.names, |number| {
            let Some(record) = self.record(number) else { return };
            self.verify_record(text, words, first, number, &record, None, out);
            // the only name that starts so may go on, to a last word with a possessive s
            if record.flags & pattern::POSSESSABLE == 0 {
                return;
            }
            let count = record.words().count();
            let last = first + count.max(1) - 1;
            if count > depth
                && last < words.len()
                && may_be_fused(text, words.span(last))
                && name::is_fused(words, text, last)
            {
                self.verify(text, words, first, number, Some(last), out);
            }
        });
        if several {
            out.end();
        }
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
        pattern::at(self.records, pattern)
    }

    /// Where the entity behind this one stands, or the end of all.
    pub(super) fn behind(&self, entity: u32) -> u32 {
        self.records_of(entity).last().map_or(self.records.len(), |(_, behind)| behind) as u32
    }

    /// The records of an entity, each with its place; where the next thing stands.
    fn records_of(&self, entity: u32) -> impl Iterator<Item = (u32, usize)> {
        let all = self.records;
        let mut next = Some(entity as usize);
        std::iter::from_fn(move || {
            let at = next?;
            let record = Record::read(all.get(at..)?)?;
            let behind = all.len() - record.behind()?.len();
            next = (!record.last).then_some(behind);
            Some((at as u32, behind))
        })
    }

    /// The match of a pattern that stands in a text. Most patterns are names; a further one belongs to a name, which belongs to an entity.
    fn found(&self, span: Span, words: Range<usize>, pattern: u32, record: &Record<'_>) -> Match {
        let before = |pattern: u32, record: &Record<'_>| pattern.saturating_sub(record.owner);
        let (name, entity) = if record.flags & pattern::FURTHER == 0 {
            (pattern, before(pattern, record))
        } else {
            let name = before(pattern, record);
            (name, self.record(name).map_or(0, |record| before(name, &record)))
        };
        Match {
            span,
            first: words.start as u32,
            last: words.end as u32,
            name,
            entity,
            flags: record.flags & !pattern::FURTHER,
        }
    }

    /// The numbers of all patterns that match by words.
    pub(super) fn spoken(&self) -> impl Iterator<Item = u32> {
        let mut entity = 0;
        let entities = (0..self.counts.entities).map(move |_| {
            let own = entity;
            entity = self.behind(own);
            own
        });
        let all = entities.flat_map(|entity| self.records_of(entity)).map(|(pattern, _)| pattern);
        all.filter(|&p| self.record(p).is_some_and(|r| r.flags & pattern::SILENT == 0))
    }

    /// Calls `with` with every pattern, those that match nowhere among them, whose words may be the first of these, and the number of words by
    /// which it was found.
    pub(super) fn with_words(&self, words: &[&str], mut with: impl FnMut(u32, &Record<'_>, usize)) {
        let Some(first) = words.first() else { return };
        let of = |word: &str| hash::word(word, 0, word.len());
        let mut sequence = of(first);
        for depth in 1..=words.len() {
            if depth > 1 {
                sequence = hash::then(sequence, of(words[depth - 1]));
            }
            let Some(slot) = self.table.find(sequence) else {
                // no name may be this word, and longer ones stand in the slots of two words and more
                if depth == 1 {
                    continue;
                }
                return;
            };
            self.each(slot.names, |number| {
                if let Some(record) = self.record(number) {
                    with(number, &record, depth);
                }
            });
            if depth > 1 && !slot.more {
                return;
            }
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
        out: &mut impl Out,
    ) {
        if let Some(record) = self.record(number) {
            self.verify_record(text, words, first, number, &record, fused, out);
        }
    }

    /// The same with the pattern's record, where that has been read.
    #[expect(clippy::too_many_arguments, reason = "what a match is made of")]
    fn verify_record(
        &self,
        text: &str,
        words: &impl Sequence,
        first: usize,
        number: u32,
        record: &Record<'_>,
        fused: Option<usize>,
        out: &mut impl Out,
    ) {
        if record.flags & pattern::SILENT != 0 {
            return;
        }
        // letter for letter as in the list: no rule can say no
        if let (Some(plain), None) = (record.plain(), fused)
            && let start = words.span(first).start
            && text.as_bytes()[start as usize..].starts_with(plain)
        {
            let end = start + plain.len() as u32;
            let last = (first..words.len()).find(|&i| words.span(i).end >= end).unwrap_or(first);
            if words.span(last).end == end {
                out.push(self.found(Span { start, end }, first..last + 1, number, record));
                return;
            }
        }
        let mut parts = record.words();
        let (mut prefix, mut end, mut last) = (&[][..], words.span(first).start, first);
        for part in parts.by_ref() {
            out.reaches(last);
            if last >= words.len() {
                return;
            }
            let span = words.span(last);
            let stands = span.start as usize..span.end as usize - usize::from(fused == Some(last));
            if !word_fits(record, &part, text, stands, || words.shape(text, last)) {
                return;
            }
            if last == first {
                prefix = part.gap;
            } else {
                let between = || &text[end as usize..span.start as usize];
                if !name::gap_fits(part.before, words.gap(text, last), between, part.gap) {
                    return;
                }
            }
            end = span.end;
            last += 1;
        }
        // a list that was damaged may have a name without words
        if last == first || fused.is_some_and(|fused| fused + 1 != last) {
            return;
        }
        let suffix = parts.suffix();
        let mut span = Span { start: words.span(first).start, end: end - u32::from(fused.is_some()) };
        if fused.is_some() && (record.flags & pattern::POSSESSABLE == 0 || !suffix.is_empty()) {
            return;
        }
        if !prefix.is_empty() || !suffix.is_empty() {
            out.looks_around();
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
        out.push(self.found(span, first..last, number, record));
    }

    /// True where names in scripts without spaces have to be looked for.
    fn has_unspaced(&self, text: &str) -> bool {
        !self.unspaced.is_empty() && !text.is_ascii()
    }

    fn find_unspaced(&self, text: &str, words: &impl Sequence, out: &mut impl Out) {
        if !self.has_unspaced(text) {
            return;
        }
        for (at, c) in text.char_indices().filter(|&(_, c)| name::is_unspaced_char(c)) {
            let mut chars = text[at + c.len_utf8()..].chars();
            let mut sequence = hash::unspaced(c);
            if let Some(slot) = self.table.find(sequence) {
                self.each(slot.names, |pattern| self.verify_unspaced(text, words, at, pattern, out));
            }
            for _ in 1..self.counts.longest {
                let Some(c) = chars.next() else { break };
                sequence = hash::then(sequence, hash::unspaced(c));
                let Some(slot) = self.table.find(sequence) else { break };
                self.each(slot.names, |pattern| self.verify_unspaced(text, words, at, pattern, out));
                if !slot.more {
                    break;
                }
            }
        }
    }

    /// Adds the match of a name whose first character in a script without spaces stands at byte `at`.
    fn verify_unspaced(&self, text: &str, words: &impl Sequence, at: usize, number: u32, out: &mut impl Out) {
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
            out.push(self.found(span, first..last, number, &record));
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

/// False for words that [`name::is_fused`] is false for, most of them.
#[inline]
fn may_be_fused(text: &str, word: Span) -> bool {
    let bytes = text.as_bytes();
    let starts_so = |b: &u8| !b.is_ascii_lowercase() && !b.is_ascii_digit();
    word.len() > 4 && bytes.get(word.end as usize - 1) == Some(&b's') && starts_so(&bytes[word.start as usize])
}

/// True where the word at `stands` is that of the name, and written as it must be.
#[inline]
fn word_fits(
    record: &Record<'_>,
    part: &pattern::Word<'_>,
    text: &str,
    stands: Range<usize>,
    shape: impl FnOnce() -> Shape,
) -> bool {
    let word = &text.as_bytes()[stands.clone()];
    let exact = record.flags & pattern::EXACT != 0;
    // a name's own writing has the case that it asks for; a further pattern may have got an `s`
    if word == part.text && (exact || record.flags & pattern::FURTHER == 0 || part.case() == Case::Any) {
        return true;
    }
    let ascii = word.len() == part.text.len() && word.eq_ignore_ascii_case(part.text);
    let (word, own) = (&text[stands], flat::text(part.text));
    if !ascii && !name::fold_eq(word, own) {
        return false;
    }
    if exact { name::letters(word).eq(name::letters(own)) } else { name::case_fits(part.case(), own, word, shape()) }
}
