//! The words of UAX #29, as `unicode-segmentation` finds them, which is the oracle, 64 bytes at a time.
//!
//! In text of ASCII, letters with accents, curly quotes and dashes, the rules come down to bits: letters, digits and `_` side by side are one
//! word, and so are letters (or digits) on both sides of one of the few marks that may stand inside a word. Any other character sends the
//! stretch between white space that it stands in to the crate, since white space ends a word whatever stands beside it (but for marks that
//! count as letters, which join the spaces before them).

use gazet_raw::{BLOCK, Classes, Level, classes, places as places_of};
use unicode_segmentation::UnicodeSegmentation;

use crate::span::Span;

/// So many blocks are sorted at a time.
const BLOCKS: usize = 16;

/// The words of a text as UAX #29 has them, before anything is cut, in memory that is used again.
#[derive(Clone, Debug, Default)]
pub struct Words {
    spans: Vec<Span>,
    special: Vec<u32>,
}

impl Words {
    /// Forgets the old text and finds the words of `text`: those of `unicode_word_indices`.
    pub fn fill(&mut self, text: &str) {
        self.fill_by(Level::best(), text);
    }

    /// All words, in order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The places in `spans` of words that may be cut, ascending: among them all that have a dot, colon, `_` or apostrophe inside, or an
    /// `s` behind capitals.
    pub(super) fn special(&self) -> &[u32] {
        &self.special
    }

    fn fill_by(&mut self, level: Level, text: &str) {
        self.spans.clear();
        self.special.clear();
        let mut at = 0;
        while let Some(Stretch { start, end }) = self.easy(level, text.as_bytes(), at) {
            let of_crate = text[start..end].unicode_word_indices();
            let known = self.spans.len() as u32;
            self.spans.extend(of_crate.map(|(i, word)| Span::new(start + i, start + i + word.len())));
            self.special.extend(known..self.spans.len() as u32);
            at = end;
        }
    }

    /// Adds the words from byte `from` on, which stands at the start of the text or at white space, up to the first stretch that is not
    /// easy.
    fn easy(&mut self, level: Level, bytes: &[u8], from: usize) -> Option<Stretch> {
        let first = self.spans.len();
        let mut blocks = Blocks::new(level, bytes, from);
        let (mut before, mut now) = (Bits::default(), blocks.next());
        let (mut base, mut open, mut tail, mut lines) = (from, 0, 0, 0);
        let mut stretch = None;
        while base < bytes.len() {
            let next = if now.hard < BLOCK as u32 { Bits::default() } else { blocks.next() };
            let (letter, digit) = (now.letter << 1 | before.letter >> 63, now.digit << 1 | before.digit >> 63);
            let ahead = |now: u64, next: u64, by: u32| now >> by | next << (64 - by);
            let marks = (now.stop | now.colon) & letter & ahead(now.letter, next.letter, 1)
                | (now.stop | now.comma) & digit & ahead(now.digit, next.digit, 1);
            // a curly apostrophe has three bytes, and may go on into the next block
            let mut curly = std::mem::take(&mut tail);
            if now.curly != 0 {
                let lead =
                    now.curly & (letter & ahead(now.letter, next.letter, 3) | digit & ahead(now.digit, next.digit, 3));
                curly |= lead | lead << 1 | lead << 2;
                tail = lead >> 63 | lead >> 62;
            }
            lines |= now.line;
            let mut inside = now.letter | now.digit | now.line | marks | curly;
            if now.hard < BLOCK as u32 {
                let found = Stretch::around(bytes, from, base + now.hard as usize);
                // what goes on into the stretch is in the stretch
                inside &= 1u64.checked_shl(found.start.saturating_sub(base) as u32).map_or(u64::MAX, |bit| bit - 1);
                stretch = Some(found);
            }
            let behind = inside << 1 | open;
            let special = inside & ((now.stop | now.colon) & marks | curly | now.line | now.capitals_end(&before));
            self.emit(level, base, inside & !behind, inside ^ behind, special, open == 1);
            open = inside >> 63;
            if let Some(Stretch { start, .. }) = stretch {
                let known = first + self.spans[first..].partition_point(|word| (word.start as usize) < start);
                self.spans.truncate(known);
                let special = self.special.partition_point(|&word| (word as usize) < known);
                self.special.truncate(special);
                break;
            }
            (before, now, base) = (now, next, base + BLOCK);
        }
        if stretch.is_none()
            && open == 1
            && let Some(word) = self.spans.last_mut()
        {
            word.end = bytes.len() as u32;
        }
        if lines != 0 {
            self.drop_lines(bytes, first);
        }
        stretch
    }

    /// Adds what starts in a block, and ends what ends in it; `open` where a word goes on from the block before. `edges` are the first bytes
    /// of words and those behind words.
    #[inline]
    fn emit(&mut self, level: Level, base: usize, starts: u64, edges: u64, mut special: u64, open: bool) {
        let (base, known) = (base as u32, self.spans.len());
        while special != 0 {
            let at = special.trailing_zeros();
            special &= special - 1;
            let upto = (starts & (u64::MAX >> (63 - at))).count_ones() as usize;
            let word = (known + upto).saturating_sub(1) as u32;
            if self.special.last() != Some(&word) {
                self.special.push(word);
            }
        }
        let mut places = [0; BLOCK];
        let count = places_of(level, edges, base, &mut places);
        let mut new = &places[..count];
        if open && let Some((&end, rest)) = new.split_first() {
            if let Some(word) = self.spans.last_mut() {
                word.end = end;
            }
            new = rest;
        }
        let (whole, last) = new.as_chunks();
        self.spans.extend(whole.iter().map(|&[start, end]| Span { start, end }));
        // the last one goes on, and gets its end later
        self.spans.extend(last.iter().map(|&start| Span { start, end: start }));
    }

