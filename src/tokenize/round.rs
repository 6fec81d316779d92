//! Rounds of blocks of 64 bytes: what is inside words, and where words start and end, as bits of bytes.
//!
//! The classes of bytes lie in a column each, so that the rules are loops over columns, of which the compiler makes vectors.
#![expect(clippy::inline_always, reason = "tasks are compiled for the machine where they are inlined")]

use gazet_raw::{BLOCK, Classes, Level, Task, classes, vectorized};

use super::cut;
use crate::span::Span;

/// So many blocks are sorted at a time.
const BLOCKS: usize = 32;

/// So many blocks are looked at in one round: those that are sorted, the one before and the one behind them.
const SEEN: usize = BLOCKS + 2;

/// What the blocks of one round are made of and come to, in bits of bytes; block 0 is the last one of the round before.
#[derive(Clone)]
pub(super) struct Round {
    classes: Classes<SEEN>,
    /// Bytes inside words.
    inside: [u64; SEEN],
    /// The first bytes of words and those behind words.
    pub(super) edges: [u64; BLOCKS],
    /// The first bytes of words.
    pub(super) starts: [u64; BLOCKS],
    /// What is no small letter and no digit.
    pub(super) capitals: [u64; BLOCKS],
    /// Marks that a dotted abbreviation may have behind its first letter.
    dots: [u64; BLOCKS],
    /// Small letters that may have lost an apostrophe before them.
    fused: [u64; BLOCKS],
    /// The first bytes of curly apostrophes inside words.
    curly: [u64; SEEN],
    /// `_` has been seen.
    pub(super) lines: bool,
    /// The end of a dotted abbreviation: all up to it is one word.
    dotted: usize,
    /// Where one word ends and another one begins with nothing between, ascending.
    pub(super) splits: Vec<u32>,
}

impl Default for Round {
    fn default() -> Self {
        let (seen, blocks) = ([0; SEEN], [0; BLOCKS]);
        Self {
            classes: Classes::default(),
            inside: seen,
            edges: blocks,
            starts: blocks,
            capitals: blocks,
            dots: blocks,
            fused: blocks,
            curly: seen,
            lines: false,
            dotted: 0,
            splits: Vec::new(),
        }
    }
}

impl Round {
    /// Begins a text, or goes on in it behind white space.
    pub(super) fn begin(&mut self) {
        (self.lines, self.dotted) = (false, 0);
        self.splits.clear();
        let Classes { upper, lower, digit, .. } = &mut self.classes;
        for bits in [upper, lower, digit, &mut self.inside, &mut self.curly] {
            bits[0] = 0;
        }
    }

    /// Makes block `last` the one before the next round.
    pub(super) fn keep(&mut self, last: usize) {
        let Classes { upper, lower, digit, .. } = &mut self.classes;
        for bits in [upper, lower, digit, &mut self.inside, &mut self.curly] {
            bits[0] = bits[last];
        }
    }

    /// Sorts the blocks from byte `base` on, at most `most` and [`BLOCKS`], and the one behind them. Gives their number, and the first byte that
    /// is not easy, which is in the last of them.
    pub(super) fn sort(&mut self, level: Level, bytes: &[u8], base: usize, most: usize) -> (usize, Option<usize>) {
        let most = most.min(BLOCKS);
        let (whole, part) = bytes[base..].as_chunks::<BLOCK>();
        let whole = &whole[..whole.len().min(most + 1)];
        let mut count = whole.len();
        classes(level, whole, 1, &mut self.classes);
        if count <= most {
            // behind the text, white space
            let mut block = [b' '; BLOCK];
            block[..part.len()].copy_from_slice(part);
            classes(level, &[block], count + 1, &mut self.classes);
            if !part.is_empty() {
                count += 1;
                if count <= most {
                    classes(level, &[[b' '; BLOCK]], count + 1, &mut self.classes);
                }
            }
        }
        for i in 0..count {
            let start = base + i * BLOCK;
            if self.classes.high[i + 1] != 0
                && let Some(place) = self.look(i + 1, bytes, start)
                && i < most
            {
                classes(level, &[[b' '; BLOCK]], i + 2, &mut self.classes);
                return (i + 1, Some(start + place as usize));
            }
        }
        (count.min(most), None)
    }

    /// Sorts the characters outside ASCII of a block, which starts at byte `base` of the text: letters count as capitals, and of all others
    /// `high` keeps the first bytes of curly apostrophes. Gives the first one that the crate has to look at; what stands behind it is not
    /// sorted.
    fn look(&mut self, block: usize, bytes: &[u8], base: usize) -> Option<u32> {
        let Classes { upper, high, .. } = &mut self.classes;
        let mut left = std::mem::take(&mut high[block]);
        while left != 0 {
            let place = left.trailing_zeros();
            let at = base + place as usize;
            // the first one may have begun in the block before
            let back = (0..=3.min(at)).find(|&n| bytes[at - n] >= 0xc0).unwrap_or(0);
            let (kind, len) = kind(&bytes[at - back..]);
            let inside = (len - back.min(len)).max(1) as u32;
            let mask = u64::MAX.checked_shr(BLOCK as u32 - inside).unwrap_or(u64::MAX) << place;
            left &= !mask;
            match kind {
                Kind::Letter => upper[block] |= mask,
                Kind::Apostrophe if back == 0 => high[block] |= 1 << place,
                Kind::Apostrophe | Kind::Other => {}
                Kind::Hard => return Some(place),
            }
        }
        None
    }

