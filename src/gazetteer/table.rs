//! The table of word sequences: which names may start with the words that stand in a text.
//!
//! A name of one word stands in the slot of that word's hash. A longer one stands in the slot of its first two words, where no other name
//! starts with them; where one does, that slot says `more`, and both stand deeper, each in the slot of as many words as tell it
//! apart. So a slot is a leaf (one pattern, which may go on) or a node (the patterns that end there, and whether others go on).
//!
//! Slots stand in lines of 64 bytes, twelve in each: a line of the processor's own memory, so that most searches ask for one. A line is:
//! twelve marks, each eight bits of a hash; 32 bits, each for the marks that agree in five bits, which say whether one that belongs
//! here, or in a line before, stands in the next line; twelve u32, each the value of a slot, plus one, `more`, `many`, which says that the value is
//! a place in `ends` and not a pattern, and in the bits that no value needs some more of the hash. Two sequences that look the same share a
//! slot: what a slot proposes is compared with the text letter by letter.

use super::flat::u64_at;
use super::hash;

/// Slots in a line.
const SLOTS: usize = 12;
/// Bytes of a line.
const LINE: usize = 64;
/// Where the slots of a line begin, behind the marks and the bits of what stands further on.
const VALUES: usize = 16;
/// No slot stands more lines from its own than this.
const REACH: usize = 64;
/// The most bits that a value may need.
const MOST_BITS: u32 = 30;
/// The greatest value that a slot can have.
pub(super) const MOST: u32 = (1 << MOST_BITS) - 2;

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

/// How slots are written: how many bits a value has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Bits(u32);

impl Bits {
    /// Of a value that is no greater than this.
    pub(super) fn of(value: u32) -> Self {
        // one more, for a value stands there plus one
        Self((u32::BITS - value.saturating_add(1).leading_zeros()).min(MOST_BITS))
    }

    /// Of a number in a file.
    pub(super) fn new(bits: u32) -> Self {
        Self(bits.min(MOST_BITS))
    }

    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// The bits of a slot that are some of the hash.
    fn hash(self) -> u32 {
        u32::MAX.checked_shl(self.0 + 2).unwrap_or(0)
    }

    fn read(self, slot: u32) -> Slot {
        let value = slot & ((1 << self.0) - 1);
        let names = match (value.checked_sub(1), slot >> (self.0 + 1) & 1 != 0) {
            (None, _) => Names::None,
            (Some(value), false) => Names::One(value),
            (Some(value), true) => Names::Many(value),
        };
        Slot { more: slot >> self.0 & 1 != 0, names }
    }

    fn write(self, slot: Slot) -> u32 {
        let names = match slot.names {
            Names::None => 0,
            Names::One(value) => value + 1,
            Names::Many(value) => (value + 1) | 1 << (self.0 + 1),
        };
        names | u32::from(slot.more) << self.0
    }
}

/// A table that is searched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table<'g> {
    lines: &'g [[u8; LINE]],
    bits: Bits,
}

impl<'g> Table<'g> {
    pub(super) fn new(section: &'g [u8], bits: u32) -> Self {
        Self { lines: section.as_chunks().0, bits: Bits::new(bits) }
    }

    /// Asks for the memory that the search for a sequence will look at first.
    #[inline]
    pub(super) fn prefetch(self, sequence: u64) {
        gazet_raw::prefetch(self.lines, hash::place(sequence, self.lines.len()));
    }

    /// The slot of a sequence.
    #[inline]
    pub(super) fn find(self, sequence: u64) -> Option<Slot> {
        let mut at = hash::place(sequence, self.lines.len());
        for _ in 0..REACH {
            let line = self.lines.get(at)?;
            if let Some((_, slot)) = in_line(line, sequence, self.bits) {
                return Some(self.bits.read(slot));
            }
            if u32_in(line, SLOTS) & further(sequence) == 0 {
                return None;
            }
            at = if at + 1 == self.lines.len() { 0 } else { at + 1 };
        }
        None
    }
}

/// The slot of a line that looks as one of this sequence does, and where it stands.
#[inline]
fn in_line(line: &[u8; LINE], sequence: u64, bits: Bits) -> Option<(usize, u32)> {
    const ONES: u128 = u128::MAX / 0xff;
    const LOW: u128 = ONES * 0x7f;
    const MARKS: u128 = (1 << (8 * SLOTS)) - 1;
    let (head, _) = line.split_first_chunk().unwrap_or((&[0; VALUES], &[]));
    // the high bit of each byte that is equal: no carry goes from one byte to the next
    let differ = u128::from_le_bytes(*head) ^ (ONES * u128::from(sequence as u8));
    let mut same = !(((differ & LOW) + LOW) | differ | LOW) & MARKS;
    while same != 0 {
        let at = VALUES + same.trailing_zeros() as usize / 8 * 4;
        let slot = u32_in(line, at);
        if slot != 0 && (slot ^ sequence as u32) & bits.hash() == 0 {
            return Some((at, slot));
        }
        same &= same - 1;
    }
    None
}

