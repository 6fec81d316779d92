//! Words, 64 bytes at a time: those of UAX #29 as `unicode-segmentation` finds them, which is the oracle, and those of a [`super::Spans`],
//! which are cut where [`super::cut`] says.
//!
//! In text of ASCII, letters with accents, curly quotes and dashes, the rules come down to bits: letters, digits and `_` side by side are one
//! word, and so are letters (or digits) on both sides of one of the few marks that may stand inside a word. Cuts leave of those marks
//! the comma between digits, so that a cut word costs less than an uncut one; the few that are cut otherwise are looked at one by
//! one. Any other character sends the stretch between white space that it stands in to the crate, since white space ends a word whatever
//! stands beside it (but for marks that count as letters, which join the spaces before them).

use std::fmt;

use gazet_raw::{BLOCK, Classes, Level, classes, pick, places};
use unicode_segmentation::UnicodeSegmentation;

use super::cut;
use crate::span::Span;

/// So many blocks are sorted at a time.
const BLOCKS: usize = 32;

/// The words of a text as UAX #29 has them, before anything is cut, in memory that is used again.
#[derive(Clone, Debug, Default)]
pub struct Words(Finder);

impl Words {
    /// Forgets the old text and finds the words of `text`: those of `unicode_word_indices`.
    pub fn fill(&mut self, text: &str) {
        self.0.fill::<false>(Level::best(), text);
    }

    /// All words, in order.
    pub fn spans(&self) -> &[Span] {
        &self.0.spans
    }
}

/// Finds words, cut ones or those of UAX #29, and keeps its memory from text to text.
#[derive(Clone, Default)]
pub(super) struct Finder {
    /// The words, in order.
    pub(super) spans: Vec<Span>,
    /// Of cut words a bit each: false for those that start with a small ASCII letter or a digit. Zeros behind the last.
    pub(super) capitals: Vec<u64>,
    sorted: Vec<Classes>,
    places: Vec<u32>,
}

/// What has been found; the memory that it was found in says nothing.
impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("spans", &self.spans).field("capitals", &self.capitals).finish_non_exhaustive()
    }
}

/// What the blocks of one round come to: bits of bytes.
struct Round {
    /// The first bytes of words and those behind words.
    edges: [u64; BLOCKS],
    /// The first bytes of words.
    starts: [u64; BLOCKS],
    /// What is no small letter and no digit.
    capitals: [u64; BLOCKS],
    count: usize,
}

/// What a block needs to know of those before it.
#[derive(Default)]
struct Before {
    letter: u64,
    digit: u64,
    upper: u64,
    /// A word goes on.
    open: u64,
    /// The bytes of a curly apostrophe that stand in the next block.
    tail: u64,
    /// `_` has been seen.
    lines: u64,
    /// The end of a dotted abbreviation: all up to it is one word.
    dotted: usize,
    /// Where one word ends and another one begins with nothing between, ascending.
    splits: Vec<u32>,
}

impl Finder {
    /// Forgets the old text and finds the words of `text`.
    pub(super) fn fill<const CUT: bool>(&mut self, level: Level, text: &str) {
        self.spans.clear();
        self.capitals.clear();
        let mut at = 0;
        while let Some(Stretch { start, end }) = self.easy::<CUT>(level, text, at) {
            for (i, word) in text[start..end].unicode_word_indices() {
                let word = Span::new(start + i, start + i + word.len());
                if CUT {
                    cut::pieces(text, word, |word| self.push(text, word));
                } else {
                    self.spans.push(word);
                }
            }
            at = end;
        }
    }

    /// Drops the words that lie inside of spans, which are given in order.
    pub(super) fn drop_inside(&mut self, text: &str, spans: impl Iterator<Item = Span>) {
        // up to `kept` the words are those that stay, and from `next` on those that have not been looked at
        let (mut kept, mut next) = (0, 0);
        let mut first = usize::MAX;
        for span in spans {
            let from = next + self.spans[next..].iter().take_while(|word| word.start <= span.start).count();
            let to = from + self.spans[from..].iter().take_while(|word| word.end < span.end).count();
            if from < to {
                first = first.min(from);
                self.spans.copy_within(next..from, kept);
                kept += from - next;
                next = to;
            }
        }
        if first == usize::MAX {
            return;
        }
        self.spans.copy_within(next.., kept);
        self.truncate(kept + self.spans.len() - next);
        let from = first / 64;
        let bits = |words: &[Span]| words.iter().rev().fold(0, |bits, &word| bits << 1 | is_capital(text, word));
        let words = self.spans[from * 64..].chunks(64);
        self.capitals[from..].iter_mut().zip(words).for_each(|(old, words)| *old = bits(words));
    }

