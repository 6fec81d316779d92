//! Words of a text as formats with tokens have them: gazet's words, and what stands between them by UAX #29.
//!
//! Every span begins and ends at the border of a word. Together with single blanks behind words they are the text, so that a reader
//! which puts them together again has every offset right.

use std::collections::BTreeSet;
use std::ops::Range;

use gazet::tokenize::Tokens;
use unicode_segmentation::UnicodeSegmentation as _;

/// The words of one text.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// In bytes. A run of white space, less the one blank behind a word, is a word too.
    pub(super) all: Vec<Range<usize>>,
    /// Where sentences begin, in bytes; none begins inside a span.
    pub(super) sentences: BTreeSet<usize>,
}

impl Words {
    /// Cuts the text, at the ends of spans as well.
    pub(super) fn new(text: &str, spans: impl Iterator<Item = Range<usize>> + Clone) -> Self {
        let tokens = Tokens::new(text);
        let mut borders: BTreeSet<usize> = spans.clone().flat_map(|s| [s.start, s.end]).collect();
        for token in tokens.spans() {
            borders.extend([token.start as usize, token.end as usize]);
        }
        borders.extend([0, text.len()]);
        let borders: Vec<usize> = borders.into_iter().collect();
        let mut pieces = Vec::with_capacity(borders.len());
        let mut ours = tokens.spans().iter().peekable();
        for pair in borders.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            while ours.next_if(|t| t.end as usize <= start).is_some() {}
            if ours.peek().is_some_and(|t| t.start as usize <= start) {
                pieces.push(start..end);
            } else {
                let between = text[start..end].split_word_bound_indices();
                pieces.extend(between.map(|(at, piece)| start + at..start + at + piece.len()));
            }
        }
        let mut sentences: BTreeSet<usize> =
            tokens.sentences().iter().map(|&i| tokens.spans()[i as usize].start as usize).collect();
        for span in spans {
            sentences.retain(|&s| s <= span.start || s >= span.end);
        }
        Self { all: with_blanks(text, pieces), sentences }
    }

    /// The words, cut where sentences begin; white space before the first one belongs to it.
    pub(super) fn by_sentence(&self) -> impl Iterator<Item = &[Range<usize>]> {
        let first = self.sentences.first();
        self.all.chunk_by(move |_, word| !self.sentences.contains(&word.start) || first == Some(&word.start))
    }
}

/// Takes one blank behind each word away, and joins other white space that stands together.
fn with_blanks(text: &str, pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    let mut blank = false;
    for mut piece in pieces {
        if !is_space(&text[piece.clone()]) {
            words.push(piece);
            blank = false;
            continue;
        }
        match words.last_mut() {
            Some(last) if blank && last.end == piece.start => last.end = piece.end,
            Some(last) if !blank && last.end == piece.start && text[piece.clone()].starts_with(' ') => {
                piece.start += 1;
                blank = true;
                if !piece.is_empty() {
                    words.push(piece);
                }
            }
            _ => {
                words.push(piece);
                blank = true;
            }
        }
    }
    words
}

/// True where a piece is what Python takes for white space and nothing else.
pub(super) fn is_space(piece: &str) -> bool {
    piece.chars().all(|c| c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}'))
}

/// A word without what a reader that splits at white space would take away, or take for its end; empty where nothing is left.
pub(super) fn visible(word: &str) -> String {
    let is_seen = |c: &char| {
        !is_space(c.encode_utf8(&mut [0; 4]))
            && !c.is_control()
            && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
    };
    word.chars().filter(is_seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, span: Option<Range<usize>>) -> Vec<&str> {
        Words::new(text, span.into_iter()).all.into_iter().map(|w| &text[w]).collect()
    }

    #[test]
    fn words_and_single_blanks_are_the_text() {
        assert_eq!(words("The FBI's (new) act.", None), ["The", "FBI", "'", "s", "(", "new", ")", "act", "."]);
        assert_eq!(words(" a  b\r\n\r\nc \u{a0}d\n", None), [" ", "a", " ", "b", "\r\n\r\n", "c", "\u{a0}", "d", "\n"]);
        assert_eq!(words("👩‍💻😀 LAPSUS$ x", Some(16..23)), ["👩‍💻", "😀", "LAPSUS", "$", "x"]);
        assert_eq!(words("abc", Some(1..2)), ["a", "b", "c"]);
        assert_eq!(words("a  ", None), ["a", " "]);
        assert!(words("", None).is_empty());
    }
}
