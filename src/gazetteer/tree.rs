//! How the table of word sequences is made: patterns go in one by one, each as deep as it takes to tell it from the others.

use super::pattern::{self, Record};
use super::table::{self, Filter, Names, Slot};
use super::{flat, hash, name};

/// The slots while they grow: open addressing by the whole hash. At most seven of ten are taken.
struct Slots {
    hashes: Vec<u64>,
    says: Vec<Slot>,
    taken: usize,
}

impl Slots {
    /// Room for so many before they have to move.
    fn with_room(count: usize) -> Self {
        let n = (count * 10 / 7).max(1024);
        Self { hashes: vec![0; n], says: vec![Slot::default(); n], taken: 0 }
    }

    /// The slot of a sequence, made if it is not there.
    fn slot(&mut self, sequence: u64) -> &mut Slot {
        if self.taken * 10 >= self.hashes.len() * 7 {
            let n = (self.hashes.len() * 2).max(1024);
            let hashes = std::mem::replace(&mut self.hashes, vec![0; n]);
            let slots = std::mem::replace(&mut self.says, vec![Slot::default(); n]);
            for (hash, slot) in hashes.into_iter().zip(slots).filter(|(_, slot)| *slot != Slot::default()) {
                let at = self.place(hash);
                (self.hashes[at], self.says[at]) = (hash, slot);
            }
        }
        let at = self.place(sequence);
        if self.says[at] == Slot::default() {
            self.taken += 1;
            self.hashes[at] = sequence;
        }
        &mut self.says[at]
    }

    fn place(&self, sequence: u64) -> usize {
        let mut at = table::place(sequence, self.hashes.len());
        // a slot that has been made says something as soon as the next one is asked for
        while self.says[at] != Slot::default() && self.hashes[at] != sequence {
            at = if at + 1 == self.hashes.len() { 0 } else { at + 1 };
        }
        at
    }
}

/// What finds word sequences, in the compiled form.
pub(super) struct Tree {
    pub(super) seed: u32,
    pub(super) longest: u32,
    pub(super) small: u32,
    pub(super) ends: Vec<u32>,
    pub(super) table: Vec<u8>,
    pub(super) firsts: Vec<u8>,
    pub(super) singles: Vec<u8>,
    pub(super) pairs: Vec<u8>,
}

impl Tree {
    /// Makes it of all patterns, the records at `starts`.
    pub(super) fn new(starts: &[u32], records: &[u8]) -> Self {
        // of a thousand lists with a million names about one needs a second seed
        (0..).map(|n| 2 * n + 1).find_map(|seed| Growing::new(starts, records, seed).finish()).unwrap_or_else(|| Self {
            seed: 1,
            longest: 0,
            small: 0,
            ends: Vec::new(),
            table: Vec::new(),
            firsts: Vec::new(),
            singles: Vec::new(),
            pairs: Vec::new(),
        })
    }
}

struct Growing<'r> {
    records: &'r [u8],
    seed: u32,
    longest: usize,
    small: u32,
    slots: Slots,
    /// Names with the same words: the pattern, and one more than the place here of the one before it.
    chains: Vec<(u32, u32)>,
    firsts: Vec<u64>,
    singles: Vec<u64>,
    pairs: Vec<u64>,
}

impl<'r> Growing<'r> {
    fn new(starts: &'r [u32], records: &'r [u8], seed: u32) -> Self {
        let mut growing = Self {
            records,
            seed,
            longest: 0,
            small: 0,
            // a few patterns share their first two words
            slots: Slots::with_room(starts.len() * 4 / 3),
            chains: Vec::new(),
            firsts: Vec::new(),
            singles: Vec::new(),
            pairs: Vec::new(),
        };
        let mut hashes = Vec::new();
        for &pattern in starts {
            let Some(record) = growing.record(pattern) else { continue };
            for unspaced in [false, true] {
                hashes.clear();
                path(&record, unspaced, &mut hashes);
                if !hashes.is_empty() {
                    growing.add(pattern, &record, &hashes, unspaced);
                }
            }
        }
        growing
    }

