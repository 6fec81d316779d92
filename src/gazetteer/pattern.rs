//! A pattern as the compiled form has it: read where it lies, each byte checked.
//!
//! An entity is: the number of its attributes, the length of its id, the id; then the records of its names. A record is: how many bytes
//! before it stands what it belongs to (a name's entity, a further pattern's name); flags; twice the number of words, and one more in the last
//! record of an entity; the length of the text, and the text; then of each word a code. A code is a byte: the case rule and the word's length;
//! where the length is 32 or more, or the gap before the word is no plain one of the usual length, the case rule, what stands before, the length
//! of the word, and that of the gap if that is unusual. Behind the last word's text stands the suffix. Numbers are written seven bits a
//! byte, the lowest first.

use super::flat;
use super::name::{self, Between, Case};

/// Stands only with evidence beside it.
pub(super) const CONTEXT: u8 = 1;
/// Only letter for letter as in the list.
pub(super) const EXACT: u8 = 2;
/// An adjective or demonym of a country.
pub(super) const ADJECTIVE: u8 = 4;
/// One word in capitals: the name is an acronym.
pub(super) const ACRONYM: u8 = 8;
/// Stands with a possessive `s` that has lost its apostrophe as well.
pub(super) const POSSESSABLE: u8 = 16;
/// For search only: it matches nowhere, or not by words.
pub(super) const SILENT: u8 = 32;
/// In a script without spaces: matches as characters.
pub(super) const UNSPACED: u8 = 64;
/// A pattern that belongs to a name, which has another one.
pub(super) const FURTHER: u8 = 128;

const CASES: [Case; 4] = [Case::Any, Case::Initial, Case::Upper, Case::Exact];
const BETWEENS: [Between; 8] = [
    Between::Plain,
    Between::None,
    Between::Dash,
    Between::Comma,
    Between::Stop,
    Between::Apostrophe,
    Between::Ampersand,
    Between::Literal,
];
/// The gap is not as long as gaps are: nothing before the first word, a byte before others.
const UNUSUAL: u8 = 32;
/// A code of more than one byte.
const LONG: u8 = 128;

/// What stands before the names of an entity.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head<'g> {
    pub(super) attributes: u32,
    pub(super) id: &'g [u8],
    /// The number of bytes that it takes.
    pub(super) length: u32,
}

impl<'g> Head<'g> {
    /// Reads what stands at the start of `bytes`; nothing where that is no entity.
    #[inline]
    pub(super) fn read(bytes: &'g [u8]) -> Option<Self> {
        let mut at = bytes;
        let attributes = number(&mut at)?;
        let length = number(&mut at)?;
        let (id, rest) = at.split_at_checked(length as usize)?;
        Some(Self { attributes, id, length: (bytes.len() - rest.len()) as u32 })
    }
}

/// A pattern, its words not yet looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'g> {
    /// How many bytes before it the entity stands, or of a further pattern the name.
    pub(super) owner: u32,
    pub(super) flags: u8,
    /// The number of words.
    pub(super) words: u32,
    /// No other record of the entity follows.
    pub(super) last: bool,
    text: &'g [u8],
    codes: &'g [u8],
}

/// A word of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'g> {
    pub(super) text: &'g [u8],
    /// What the name has before it.
    pub(super) gap: &'g [u8],
    pub(super) case: Case,
    pub(super) before: Between,
}

impl<'g> Record<'g> {
    /// Reads what stands at the start of `bytes`; `None` where that is no record.
    #[inline]
    pub(super) fn read(bytes: &'g [u8]) -> Option<Self> {
        let mut at = bytes;
        let owner = number(&mut at)?;
        let (&flags, rest) = at.split_first()?;
        at = rest;
        let count = number(&mut at)?;
        let length = number(&mut at)?;
        let (text, codes) = at.split_at_checked(length as usize)?;
        let words = count >> 1;
        // no word takes less than a byte
        (words as usize <= codes.len()).then_some(Self { owner, flags, words, last: count & 1 != 0, text, codes })
    }

    /// The name as the list has it.
    #[inline]
    pub(super) fn text(&self) -> &'g str {
        flat::text(self.text)
    }

    /// The words in order. Behind the last one, [`Words::suffix`] is what follows it.
    #[inline]
    pub(super) fn words(&self) -> Words<'g> {
        Words { left: self.words, first: true, codes: self.codes, text: self.text }
    }

    /// The bytes behind the record; `None` where its words are none.
    pub(super) fn behind(&self) -> Option<&'g [u8]> {
        let mut words = self.words();
        while words.left > 0 {
            words.next()?;
        }
        Some(words.codes)
    }
}

/// The words of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Words<'g> {
    left: u32,
    first: bool,
    codes: &'g [u8],
    text: &'g [u8],
}

impl<'g> Words<'g> {
    /// What has not been read yet: behind the last word, the symbols that follow it.
    pub(super) fn suffix(&self) -> &'g str {
        flat::text(self.text)
    }
}

impl<'g> Iterator for Words<'g> {
    type Item = Word<'g>;

    #[inline]
    fn next(&mut self) -> Option<Word<'g>> {
        self.left = self.left.checked_sub(1)?;
        let (code, word, gap) = code(&mut self.codes, std::mem::take(&mut self.first))?;
        let (gap, rest) = self.text.split_at_checked(gap as usize)?;
        let (text, rest) = rest.split_at_checked(word as usize)?;
        self.text = rest;
        let (case, before) = (CASES[usize::from(code & 3)], BETWEENS[usize::from(code >> 2 & 7)]);
        Some(Word { text, gap, case, before })
    }
}