    /// Adds a word.
    fn push(&mut self, text: &str, word: Span) {
        let at = self.spans.len();
        self.capitals.resize(at / 64 + 1, 0);
        self.capitals[at / 64] |= is_capital(text, word) << (at % 64);
        self.spans.push(word);
    }

    /// Makes room for the word `at` among those noted, and notes whether it is a capital's.
    fn insert_capital(&mut self, at: usize, capital: u64) {
        self.capitals.resize(self.spans.len().div_ceil(64), 0);
        let (mut carry, below) = (capital << (at % 64), (1 << (at % 64)) - 1);
        if let Some((bits, behind)) = self.capitals[at / 64..].split_first_mut() {
            let (kept, moved) = (*bits & below, *bits & !below);
            (carry, *bits) = (*bits >> 63, kept | carry | moved << 1);
            for bits in behind {
                (carry, *bits) = (*bits >> 63, carry | *bits << 1);
            }
        }
    }

    /// Forgets all words from `count` on.
    fn truncate(&mut self, count: usize) {
        self.spans.truncate(count);
        self.capitals.truncate(count.div_ceil(64));
        if !count.is_multiple_of(64)
            && let Some(last) = self.capitals.get_mut(count / 64)
        {
            *last &= (1 << (count % 64)) - 1;
        }
    }

    /// Adds the words from byte `from` on, which stands at the start of the text or at white space, up to the first stretch that is not
    /// easy.
    fn easy<const CUT: bool>(&mut self, level: Level, text: &str, from: usize) -> Option<Stretch> {
        let (bytes, first) = (text.as_bytes(), self.spans.len());
        let mut before = Before::default();
        let mut base = from;
        let mut round = Round { edges: [0; BLOCKS], starts: [0; BLOCKS], capitals: [0; BLOCKS], count: 0 };
        let mut stretch = None;
        while base < bytes.len() && stretch.is_none() {
            let (count, hard) = self.sort(level, bytes, base);
            stretch = hard.map(|hard| Stretch::around(bytes, from, hard));
            // what goes on into the stretch is in the stretch
            let limit = stretch.as_ref().map_or(usize::MAX, |stretch| stretch.start);
            let opened = before.open != 0;
            for i in 0..count {
                let (now, next, start) = (&self.sorted[i], &self.sorted[i + 1], base + i * BLOCK);
                let mut inside =
                    if CUT { cut_words(text, start, now, next, &mut before) } else { words(now, next, &mut before) };
                if limit < start + BLOCK {
                    inside &= below(limit, start);
                }
                let behind = inside << 1 | before.open;
                round.edges[i] = inside ^ behind;
                round.starts[i] = inside & !behind;
                round.capitals[i] = !(now.lower | now.digit);
                before.open = inside >> 63;
                (before.letter, before.digit, before.upper) = (now.upper | now.lower, now.digit, now.upper);
            }
            round.count = count;
            self.emit::<CUT>(level, text, base, &round, opened, &mut before);
            base += count * BLOCK;
        }
        if let Some(Stretch { start, .. }) = stretch {
            self.truncate(first + self.spans[first..].partition_point(|word| (word.start as usize) < start));
        } else if before.open == 1
            && let Some(word) = self.spans.last_mut()
        {
            word.end = bytes.len() as u32;
        }
        if before.lines != 0 {
            let is_word = |word: &Span| bytes[word.start as usize..word.end as usize].iter().any(|&b| b != b'_');
            let mut at = 0;
            self.spans.retain(|word| {
                at += 1;
                at <= first || is_word(word)
            });
        }
        stretch
    }

