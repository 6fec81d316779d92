//! Hashes of words, of sequences of words, and of whole files. They are part of the compiled form: a change here is a new version of it.
//!
//! A word's hash is made of its first and last eight bytes and its length, each byte with the bit set that tells small ASCII letters from
//! capitals: no loop, no copy in lower case. Words that share all that have the same hash; what a hash finds is compared letter by
//! letter behind it. Lists are their users' own, so an attacker gains nothing from collisions but a slower list of their own.

use super::name;

const SMALL: u64 = 0x2020_2020_2020_2020;
const K: u64 = 0x9e37_79b9_7f4a_7c15;

/// Multiplies and folds the product.
#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// The hash of a word with these first and last eight bytes (a shorter word: all of it, zeros behind, twice).
#[inline]
fn of_ends(first: u64, last: u64, len: usize) -> u64 {
    mix((first | SMALL) ^ 0xa076_1d64_78bd_642f, (last | SMALL) ^ K ^ ((len as u64) << 56))
}

/// Up to eight bytes from `start` on, zeros behind the last.
#[inline]
pub(super) fn load(bytes: &[u8], start: usize) -> u64 {
    let rest = bytes.get(start..).unwrap_or(&[]);
    match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |n, &b| n << 8 | u64::from(b)),
    }
}

/// The hash of a word of a text, which stands at `start..end` of its bytes.
#[expect(clippy::inline_always, reason = "every word of every text is hashed: a call for each shows")]
#[inline(always)]
pub(super) fn word(text: &str, start: usize, end: usize) -> u64 {
    let (bytes, len) = (text.as_bytes(), end - start);
    // no branch on the length but for long words: the first and the last eight bytes of a short word are all of it
    let mask = u64::MAX >> (64u32.wrapping_sub(8 * len.min(8) as u32) & 63);
    let (first, last) = (load(bytes, start) & mask, load(bytes, start.max(end.saturating_sub(8))) & mask);
    let middle = len <= 16 || bytes[start + 8..end - 8].iter().all(|&b| b < 0x80 && b != b'.');
    if middle & is_plain(first) & is_plain(last) { of_ends(first, last, len) } else { folded(&text[start..end]) }
}

/// The hash of what a word of a text begins with, its first eight bytes: less work than [`word`], for all the words that no name starts with.
pub(super) fn beginning(text: &str, start: usize, end: usize) -> u64 {
    let mask = u64::MAX >> (64u32.wrapping_sub(8 * (end - start).min(8) as u32) & 63);
    let first = load(text.as_bytes(), start) & mask;
    of_beginning(if is_plain(first) { first } else { folded_ends(&text[start..end]).0 })
}

#[inline]
pub(super) fn of_beginning(first: u64) -> u64 {
    let product = ((first | SMALL) ^ 0xa076_1d64_78bd_642f).wrapping_mul(K);
    product ^ product >> 32
}

/// True where none of the bytes is a dot or outside ASCII: they fold to themselves but for capitals.
#[inline]
pub(super) fn is_plain(bytes: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let dots = bytes ^ (ONES * u64::from(b'.'));
    (bytes | (dots.wrapping_sub(ONES) & !dots)) & HIGH == 0
}

/// The hash of a word with dots or letters outside ASCII, folded on the way.
pub(super) fn folded(word: &str) -> u64 {
    let (first, last, len) = folded_ends(word);
    of_ends(first, last, len)
}

/// The first and last eight bytes of a word, folded, and how many it has then.
#[cold]
fn folded_ends(word: &str) -> (u64, u64, usize) {
    let (mut first, mut last, mut len) = (0, 0, 0);
    for c in name::folded(word) {
        for &byte in c.encode_utf8(&mut [0; 4]).as_bytes() {
            let byte = u64::from(byte);
            if len < 8 {
                first |= byte << (8 * len);
            }
            last = last >> 8 | byte << 56;
            len += 1;
        }
    }
    (first, if len < 8 { first } else { last }, len)
}

/// The hash of a sequence of words that goes on with one more word.
#[inline]
pub(super) fn then(sequence: u64, word: u64) -> u64 {
    let product = (sequence.rotate_left(25) ^ word).wrapping_mul(K);
    product ^ product >> 31
}

/// The hash of the first character of a name in a script without spaces, which must not be that of a word.
pub(super) fn unspaced(c: char) -> u64 {
    mix(u64::from(c) ^ 0x5851_f42d_4c95_7f2d, K)
}

/// The hash of an id.
pub(super) fn id(id: &str) -> u64 {
    let bytes = id.as_bytes();
    let mut hash = bytes.len() as u64;
    for start in (0..bytes.len()).step_by(8) {
        hash = mix(hash ^ load(bytes, start), 0xe703_7ed1_a0b4_28db);
    }
    mix(hash, K)
}

/// The hash of bytes of any length, eight at a time.
pub(super) fn sum(bytes: &[u8]) -> u64 {
    let mut lanes = [K, !K, K >> 1, K << 1];
    let mut blocks = bytes.chunks_exact(32);
    for block in &mut blocks {
        for (lane, bytes) in lanes.iter_mut().zip(block.chunks_exact(8)) {
            *lane = mix(*lane ^ load(bytes, 0), 0xa076_1d64_78bd_642f);
        }
    }
    for chunk in blocks.remainder().chunks(8) {
        lanes[0] = mix(lanes[0] ^ load(chunk, 0), 0xe703_7ed1_a0b4_28db);
    }
    lanes.into_iter().fold(bytes.len() as u64, |sum, lane| mix(sum ^ lane, K))
}

/// Scales a hash to `0..n` by its high half.
#[inline]
pub(super) fn place(hash: u64, n: usize) -> usize {
    (((hash >> 32) * n as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_hash_as_they_fold() {
        let same = ["U.S.", "US", "us", "u\u{ad}s"].map(|w| word(&format!("{w} and more text"), 0, w.len()));
        assert!(same.iter().all(|&h| h == same[0]));
        for text in
            ["Ministry", "ministries", "Electrotechnical", "Electrotechnically", "Zürich", "ÉCOLE", "a", "1,000,000"]
        {
            let all =
                [text.to_owned(), format!("{text} behind it there is text"), text.to_uppercase(), text.to_lowercase()];
            for other in &all {
                assert_eq!(word(other, 0, text.len()), folded(text), "{other}");
                assert_eq!(beginning(other, 0, text.len()), of_beginning(folded_ends(text).0), "{other}");
            }
        }
        assert_ne!(word("Ministry", 0, 8), word("Ministri", 0, 8));
        assert_ne!(word("ab", 0, 2), word("ba", 0, 2));
    }

    #[test]
    fn sums_see_every_byte() {
        let bytes: Vec<u8> = (0..100).collect();
        for i in 0..bytes.len() {
            let mut other = bytes.clone();
            other[i] ^= 1;
            assert_ne!(sum(&bytes), sum(&other), "{i}");
            assert_ne!(sum(&bytes), sum(&bytes[..i]), "{i}");
        }
    }
}
