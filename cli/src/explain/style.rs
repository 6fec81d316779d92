//! How things look: widths and colours.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How wide a page is, and whether it has colours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) colours: bool,
    pub(super) width: usize,
}

/// What a piece of text is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    Text,
    /// Words of a span with this label.
    Span(String),
    /// Its brackets, label and number.
    Mark(String),
    Strong,
    Faint,
}

impl Style {
    /// The text in its colour.
    pub(super) fn paint(self, text: &str, ink: &Ink) -> String {
        let code = match ink {
            _ if !self.colours => None,
            Ink::Text => None,
            Ink::Span(label) => Some(format!("1;38;5;{}", colour(label))),
            Ink::Mark(label) => Some(format!("38;5;{}", colour(label))),
            Ink::Strong => Some("1".to_owned()),
            Ink::Faint => Some("2".to_owned()),
        };
        code.map_or_else(|| text.to_owned(), |code| format!("\u{1b}[{code}m{text}\u{1b}[0m"))
    }
}

/// A colour of the 256 for each family of labels: those of Okabe and Ito, which people of every kind of colour vision can tell
/// apart, in shades that can be read on black and on white. The label's word stands beside it all the same.
fn colour(label: &str) -> u8 {
    match label {
        "AGENCY" => 32,
        "COUNTRY" | "LOCATION" => 169,
        "DATE" | "DURATION" | "SET" | "TIME" => 136,
        "MALWARE" | "THREAT_ACTOR" | "TOOL" => 166,
        "PERSON" => 36,
        "TITLE" => 72,
        _ => 103,
    }
}

/// Columns that a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The first part of a text that takes at most so many columns, at least one character of it, and the rest.
pub(super) fn cut(text: &str, most: usize) -> (&str, &str) {
    let mut taken = 0;
    for (at, c) in text.char_indices() {
        taken += c.width().unwrap_or(0);
        if taken > most && at > 0 {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(columns("서울 x"), 6);
        assert_eq!(cut("서울x", 3), ("서", "울x"));
        assert_eq!(cut("서울x", 1), ("서", "울x"));
        assert_eq!(cut("e\u{301}x", 1), ("e\u{301}", "x"));
    }
}