    /// Sorts the blocks from byte `base` on, and the one behind them. Gives their number, and the first byte that is not easy, which is in
    /// the last of them.
    fn sort(&mut self, level: Level, bytes: &[u8], base: usize) -> (usize, Option<usize>) {
        let (whole, part) = bytes[base..].as_chunks::<BLOCK>();
        let whole = &whole[..whole.len().min(BLOCKS + 1)];
        let mut count = whole.len();
        self.sorted.resize(BLOCKS + 2, Classes::default());
        classes(level, whole, &mut self.sorted);
        if count <= BLOCKS {
            if !part.is_empty() {
                // behind the text, white space
                let mut block = [b' '; BLOCK];
                block[..part.len()].copy_from_slice(part);
                classes(level, &[block], &mut self.sorted[count..]);
                count += 1;
            }
            self.sorted[count] = Classes::default();
        }
        for i in 0..count {
            let start = base + i * BLOCK;
            if self.sorted[i].high != 0
                && let Some(place) = look(&mut self.sorted[i], bytes, start)
                && i < BLOCKS
            {
                self.sorted[i + 1] = Classes::default();
                return (i + 1, Some(start + place as usize));
            }
        }
        (count.min(BLOCKS), None)
    }

    /// Adds what starts in the blocks of a round, and ends what ends in them; `opened` where a word goes on from before.
    #[inline]
    fn emit<const CUT: bool>(
        &mut self,
        level: Level,
        text: &str,
        base: usize,
        round: &Round,
        opened: bool,
        before: &mut Before,
    ) {
        let known = self.spans.len();
        places(level, &round.edges[..round.count], base as u32, &mut self.places);
        let mut new = &self.places[..];
        if opened && let Some((&end, rest)) = new.split_first() {
            if let Some(word) = self.spans.last_mut() {
                word.end = end;
            }
            new = rest;
        }
        let (whole, last) = new.as_chunks();
        self.spans.extend(whole.iter().map(|&[start, end]| Span { start, end }));
        // the last one goes on, and gets its end later
        self.spans.extend(last.iter().map(|&start| Span { start, end: start }));
        if !CUT {
            return;
        }
        let end = base + round.count * BLOCK;
        pick(level, &round.capitals[..round.count], &round.starts[..round.count], &mut self.capitals, known);
        if !before.splits.is_empty() {
            self.split(text, end, before);
        }
    }

    /// Splits words at the places before byte `end`, up to which all words have been found.
    #[cold]
    fn split(&mut self, text: &str, end: usize, before: &mut Before) {
        let here = before.splits.partition_point(|&at| (at as usize) < end);
        for at in before.splits.drain(..here) {
            let behind = self.spans.partition_point(|word| word.start < at);
            let open = before.open != 0 && behind == self.spans.len();
            let Some(word) = self.spans[..behind].last_mut().filter(|word| open || at < word.end) else { continue };
            // the end of one that goes on comes later
            let rest = Span { start: at, end: if open { at } else { word.end } };
            word.end = at;
            self.spans.insert(behind, rest);
            self.insert_capital(behind, is_capital(text, rest));
        }
    }
}

/// The bits of a block, which starts at byte `start`, that stand for bytes before byte `end`.
#[inline]
fn below(end: usize, start: usize) -> u64 {
    1u64.checked_shl(end.saturating_sub(start).min(BLOCK) as u32).map_or(u64::MAX, |bit| bit - 1)
}

/// Bits `by` places further on, those of the next block behind them.
#[inline]
fn ahead(now: u64, next: u64, by: u32) -> u64 {
    now >> by | next << (64 - by)
}

/// The bytes of a block that are inside words of UAX #29; of `_` alone as well, which is none.
#[inline]
fn words(now: &Classes, next: &Classes, before: &mut Before) -> u64 {
    let (own, others) = (now.upper | now.lower, next.upper | next.lower);
    let (letter, digit) = (own << 1 | before.letter >> 63, now.digit << 1 | before.digit >> 63);
    let marks = (now.stop | now.colon) & letter & ahead(own, others, 1)
        | (now.stop | now.comma) & digit & ahead(now.digit, next.digit, 1);
    // a curly apostrophe has three bytes, and may go on into the next block
    let mut curly = std::mem::take(&mut before.tail);
    if now.high != 0 {
        let lead = now.high & (letter & ahead(own, others, 3) | digit & ahead(now.digit, next.digit, 3));
        curly |= lead | lead << 1 | lead << 2;
        before.tail = lead >> 63 | lead >> 62;
    }
    before.lines |= now.line;
    own | now.digit | now.line | marks | curly
}

