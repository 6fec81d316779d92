//! The compiled form: one flat run of bytes, in memory or a mapped file, that is read where it lies.
//!
//! A header (magic, version, length, checksum, counts, where each section is), then the sections, each starting at a multiple of
//! 64 bytes; all numbers are little-endian. [`Layout::new`] checks the header alone, in a time that does not depend on the size; every later read is
//! checked against its section, so that bytes that were made up or damaged give wrong names or none, never a panic, a wild read or a loop
//! without end. [`is_whole`] reads all of it.
//!
//! | section | what an element is |
//! |---|---|
//! | labels | the words of all labels, a line each |
//! | attributes | four u32: label, country and former; kind; parent; where the texts end. Kind and parent are in `texts` |
//! | texts | the characters of kinds and parents |
//! | records | the entities with their ids and names, see [`super::pattern`]; the number of an entity, name or pattern is the byte where it starts |
//! | ends | u32: how many patterns, then their numbers: those that have the same words |
//! | table | 64 bytes: a line of the table of word sequences, see [`super::table`] |
//! | identities | u32: the entity with the id that hashes here, see [`super::Mark`]; 0 for none |
//! | firsts, singles, pairs | u64: blocks of the filters over the words that names start with, over names of one word, and over the first two words of longer ones |
//! | unspaced | u32: the patterns in scripts without spaces, more or less: how many there are decides whether they are looked for |

use std::fmt;
use std::ops::Range;

use super::hash;

/// What a compiled gazetteer starts with; no text does.
pub const MAGIC: [u8; 8] = *b"\x89gazet\r\n";

/// The version of the form that this library writes and reads.
pub const VERSION: u32 = 4;

/// Why bytes are no compiled gazetteer that this library can read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// They do not start as one.
    NotCompiled,
    /// They are of another version of the form.
    Version {
        /// The version that they say.
        found: u32,
    },
    /// They are shorter or longer than they say.
    Length {
        /// The length that they say, in bytes.
        says: u64,
        /// How many bytes there are.
        found: u64,
    },
    /// A part of them does not lie where it could.
    Section {
        /// The name of the section.
        name: &'static str,
    },
    /// They have been changed since they were written.
    Checksum,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCompiled => write!(f, "is no compiled gazetteer"),
            Self::Version { found } => {
                write!(
                    f,
                    "is a compiled gazetteer of version {found}, this gazet reads version {VERSION}: compile it again"
                )
            }
            Self::Length { says, found } => {
                write!(f, "is a compiled gazetteer of {says} bytes, but {found} are there")
            }
            Self::Section { name } => write!(f, "is a compiled gazetteer that is damaged: its section of {name}"),
            Self::Checksum => write!(f, "is a compiled gazetteer that is damaged: its checksum is wrong"),
        }
    }
}

impl std::error::Error for OpenError {}

/// The sections, in the order of the header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Section {
    Labels,
    Attributes,
    Texts,
    Records,
    Ends,
    Table,
    Identities,
    Firsts,
    Singles,
    Pairs,
    Unspaced,
}

/// The number of sections.
pub(super) const COUNT: usize = SECTIONS.len();

/// Of each section its name and the size of its elements.
const SECTIONS: [(&str, usize); 11] = [
    ("labels", 1),
    ("attributes", 4),
    ("texts", 1),
    ("records", 1),
    ("ends", 4),
    ("table", 64),
    ("identities", 4),
    ("firsts", 8),
    ("singles", 8),
    ("pairs", 8),
    ("unspaced", 4),
];

/// Bytes of the header: magic, version, bits of values, length, checksum, five counts and a zero, and of each section where it starts and its length.
const HEADER: usize = 8 + 4 + 4 + 8 + 8 + 6 * 4 + SECTIONS.len() * 16;
/// Each section starts at a multiple of this: a line of the processor's memory.
const ALIGN: usize = 64;
/// Where the checksum stands. It is made of all that stands before and behind it.
const SUM: Range<usize> = 24..32;

/// What the header says beside the sections.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Counts {
    /// How many bits the values of the table's slots have.
    pub(super) bits: u32,
    /// The names that can match.
    pub(super) names: u32,
    /// The most words or characters that a name has.
    pub(super) longest: u32,
    /// The names that may have a possessive `s` stuck to them.
    pub(super) possessable: u32,
    /// The patterns that may stand where a word starts with a small letter or a digit.
    pub(super) small: u32,
    /// The entities.
    pub(super) entities: u32,
}

/// Where everything lies, once the header has been checked.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) counts: Counts,
    sections: [Range<usize>; COUNT],
}

