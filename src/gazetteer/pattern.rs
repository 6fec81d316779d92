//! A pattern as the compiled form has it: read where it lies, each byte checked.
//!
//! An entity is the records of its names, the first of which has what is to be known of the entity. Its number is the byte where it starts, as are
//! those of names and patterns. A record begins with a byte for its form:
//!
//! - Less than 128: the only record of an entity, a plain name without flags. The byte is the length of the text; behind it stand the head
//!   and the text.
//! - Others: flags, if there are any; how many bytes before it stands what it belongs to (a name's entity, a further pattern's name), if it is not
//!   the first record; the length of the text; the number of words, if the name is not plain; the head, in the first record; the text; if the name
//!   is not plain, of each word a code. A pattern that is its name with an ampersand for `and` has flags, if there are any but
//!   that it is a further one, and what it belongs to, and nothing else.
//!
//! The head has three bits for the number of the entity's attributes and five for the length of the id, each followed by what they have no room for,
//! then the id.
//!
//! The words of a plain name (see [`name::plain`]) are read from the text itself. A code is a byte: the case rule and the word's length;
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

/// A record that has more to it than a plain name.
const GENERAL: u8 = 128;
/// The first record of an entity.
const FIRST: u8 = 1;
/// The last record of an entity.
const LAST: u8 = 2;
/// The name is not plain: its words have codes.
const CODED: u8 = 4;
/// The record has flags.
const FLAGGED: u8 = 8;
/// The pattern is that of its name, with an ampersand for `and`.
const AMPERSAND: u8 = 16;

/// What stands in the first record of an entity.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head<'g> {
    pub(super) attributes: u32,
    pub(super) id: &'g [u8],
}

impl<'g> Head<'g> {
    #[inline]
    fn read(at: &mut &'g [u8]) -> Option<Self> {
        let (&both, rest) = at.split_first()?;
        *at = rest;
        let (mut attributes, mut length) = (u32::from(both >> 5), u32::from(both & 31));
        if attributes == 7 {
            attributes = number(at)?;
        }
        if length == 31 {
            length = number(at)?;
        }
        let (id, rest) = at.split_at_checked(length as usize)?;
        *at = rest;
        Some(Self { attributes, id })
    }

    fn write(self, out: &mut Vec<u8>) {
        let (attributes, length) = (self.attributes.min(7), self.id.len().min(31));
        out.push((attributes as u8) << 5 | length as u8);
        if attributes == 7 {
            write_number(self.attributes, out);
        }
        if length == 31 {
            write_number(self.id.len() as u32, out);
        }
        out.extend_from_slice(self.id);
    }
}

/// A pattern, its words not yet looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Record<'g> {
    /// How many bytes before it the entity stands, or of a further pattern the name.
    pub(super) owner: u32,
    pub(super) flags: u8,
    /// No other record of the entity follows.
    pub(super) last: bool,
    /// In the first record of an entity, what is to be known of that.
    pub(super) head: Option<Head<'g>>,
    /// The pattern is that of its name, with an ampersand for `and`.
    ampersand: bool,
    /// The number of words, where it is known.
    count: Option<u32>,
    text: &'g [u8],
    /// What stands behind the text; of a pattern without text of its own, behind the record.
    rest: &'g [u8],
}

/// A word of a pattern.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'g> {
    pub(super) text: &'g [u8],
    /// What the name has before it.
    pub(super) gap: &'g [u8],
    pub(super) before: Between,
    /// How it must be written; nothing where that follows from the text.
    case: Option<Case>,
}

impl Word<'_> {
    /// How it must be written.
    pub(super) fn case(&self) -> Case {
        self.case.unwrap_or_else(|| name::case_of(flat::text(self.text)))
    }
}

/// The pattern with this number; `None` where there is none.
#[inline]
pub(super) fn at(records: &[u8], pattern: u32) -> Option<Record<'_>> {
    let record = Record::read(records.get(pattern as usize..)?)?;
    if !record.ampersand {
        return Some(record);
    }
    let name = records.get(pattern.checked_sub(record.owner)? as usize..).and_then(Record::read)?;
    Some(Record { text: name.text, count: name.count, rest: name.rest, ..record })
}

impl<'g> Record<'g> {
    /// Reads what stands at the start of `bytes`; `None` where that is no record. A pattern with an ampersand for `and` is read
    /// without the words of its name.
    #[inline]
    pub(super) fn read(bytes: &'g [u8]) -> Option<Self> {
        let (&form, mut at) = bytes.split_first()?;
        let mut record =
            Self { owner: 0, flags: 0, last: true, head: None, ampersand: false, count: None, text: &[], rest: &[] };
        let mut length = u32::from(form);
        let mut first = true;
        if form >= GENERAL {
            record.last = form & LAST != 0;
            record.ampersand = form & AMPERSAND != 0;
            first = form & FIRST != 0;
            if form & FLAGGED != 0 {
                (record.flags, at) = at.split_first().map(|(&flags, rest)| (flags, rest))?;
            }
            if !first {
                record.owner = number(&mut at)?;
            }
            if record.ampersand {
                return Some(Self { flags: record.flags | FURTHER, rest: at, ..record });
            }
            length = number(&mut at)?;
            if form & CODED != 0 {
                record.count = Some(number(&mut at)?);
            }
        }
        if first {
            record.head = Some(Head::read(&mut at)?);
        }
        (record.text, record.rest) = at.split_at_checked(length as usize)?;
        // no word takes less than a byte
        (record.count.unwrap_or(0) as usize <= record.rest.len()).then_some(record)
    }

