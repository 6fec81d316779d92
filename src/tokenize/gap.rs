//! What stands between two tokens.

use super::markup;

/// What stands between a token and the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Gap {
    /// The text begins.
    Start,
    /// Nothing at all (two Han characters, a cut inside a word leaves a character between).
    None,
    /// White space with at most one line break, no-break spaces, soft hyphens and zero-width spaces among it.
    Space,
    /// One hyphen or dash with no space before it, and at most a line break behind.
    Hyphen,
    /// A hyphen or dash with space on both sides.
    Dash,
    /// One apostrophe, straight or curly, nothing else.
    Apostrophe,
    /// One full stop, nothing else.
    Dot,
    /// A full stop with white space behind it.
    Stop,
    /// A comma, with or without space.
    Comma,
    /// `&` or `&amp;`, with or without spaces.
    Ampersand,
    /// One slash, nothing else.
    Slash,
    /// An opening parenthesis with white space before it.
    Open,
    /// A closing parenthesis, perhaps white space behind it.
    Close,
    /// A blank line.
    Paragraph,
    /// Anything else.
    Other,
}

pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// True for the characters that turn the direction of writing, or end such a turn; nobody sees them.
pub(super) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Sorts the characters between two tokens into one of the kinds.
pub(crate) fn gap(between: &str) -> Gap {
    match between {
        "" => return Gap::None,
        " " => return Gap::Space,
        ", " | "," => return Gap::Comma,
        // what else stands between words most often
        ". " => return Gap::Stop,
        " (" => return Gap::Open,
        ") " => return Gap::Close,
        "-" => return Gap::Hyphen,
        "." => return Gap::Dot,
        "'" | "’" | "‘" | "＇" | "ʼ" => return Gap::Apostrophe,
        "/" => return Gap::Slash,
        // with a word joiner behind it
        "-\u{2060}" => return Gap::Hyphen,
        _ => {}
    }
    if between.contains(turns_direction) {
        return gap(&between.replace(turns_direction, ""));
    }
    if between.contains('<') || between.contains('&') && between.contains(';') {
        let plain = markup::without_markup(between);
        if plain.len() < between.len() {
            return plain_gap(&plain);
        }
    }
    plain_gap(between)
}

/// As [`gap`], of characters that hold no tag and no HTML entity.
fn plain_gap(between: &str) -> Gap {
    match between {
        "" => return Gap::None,
        ", " | "," => return Gap::Comma,
        "." => return Gap::Dot,
        "'" | "’" | "‘" | "＇" | "ʼ" => return Gap::Apostrophe,
        "/" => return Gap::Slash,
        _ => {}
    }
    let mut breaks = 0;
    let mut marks = between.chars().filter(|&c| {
        breaks += usize::from(c == '\n');
        !is_space(c)
    });
    let (first, second) = (marks.next(), marks.next());
    marks.for_each(drop);
    if breaks > 1 {
        return Gap::Paragraph;
    }
    let front = between.chars().next().is_some_and(is_space);
    match (first, second) {
        (None, _) if breaks <= 1 => Gap::Space,
        (Some('&'), None) => Gap::Ampersand,
        (Some(c), None) if is_dash(c) => {
            if front {
                Gap::Dash
            } else if breaks == 1 || between.len() == c.len_utf8() {
                Gap::Hyphen
            } else {
                Gap::Other
            }
        }
        (Some(c), None) if !front || c == '(' => match c {
            ',' => Gap::Comma,
            '.' => Gap::Stop,
            ')' => Gap::Close,
            '(' if front => Gap::Open,
            _ => Gap::Other,
        },
        _ => Gap::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_at_once_is_what_its_characters_say() {
        for between in ["", ", ", ",", ". ", " (", ") ", ".", "'", "/"] {
            assert_eq!(gap(between), plain_gap(between), "{between:?}");
        }
    }
}
