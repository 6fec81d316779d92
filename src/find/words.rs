//! Sets of words: those of grammar, made when the program is compiled, and those of one document.

use rustc_hash::FxHashMap;

/// A set of lower-case ASCII words of up to 14 letters. `SLOTS` is a power of two, at least twice the number of words.
pub(crate) struct WordSet<const SLOTS: usize> {
    /// Each word as its [`key`], in the first free slot from its hash on; 0 for none.
    slots: [u128; SLOTS],
}

impl<const SLOTS: usize> WordSet<SLOTS> {
    pub(crate) const fn new(words: &[&str]) -> Self {
        assert!(SLOTS.is_power_of_two() && words.len() * 2 <= SLOTS, "a set is at most half full");
        let mut slots = [0; SLOTS];
        let mut i = 0;
        while i < words.len() {
            let Some(key) = key(words[i].as_bytes()) else { panic!("a word of 1 to 14 letters") };
            let mut slot = Self::slot(key);
            while slots[slot] != 0 {
                slot = (slot + 1) % SLOTS;
            }
            slots[slot] = key;
            i += 1;
        }
        Self { slots }
    }

    /// True for a word of the set, whatever its case.
    #[inline]
    pub(crate) fn has(&self, word: impl AsRef<[u8]>) -> bool {
        let Some(key) = key(word.as_ref()) else { return false };
        let mut slot = Self::slot(key);
        loop {
            match self.slots[slot] {
                0 => return false,
                known if known == key => return true,
                _ => slot = (slot + 1) % SLOTS,
            }
        }
    }

    #[inline]
    const fn slot(key: u128) -> usize {
        let mixed = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

/// A word as a number: bytes that together cover it, each with the bit set that tells small letters from capitals, and its length.
/// Two words of letters have the same key only where they are equal but for case.
#[inline]
const fn key(word: &[u8]) -> Option<u128> {
    const SMALL: u128 = 0x2020_2020_2020_2020_2020_2020_2020;
    let len = word.len();
    let covered = match len {
        1..=3 => word[0] as u128 | (word[len / 2] as u128) << 8 | (word[len - 1] as u128) << 16,
        4..=7 => four(word, 0) | four(word, len - 4) << 32,
        8..=11 => four(word, 0) | four(word, 4) << 32 | four(word, len - 4) << 64,
        12..=14 => four(word, 0) | four(word, 4) << 32 | four(word, 8) << 64 | (two(word, len - 2)) << 96,
        _ => return None,
    };
    Some(covered | SMALL | (len as u128) << 112)
}

#[inline]
const fn two(word: &[u8], at: usize) -> u128 {
    u16::from_le_bytes([word[at], word[at + 1]]) as u128
}

#[inline]
const fn four(word: &[u8], at: usize) -> u128 {
    u32::from_le_bytes([word[at], word[at + 1], word[at + 2], word[at + 3]]) as u128
}

/// Words of one document with what is known of each. Most words of a text are turned away by a filter, before anything is hashed.
#[derive(Debug)]
pub(crate) struct Lookup<'a, V> {
    filter: [u64; 16],
    map: FxHashMap<&'a str, V>,
}

impl<V> Default for Lookup<'_, V> {
    fn default() -> Self {
        Self { filter: [0; 16], map: FxHashMap::default() }
    }
}

impl<'a, V> Lookup<'a, V> {
    /// The place in the filter that a word's length and three of its bytes give it.
    #[inline]
    fn place(word: &str) -> (usize, u64) {
        let word = word.as_bytes();
        let Some((first, last)) = word.first().zip(word.last()) else { return (0, 1) };
        let middle = word[word.len() / 2];
        let mixed = u32::from_le_bytes([*first, middle, *last, word.len() as u8]).wrapping_mul(0x9e37_79b9) >> 22;
        (mixed as usize / 64, 1 << (mixed % 64))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    #[inline]
    pub(crate) fn get(&self, word: &str) -> Option<&V> {
        let (at, bit) = Self::place(word);
        if self.filter[at] & bit == 0 { None } else { self.map.get(word) }
    }

    #[inline]
    pub(crate) fn has(&self, word: &str) -> bool {
        self.get(word).is_some()
    }

    /// What is known of a word, to be changed; made by `V::default` where nothing is.
    pub(crate) fn entry(&mut self, word: &'a str) -> &mut V
    where
        V: Default,
    {
        let (at, bit) = Self::place(word);
        self.filter[at] |= bit;
        self.map.entry(word).or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_its_words_and_no_other() {
        const WORDS: &[&str] =
            &["a", "as", "the", "that", "their", "although", "throughout", "representing", "notwithstandin"];
        let set = WordSet::<32>::new(WORDS);
        for word in WORDS {
            assert!(set.has(word) && set.has(word.to_uppercase()), "{word}");
            assert!(!set.has(format!("{word}x")) && !set.has(&word[1..]), "{word}");
        }
        // the middle of a word counts as well as its ends
        for word in ["", "thy", "thet", "althxugh", "throzghout", "represxnting", "notwithstanding", "naïve"] {
            assert!(!set.has(word), "{word}");
        }
    }
}