/// A word's code, its length and that of the gap before it.
#[inline]
fn code(at: &mut &[u8], first: bool) -> Option<(u8, u32, u32)> {
    let (&code, rest) = at.split_first()?;
    *at = rest;
    let usual = u32::from(!first);
    if code & LONG == 0 {
        return Some((code & 3, u32::from(code >> 2), usual));
    }
    let word = number(at)?;
    let gap = if code & UNUSUAL == 0 { usual } else { number(at)? };
    Some((code, word, gap))
}

#[inline]
fn number(at: &mut &[u8]) -> Option<u32> {
    let (mut n, mut shift) = (0u32, 0);
    loop {
        let (&byte, rest) = at.split_first()?;
        *at = rest;
        n |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(n);
        }
        shift += 7;
    }
}

fn write_number(mut n: u32, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Writes what stands before the names of an entity.
pub(super) fn write_head(attributes: u32, id: &str, out: &mut Vec<u8>) {
    write_number(attributes, out);
    write_number(id.len() as u32, out);
    out.extend_from_slice(id.as_bytes());
}

/// Writes the record of a pattern; how many bytes of it stand before the number of words.
pub(super) fn write(owner: u32, flags: u8, pattern: &name::Pattern<'_>, out: &mut Vec<u8>) -> usize {
    let start = out.len();
    write_number(owner, out);
    out.push(flags);
    let before = out.len() - start;
    write_number((pattern.words.len() as u32) << 1, out);
    let gap = |i: usize| if i == 0 { pattern.prefix } else { pattern.words[i].gap };
    let length =
        pattern.words.iter().enumerate().fold(pattern.suffix.len(), |n, (i, w)| n + gap(i).len() + w.text.len());
    write_number(length as u32, out);
    for (i, word) in pattern.words.iter().enumerate() {
        out.extend_from_slice(gap(i).as_bytes());
        out.extend_from_slice(word.text.as_bytes());
    }
    out.extend_from_slice(pattern.suffix.as_bytes());
    for (i, word) in pattern.words.iter().enumerate() {
        let place = |found: Option<usize>| found.unwrap_or(0) as u8;
        let case = place(CASES.iter().position(|&c| c == word.case));
        let before = place(BETWEENS.iter().position(|&b| b == word.before));
        let usual = gap(i).len() == usize::from(i > 0);
        if usual && before == 0 && word.text.len() < 32 {
            out.push(case | (word.text.len() as u8) << 2);
            continue;
        }
        out.push(LONG | case | before << 2 | if usual { 0 } else { UNUSUAL });
        write_number(word.text.len() as u32, out);
        if !usual {
            write_number(gap(i).len() as u32, out);
        }
    }
    before
}

/// Says in the record of which `before` bytes stand before the number of words that it is the last one of its entity.
pub(super) fn set_last(record: &mut [u8], before: usize) {
    if let Some(count) = record.get_mut(before) {
        *count |= 1;
    }
}

/// Writes the record of a surface that has no word: it can be shown, and found by its id.
pub(super) fn write_wordless(owner: u32, flags: u8, surface: &str, out: &mut Vec<u8>) -> usize {
    let pattern = name::Pattern { words: Vec::new(), prefix: "", suffix: surface };
    write(owner, flags, &pattern, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenize::Tokens;

    #[test]
    fn an_entity_is_read() {
        let mut out = Vec::new();
        write_head(200, "gb/ncsc", &mut out);
        let length = out.len();
        let before = write_wordless(length as u32, 0, "…", &mut out);
        set_last(&mut out[length..], before);
        let head = Head::read(&out).unwrap();
        assert_eq!((head.attributes, head.id, head.length as usize), (200, &b"gb/ncsc"[..], length));
        assert!(Record::read(&out[length..]).is_some_and(|record| record.last && record.words == 0));
        assert!((0..length).all(|end| Head::read(&out[..end]).is_none()));
    }

    #[test]
    fn what_is_written_is_read() {
        let long = "A".repeat(31) + " " + &"b".repeat(32);
        for surface in ["A, B & C (D)", "LAPSUS$", "«Être» –  a/b", "Ministry of Defence", "…", &long] {
            let mut out = Vec::new();
            let all = name::patterns(surface, &mut Tokens::default());
            let Some(pattern) = all.first() else {
                write_wordless(3, SILENT, surface, &mut out);
                assert_eq!(Record::read(&out).unwrap().text(), surface);
                continue;
            };
            write(300, EXACT, pattern, &mut out);
            let record = Record::read(&out).unwrap();
            assert_eq!((record.owner, record.flags, record.text()), (300, EXACT, surface));
            let mut words = record.words();
            for (i, word) in pattern.words.iter().enumerate() {
                let read = words.next().unwrap();
                assert_eq!((read.text, read.case, read.before), (word.text.as_bytes(), word.case, word.before));
                assert_eq!(read.gap, if i == 0 { pattern.prefix } else { word.gap }.as_bytes());
            }
            assert!(words.next().is_none());
            assert_eq!(words.suffix(), pattern.suffix);
            assert_eq!(record.behind(), Some(&[][..]));
            // nothing that is cut off is read past its end
            for end in 0..out.len() {
                assert!(Record::read(&out[..end]).is_none_or(|record| record.behind().is_none()), "{surface} {end}");
            }
        }
    }
}