/// The bit of a line that says whether a sequence that is not there may stand in the next.
#[inline]
fn further(sequence: u64) -> u32 {
    1 << (sequence & 31)
}

#[inline]
fn u32_in(line: &[u8; LINE], at: usize) -> u32 {
    line.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

/// Writes a table of `lines` lines; `None` where a slot stands out of reach: more room will do. Two slots that look the same become what
/// `join` makes of them.
pub(super) fn write(
    slots: &[(u64, Slot)],
    lines: usize,
    bits: Bits,
    mut join: impl FnMut(Slot, Slot) -> Slot,
) -> Option<Vec<u8>> {
    let mut table = vec![0u8; lines * LINE];
    let (all, _) = table.as_chunks_mut::<LINE>();
    for &(sequence, slot) in slots {
        let mut at = hash::place(sequence, lines);
        let mut reach = 0..REACH;
        loop {
            reach.next()?;
            let line = all.get_mut(at)?;
            let known = in_line(line, sequence, bits);
            let slot = known.map_or(slot, |(_, known)| join(bits.read(known), slot));
            let free = || (VALUES..LINE).step_by(4).find(|&at| u32_in(line, at) == 0);
            if let Some(place) = known.map(|(place, _)| place).or_else(free) {
                let value = bits.write(slot) | sequence as u32 & bits.hash();
                line[place..place + 4].copy_from_slice(&value.to_le_bytes());
                line[(place - VALUES) / 4] = sequence as u8;
                break;
            }
            let left = u32_in(line, SLOTS) | further(sequence);
            line[SLOTS..VALUES].copy_from_slice(&left.to_le_bytes());
            at = if at + 1 == lines { 0 } else { at + 1 };
        }
    }
    Some(table)
}

/// So many lines that nineteen of twenty slots are taken, or fewer the more often it was tried.
pub(super) fn lines(slots: usize, tries: usize) -> usize {
    (slots * (20 + tries)).div_ceil(19 * SLOTS).max(1)
}

/// A filter: says of a hash that it is not among those that were put in, or that it may be. One in some thirty of the others may.
pub(super) struct Filter(Vec<u64>);

impl Filter {
    /// A filter for so many hashes.
    pub(super) fn new(hashes: usize) -> Self {
        const BITS: usize = 12;
        Self(vec![0; (hashes * BITS).div_ceil(64)])
    }

    /// A filter that is asked of every word: one bit a hash, and no more than stays in a core's own memory.
    pub(super) fn of_firsts() -> Self {
        Self(vec![0; 1 << 14])
    }

    /// Half as long, and again, as long as it has sixteen bits for each hash that was put in.
    pub(super) fn shrink(mut self) -> Self {
        let taken: u32 = self.0.iter().map(|block| block.count_ones()).sum();
        while self.0.len() > 1 && self.0.len() * 32 >= taken as usize * 16 {
            // a hash has its place by its highest bits: two neighbours become one
            self.0 = self.0.chunks(2).map(|pair| pair.iter().fold(0, |all, block| all | block)).collect();
        }
        self
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

#[cfg(test)]
mod tests {
    use super::*;

    /// With eight bits of a hash alone, hundreds look the same.
    #[test]
    fn every_sequence_is_found_and_few_others() {
        const COUNT: u32 = 20_000;
        let sequence = |n: u32| hash::id(&n.to_string());
        let mut slots: Vec<_> =
            (0..COUNT).map(|n| (sequence(n), Slot { more: n % 3 == 0, names: Names::One(n) })).collect();
        slots.sort_by_key(|slot| slot.0);
        let mut joined: Vec<Vec<u32>> = Vec::new();
        let of = |slot: Slot, joined: &[Vec<u32>]| match slot.names {
            Names::None => Vec::new(),
            Names::One(pattern) => vec![pattern],
            Names::Many(at) => joined[at as usize].clone(),
        };
        let join = |one: Slot, other: Slot| {
            joined.push([of(one, &joined), of(other, &joined)].concat());
            Slot { more: one.more || other.more, names: Names::Many(joined.len() as u32 - 1) }
        };
        let bytes = write(&slots, lines(slots.len(), 0), Bits::new(30), join).unwrap();
        assert!(joined.len() > 100, "{}", joined.len());
        let table = Table::new(&bytes, 30);
        for n in 0..COUNT {
            let slot = table.find(sequence(n)).unwrap();
            assert!(of(slot, &joined).contains(&n) && (slot.more || n % 3 != 0));
        }
        // one in 256 looks like each of some twelve
        let others = (COUNT..2 * COUNT).filter(|&n| table.find(sequence(n)).is_some()).count();
        assert!(others < COUNT as usize / 10, "{others}");
    }

    #[test]
    fn slots_keep_what_they_say() {
        for most in [0, 1, 1000, MOST] {
            let bits = Bits::of(most);
            for names in [Names::None, Names::One(0), Names::One(most), Names::Many(most)] {
                for more in [false, true] {
                    let slot = Slot { more, names };
                    assert_eq!(bits.read(bits.write(slot) | bits.hash()), slot);
                }
            }
        }
        assert_eq!(Bits::of(MOST), Bits::new(u32::MAX));
    }
}
