//! Words, 64 bytes at a time: those of UAX #29 as `unicode-segmentation` finds them, which is the oracle, and those of a [`super::Spans`],
//! which are cut where [`super::cut`] says.
//!
//! In text of ASCII, letters with accents, curly quotes and dashes, the rules come down to bits: letters, digits and `_` side by side are one
//! word, and so are letters (or digits) on both sides of one of the few marks that may stand inside a word. Cuts leave of those marks
//! the comma between digits, so that a cut word costs less than an uncut one; the few that are cut otherwise are looked at one by
//! one. Any other character sends the stretch between white space that it stands in to the crate, since white space ends a word whatever
//! stands beside it (but for marks that count as letters, which join the spaces before them).

use std::fmt;

use gazet_raw::{BLOCK, Level, pick, places};
use unicode_segmentation::UnicodeSegmentation;

use super::round::Round;
use super::{cut, markup};
use crate::span::Span;

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
    round: Option<Box<Round>>,
    places: Vec<u32>,
    /// Tags and entities, whose words are none of the text's.
    markup: Vec<Span>,
}

/// What has been found; the memory that it was found in says nothing.
impl fmt::Debug for Finder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finder").field("spans", &self.spans).field("capitals", &self.capitals).finish_non_exhaustive()
    }
}

impl Finder {
    /// Forgets the old text and finds the words of `text`.
    pub(super) fn fill<const CUT: bool>(&mut self, level: Level, text: &str) {
        self.spans.clear();
        self.capitals.clear();
        self.markup.clear();
        if CUT {
            self.markup.extend(markup::all(text));
        }
        let mut at = 0;
        while let Some(Stretch { start, end }) = self.easy::<CUT>(level, text, at) {
            for (i, word) in text[start..end].unicode_word_indices() {
                let word = Span::new(start + i, start + i + word.len());
                if CUT {
                    cut::pieces(text, word, |word| {
                        let behind = self.markup.partition_point(|m| m.end <= word.start);
                        if self.markup.get(behind).is_none_or(|m| !m.contains(word)) {
                            self.push(text, word);
                        }
                    });
                } else {
                    self.spans.push(word);
                }
            }
            at = end;
        }
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
        let mut round = self.round.take().unwrap_or_default();
        round.begin();
        let mut markup = self.markup.partition_point(|m| (m.end as usize) <= from);
        let (mut base, mut stretch) = (from, None);
        // where stretches that are not easy follow each other, what is sorted behind the next one is sorted in vain
        let mut most = if from == 0 { usize::MAX } else { 1 };
        while base < bytes.len() && stretch.is_none() {
            let (count, hard) = round.sort(level, bytes, base, most);
            most = most.saturating_mul(2);
            if CUT {
                round.cut_words(level, text, base, count);
                markup += round.leave_out(&self.markup[markup..], base, count);
            } else {
                round.whole_words(level, count);
            }
            stretch = hard.map(|hard| Stretch::around(text, from, hard));
            if let Some(Stretch { start, .. }) = stretch {
                // what goes on into the stretch is in the stretch
                round.end_at(start, base, count);
            }
            round.edges(level);
            self.emit::<CUT>(level, text, base, count, &mut round);
            round.keep(count);
            base += count * BLOCK;
        }
        if let Some(Stretch { start, .. }) = stretch {
            self.truncate(first + self.spans[first..].partition_point(|word| (word.start as usize) < start));
        } else if round.is_open(0)
            && let Some(word) = self.spans.last_mut()
        {
            word.end = bytes.len() as u32;
        }
        if round.lines {
            let is_word = |word: &Span| bytes[word.start as usize..word.end as usize].iter().any(|&b| b != b'_');
            let mut kept = first;
            for at in first..self.spans.len() {
                self.spans.swap(kept, at);
                kept += usize::from(is_word(&self.spans[kept]));
            }
            self.spans.truncate(kept);
        }
        self.round = Some(round);
        stretch
    }

