//! Bytes sorted into the classes that word boundaries depend on, 64 at a time.

/// So many bytes are sorted at a time.
pub const BLOCK: usize = 64;

/// Which bytes of `N` blocks are what: bit `i` of a block's number is its byte `i`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Classes<const N: usize> {
    /// `A` to `Z`.
    pub upper: [u64; N],
    /// `a` to `z`.
    pub lower: [u64; N],
    /// `0` to `9`.
    pub digit: [u64; N],
    /// `.` and `'`.
    pub stop: [u64; N],
    /// `:`.
    pub colon: [u64; N],
    /// `,` and `;`.
    pub comma: [u64; N],
    /// `_`.
    pub line: [u64; N],
    /// Bytes of characters outside ASCII.
    pub high: [u64; N],
}

impl<const N: usize> Default for Classes<N> {
    fn default() -> Self {
        let none = [0; N];
        Self { upper: none, lower: none, digit: none, stop: none, colon: none, comma: none, line: none, high: none }
    }
}

/// The classes of one block.
struct Block {
    upper: u64,
    lower: u64,
    digit: u64,
    stop: u64,
    colon: u64,
    comma: u64,
    line: u64,
    high: u64,
}

impl<const N: usize> Classes<N> {
    #[inline]
    fn set(&mut self, at: usize, block: &Block) {
        self.upper[at] = block.upper;
        self.lower[at] = block.lower;
        self.digit[at] = block.digit;
        self.stop[at] = block.stop;
        self.colon[at] = block.colon;
        self.comma[at] = block.comma;
        self.line[at] = block.line;
        self.high[at] = block.high;
    }
}

/// Which instructions sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// None but those that every machine has.
    Plain,
    /// 16 bytes at a time on ARM.
    Neon,
    /// 32 bytes at a time.
    Avx2,
    /// 64 bytes at a time.
    Avx512,
}

impl Level {
    /// The best that this machine has.
    #[must_use]
    #[inline]
    pub fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512bw") {
                return Self::Avx512;
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                return Self::Avx2;
            }
        }
        if cfg!(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little")) {
            return Self::Neon;
        }
        Self::Plain
    }

    /// All that this machine has.
    pub fn all() -> impl Iterator<Item = Self> {
        let best = Self::best();
        let has = move |level: &Self| match level {
            Self::Plain => true,
            Self::Neon => best == Self::Neon,
            Self::Avx2 => matches!(best, Self::Avx2 | Self::Avx512),
            Self::Avx512 => best == Self::Avx512,
        };
        [Self::Plain, Self::Neon, Self::Avx2, Self::Avx512].into_iter().filter(has)
    }
}

/// Sorts the bytes of each block, the first of which is block `at` of `out`. A level that the machine does not have is taken for a
/// lower one, the plain one at worst.
///
/// # Panics
/// Where `out` has no room for as many blocks.
#[inline]
pub fn classes<const N: usize>(level: Level, blocks: &[[u8; BLOCK]], at: usize, out: &mut Classes<N>) {
    assert!(at + blocks.len() <= N, "room for {} blocks from {at} on", blocks.len());
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512
            if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512bw") =>
        {
            // SAFETY: the machine has both features, as was just asked.
            unsafe { x86::avx512(blocks, at, out) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 if std::arch::is_x86_feature_detected!("avx2") => {
            // SAFETY: the machine has the feature, as was just asked.
            unsafe { x86::avx2(blocks, at, out) }
        }
        #[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
        Level::Neon => neon::neon(blocks, at, out),
        _ => plain(blocks, at, out),
    }
}

/// Of each byte its class, one byte of the number a class, in the order of the fields.
const CLASS: [u64; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'A'..=b'Z' => 1,
            b'a'..=b'z' => 1 << 8,
            b'0'..=b'9' => 1 << 16,
            b'.' | b'\'' => 1 << 24,
            b':' => 1 << 32,
            b',' | b';' => 1 << 40,
            b'_' => 1 << 48,
            0x80.. => 1 << 56,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// What every machine can do: the oracle of the others.
fn plain<const N: usize>(blocks: &[[u8; BLOCK]], at: usize, out: &mut Classes<N>) {
    for (block, at) in blocks.iter().zip(at..) {
        let mut masks = [0u64; 8];
        for (eight, place) in block.chunks_exact(8).zip((0..).step_by(8)) {
            // the bits of eight bytes side by side: a byte a class
            let bits = eight.iter().rev().fold(0, |bits, &byte| bits << 1 | CLASS[usize::from(byte)]);
            for (mask, bits) in masks.iter_mut().zip(bits.to_le_bytes()) {
                *mask |= u64::from(bits) << place;
            }
        }
        let [upper, lower, digit, stop, colon, comma, line, high] = masks;
        out.set(at, &Block { upper, lower, digit, stop, colon, comma, line, high });
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    #[allow(clippy::wildcard_imports, reason = "the names say where they are from")]
    use std::arch::x86_64::*;

    use super::{BLOCK, Block, Classes};

    #[target_feature(enable = "avx512f,avx512bw")]
    pub(super) fn avx512<const N: usize>(blocks: &[[u8; BLOCK]], at: usize, out: &mut Classes<N>) {
        for (block, at) in blocks.iter().zip(at..) {
            // SAFETY: a block has the 64 bytes that are read; no alignment is asked for.
            let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
            let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte as i8));
            let among = |first: u8, count: i8| {
                _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first as i8)), _mm512_set1_epi8(count))
            };
            let sorted = Block {
                upper: among(b'A', 26),
                lower: among(b'a', 26),
                digit: among(b'0', 10),
                stop: is(b'.') | is(b'\''),
                colon: is(b':'),
                comma: is(b',') | is(b';'),
                line: is(b'_'),
                high: _mm512_movepi8_mask(bytes),
            };
            out.set(at, &sorted);
        }
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn avx2<const N: usize>(blocks: &[[u8; BLOCK]], at: usize, out: &mut Classes<N>) {
        for (block, at) in blocks.iter().zip(at..) {
            // SAFETY: a block has the 64 bytes that are read, 32 from its start and 32 from its middle; no alignment is asked for.
            let (low, high) = unsafe {
                (_mm256_loadu_si256(block.as_ptr().cast()), _mm256_loadu_si256(block.as_ptr().add(32).cast()))
            };
            let mask = |low: __m256i, high: __m256i| {
                u64::from(_mm256_movemask_epi8(low) as u32) | u64::from(_mm256_movemask_epi8(high) as u32) << 32
            };
            let is = |byte: u8| {
                let byte = _mm256_set1_epi8(byte as i8);
                mask(_mm256_cmpeq_epi8(low, byte), _mm256_cmpeq_epi8(high, byte))
            };
            // bytes outside ASCII are negative, and less than every first
            let among = |first: u8, last: u8| {
                let (first, last) = (_mm256_set1_epi8(first as i8 - 1), _mm256_set1_epi8(last as i8 + 1));
                let half = |bytes| _mm256_and_si256(_mm256_cmpgt_epi8(bytes, first), _mm256_cmpgt_epi8(last, bytes));
                mask(half(low), half(high))
            };
            let sorted = Block {
                upper: among(b'A', b'Z'),
                lower: among(b'a', b'z'),
                digit: among(b'0', b'9'),
                stop: is(b'.') | is(b'\''),
                colon: is(b':'),
                comma: is(b',') | is(b';'),
                line: is(b'_'),
                high: mask(low, high),
            };
            out.set(at, &sorted);
        }
    }
}