/// The bytes of a block, which starts at byte `start`, that are inside words that have been cut.
#[inline]
fn cut_words(text: &str, start: usize, now: &Classes, next: &Classes, before: &mut Before) -> u64 {
    let (own, others) = (now.upper | now.lower, next.upper | next.lower);
    let (letter, digit) = (own << 1 | before.letter >> 63, now.digit << 1 | before.digit >> 63);
    let commas = now.comma & digit & ahead(now.digit, next.digit, 1);
    // dots and apostrophes behind one letter and before another one
    let word = (own | now.digit) << 2 | (before.letter | before.digit) >> 62;
    let dots = now.stop & letter & !word & ahead(own, others, 1);
    // small letters behind two capitals, the last of their word
    let capitals = (now.upper << 1 | before.upper >> 63) & (now.upper << 2 | before.upper >> 62);
    let fused = now.lower & capitals & !ahead(own | now.digit, others | next.digit, 1);
    let mut inside = own | now.digit | commas;
    if before.dotted > start {
        // an abbreviation of the block before goes on here
        inside |= below(before.dotted, start);
    }
    if dots | fused != 0 {
        inside |= look_closer(text, start, dots, fused, before);
    }
    inside
}

/// Looks for dotted abbreviations and lost apostrophes, one by one: at dots between letters, and at small letters behind capitals. Gives
/// the bytes that belong to abbreviations.
#[cold]
fn look_closer(text: &str, start: usize, mut dots: u64, mut fused: u64, before: &mut Before) -> u64 {
    let mut inside = 0;
    while dots != 0 {
        let at = start + dots.trailing_zeros() as usize;
        dots &= dots - 1;
        if at >= before.dotted
            && let Some(end) = cut::dotted_end(text, at - 1)
        {
            before.dotted = end;
            inside |= below(end, start) & !below(at, start);
            if text.as_bytes().get(end).is_some_and(u8::is_ascii_digit) {
                before.splits.push(end as u32);
            }
        }
    }
    while fused != 0 {
        let at = start + fused.trailing_zeros() as usize;
        fused &= fused - 1;
        if cut::has_lost_apostrophe(text, at) {
            before.splits.push(at as u32);
        }
    }
    before.splits.sort_unstable();
    inside
}

/// 0 for words that start with a small ASCII letter or a digit, which stand for no word that a name writes with a capital, 1 for others.
#[inline]
fn is_capital(text: &str, word: Span) -> u64 {
    let first = text.as_bytes().get(word.start as usize);
    u64::from(first.is_none_or(|b| !b.is_ascii_lowercase() & !b.is_ascii_digit()))
}

/// Sorts the characters outside ASCII of a block, which starts at byte `base` of the text: letters count as capitals, and of all others
/// `high` keeps the first bytes of curly apostrophes. Gives the first one that the crate has to look at; what stands behind it is not
/// sorted.
fn look(block: &mut Classes, bytes: &[u8], base: usize) -> Option<u32> {
    let mut high = std::mem::take(&mut block.high);
    while high != 0 {
        let place = high.trailing_zeros();
        let at = base + place as usize;
        // the first one may have begun in the block before
        let back = (0..=3.min(at)).find(|&n| bytes[at - n] >= 0xc0).unwrap_or(0);
        let (kind, len) = kind(&bytes[at - back..]);
        let inside = (len - back.min(len)).max(1) as u32;
        let mask = u64::MAX.checked_shr(BLOCK as u32 - inside).unwrap_or(u64::MAX) << place;
        high &= !mask;
        match kind {
            Kind::Letter => block.upper |= mask,
            Kind::Apostrophe if back == 0 => block.high |= 1 << place,
            Kind::Apostrophe | Kind::Other => {}
            Kind::Hard => return Some(place),
        }
    }
    None
}

/// What the crate has to look at: from white space to white space.
struct Stretch {
    start: usize,
    end: usize,
}

impl Stretch {
    /// The stretch around the character at byte `hard`, which begins no earlier than `from`.
    fn around(bytes: &[u8], from: usize, hard: usize) -> Self {
        let is_white = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t');
        let mut start = bytes[from..hard].iter().rposition(is_white).map_or(from, |i| from + i + 1);
        if start == hard {
            // a mark that counts as a letter joins the spaces before it
            start = bytes[from..hard].iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(from, |i| from + i + 1);
        }
        let end = bytes[hard..].iter().position(is_white).map_or(bytes.len(), |i| hard + i);
        Self { start, end }
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let of_crate: Vec<Span> = text.unicode_word_indices().map(|(i, word)| Span::new(i, i + word.len())).collect();
        let mut cut = Vec::new();
        for &word in &of_crate {
            cut::pieces(text, word, |piece| cut.push(piece));
        }
        let mut finder = Finder::default();
        for level in Level::all() {
            finder.fill::<false>(level, text);
            assert_eq!(finder.spans, of_crate, "{level:?} {text:?}");
            finder.fill::<true>(level, text);
            assert_eq!(finder.spans, cut, "{level:?} cut {text:?}");
            let mut bits = vec![0; cut.len().div_ceil(64)];
            cut.iter().enumerate().for_each(|(i, &w)| bits[i / 64] |= is_capital(text, w) << (i % 64));
            assert_eq!(finder.capitals, bits, "{level:?} {text:?}");
        }
    }