    /// The name as the list has it.
    #[inline]
    pub(super) fn text(&self) -> &'g str {
        flat::text(self.text)
    }

    /// The name where a text that has it letter for letter needs no second look: a plain one.
    #[inline]
    pub(super) fn plain(&self) -> Option<&'g [u8]> {
        (self.count.is_none() && !self.ampersand).then_some(self.text)
    }

    /// The words in order. Behind the last one, [`Words::suffix`] is what follows it.
    #[inline]
    pub(super) fn words(&self) -> Words<'g> {
        Words { left: self.count, first: true, ampersand: self.ampersand, codes: self.rest, text: self.text }
    }

    /// The bytes behind the record; `None` where its words are none.
    pub(super) fn behind(&self) -> Option<&'g [u8]> {
        let mut words = self.words();
        if words.left.is_some() {
            while words.left != Some(0) {
                words.own()?;
            }
        }
        Some(words.codes)
    }
}

/// The words of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Words<'g> {
    /// How many are left; nothing where the text itself says it.
    left: Option<u32>,
    first: bool,
    ampersand: bool,
    codes: &'g [u8],
    text: &'g [u8],
}

impl<'g> Words<'g> {
    /// What has not been read yet: behind the last word, the symbols that follow it.
    pub(super) fn suffix(&self) -> &'g str {
        flat::text(self.text)
    }

    /// The next word of the name.
    #[inline]
    fn own(&mut self) -> Option<Word<'g>> {
        let first = std::mem::take(&mut self.first);
        let (gap, word, case, before) = if let Some(left) = &mut self.left {
            *left = left.checked_sub(1)?;
            let (code, word, gap) = code(&mut self.codes, first)?;
            let (case, before) = (CASES[usize::from(code & 3)], BETWEENS[usize::from(code >> 2 & 7)]);
            (gap as usize, word as usize, Some(case), before)
        } else {
            let (gap, word) = name::plain_word(self.text)?;
            (gap, word, None, if gap == 2 { Between::Stop } else { Between::Plain })
        };
        let (gap, rest) = self.text.split_at_checked(gap)?;
        let (text, rest) = rest.split_at_checked(word)?;
        self.text = rest;
        Some(Word { text, gap, before, case })
    }
}

impl<'g> Iterator for Words<'g> {
    type Item = Word<'g>;