    /// Finds what is inside words of UAX #29; `_` alone as well, which is none.
    pub(super) fn whole_words(&mut self, level: Level, count: usize) {
        vectorized(level, WholeWords(self));
        self.lines |= self.classes.line[1..=count].iter().any(|&line| line != 0);
    }

    /// Finds what is inside words that have been cut. The first block starts at byte `base`.
    pub(super) fn cut_words(&mut self, level: Level, text: &str, base: usize, count: usize) {
        vectorized(level, CutWords(self));
        let special = self.dots[..count].iter().zip(&self.fused).fold(0, |all, (dots, fused)| all | dots | fused);
        if special != 0 || self.dotted > base {
            self.look_closer(text, base, count);
        }
    }

    /// Takes all bytes from `end` on out of words.
    pub(super) fn end_at(&mut self, end: usize, base: usize, count: usize) {
        for i in 0..count {
            self.inside[i + 1] &= below(end, base + i * BLOCK);
        }
    }

    /// Finds where words start and end, of what is inside them.
    pub(super) fn edges(&mut self, level: Level) {
        vectorized(level, Edges(self));
    }

    /// True where a word goes on behind block `block`; 0 is the last one of the round before.
    pub(super) fn is_open(&self, block: usize) -> bool {
        self.inside[block] >> 63 == 1
    }

    /// Takes the bytes of spans, which are given in order, out of words. Gives the number of those that end in these blocks.
    pub(super) fn leave_out(&mut self, spans: &[Span], base: usize, count: usize) -> usize {
        let end = base + count * BLOCK;
        let here = spans.iter().take_while(|span| (span.start as usize) < end);
        for span in here {
            let (from, to) = ((span.start as usize).max(base), (span.end as usize).min(end));
            for i in (from - base) / BLOCK..(to - base).div_ceil(BLOCK) {
                let start = base + i * BLOCK;
                self.inside[i + 1] &= !below(to, start) | below(from, start);
            }
        }
        spans.iter().take_while(|span| (span.end as usize) <= end).count()
    }

    /// Looks for dotted abbreviations and lost apostrophes, one by one, and puts the bytes of abbreviations inside words. The first block
    /// starts at byte `base`.
    #[cold]
    fn look_closer(&mut self, text: &str, base: usize, count: usize) {
        for i in 0..count {
            let start = base + i * BLOCK;
            // an abbreviation of the block before may go on here
            self.inside[i + 1] |= below(self.dotted, start);
            let mut dots = self.dots[i];
            while dots != 0 {
                let at = start + dots.trailing_zeros() as usize;
                dots &= dots - 1;
                if at >= self.dotted
                    && let Some(end) = cut::dotted_end(text, at - 1)
                {
                    self.dotted = end;
                    self.inside[i + 1] |= below(end, start) & !below(at, start);
                    if text.as_bytes().get(end).is_some_and(u8::is_ascii_digit) {
                        self.splits.push(end as u32);
                    }
                }
            }
            let mut fused = self.fused[i];
            while fused != 0 {
                let at = start + fused.trailing_zeros() as usize;
                fused &= fused - 1;
                if cut::has_lost_apostrophe(text, at) {
                    self.splits.push(at as u32);
                }
            }
        }
        self.splits.sort_unstable();
    }
}

/// [`Round::whole_words`] of all blocks.
struct WholeWords<'r>(&'r mut Round);

impl Task for WholeWords<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(round) = self;
        let Classes { upper, lower, digit, stop, colon, comma, line, high } = &round.classes;
        let letter: [u64; SEEN] = std::array::from_fn(|i| upper[i] | lower[i]);
        for i in 1..SEEN - 1 {
            let (letters, digits) = (behind(&letter, i, 1), behind(digit, i, 1));
            let marks = (stop[i] | colon[i]) & letters & ahead(&letter, i, 1)
                | (stop[i] | comma[i]) & digits & ahead(digit, i, 1);
            let lead = high[i] & (letters & ahead(&letter, i, 3) | digits & ahead(digit, i, 3));
            round.curly[i] = lead;
            // a curly apostrophe has three bytes, and may go on into the next block
            let curly = lead | behind(&round.curly, i, 1) | behind(&round.curly, i, 2);
            round.inside[i] = letter[i] | digit[i] | line[i] | marks | curly;
        }
    }
}

/// [`Round::cut_words`] of all blocks, without what has to be looked at closer.
struct CutWords<'r>(&'r mut Round);

