//! The places of bits, as numbers.

use crate::Level;
use crate::classes::BLOCK;

/// Writes `base` plus the place of each bit that is set, the lowest first, and gives their number. What stands behind them in `out` may be
/// anything. A level that the machine does not have is taken for the best that it has.
#[inline]
pub fn places(level: Level, bits: u64, base: u32, out: &mut [u32; BLOCK]) -> usize {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512
            if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512vbmi2") =>
        {
            // SAFETY: the machine has both features, as was just asked.
            unsafe { avx512(bits, base, out) }
        }
        _ => plain(bits, base, out),
    }
}

/// What every machine can do: the oracle of the other.
fn plain(mut bits: u64, base: u32, out: &mut [u32; BLOCK]) -> usize {
    let count = bits.count_ones() as usize;
    for place in &mut out[..count] {
        *place = base + bits.trailing_zeros();
        bits &= bits - 1;
    }
    count
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512vbmi2")]
fn avx512(bits: u64, base: u32, out: &mut [u32; BLOCK]) -> usize {
    #[allow(clippy::wildcard_imports, reason = "the names say where they are from")]
    use std::arch::x86_64::*;

    const NUMBERS: [u8; BLOCK] = {
        let (mut numbers, mut i) = ([0; BLOCK], 0);
        while i < BLOCK {
            numbers[i] = i as u8;
            i += 1;
        }
        numbers
    };
    let count = bits.count_ones() as usize;
    // SAFETY: the constant has the 64 bytes that are read.
    let numbers = _mm512_maskz_compress_epi8(bits, unsafe { _mm512_loadu_si512(NUMBERS.as_ptr().cast()) });
    let base = _mm512_set1_epi32(base as i32);
    let wide = |sixteen| _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), base);
    let mut write = |at: usize, sixteen| {
        let part: &mut [u32] = &mut out[at..at + 16];
        // SAFETY: the part has the 16 numbers that are written, which the slice above has checked.
        unsafe { _mm512_storeu_si512(part.as_mut_ptr().cast(), wide(sixteen)) }
    };
    write(0, _mm512_castsi512_si128(numbers));
    if count > 16 {
        write(16, _mm512_extracti32x4_epi32::<1>(numbers));
    }
    if count > 32 {
        write(32, _mm512_extracti32x4_epi32::<2>(numbers));
        write(48, _mm512_extracti32x4_epi32::<3>(numbers));
    }
    count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bits: u64, base: u32) {
        let wanted: Vec<u32> = (0..64).filter(|i| bits >> i & 1 != 0).map(|i| base + i).collect();
        for level in Level::all() {
            let mut out = [7; BLOCK];
            let count = places(level, bits, base, &mut out);
            assert_eq!(out[..count], wanted, "{level:?} {bits:#x}");
        }
    }

    #[test]
    fn few_and_all() {
        check(0, 0);
        check(u64::MAX, u32::MAX - 63);
        (0..64).for_each(|i| check(1 << i, 64));
    }

    proptest! {
        #[test]
        fn every_way_has_the_same_result(bits in any::<u64>(), base in 0..u32::MAX - 64) {
            check(bits, base);
        }
    }
}