    #[inline]
    fn next(&mut self) -> Option<Word<'g>> {
        let first = self.first;
        let mut word = self.own()?;
        if self.ampersand && !first {
            while name::is_and(flat::text(word.text)) {
                word = self.own()?;
                word.before = Between::Ampersand;
            }
        }
        Some(word)
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

/// What a record belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner<'a> {
    /// It is the first one of an entity.
    Entity(Head<'a>),
    /// It stands so many bytes behind.
    Behind(u32),
}

/// The words of a record.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'a> {
    /// [`name::plain`] is true for it.
    Plain(&'a str),
    Coded(&'a name::Pattern<'a>),
    /// Those of the name that it belongs to, with an ampersand for `and`.
    Ampersand,
}

/// Writes the record of a pattern.
pub(super) fn write(owner: Owner<'_>, flags: u8, body: Body<'_>, out: &mut Vec<u8>) {
    let flag = |is: bool, flag: u8| if is { flag } else { 0 };
    // the form says it
    let flags = if matches!(body, Body::Ampersand) { flags & !FURTHER } else { flags };
    out.push(
        GENERAL
            | flag(matches!(owner, Owner::Entity(_)), FIRST)
            | flag(matches!(body, Body::Coded(_)), CODED)
            | flag(matches!(body, Body::Ampersand), AMPERSAND)
            | flag(flags != 0, FLAGGED),
    );
    if flags != 0 {
        out.push(flags);
    }
    if let Owner::Behind(bytes) = owner {
        write_number(bytes, out);
    }
    match body {
        Body::Plain(text) => write_number(text.len() as u32, out),
        Body::Coded(pattern) => {
            let length = (0..pattern.words.len())
                .fold(pattern.suffix.len(), |n, i| n + pattern.gap(i).len() + pattern.words[i].text.len());
            write_number(length as u32, out);
            write_number(pattern.words.len() as u32, out);
        }
        Body::Ampersand => return,
    }
    if let Owner::Entity(head) = owner {
        head.write(out);
    }
    match body {
        Body::Plain(text) => out.extend_from_slice(text.as_bytes()),
        Body::Coded(pattern) => write_words(pattern, out),
        Body::Ampersand => {}
    }
}

fn write_words(pattern: &name::Pattern<'_>, out: &mut Vec<u8>) {
    for (i, word) in pattern.words.iter().enumerate() {
        out.extend_from_slice(pattern.gap(i).as_bytes());
        out.extend_from_slice(word.text.as_bytes());
    }
    out.extend_from_slice(pattern.suffix.as_bytes());
    for (i, word) in pattern.words.iter().enumerate() {
        let place = |found: Option<usize>| found.unwrap_or(0) as u8;
        let case = place(CASES.iter().position(|&c| c == word.case));
        let before = place(BETWEENS.iter().position(|&b| b == word.before));
        let gap = pattern.gap(i).len();
        let usual = gap == usize::from(i > 0);
        if usual && before == 0 && word.text.len() < 32 {
            out.push(case | (word.text.len() as u8) << 2);
            continue;
        }
        out.push(LONG | case | before << 2 | if usual { 0 } else { UNUSUAL });
        write_number(word.text.len() as u32, out);
        if !usual {
            write_number(gap as u32, out);
        }
    }
}

/// Ends an entity, whose last record starts at `last`.
pub(super) fn end(last: usize, out: &mut Vec<u8>) {
    let Some(form) = out.get_mut(last) else { return };
    *form |= LAST;
    // of a plain name that is the only one, the form is the length that stands behind it
    if *form == GENERAL | FIRST | LAST && out.get(last + 1).is_some_and(|&length| length < GENERAL) {
        out.remove(last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenize::Tokens;

    const HEAD: Head<'_> = Head { attributes: 200, id: b"gb/ncsc" };

    #[test]
    fn an_entity_is_read() {
        let mut out = Vec::new();
        write(Owner::Entity(HEAD), 0, Body::Plain("North Star"), &mut out);
        end(0, &mut out);
        // head, length and text: nothing else
        assert_eq!(out.len(), 1 + 3 + HEAD.id.len() + 10);
        let record = Record::read(&out).unwrap();
        let head = record.head.unwrap();
        assert_eq!((head.attributes, head.id, record.text(), record.last), (200, HEAD.id, "North Star", true));
        assert!((0..out.len()).all(|end| Record::read(&out[..end]).is_none()));
    }

    #[test]
    fn an_ampersand_stands_for_and() {
        let mut out = Vec::new();
        write(Owner::Entity(HEAD), 0, Body::Plain("Trade and and Health"), &mut out);
        let second = out.len();
        write(Owner::Behind(second as u32), FURTHER, Body::Ampersand, &mut out);
        end(second, &mut out);
        let record = at(&out, second as u32).unwrap();
        let words: Vec<_> = record.words().map(|w| (flat::text(w.text), w.before, w.case())).collect();
        assert_eq!(words, [("Trade", Between::Plain, Case::Initial), ("Health", Between::Ampersand, Case::Initial)]);
        assert!(record.last && !Record::read(&out).unwrap().last);
        // of one that belongs to nothing, or to another such, no word is read
        assert!(at(&out[second..], 0).is_none());
    }

    #[test]
    fn what_is_written_is_read() {
        let long = "A".repeat(31) + " " + &"b".repeat(32);
        for surface in ["A, B & C (D)", "LAPSUS$", "«Être» –  a/b", "Ministry of Defence", "J. Smith-Jones", "…", &long]
        {
            let all = name::patterns(surface, &mut Tokens::default());
            let none = name::Pattern { words: Vec::new(), prefix: "", suffix: surface };
            let pattern = all.as_ref().map_or(&none, |all| &all.own);
            let plain = name::plain(surface).map(|_| Body::Plain(surface));
            for body in [Body::Coded(pattern)].into_iter().chain(plain) {
                for (owner, flags) in [(Owner::Behind(300), EXACT), (Owner::Entity(HEAD), 0)] {
                    let mut out = Vec::new();
                    write(owner, flags, body, &mut out);
                    end(0, &mut out);
                    let record = Record::read(&out).unwrap();
                    assert_eq!((record.flags, record.text(), record.last), (flags, surface, true));
                    assert_eq!(record.owner, if record.head.is_none() { 300 } else { 0 });
                    let mut words = record.words();
                    for (i, word) in pattern.words.iter().enumerate() {
                        let read = words.next().unwrap();
                        assert_eq!((read.text, read.case()), (word.text.as_bytes(), word.case));
                        assert_eq!((read.before, read.gap), (word.before, pattern.gap(i).as_bytes()));
                    }
                    assert!(words.next().is_none());
                    assert_eq!(words.suffix(), pattern.suffix);
                    assert_eq!(record.behind(), Some(&[][..]));
                    // nothing that is cut off is read past its end
                    for end in 0..out.len() {
                        let cut = Record::read(&out[..end]);
                        assert!(cut.is_none_or(|record| record.behind().is_none()), "{surface} {end}");
                    }
                }
            }
        }
    }
}