impl Task for CutWords<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(round) = self;
        let Classes { upper, lower, digit, stop, comma, .. } = &round.classes;
        let letter: [u64; SEEN] = std::array::from_fn(|i| upper[i] | lower[i]);
        let word: [u64; SEEN] = std::array::from_fn(|i| letter[i] | digit[i]);
        let (digits, digits_ahead) = (all_behind::<1>(digit), all_ahead(digit));
        for i in 0..BLOCKS {
            round.inside[i + 1] = word[i + 1] | comma[i + 1] & digits[i] & digits_ahead[i];
        }
        // dots and apostrophes behind one letter and before another one
        let (letters, letters_ahead, words) = (all_behind::<1>(&letter), all_ahead(&letter), all_behind::<2>(&word));
        for i in 0..BLOCKS {
            round.dots[i] = stop[i + 1] & letters[i] & !words[i] & letters_ahead[i];
        }
        // small letters behind two capitals, the last of their word
        let (capitals, two, words_ahead) = (all_behind::<1>(upper), all_behind::<2>(upper), all_ahead(&word));
        for i in 0..BLOCKS {
            round.fused[i] = lower[i + 1] & capitals[i] & two[i] & !words_ahead[i];
        }
    }
}

/// [`behind`] of all blocks but the first and the last.
#[inline(always)]
fn all_behind<const BY: u32>(bits: &[u64; SEEN]) -> [u64; BLOCKS] {
    std::array::from_fn(|i| behind(bits, i + 1, BY))
}

/// [`ahead`], by one, of all blocks but the first and the last.
#[inline(always)]
fn all_ahead(bits: &[u64; SEEN]) -> [u64; BLOCKS] {
    std::array::from_fn(|i| ahead(bits, i + 1, 1))
}

/// [`Round::edges`] of all blocks.
struct Edges<'r>(&'r mut Round);

impl Task for Edges<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self(round) = self;
        let Classes { lower, digit, .. } = &round.classes;
        for i in 1..SEEN - 1 {
            let behind = behind(&round.inside, i, 1);
            round.edges[i - 1] = round.inside[i] ^ behind;
            round.starts[i - 1] = round.inside[i] & !behind;
            round.capitals[i - 1] = !(lower[i] | digit[i]);
        }
    }
}

/// The bits of a block, `by` places further on, behind those of the block before.
#[inline]
fn behind(bits: &[u64; SEEN], block: usize, by: u32) -> u64 {
    bits[block] << by | bits[block - 1] >> (64 - by)
}

/// The bits of a block, `by` places before, those of the next block behind them.
#[inline]
fn ahead(bits: &[u64; SEEN], block: usize, by: u32) -> u64 {
    bits[block] >> by | bits[block + 1] << (64 - by)
}

/// The bits of a block, which starts at byte `start`, that stand for bytes before byte `end`.
#[inline]
fn below(end: usize, start: usize) -> u64 {
    1u64.checked_shl(end.saturating_sub(start).min(BLOCK) as u32).map_or(u64::MAX, |bit| bit - 1)
}

/// What a character outside ASCII is to word boundaries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Letter,
    Apostrophe,
    /// Part of no word, and it changes nothing beside it.
    Other,
    /// What only the crate knows.
    Hard,
}

/// What the first character of `bytes` is, and how many bytes it has.
#[inline]
pub(super) fn kind(bytes: &[u8]) -> (Kind, usize) {
    let [first, second, third] = [0, 1, 2].map(|i| bytes.get(i).copied().unwrap_or(0));
    match (first, second) {
        // Latin-1: letters but for × and ÷; signs but for the soft hyphen, the middle dot, and what counts as a digit or letter
        (0xc3, 0x97 | 0xb7) => (Kind::Other, 2),
        (0xc3..=0xc5, _) => (Kind::Letter, 2),
        (0xc2, 0xaa | 0xb5 | 0xba) => (Kind::Letter, 2),
        (0xc2, 0xad | 0xb2 | 0xb3 | 0xb7..=0xb9 | 0xbc..=0xbe) => (Kind::Hard, 2),
        (0xc2, 0xa0..=0xbf) => (Kind::Other, 2),
        // general punctuation: dashes, quotes, bullets, the ellipsis
        (0xe2, 0x80) => match third {
            0x98 | 0x99 => (Kind::Apostrophe, 3),
            0x90..=0xa3 | 0xa5 | 0xa6 | 0xb0..=0xbe => (Kind::Other, 3),
            _ => (Kind::Hard, 3),
        },
        // € ™ → and geometric shapes
        (0xe2, 0x82) if third == 0xac => (Kind::Other, 3),
        (0xe2, 0x84) if third == 0xa2 => (Kind::Other, 3),
        (0xe2, 0x86) if (0x90..=0x93).contains(&third) => (Kind::Other, 3),
        (0xe2, 0x96 | 0x97) => (Kind::Other, 3),
        (0xf0.., _) => (Kind::Hard, 4),
        (0xe0..=0xef, _) => (Kind::Hard, 3),
        _ => (Kind::Hard, 2),
    }
}
