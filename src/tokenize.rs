//! Tokens: the words of a text and where its sentences start.
//!
//! Words are those of UAX #29 as `unicode-segmentation` finds them, then cut at `.` `:` `_` and apostrophes inside a word,
//! since real texts have `Justice.The`, `contact:FBI` and `ROK’s`; a dotted abbreviation (`U.S.`, `D.C.`) stays one word, its
//! last dot included. A token never changes, adds or skips a character: it is a span. What recognizers ask all the time, the
//! kind of gap before a token and the shape of its letters, stands in columns beside the spans, a byte each, computed once.

mod cut;
mod gap;
mod markup;
mod round;
mod sentence;
mod shape;
mod words;

use std::ops::Range;

use gazet_raw::Level;

use crate::span::Span;
use sentence::{is_starter, sentence_starts};
use words::Finder;

pub use gap::Gap;
pub(crate) use gap::gap;
pub(crate) use markup::tag_len;
pub use shape::Shape;
pub(crate) use shape::shape;
pub use words::Words;

/// The words of one text as spans, in order, none overlapping another, and nothing about them. Lists can be matched on them as on
/// [`Tokens`], which say more and take longer to make.
#[derive(Clone, Debug, Default)]
pub struct Spans(Finder);

impl Spans {
    /// Forgets the old text and finds the words of `text` in the memory that is there already.
    pub fn fill(&mut self, text: &str) {
        self.0.fill::<true>(Level::best(), text);
    }

    /// All words, in order.
    pub fn all(&self) -> &[Span] {
        &self.0.spans
    }

    /// Of the 64 words from `64 * number` on a bit each: false for those that start with a small ASCII letter or a digit.
    #[inline]
    pub(crate) fn capitals(&self, number: usize) -> u64 {
        self.0.capitals.get(number).copied().unwrap_or(0)
    }
}

/// The words of one text, in order, none overlapping another.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    words: Spans,
    gaps: Vec<Gap>,
    shapes: Vec<Shape>,
    sentences: Vec<u32>,
}

impl Tokens {
    /// Finds the words of `text`.
    pub fn new(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.refill(text);
        tokens
    }

    /// Forgets the old text and finds the words of `text` in the memory that is there already.
    pub fn refill(&mut self, text: &str) {
        self.words.fill(text);
        self.gaps.clear();
        self.shapes.clear();
        self.sentences.clear();
        let (bytes, spans) = (text.as_bytes(), self.words.all());
        self.gaps.reserve(spans.len());
        self.shapes.reserve(spans.len());
        let mut before = Span::default();
        for (i, &span) in spans.iter().enumerate() {
            let shape = shape(text, span);
            self.shapes.push(shape);
            let last = std::mem::replace(&mut before, span);
            // between most words there is one space
            if span.start == last.end + 1 && bytes[last.end as usize] == b' ' && i > 0 {
                self.gaps.push(Gap::Space);
                // no sentence starts behind a mere space, but for that of an abbreviation
                if bytes[last.end as usize - 1] == b'.' && last.len() > 2 && is_starter(span.of(text)) {
                    self.sentences.push(i as u32);
                }
                continue;
            }
            let between = &text[last.end as usize..span.start as usize];
            let gap = if i == 0 { Gap::Start } else { gap(between) };
            self.gaps.push(gap);
            let starts = match gap {
                Gap::Start | Gap::Paragraph => true,
                Gap::Dot | Gap::Stop | Gap::Other | Gap::Close | Gap::Open | Gap::Dash => {
                    sentence_starts(last.of(text), between, shape, span.of(text))
                }
                Gap::Space => last.len() > 2 && last.of(text).ends_with('.') && is_starter(span.of(text)),
                _ => false,
            };
            if starts {
                self.sentences.push(i as u32);
            }
        }
    }

    /// As [`Spans::capitals`].
    #[inline]
    pub(crate) fn capitals(&self, number: usize) -> u64 {
        self.words.capitals(number)
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.spans().len()
    }

    /// True for a text without a word.
    pub fn is_empty(&self) -> bool {
        self.spans().is_empty()
    }

    /// Where token `i` stands.
    pub fn span(&self, i: usize) -> Span {
        self.spans()[i]
    }

    /// All tokens in order.
    pub fn spans(&self) -> &[Span] {
        self.words.all()
    }

