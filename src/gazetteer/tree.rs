//! How the table of word sequences is made: patterns are sorted by their first words, and those that share them by one more, until each is
//! told from the others.

use gazet_raw::prefetch;

use super::pattern;
use super::table::{self, Bits, Filter, Names, Slot};
use super::{flat, hash, name};

/// What finds word sequences, in the compiled form.
pub(super) struct Tree {
    pub(super) bits: u32,
    pub(super) longest: u32,
    pub(super) small: u32,
    pub(super) ends: Vec<u32>,
    pub(super) table: Vec<u8>,
    pub(super) firsts: Vec<u8>,
    pub(super) singles: Vec<u8>,
    pub(super) pairs: Vec<u8>,
}

/// A pattern, and the first words of it.
#[derive(Clone, Copy)]
struct Path {
    /// The hash of its first words.
    sequence: u64,
    pattern: u32,
    /// How many words it has in all, and what else there is to know.
    words: u32,
}

/// How many patterns ahead the record of one is asked for.
const AHEAD: usize = 16;
/// It is one of characters in a script without spaces.
const UNSPACED: u32 = 1 << 31;
/// It does not match.
const SILENT: u32 = 1 << 30;
/// It may start with a small letter or a digit.
const SMALL: u32 = 1 << 29;

impl Path {
    fn words(&self) -> u32 {
        self.words & (SMALL - 1)
    }

    fn is(&self, flag: u32) -> bool {
        self.words & flag != 0
    }
}

/// Collects patterns, then makes the table.
pub(super) struct Growing {
    /// Of all patterns, the hash of the first two words, or the only one.
    paths: Vec<Path>,
    longest: u32,
    small: u32,
    firsts: Filter,
}

impl Growing {
    pub(super) fn new() -> Self {
        Self { paths: Vec::new(), longest: 0, small: 0, firsts: Filter::of_firsts() }
    }

    /// Adds a pattern with its words; `small` where it may start with a small letter or a digit.
    pub(super) fn add<'w>(&mut self, pattern: u32, flags: u8, small: bool, words: impl Iterator<Item = &'w str>) {
        let mut words = words;
        let Some(word) = words.next() else { return };
        let (first, mut hashes) = (hash_of(word), words.map(hash_of));
        let mut path = Path { sequence: first, pattern, words: 1 };
        if let Some(second) = hashes.next() {
            path.sequence = hash::then(first, second);
            path.words = 2 + hashes.count() as u32;
        }
        self.longest = self.longest.max(path.words);
        if flags & pattern::SILENT != 0 {
            path.words |= SILENT;
        } else {
            let beginning = hash::beginning(word, 0, word.len());
            self.firsts.add_first(table::key(beginning, true));
            if small {
                path.words |= SMALL;
                self.small += 1;
                self.firsts.add_first(table::key(beginning, false));
            }
        }
        self.paths.push(path);
    }

    /// Adds a name in a script without spaces.
    pub(super) fn add_unspaced(&mut self, pattern: u32, name: &str) {
        let (sequence, words) = prefix(unspaced(name), 2);
        self.longest = self.longest.max(words);
        self.paths.push(Path { sequence, pattern, words: words | UNSPACED | SILENT });
    }

    /// The compiled form.
    pub(super) fn finish(self, records: &[u8]) -> Tree {
        let mut level = self.paths;
        sort(&mut level);
        let (singles, pairs) = (filter(&level, true), filter(&level, false));
        let (mut slots, mut ends) = (Vec::with_capacity(level.len()), Vec::new());
        let (mut deeper, mut depth): (Vec<(u32, bool)>, _) = (Vec::new(), 2);
        while !level.is_empty() {
            for same in level.chunk_by(|a, b| a.sequence == b.sequence) {
                let slot = if let [only] = same {
                    Slot { more: false, names: Names::One(only.pattern) }
                } else {
                    let goes_on = |path: &&Path| path.words() > depth;
                    deeper.extend(same.iter().filter(goes_on).map(|path| (path.pattern, path.is(UNSPACED))));
                    let here = same.iter().filter(|path| !goes_on(path)).map(|path| path.pattern);
                    Slot { more: same.iter().any(|path| goes_on(&path)), names: names(here, &mut ends) }
                };
                slots.push((same[0].sequence, slot));
            }
            level.clear();
            // in the order in which the records lie in memory
            deeper.sort_unstable();
            for (i, &(pattern, unspaced)) in deeper.iter().enumerate() {
                if let Some(&(later, _)) = deeper.get(i + AHEAD) {
                    prefetch(records, later as usize);
                }
                level.extend(path(records, pattern, unspaced, depth + 1));
            }
            deeper.clear();
            sort(&mut level);
            depth += 1;
        }
        drop((level, deeper));
        // each level is sorted: in the order of their places, what finds no room in its own line finds some close by
        slots.sort_by_key(|&(sequence, _)| sequence);
        let bits = Bits::of(records.len().max(ends.len() * 2) as u32);
        let known = ends.len();
        let table = (0..).find_map(|tries| {
            ends.truncate(known);
            table::write(&slots, table::lines(slots.len(), tries), bits, |one, other| {
                let mut all: Vec<u32> = [one, other].iter().flat_map(|slot| of(slot.names, &ends)).collect();
                all.sort_unstable();
                Slot { more: one.more || other.more, names: names(all.into_iter(), &mut ends) }
            })
        });
        Tree {
            bits: bits.number(),
            longest: self.longest,
            small: self.small,
            table: table.unwrap_or_default(),
            ends,
            firsts: self.firsts.shrink().bytes(),
            singles: singles.bytes(),
            pairs: pairs.bytes(),
        }
    }
}

