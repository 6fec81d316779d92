//! How a word is written.

use crate::span::Span;

/// How a token is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Shape {
    /// All letters small: `ministry`.
    Lower,
    /// A capital, then small letters, or one capital alone: `Ministry`, `A`.
    Capital,
    /// Two or more letters, all capitals: `NATO`, `U.S.`.
    Upper,
    /// Capitals and small letters in another order: `McDonald`, `MoD`, `eBay`.
    Mixed,
    /// Digits, with separators of thousands and decimals: `2024`, `1,000`.
    Digits,
    /// Letters and digits: `APT28`, `3rd`.
    Alnum,
    /// Letters of a script without case, or anything else.
    Other,
}

impl Shape {
    /// True where the word starts with a capital letter: [`Shape::Capital`], [`Shape::Upper`], and most of [`Shape::Mixed`].
    pub fn is_capitalised(self) -> bool {
        matches!(self, Self::Capital | Self::Upper | Self::Mixed)
    }
}

/// How the word at `span` is written.
#[inline]
pub(crate) fn shape(text: &str, span: Span) -> Shape {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let bytes = text.as_bytes();
    let eight = |at: usize| bytes.get(at..).and_then(<[u8]>::first_chunk).map(|eight| u64::from_le_bytes(*eight));
    let (start, end) = (span.start as usize, span.end as usize);
    // letters of ASCII, at most sixteen, as most words are: each has the bit 0x40, and 0x20 where it is small; of more than eight the first
    // and the last eight are all
    let (ones, last) = match span.len() {
        length @ 1..=8 => (ONES >> (64 - 8 * length), None),
        9..=16 => (ONES, eight(end - 8)),
        _ => return shape_of_any(span.of(text)),
    };
    let Some(first) = eight(start) else { return shape_of_any(span.of(text)) };
    let last = last.unwrap_or(first);
    if first & (ones * 0xc0) != ones * 0x40 || last & (ones * 0xc0) != ones * 0x40 {
        return shape_of_any(span.of(text));
    }
    // capitals; the first letter is none of the last eight of a long word
    let (upper, upper_last) = (!first & (ones * 0x20), !last & (ones * 0x20));
    let is_short = span.len() <= 8;
    match (upper, upper_last) {
        (0, 0) => Shape::Lower,
        (0x20, 0x20) if is_short => Shape::Capital,
        (0x20, 0) => Shape::Capital,
        _ if upper == ones * 0x20 && upper_last == upper => Shape::Upper,
        _ => Shape::Mixed,
    }
}

fn shape_of_any(word: &str) -> Shape {
    let (mut upper, mut lower, mut digit, mut other) = (0usize, 0usize, 0usize, 0usize);
    let mut first_upper = false;
    if word.is_ascii() {
        for byte in word.bytes() {
            upper += usize::from(byte.is_ascii_uppercase());
            lower += usize::from(byte.is_ascii_lowercase());
            digit += usize::from(byte.is_ascii_digit());
        }
        first_upper = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        return shape_of(upper, lower, digit, other, first_upper);
    }
    for (i, c) in word.chars().enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_numeric() {
            digit += 1;
        } else if c.is_alphabetic() {
            other += 1;
        }
    }
    shape_of(upper, lower, digit, other, first_upper)
}

/// The shape of a word with so many letters of each kind.
fn shape_of(upper: usize, lower: usize, digit: usize, other: usize, first_upper: bool) -> Shape {
    if other > 0 || upper + lower + digit == 0 {
        Shape::Other
    } else if digit > 0 {
        if upper + lower == 0 { Shape::Digits } else { Shape::Alnum }
    } else if upper == 0 {
        Shape::Lower
    } else if first_upper && upper == 1 {
        Shape::Capital
    } else if lower == 0 {
        Shape::Upper
    } else {
        Shape::Mixed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_have_the_shape_that_long_ones_have() {
        for word in [
            "a",
            "A",
            "ab",
            "Ab",
            "aB",
            "AB",
            "abcdefgh",
            "Abcdefgh",
            "ABCDEFGH",
            "ABCdEFGH",
            "a1",
            "1",
            "é",
            "É",
            "U.S.",
            "1,0",
            "abcdefghi",
            "Abcdefghi",
            "ABCDEFGHI",
            "ABCDEFGHi",
            "abcdefghI",
            "aBCDEFGHI",
            "Abcdefghijklmnop",
            "ABCDEFGHIJKLMNOP",
            "abcdefghijklmnop",
            "Abcdefghijklmnopq",
            "AbcdefghIjklmnop",
            "Abcdefgh1",
            "1bcdefghi",
            "abcdéfghi",
            "Abcdefghé",
        ] {
            for text in [word.to_owned(), format!("{word} and more behind"), format!("{word}......")] {
                assert_eq!(shape(&text, Span::new(0, word.len())), shape_of_any(word), "{text:?}");
            }
        }
    }
}
