//! The table of word sequences: which names may start with the words that stand in a text.
//!
//! A name of one word stands in the slot of that word's hash. A longer one stands in the slot of its first two words, where no other name
//! starts with them; where one does, that slot says `more`, and both stand deeper, each in the slot of as many words as tell it
//! apart. So a slot is a leaf (one pattern, which may go on) or a node (the patterns that end there, and whether others go on).
//!
//! A slot is a u64: half of the hash, so that most words that are not meant are seen at once; `more`; `many`, which says that the value
//! is a place in `ends` and not a pattern; the value, plus one. Slots are searched one after the other from the place that the other
//! half of the hash says, up to the first that is empty.

use super::flat::u64_at;
use super::hash;

const MORE: u64 = 1 << 31;
const MANY: u64 = 1 << 30;
const VALUE: u64 = MANY - 1;
/// The greatest value that a slot can have.
pub(super) const MOST: u32 = VALUE as u32 - 1;
/// No slot stands further from its place than this.
const REACH: usize = 512;

/// What a slot says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Slot {
    /// Longer names start with these words.
    pub(super) more: bool,
    /// The names that end here, or the only one that starts so.
    pub(super) names: Names,
}

/// The patterns of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Names {
    #[default]
    None,
    /// A pattern.
    One(u32),
    /// Where several stand in `ends`.
    Many(u32),
}

impl Slot {
    fn read(slot: u64) -> Self {
        let value = (slot & VALUE) as u32;
        let names = match (value.checked_sub(1), slot & MANY != 0) {
            (None, _) => Names::None,
            (Some(value), false) => Names::One(value),
            (Some(value), true) => Names::Many(value),
        };
        Self { more: slot & MORE != 0, names }
    }

    fn write(self) -> u64 {
        let names = match self.names {
            Names::None => 0,
            Names::One(value) => u64::from(value) + 1,
            Names::Many(value) => (u64::from(value) + 1) | MANY,
        };
        names | if self.more { MORE } else { 0 }
    }
}

/// Where the search for a sequence starts, of `n` slots.
#[inline]
pub(super) fn place(sequence: u64, n: usize) -> usize {
    hash::place(sequence, n)
}

/// The slot of a sequence.
#[inline]
pub(super) fn find(table: &[u8], sequence: u64) -> Option<Slot> {
    let n = table.len() / 8;
    let mut at = place(sequence, n);
    for _ in 0..REACH {
        let slot = u64_at(table, at);
        if slot == 0 {
            return None;
        }
        if slot >> 32 == sequence & 0xffff_ffff {
            return Some(Slot::read(slot));
        }
        at += 1;
        if at >= n {
            at = 0;
        }
    }
    None
}

/// Writes a table; `None` where two sequences look the same, or one stands out of reach: another seed, or more room, will do.
pub(super) fn write(slots: impl Iterator<Item = (u64, Slot)>, n: usize) -> Option<Vec<u8>> {
    let mut table = vec![0u8; n * 8];
    for (sequence, slot) in slots {
        let mut at = place(sequence, n);
        let free = (0..REACH).find_map(|_| {
            let here = at;
            let known = u64_at(&table, here);
            at = if at + 1 >= n { 0 } else { at + 1 };
            if known == 0 { Some(Ok(here)) } else { (known >> 32 == sequence & 0xffff_ffff).then_some(Err(())) }
        });
        let here = free?.ok()?;
        let bytes = (slot.write() | sequence << 32).to_le_bytes();
        table[here * 8..here * 8 + 8].copy_from_slice(&bytes);
    }
    Some(table)
}

/// A filter: says of a hash that it is not among those that were put in, or that it may be. One in some thirty of the others may.
pub(super) struct Filter(Vec<u64>);

impl Filter {
    /// A filter for so many hashes.
    pub(super) fn new(hashes: usize) -> Self {
        const BITS: usize = 12;
        Self(vec![0; (hashes * BITS).div_ceil(64)])
    }

    /// A filter for so many hashes that is asked of every word, and so small that it stays in a core's own memory: one bit a hash.
    pub(super) fn of_firsts(hashes: usize) -> Self {
        const BITS: usize = 16;
        const MOST: usize = 1 << 14;
        Self(vec![0; (hashes * BITS).div_ceil(64).min(MOST)])
    }

    pub(super) fn add(&mut self, key: u64) {
        let at = hash::place(key, self.0.len());
        self.0[at] |= mask(key);
    }

    pub(super) fn add_first(&mut self, key: u64) {
        let at = hash::place(key, self.0.len());
        self.0[at] |= bit(key);
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|block| block.to_le_bytes()).collect()
    }
}

/// True where a filter may have this hash.
#[inline]
pub(super) fn may_have(filter: &[u8], key: u64) -> bool {
    let mask = mask(key);
    u64_at(filter, hash::place(key, filter.len() / 8)) & mask == mask
}

/// True where a name may start with the word that has this hash.
#[inline]
pub(super) fn may_start(filter: &[u8], key: u64) -> bool {
    u64_at(filter, hash::place(key, filter.len() / 8)) & bit(key) != 0
}

/// Two bits of a block.
#[inline]
fn mask(key: u64) -> u64 {
    1 << (key & 63) | 1 << (key >> 6 & 63)
}

/// One bit of a block.
#[inline]
fn bit(key: u64) -> u64 {
    1 << (key & 63)
}

/// What a filter is asked: a sequence of words, the first of which is written with a small letter or not. Most names start with a
/// capital, and a word in small letters stands for none of them.
#[inline]
pub(super) fn key(sequence: u64, capital: bool) -> u64 {
    // whether a word is written with a capital cannot be foretold: no branch
    sequence ^ (0xd1b5_4a32_d192_ed03 & u64::from(capital).wrapping_sub(1))
}
