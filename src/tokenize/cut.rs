//! The cuts inside words of UAX #29, and what is no such cut: dotted abbreviations.

use super::gap::turns_direction;
use super::round::{Kind, kind};
use crate::span::Span;

/// Calls `push` with each word that a word of UAX #29 is cut into.
pub(super) fn pieces(text: &str, word: Span, mut push: impl FnMut(Span)) {
    cut(text, word.start as usize, word.end as usize, |span| {
        lost_apostrophe(text, span).into_iter().filter(|s| !s.is_empty()).for_each(&mut push);
    });
}

/// The end of the dotted abbreviation whose first letter is at byte `start` and the last of a character; `None` where there is none, a word
/// begins before it, or goes on behind it. It is what [`pieces`] finds, without the word of UAX #29.
pub(super) fn dotted_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_dotted = bytes[start].is_ascii_alphabetic() && bytes.get(start + 1) == Some(&b'.');
    if !is_dotted || is_joined(&text[..start]) {
        return None;
    }
    let end = start + Some(abbreviation_len(&text[start..])).filter(|&length| length > 0)?;
    let mut behind = text[end..].chars();
    // an apostrophe ends it whatever stands behind
    let goes_on = bytes[end - 1] == b'.' || behind.next() == Some(':');
    (!goes_on || !behind.next().is_some_and(is_letter)).then_some(end)
}

/// True where a letter behind `before` would belong to the word that `before` ends with.
fn is_joined(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some('.' | ':' | '\'' | '‘' | '’') => back.next().is_some_and(is_letter),
        Some(c) => c.is_ascii_digit() || c == '_' || is_letter(c),
        None => false,
    }
}

/// True for letters of ASCII and those outside it that are told without the crate.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && kind(c.encode_utf8(&mut [0; 4]).as_bytes()).0 == Kind::Letter
}

/// True where the small letter at byte `at`, behind capitals and the last of its word, is an `s` that [`lost_apostrophe`] cuts off.
pub(super) fn has_lost_apostrophe(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c.is_ascii_uppercase());
    let end = before.chars().next_back();
    text.as_bytes()[at] == b's' && !end.is_some_and(|c| c.is_ascii_digit() || is_letter(c))
}

/// Cuts one UAX #29 word at the characters that DESIGN names, unless it is a dotted abbreviation.
///
/// What turns the direction of writing belongs to the word before it by UAX #29; it is none of the word's here.
fn cut(text: &str, start: usize, end: usize, mut push: impl FnMut(Span)) {
    let word = &text[start..end];
    if !word.bytes().any(|b| matches!(b, b'.' | b':' | b'_' | b'\'' | 0xe2 | 0xef)) {
        return push(Span::new(start, end));
    }
    let mut push = |span: Span| {
        let length = span.of(text).trim_end_matches(turns_direction).len() as u32;
        if length > 0 {
            push(Span { start: span.start, end: span.start + length });
        }
    };
    let abbreviation = abbreviation_len(&text[start..]);
    let mut from = start;
    if abbreviation > 0
        && (start + abbreviation >= end
            || text.as_bytes()[start + abbreviation] == b'\''
            || word[abbreviation..].starts_with('’'))
    {
        push(Span::new(start, start + abbreviation));
        from = start + abbreviation;
        if from >= end {
            return;
        }
    }
    let base = from;
    for (i, c) in text[base..end].char_indices().map(|(i, c)| (base + i, c)) {
        if matches!(c, '.' | ':' | '_' | '\'' | '’' | '‘' | '＇' | '․' | '：' | '．' | '\u{202f}') {
            if from < i {
                push(Span::new(from, i));
            }
            from = i + c.len_utf8();
        }
    }
    if from < end {
        push(Span::new(from, end));
    }
}

/// Cuts the `s` off an acronym that has lost its apostrophe (`FBIs`), as it would be cut off at one.
fn lost_apostrophe(text: &str, span: Span) -> [Span; 2] {
    let word = span.of(text).as_bytes();
    let fused = word.len() >= 3 && word.ends_with(b"s") && word[..word.len() - 1].iter().all(u8::is_ascii_uppercase);
    let at = if fused { span.end - 1 } else { span.end };
    [Span { start: span.start, end: at }, Span { start: at, end: span.end }]
}

/// Length of the dotted abbreviation (`U.S.`, `D.C`, `a.m.`) that `rest` starts with, its last dot included where it has one; 0 for none.
fn abbreviation_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    let mut letters = 0;
    while at + 1 < bytes.len() && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b'.' {
        at += 2;
        letters += 1;
    }
    let next = bytes.get(at).copied().unwrap_or(b' ');
    if letters >= 1 && next.is_ascii_alphabetic() {
        // `U.S` before something that is no letter: an abbreviation that has lost its last dot; `U.S.The` is one fused with a word
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        if !after.is_ascii_alphanumeric() && after < 0x80 && after != b'_' {
            return at + 1;
        }
    }
    if letters >= 2 { at } else { 0 }
}