    /// Classes that the rules tell apart, and what stands between stretches.
    const CLASSES: &[char] = &[
        'a', 'B', '1', '_', '.', ':', ',', '\'', ';', '-', ' ', '\n', '’', '‘', '“', '—', 'é', '\u{a0}', '\u{301}',
        '\u{ad}', '漢', '한', 'カ', 'א', '"', '\u{200d}', '🇬', '²', '\u{345}', '\t',
    ];

    #[test]
    fn every_short_text() {
        let mut text = String::new();
        for number in 0..CLASSES.len().pow(4) {
            text.clear();
            let mut rest = number;
            for _ in 0..4 {
                text.push(CLASSES[rest % CLASSES.len()]);
                rest /= CLASSES.len();
            }
            // the same across the edge of a block
            check(&text);
            if number % 7 == 0 {
                check(&format!("{:62}{text}", "x"));
            }
        }
    }

    /// What dotted abbreviations and lost apostrophes are made of, and what may stand beside them.
    #[test]
    fn every_short_abbreviation() {
        const PARTS: &[&str] = &["U", "S.", "s", ".", "’", "'", ":", "_", "5", "é", " ", ",", "漢"];
        let mut text = String::new();
        for number in 0..PARTS.len().pow(5) {
            text.clear();
            let mut rest = number;
            for _ in 0..5 {
                text.push_str(PARTS[rest % PARTS.len()]);
                rest /= PARTS.len();
            }
            check(&format!("U.{text}"));
            if number % 11 == 0 {
                check(&format!("{:1$}U.{text}", "", 55 + number % 9));
                check(&format!("{:2046}{text}", "x"));
            }
        }
    }

    #[test]
    fn every_character() {
        for c in ('\u{80}'..=char::MAX).filter(|&c| c < '\u{3100}' || u32::from(c) % 61 == 0) {
            check(&format!("a{c}b 1{c}2 {c} {c}c d{c}{c}e _{c}_ ’{c}’f .{c}.\u{301}{c}"));
        }
    }

    #[test]
    fn nasty_texts() {
        for text in [
            "a’s can’t 5’6 ‘a’ ’a’ a’ ’a a’’b “a”b",
            "3.5 1,000,000.00 1,a a,1 1.a 12:30 a:b :a: U.S.A. e.g. x_y __ _ _a_ a_",
            "בית\"ס צה״ל a\"b",
            "カタカナ ｶﾅ 東京 한국어 ไทย",
            "🇬🇧🇫🇷 👩‍👩‍👧 e\u{301}a\u{308} a\u{301}’b \u{301}a ’\u{301}a",
            "soft\u{ad}hyphen zero\u{200b}width nb\u{a0}sp\u{202f}nn a\u{2060}b \u{feff}a",
            "½ ² x² 10µm º a·b a‧b a․b a：b a．b a＇b",
            "ĳ ŉ ſ ß ÿ × ÷ À1 1À _À À_",
            "U.S.A. U.S U.S.’s U.S's D.C.20535 U.S.The J.Smith e.g.5 x:U.S. x’U.S. (U.S.) U.S:x a.b.c.d.e.f.g.h.i.j.k. Ph.D.",
            "FBIs CISA's IDs, IDs. É.U.Ss ÉAs xFBIs 5FBIs _FBIs FBIsé FBIs’ FBI_IDs PhDs As USs",
        ] {
            check(text);
            for pad in (0..70).chain(2030..2050) {
                check(&format!("{}{text}", "w".repeat(pad)));
                check(&format!("{}{text} w", " ".repeat(pad)));
            }
        }
    }

    proptest! {
        #[test]
        fn any_text(text in ".{0,200}") {
            check(&text);
        }

        #[test]
        fn mixed_text(pieces in proptest::collection::vec((0..CLASSES.len(), 1..4usize), 0..200)) {
            let text: String = pieces.into_iter().flat_map(|(c, n)| std::iter::repeat_n(CLASSES[c], n)).collect();
            check(&text);
        }
    }
}