/// A filter over the names of one word, or over the first two words of longer ones.
fn filter(sorted: &[Path], single: bool) -> Filter {
    let keys = || {
        sorted.chunk_by(|a, b| a.sequence == b.sequence).flat_map(|same| {
            let is = |wanted: fn(&Path) -> bool| same.iter().any(|path| (path.words() == 1) == single && wanted(path));
            let (capital, small) = (is(|path| !path.is(SILENT)), is(|path| path.is(SMALL)));
            let key = |capital| table::key(same[0].sequence, capital);
            [capital.then(|| key(true)), small.then(|| key(false))].into_iter().flatten()
        })
    };
    let mut filter = Filter::new(keys().count());
    keys().for_each(|key| filter.add(key));
    filter
}

/// What a slot says of these patterns, which ascend.
fn names(mut patterns: impl Iterator<Item = u32>, ends: &mut Vec<u32>) -> Names {
    let Some(first) = patterns.next() else { return Names::None };
    let Some(second) = patterns.next() else { return Names::One(first) };
    let at = ends.len();
    ends.extend([0, first, second]);
    ends.extend(patterns);
    ends[at] = (ends.len() - at) as u32 - 1;
    Names::Many(at as u32)
}

/// The patterns of a slot.
fn of(names: Names, ends: &[u32]) -> Vec<u32> {
    match names {
        Names::None => Vec::new(),
        Names::One(pattern) => vec![pattern],
        Names::Many(at) => ends[at as usize + 1..].iter().take(ends[at as usize] as usize).copied().collect(),
    }
}

/// A pattern with its first `depth` words.
fn path(records: &[u8], pattern: u32, of_characters: bool, depth: u32) -> Option<Path> {
    let record = pattern::at(records, pattern)?;
    let (sequence, words) = if of_characters {
        let (sequence, count) = prefix(unspaced(record.text()), depth);
        (sequence, count | UNSPACED)
    } else if record.plain().is_some() {
        prefix(name::plain_words(record.text()).map(hash_of), depth)
    } else {
        prefix(record.words().map(|word| hash_of(flat::text(word.text))), depth)
    };
    Some(Path { sequence, pattern, words })
}

/// The hash of the first `depth` of these, and how many there are in all.
fn prefix(mut hashes: impl Iterator<Item = u64>, depth: u32) -> (u64, u32) {
    let mut sequence = hashes.next().unwrap_or(0);
    let mut count = 1;
    for hash in hashes {
        count += 1;
        if count <= depth {
            sequence = hash::then(sequence, hash);
        }
    }
    (sequence, count)
}

fn hash_of(word: &str) -> u64 {
    hash::word(word, 0, word.len())
}

/// The hashes of the characters of a name in a script without spaces, from the first such one on.
fn unspaced(name: &str) -> impl Iterator<Item = u64> {
    name.chars().skip_while(|&c| !name::is_unspaced_char(c)).map(hash::unspaced)
}

/// By first words, then in the order of the lists: parts that differ in their highest bits, then each of them.
fn sort(paths: &mut Vec<Path>) {
    /// So many are sorted fast.
    const FEW: usize = 512;
    let shift = 63 - (paths.len() / FEW + 1).ilog2();
    let part = |path: &Path| (path.sequence >> 1 >> shift) as usize;
    let mut ends = vec![0; 1 << (63 - shift)];
    for path in paths.iter() {
        ends[part(path)] += 1;
    }
    let mut start = 0;
    for end in &mut ends {
        start += std::mem::replace(end, start);
    }
    let mut sorted = vec![Path { sequence: 0, pattern: 0, words: 0 }; paths.len()];
    for path in paths.iter() {
        let place = &mut ends[part(path)];
        sorted[*place] = *path;
        *place += 1;
    }
    let mut rest = &mut sorted[..];
    let mut start = 0;
    for end in ends {
        let (own, behind) = rest.split_at_mut(end - start);
        own.sort_unstable_by_key(|path| u128::from(path.sequence) << 32 | u128::from(path.pattern));
        (rest, start) = (behind, end);
    }
    *paths = sorted;
}