    fn record(&self, pattern: u32) -> Option<Record<'r>> {
        self.records.get(pattern as usize..).and_then(Record::read)
    }

    fn add(&mut self, pattern: u32, record: &Record<'_>, hashes: &[u64], unspaced: bool) {
        self.longest = self.longest.max(hashes.len());
        let first = hash::first(hashes[0], self.seed);
        let (sequence, depth) = match hashes.get(1) {
            None => (first, 1),
            Some(&second) => (hash::then(first, second), 2),
        };
        self.insert(pattern, hashes, sequence, depth, unspaced);
        if record.flags & pattern::SILENT != 0 {
            return;
        }
        let filter = if hashes.len() == 1 { &mut self.singles } else { &mut self.pairs };
        let small = may_start_small(record);
        self.small += u32::from(small);
        for capital in [true, false] {
            if capital || small {
                filter.push(table::key(sequence, capital));
                self.firsts.push(table::key(first, capital));
            }
        }
    }

    /// Puts a pattern into the slot of its first `depth` words, or a deeper one.
    fn insert(&mut self, pattern: u32, hashes: &[u64], mut sequence: u64, mut depth: usize, unspaced: bool) {
        loop {
            let own = self.slots.slot(sequence);
            let slot = *own;
            let ends = depth == hashes.len();
            if slot == Slot::default() {
                *own = Slot { more: false, names: Names::One(pattern) };
                return;
            }
            let mut own = Vec::new();
            if let (false, Names::One(known)) = (slot.more, slot.names)
                && let Some(record) = self.record(known)
            {
                path(&record, unspaced, &mut own);
                if own.len() > depth {
                    // the only one that started so has to make way
                    *self.slots.slot(sequence) = Slot { more: true, names: Names::None };
                    self.insert(known, &own, hash::then(sequence, own[depth]), depth + 1, unspaced);
                }
            }
            let slot = *self.slots.slot(sequence);
            if ends {
                let names = match slot.names {
                    Names::None => Names::One(pattern),
                    Names::One(known) => {
                        self.chains.push((known, 0));
                        self.chains.push((pattern, self.chains.len() as u32));
                        Names::Many(self.chains.len() as u32 - 1)
                    }
                    Names::Many(last) => {
                        self.chains.push((pattern, last + 1));
                        Names::Many(self.chains.len() as u32 - 1)
                    }
                };
                self.slots.slot(sequence).names = names;
                return;
            }
            self.slots.slot(sequence).more = true;
            sequence = hash::then(sequence, hashes[depth]);
            depth += 1;
        }
    }

    /// The compiled form; `None` where this seed does not do.
    fn finish(self) -> Option<Tree> {
        let Slots { hashes, mut says, taken } = self.slots;
        let mut ends = Vec::new();
        let mut chain = Vec::new();
        for slot in &mut says {
            if let Names::Many(last) = slot.names {
                chain.clear();
                let mut at = last + 1;
                while let Some(place) = at.checked_sub(1) {
                    let (pattern, before) = self.chains[place as usize];
                    chain.push(pattern);
                    at = before;
                }
                chain.sort_unstable();
                slot.names = Names::Many(ends.len() as u32);
                ends.push(chain.len() as u32);
                ends.append(&mut chain);
            }
        }
        let all = || hashes.iter().copied().zip(says.iter().copied()).filter(|(_, slot)| *slot != Slot::default());
        // five of six slots are taken; where some stand too far away, fewer
        let table = (0..4).find_map(|n| table::write(all(), taken * (6 + n) / 5 + 1))?;
        let filter = |keys: Vec<u64>| {
            let mut filter = Filter::new(keys.len());
            for key in keys {
                filter.add(key);
            }
            filter.bytes()
        };
        let mut keys = self.firsts;
        keys.sort_unstable();
        keys.dedup();
        let mut firsts = Filter::of_firsts(keys.len());
        for key in keys {
            firsts.add_first(key);
        }
        let (seed, longest, small, firsts) = (self.seed, self.longest as u32, self.small, firsts.bytes());
        Some(Tree {
            seed,
            longest,
            small,
            ends,
            table,
            firsts,
            singles: filter(self.singles),
            pairs: filter(self.pairs),
        })
    }
}

/// The hashes of a pattern's words; or, of a name in a script without spaces, those of its characters from the first such one on.
fn path(record: &Record<'_>, unspaced: bool, out: &mut Vec<u64>) {
    if unspaced {
        if record.flags & pattern::UNSPACED != 0 {
            let chars = record.text().chars().skip_while(|&c| !name::is_unspaced_char(c));
            out.extend(chars.map(hash::unspaced));
        }
        return;
    }
    out.extend(record.words().map(|word| {
        let text = flat::text(word.text);
        hash::word(text, 0, text.len())
    }));
}

/// True where a word that starts with a small letter or a digit may stand for the first word of a pattern.
fn may_start_small(record: &Record<'_>) -> bool {
    let Some(word) = record.words().next() else { return false };
    let any = word.case == name::Case::Any && record.flags & pattern::EXACT == 0;
    any || !flat::text(word.text).starts_with(char::is_uppercase)
}