    /// Adds what starts in the `count` blocks of a round, the first of which starts at byte `base`, and ends what ends in them.
    fn emit<const CUT: bool>(&mut self, level: Level, text: &str, base: usize, count: usize, round: &mut Round) {
        let known = self.spans.len();
        places(level, &round.edges[..count], base as u32, &mut self.places);
        let mut new = &self.places[..];
        // a word may go on from the round before
        if round.is_open(0)
            && let Some((&end, rest)) = new.split_first()
        {
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
        pick(level, &round.capitals[..count], &round.starts[..count], &mut self.capitals, known);
        if !round.splits.is_empty() {
            self.split(text, base + count * BLOCK, round.is_open(count), &mut round.splits);
        }
    }

    /// Splits words at the places before byte `end`, up to which all words have been found; `open` where the last one goes on behind it.
    #[cold]
    fn split(&mut self, text: &str, end: usize, open: bool, splits: &mut Vec<u32>) {
        let here = splits.partition_point(|&at| (at as usize) < end);
        for at in splits.drain(..here) {
            let behind = self.spans.partition_point(|word| word.start < at);
            let open = open && behind == self.spans.len();
            let Some(word) = self.spans[..behind].last_mut().filter(|word| open || at < word.end) else { continue };
            // the end of one that goes on comes later
            let rest = Span { start: at, end: if open { at } else { word.end } };
            word.end = at;
            self.spans.insert(behind, rest);
            self.insert_capital(behind, is_capital(text, rest));
        }
    }
}

/// 0 for words that start with a small ASCII letter or a digit, which stand for no word that a name writes with a capital, 1 for others.
#[inline]
fn is_capital(text: &str, word: Span) -> u64 {
    let first = text.as_bytes().get(word.start as usize);
    u64::from(first.is_none_or(|b| !b.is_ascii_lowercase() & !b.is_ascii_digit()))
}

/// What the crate has to look at: from white space to white space.
struct Stretch {
    start: usize,
    end: usize,
}

impl Stretch {
    /// The stretch around the character at byte `hard`, which begins no earlier than `from`.
    fn around(text: &str, from: usize, hard: usize) -> Self {
        let bytes = text.as_bytes();
        let is_white = |b: &u8| matches!(b, b' ' | b'\n' | b'\r' | b'\t');
        let mut start = bytes[from..hard].iter().rposition(is_white).map_or(from, |i| from + i + 1);
        if start == hard {
            // a mark that counts as a letter joins the spaces before it
            start = bytes[from..hard].iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(from, |i| from + i + 1);
        }
        let mut end = hard;
        loop {
            end += bytes[end..].iter().position(is_white).unwrap_or(bytes.len() - end);
            // a space outside ASCII joins those behind it
            let joins = text[start..end].chars().next_back().is_some_and(char::is_whitespace);
            if !joins || end == bytes.len() {
                return Self { start, end };
            }
            end += bytes[end..].iter().position(|b| !is_white(b)).unwrap_or(bytes.len() - end);
        }
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
        for left_out in markup::all(text) {
            cut.retain(|word| !left_out.contains(*word));
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
        '\u{ad}', '漢', '한', 'カ', 'א', '"', '\u{200d}', '🇬', '²', '\u{345}', '\t', '\u{2000}',
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
            "au\t\u{2000}     \u{820}  ] x\u{2000} y\u{2003} \n\u{3000} \u{345}a \u{3000}",
            "½ ² x² 10µm º a·b a‧b a․b a：b a．b a＇b",
            "ĳ ŉ ſ ß ÿ × ÷ À1 1À _À À_",
            "U.S.A. U.S U.S.’s U.S's D.C.20535 U.S.The J.Smith e.g.5 x:U.S. x’U.S. (U.S.) U.S:x a.b.c.d.e.f.g.h.i.j.k. Ph.D.",
            "&#39;\u{ad}3rd <p>The <b>U.S.</b> &amp; x&nbsp;y &#38;5 &#38; 5</p> <a b=\"é\">c漢</a>d &amp é&amp;漢 &nbsp;&nbsp;<br/>FBIs",
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