    /// Where the tokens `range` stand together. `range` must not be empty.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        Span { start: self.span(range.start).start, end: self.span(range.end - 1).end }
    }

    /// Token `i` as it stands in `text`, which must be the text that the tokens were made of.
    pub fn text<'a>(&self, text: &'a str, i: usize) -> &'a str {
        self.span(i).of(text)
    }

    /// What stands before token `i`; [`Gap::Paragraph`] past the last token.
    pub fn gap(&self, i: usize) -> Gap {
        self.gaps.get(i).copied().unwrap_or(Gap::Paragraph)
    }

    /// The characters between token `i - 1` (or the start of the text) and token `i` (or the end of the text).
    pub fn gap_text<'a>(&self, text: &'a str, i: usize) -> &'a str {
        let start = if i == 0 { 0 } else { self.span(i - 1).end as usize };
        let end = self.spans().get(i).map_or(text.len(), |s| s.start as usize);
        &text[start..end]
    }

    /// How token `i` is written.
    pub fn shape(&self, i: usize) -> Shape {
        self.shapes[i]
    }

    /// The first token of each sentence, ascending. Empty for a text without a word.
    pub fn sentences(&self) -> &[u32] {
        &self.sentences
    }

    /// True where a sentence starts with token `i`.
    pub fn starts_sentence(&self, i: usize) -> bool {
        self.sentences.binary_search(&(i as u32)).is_ok()
    }

    /// The tokens of the sentence that token `i` is in.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|&s| s as usize <= i);
        let start = if next == 0 { 0 } else { self.sentences[next - 1] as usize };
        start..self.sentences.get(next).map_or(self.len(), |&s| s as usize)
    }

    /// The first token that starts at byte `offset` or later.
    pub fn at_byte(&self, offset: u32) -> usize {
        self.spans().partition_point(|s| s.start < offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Tokens::new(text).spans().iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn cuts_inside_words() {
        assert_eq!(
            words("act.The ROK’s contact:FBI a_b O'Neil"),
            ["act", "The", "ROK", "s", "contact", "FBI", "a", "b", "O", "Neil"]
        );
        assert_eq!(words("the FBIs CISAs IDs as Is"), ["the", "FBI", "s", "CISA", "s", "ID", "s", "as", "Is"]);
        assert_eq!(words("3.5 1,000 12:30 2023-02-27"), ["3", "5", "1,000", "12", "30", "2023", "02", "27"]);
    }

    #[test]
    fn keeps_dotted_abbreviations() {
        assert_eq!(words("the U.S. and D.C., U.S.-led"), ["the", "U.S.", "and", "D.C.", "U.S.", "led"]);
        assert_eq!(
            words("U.S.’s U.S's a U.S base at 9 a.m. today"),
            ["U.S.", "s", "U.S", "s", "a", "U.S", "base", "at", "9", "a.m.", "today"]
        );
        assert_eq!(words("Ph.D. J.Smith e.g. this"), ["Ph", "D", "J", "Smith", "e.g.", "this"]);
    }

    #[test]
    fn soft_hyphens_stay_inside() {
        assert_eq!(words("Common\u{ad}wealth\u{a0}Office"), ["Common\u{ad}wealth", "Office"]);
        assert_eq!(words("FIN7\u{202f}used 5\u{202f}km"), ["FIN7", "used", "5", "km"]);
        assert_eq!(
            words("the \u{202e}FBI\u{202c}\u{200f} and\u{2069}, U.S.\u{200e} x\u{200f}y"),
            ["the", "FBI", "and", "U.S.", "x\u{200f}y"]
        );
        let tokens = Tokens::new("Home\u{200f} Office\u{202c}");
        assert_eq!((tokens.gap(1), tokens.len()), (Gap::Space, 2));
        assert_eq!(Tokens::new("a\u{200f}, \u{202a}b").gap(1), Gap::Comma);
    }

    #[test]
    fn sorts_gaps() {
        use Gap::{Ampersand, Apostrophe, Close, Comma, Dash, Hyphen, Open, Paragraph, Slash, Space, Start};
        let text = "A B-C – D, E & F &amp; G (H) I/J’s K.L. M\n\nN";
        let tokens = Tokens::new(text);
        let gaps: Vec<Gap> = (0..tokens.len()).map(|i| tokens.gap(i)).collect();
        assert_eq!(
            gaps,
            [
                Start, Space, Hyphen, Dash, Comma, Ampersand, Ampersand, Open, Close, Slash, Apostrophe, Space, Space,
                Paragraph
            ]
        );
    }

    #[test]
    fn tags_are_no_words() {
        let text = "<p>The National <b>Crime</b> Agency</p> is 3 < 4";
        let tokens = Tokens::new(text);
        assert_eq!(words(text), ["The", "National", "Crime", "Agency", "is", "3", "4"]);
        assert_eq!((tokens.gap(2), tokens.gap(3), tokens.gap(6)), (Gap::Space, Gap::Space, Gap::Other));
    }

    #[test]
    fn finds_sentences() {
        let starts = |text: &str| -> Vec<String> {
            let tokens = Tokens::new(text);
            tokens.sentences().iter().map(|&i| tokens.text(text, i as usize).to_owned()).collect()
        };
        assert_eq!(starts("He met Mr. Smith of the U.S. Army. They spoke."), ["He", "They"]);
        assert_eq!(starts("It was an act.The judge left. 5 were there"), ["It", "The", "5"]);
        assert_eq!(starts("Head\n\nFirst line\nwraps here.” Second. on"), ["Head", "First", "Second"]);
        assert_eq!(starts("In the U.S. The law of J. Smith"), ["In", "The"]);
        assert_eq!(starts("Points:\n- One\n* Two"), ["Points", "One", "Two"]);
    }
}