impl Layout {
    /// Checks the header.
    pub(super) fn new(bytes: &[u8]) -> Result<Self, OpenError> {
        if !bytes.starts_with(&MAGIC) {
            return Err(OpenError::NotCompiled);
        }
        let version = u32_at(bytes, 2);
        if version != VERSION {
            return Err(OpenError::Version { found: version });
        }
        let (says, found) = (u64_at(bytes, 2), bytes.len() as u64);
        if says != found || bytes.len() < HEADER {
            return Err(OpenError::Length { says, found });
        }
        let mut sections = [const { 0..0 }; COUNT];
        for (i, (name, size)) in SECTIONS.into_iter().enumerate() {
            let (start, length) = (u64_at(bytes, 7 + 2 * i), u64_at(bytes, 8 + 2 * i));
            let end = start.checked_add(length).filter(|&end| end <= found);
            let (Some(end), true) = (end, start >= HEADER as u64 && length % size as u64 == 0) else {
                return Err(OpenError::Section { name });
            };
            sections[i] = start as usize..end as usize;
        }
        let [names, longest, possessable, small, entities] = [8, 9, 10, 11, 12].map(|i| u32_at(bytes, i));
        // each entity has a byte at least
        if u64::from(entities) > sections[Section::Records as usize].len() as u64 {
            return Err(OpenError::Section { name: "records" });
        }
        let counts = Counts { bits: u32_at(bytes, 3), names, longest, possessable, small, entities };
        Ok(Self { counts, sections })
    }

    /// The bytes of a section; `bytes` are those that the layout was made of.
    pub(super) fn of<'g>(&self, bytes: &'g [u8], section: Section) -> &'g [u8] {
        bytes.get(self.sections[section as usize].clone()).unwrap_or(&[])
    }
}

/// True where everything is as it was written.
pub(super) fn is_whole(bytes: &[u8]) -> bool {
    bytes.len() >= HEADER && u64_at(bytes, 3) == sum(bytes)
}

fn sum(bytes: &[u8]) -> u64 {
    hash::sum(&bytes[..SUM.start]) ^ hash::sum(&bytes[SUM.end..]).rotate_left(1)
}

/// Puts sections together into the compiled form. The records, by far the longest, come first and are not copied to other memory.
pub(super) fn assemble(counts: Counts, mut sections: [Vec<u8>; COUNT]) -> (Vec<u8>, Layout) {
    let mut out = std::mem::take(&mut sections[Section::Records as usize]);
    let first = HEADER.next_multiple_of(ALIGN);
    let mut places = [const { 0..0 }; COUNT];
    places[Section::Records as usize] = first..first + out.len();
    out.reserve_exact(first + sections.iter().map(|section| section.len() + ALIGN).sum::<usize>());
    out.splice(0..0, std::iter::repeat_n(0, first));
    for (i, section) in sections.into_iter().enumerate().filter(|&(i, _)| i != Section::Records as usize) {
        out.resize(out.len().next_multiple_of(ALIGN), 0);
        places[i] = out.len()..out.len() + section.len();
        // each section's memory is given back as soon as it has been copied
        out.extend_from_slice(&section);
    }
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(&MAGIC);
    header.extend_from_slice(&VERSION.to_le_bytes());
    header.extend_from_slice(&counts.bits.to_le_bytes());
    header.extend_from_slice(&(out.len() as u64).to_le_bytes());
    header.extend_from_slice(&[0; 8]);
    let Counts { names, longest, possessable, small, entities, .. } = counts;
    for count in [names, longest, possessable, small, entities, 0] {
        header.extend_from_slice(&count.to_le_bytes());
    }
    for place in &places {
        header.extend_from_slice(&(place.start as u64).to_le_bytes());
        header.extend_from_slice(&(place.len() as u64).to_le_bytes());
    }
    out[..header.len()].copy_from_slice(&header);
    let sum = sum(&out);
    out[SUM].copy_from_slice(&sum.to_le_bytes());
    (out, Layout { counts, sections: places })
}

/// Element `i` of a section of u32; 0 where there is none.
#[inline]
pub(super) fn u32_at(section: &[u8], i: usize) -> u32 {
    let bytes = section.get(i * 4..).and_then(|rest| rest.first_chunk());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Element `i` of a section of u64; 0 where there is none.
#[inline]
pub(super) fn u64_at(section: &[u8], i: usize) -> u64 {
    let bytes = section.get(i * 8..).and_then(|rest| rest.first_chunk());
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// A part of a section as text; empty where it is none.
#[inline]
pub(super) fn str_in(section: &[u8], start: u32, end: u32) -> &str {
    text(section.get(start as usize..end as usize).unwrap_or(&[]))
}

/// Bytes as text; empty where they are none.
#[inline]
pub(super) fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or("")
}