#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
mod neon {
    #[allow(clippy::wildcard_imports, reason = "the names say where they are from")]
    use std::arch::aarch64::*;

    use super::{BLOCK, Block, Classes};

    pub(super) fn neon<const N: usize>(blocks: &[[u8; BLOCK]], at: usize, out: &mut Classes<N>) {
        const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
        for (block, at) in blocks.iter().zip(at..) {
            // SAFETY: the module is compiled only for machines that have NEON; a block has the 64 bytes that are read, 16 from each of
            // four places, and the constant has 16; no alignment is asked for.
            unsafe {
                let bits = vld1q_u8(BITS.as_ptr());
                let parts = [0, 16, 32, 48].map(|at| vld1q_u8(block.as_ptr().add(at)));
                // each byte that is all ones keeps its bit; three sums of neighbours make bytes of eight bits
                let mask = |is: [uint8x16_t; 4]| {
                    let [a, b, c, d] = is.map(|part| vandq_u8(part, bits));
                    let sum = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
                    vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0)
                };
                let is = |byte: u8| mask(parts.map(|part| vceqq_u8(part, vdupq_n_u8(byte))));
                let among = |first: u8, count: u8| {
                    mask(parts.map(|part| vcltq_u8(vsubq_u8(part, vdupq_n_u8(first)), vdupq_n_u8(count))))
                };
                let sorted = Block {
                    upper: among(b'A', 26),
                    lower: among(b'a', 26),
                    digit: among(b'0', 10),
                    stop: is(b'.') | is(b'\''),
                    colon: is(b':'),
                    comma: is(b',') | is(b';'),
                    line: is(b'_'),
                    high: among(0x80, 0x80),
                };
                out.set(at, &sorted);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of at most 256 blocks, behind two that are left alone.
    fn sorted(level: Level, blocks: &[[u8; BLOCK]]) -> Classes<258> {
        let mut out = Classes::default();
        classes(level, blocks, 2, &mut out);
        out
    }

    #[test]
    fn every_byte_at_every_place() {
        let mut blocks = Vec::new();
        for shift in 0..BLOCK {
            let all: Vec<u8> = (0..=255u8).cycle().skip(shift).take(256).collect();
            blocks.extend_from_slice(all.as_chunks().0);
        }
        for level in Level::all() {
            assert_eq!(sorted(level, &blocks), sorted(Level::Plain, &blocks), "{level:?}");
        }
    }

    #[test]
    fn the_plain_way_says_what_a_byte_is() {
        let mut block = [b' '; BLOCK];
        block[..10].copy_from_slice("Az9.':,;_é".as_bytes().first_chunk::<10>().unwrap_or(&[0; 10]));
        let classes = sorted(Level::Plain, &[block]);
        assert_eq!((classes.upper[2], classes.lower[2], classes.digit[2]), (1, 2, 4));
        assert_eq!((classes.stop[2], classes.colon[2], classes.comma[2]), (0b1_1000, 1 << 5, 0b1100_0000));
        assert_eq!((classes.line[2], classes.high[2]), (1 << 8, 1 << 9));
    }

    proptest! {
        #[test]
        fn every_way_has_the_same_result(bytes in proptest::collection::vec(any::<u8>(), 64 * 3)) {
            let blocks = bytes.as_chunks().0;
            for level in Level::all() {
                prop_assert_eq!(sorted(level, blocks), sorted(Level::Plain, blocks));
            }
        }
    }
}