    /// Drops, of the words behind `first`, those that are `_` and nothing else.
    fn drop_lines(&mut self, bytes: &[u8], first: usize) {
        let is_word = |word: &Span| bytes[word.start as usize..word.end as usize].iter().any(|&b| b != b'_');
        if self.spans[first..].iter().all(is_word) {
            return;
        }
        let mut kept = first;
        let mut special = self.special.partition_point(|&word| (word as usize) < first);
        let mut kept_special = special;
        for at in first..self.spans.len() {
            let is_special = self.special.get(special) == Some(&(at as u32));
            special += usize::from(is_special);
            if is_word(&self.spans[at]) {
                self.spans[kept] = self.spans[at];
                if is_special {
                    self.special[kept_special] = kept as u32;
                    kept_special += 1;
                }
                kept += 1;
            }
        }
        self.spans.truncate(kept);
        self.special.truncate(kept_special);
    }
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

/// What boundaries depend on, of 64 bytes.
#[derive(Clone, Copy)]
struct Bits {
    upper: u64,
    letter: u64,
    digit: u64,
    stop: u64,
    colon: u64,
    comma: u64,
    line: u64,
    /// The first bytes of curly apostrophes, which stand inside words as straight ones do.
    curly: u64,
    /// The first byte of a character that the crate has to look at; 64 for none. What stands behind it is not here.
    hard: u32,
}

impl Default for Bits {
    fn default() -> Self {
        let hard = BLOCK as u32;
        Self { upper: 0, letter: 0, digit: 0, stop: 0, colon: 0, comma: 0, line: 0, curly: 0, hard }
    }
}

impl Bits {
    /// Small letters behind two capitals. `before` are the bits of the block before.
    #[inline]
    fn capitals_end(&self, before: &Self) -> u64 {
        let one = self.upper << 1 | before.upper >> 63;
        let two = self.upper << 2 | before.upper >> 62;
        self.letter & !self.upper & one & two
    }

    /// The bits of 64 bytes, which start at byte `base` of the text.
    #[inline]
    fn new(classes: Classes, bytes: &[u8], base: usize) -> Self {
        let Classes { upper, lower, digit, stop, colon, comma, line, high } = classes;
        let mut bits = Self { upper, letter: upper | lower, digit, stop, colon, comma, line, ..Self::default() };
        if high != 0 {
            bits.look(high, bytes, base);
        }
        bits
    }

    /// Sorts the characters outside ASCII.
    fn look(&mut self, mut high: u64, bytes: &[u8], base: usize) {
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
                Kind::Letter => self.letter |= mask,
                Kind::Apostrophe if back == 0 => self.curly |= 1 << place,
                Kind::Apostrophe | Kind::Other => {}
                Kind::Hard => {
                    self.hard = place;
                    return;
                }
            }
        }
    }
}

/// What a character outside ASCII is to word boundaries.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Letter,
    Apostrophe,
    /// Part of no word, and it changes nothing beside it.
    Other,
    /// What only the crate knows.
    Hard,
}

/// What the first character of `bytes` is, and how many bytes it has.
#[inline]
fn kind(bytes: &[u8]) -> (Kind, usize) {
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

/// The blocks of a text, sorted ahead of those who ask for them.
struct Blocks<'t> {
    level: Level,
    bytes: &'t [u8],
    /// Where the blocks in `sorted` begin.
    base: usize,
    sorted: [Classes; BLOCKS],
    at: usize,
    count: usize,
}

impl<'t> Blocks<'t> {
    fn new(level: Level, bytes: &'t [u8], from: usize) -> Self {
        Self { level, bytes, base: from, sorted: [Classes::default(); BLOCKS], at: 0, count: 0 }
    }

    /// The next block; behind the text, blocks of white space.
    #[inline]
    fn next(&mut self) -> Bits {
        if self.at == self.count {
            self.sort();
        }
        let base = self.base + self.at * BLOCK;
        let bits = Bits::new(self.sorted[self.at], self.bytes, base);
        self.at += 1;
        bits
    }

    fn sort(&mut self) {
        self.base += self.count * BLOCK;
        let rest = self.bytes.get(self.base..).unwrap_or(&[]);
        let (whole, part) = rest.as_chunks::<BLOCK>();
        self.at = 0;
        self.count = whole.len().min(BLOCKS);
        if self.count > 0 {
            classes(self.level, &whole[..self.count], &mut self.sorted);
            return;
        }
        self.count = 1;
        let mut block = [b' '; BLOCK];
        block[..part.len()].copy_from_slice(part);
        classes(self.level, &[block], &mut self.sorted);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str) {
        let of_crate: Vec<Span> = text.unicode_word_indices().map(|(i, word)| Span::new(i, i + word.len())).collect();
        let mut words = Words::default();
        for level in Level::all() {
            words.fill_by(level, text);
            assert_eq!(words.spans, of_crate, "{level:?} {text:?}");
            for (i, word) in (0..).zip(&words.spans) {
                let may_be_cut = word.of(text).contains(['.', ':', '_', '\'', '‘', '’', '․', '：', '．', '＇']);
                assert!(!may_be_cut || words.special.contains(&i), "{:?} in {text:?}", word.of(text));
            }
            assert!(words.special.is_sorted_by(|a, b| a < b));
            assert!(words.special.last().is_none_or(|&last| (last as usize) < words.spans.len()));
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
        ] {
            check(text);
            for pad in [1, 30, 59, 60, 61, 62, 63, 64, 127, 1020] {
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
