//! Which words of a chunk a name may begin with, by their first eight bytes: the question that is asked of all words.
//!
//! It is asked in passes over columns, of which the compiler makes vectors where the machine has them.
#![expect(clippy::inline_always, reason = "tasks are compiled for the machine where they are inlined")]

use gazet_raw::{Level, Task, vectorized};

use super::hash;
use super::table;
use crate::span::Span;

/// So many words are asked about at a time, a bit each.
pub(super) const CHUNK: usize = 64;

/// So many numbers are worked on at once.
const LANES: usize = 8;

/// A number a word.
type Column = [[u64; LANES]; CHUNK / LANES];

/// The columns, of as many words as there are in question.
pub(super) struct Beginnings {
    /// Their first eight bytes, then the keys that the filter is asked.
    keys: Column,
    /// How many bytes they have.
    lengths: Column,
    /// One for a word that may be written with a small letter, zero for others.
    small: Column,
    /// Where the filter has the keys.
    places: Column,
    /// Not zero for words that fold to something else.
    odd: Column,
}

impl Beginnings {
    pub(super) fn new() -> Self {
        let none = [[0; LANES]; CHUNK / LANES];
        Self { keys: none, lengths: none, small: none, places: none, odd: none }
    }

    /// Of the words in `asked` those that a name may begin with. `capitals` are those that do not start with a small letter.
    pub(super) fn find(&mut self, text: &str, words: &[Span], asked: u64, capitals: u64, filter: &[u8]) -> u64 {
        let (keys, lengths, small) =
            (self.keys.as_flattened_mut(), self.lengths.as_flattened_mut(), self.small.as_flattened_mut());
        let mut count = 0;
        for at in places(asked).take(CHUNK) {
            let word = words[at];
            keys[count] = hash::load(text.as_bytes(), word.start as usize);
            lengths[count] = word.len() as u64;
            small[count] = !capitals >> at & 1;
            count += 1;
        }
        let filter = filter.as_chunks::<8>().0;
        vectorized(Level::best(), Keys { columns: self, count, blocks: filter.len() as u32 });
        let (keys, places, odd) = (self.keys.as_flattened(), self.places.as_flattened(), self.odd.as_flattened());
        let mut found = 0;
        for (i, at) in self::places(asked).enumerate() {
            let (mut key, mut place) = (keys[i], places[i] as usize);
            if odd[i] != 0 {
                let word = words[at];
                let beginning = hash::beginning(text, word.start as usize, word.end as usize);
                key = table::key(beginning, capitals >> at & 1 != 0);
                place = hash::place(key, filter.len());
            }
            let block = filter.get(place).map_or(0, |&block| u64::from_le_bytes(block));
            found |= (block >> (key & 63) & 1) << at;
        }
        found
    }
}

/// The places of bits that are set, the lowest first.
fn places(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = bits.trailing_zeros();
        bits &= bits.wrapping_sub(1);
        (at < u64::BITS).then_some(at as usize)
    })
}

/// Makes the keys of so many words, and their places among so many blocks of a filter.
struct Keys<'c> {
    columns: &'c mut Beginnings,
    count: usize,
    blocks: u32,
}

impl Task for Keys<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Beginnings { keys, lengths, small, places, odd, .. } = self.columns;
        let used = self.count.div_ceil(LANES);
        let columns = keys.iter_mut().zip(lengths).zip(small).zip(places).zip(odd).take(used);
        for ((((keys, lengths), small), places), odd) in columns {
            for i in 0..LANES {
                let word = keys[i] & u64::MAX >> (64 - 8 * lengths[i].clamp(1, 8));
                let key = table::key(hash::of_beginning(word), small[i] == 0);
                odd[i] = u64::from(!hash::is_plain(word));
                keys[i] = key;
                places[i] = ((key >> 32) * u64::from(self.blocks)) >> 32;
            }
        }
    }
}
