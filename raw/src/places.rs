//! The places of bits, as numbers, and bits picked out of others.

use crate::Level;
use crate::classes::BLOCK;

/// Makes `out` the places of all bits that are set in `masks`, ascending; the first bit of the first mask is at `base`. A level that the
/// machine does not have is taken for a lower one, the plain one at worst.
#[inline]
pub fn places(level: Level, masks: &[u64], base: u32, out: &mut Vec<u32>) {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512vbmi2")
                && std::arch::is_x86_feature_detected!("popcnt") =>
        {
            // SAFETY: the machine has all three features, as was just asked.
            unsafe { x86::places(masks, base, out) }
        }
        _ => plain_places(masks, base, out),
    }
}

/// What every machine can do: the oracle of the other.
fn plain_places(masks: &[u64], base: u32, out: &mut Vec<u32>) {
    out.clear();
    let mut base = base;
    for &mask in masks {
        let mut bits = mask;
        while bits != 0 {
            out.push(base.wrapping_add(bits.trailing_zeros()));
            bits &= bits - 1;
        }
        base = base.wrapping_add(BLOCK as u32);
    }
}

/// Adds to `out`, of each mask in `of`, the bits of `bits` at its places, side by side. The first goes to bit `at`, behind which all must
/// be zeros, as far as `out` reaches; it grows to hold them.
#[inline]
pub fn pick(level: Level, bits: &[u64], of: &[u64], out: &mut Vec<u64>, at: usize) {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512
            if std::arch::is_x86_feature_detected!("bmi2") && std::arch::is_x86_feature_detected!("popcnt") =>
        {
            // SAFETY: the machine has both features, as was just asked.
            unsafe { x86::pick(bits, of, out, at) }
        }
        _ => pick_by(bits, of, out, at, plain_pick),
    }
}

/// What every machine can do: the oracle of the other.
fn plain_pick(bits: u64, mut of: u64) -> u64 {
    let (mut picked, mut at) = (0, 0);
    while of != 0 {
        picked |= (bits >> of.trailing_zeros() & 1) << at;
        of &= of - 1;
        at += 1;
    }
    picked
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "it is compiled for what the machine has where it is inlined")]
fn pick_by(bits: &[u64], of: &[u64], out: &mut Vec<u64>, mut at: usize, pick: impl Fn(u64, u64) -> u64) {
    // each mask fills at most one number, and may begin inside another
    out.resize(out.len().max(at / 64 + of.len() + 1), 0);
    for (&bits, &of) in bits.iter().zip(of) {
        let (picked, shift) = (pick(bits, of), at % 64);
        if let Some([here, next]) = out.get_mut(at / 64..at / 64 + 2) {
            *here |= picked << shift;
            *next |= picked >> 1 >> (63 - shift);
        }
        at += of.count_ones() as usize;
    }
    out.truncate(at.div_ceil(64));
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    #[allow(clippy::wildcard_imports, reason = "the names say where they are from")]
    use std::arch::x86_64::*;

    use super::BLOCK;

    const NUMBERS: [u8; BLOCK] = {
        let (mut numbers, mut i) = ([0; BLOCK], 0);
        while i < BLOCK {
            numbers[i] = i as u8;
            i += 1;
        }
        numbers
    };

    #[target_feature(enable = "avx512f,avx512vbmi2,popcnt")]
    pub(super) fn places(masks: &[u64], base: u32, out: &mut Vec<u32>) {
        out.clear();
        out.reserve(masks.len() * BLOCK);
        // SAFETY: the constant has the 64 bytes that are read.
        let numbers = unsafe { _mm512_loadu_si512(NUMBERS.as_ptr().cast()) };
        let (mut written, mut base) = (0, base);
        for &mask in masks {
            let count = mask.count_ones() as usize;
            let places = _mm512_maskz_compress_epi8(mask, numbers);
            let first = _mm512_set1_epi32(base as i32);
            let wide = |sixteen| _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), first);
            // SAFETY: there is room for 64 numbers a mask, of which at most as many are written before this one's, and here four times 16.
            // All up to `written` have been written.
            unsafe {
                let to = out.as_mut_ptr().add(written);
                _mm512_storeu_si512(to.cast(), wide(_mm512_castsi512_si128(places)));
                _mm512_storeu_si512(to.add(16).cast(), wide(_mm512_extracti32x4_epi32::<1>(places)));
                if count > 32 {
                    _mm512_storeu_si512(to.add(32).cast(), wide(_mm512_extracti32x4_epi32::<2>(places)));
                    _mm512_storeu_si512(to.add(48).cast(), wide(_mm512_extracti32x4_epi32::<3>(places)));
                }
            }
            written += count;
            base = base.wrapping_add(BLOCK as u32);
        }
        // SAFETY: each of them has been written, and there is room for as many.
        unsafe { out.set_len(written) };
    }

    #[target_feature(enable = "bmi2,popcnt")]
    pub(super) fn pick(bits: &[u64], of: &[u64], out: &mut Vec<u64>, at: usize) {
        super::pick_by(bits, of, out, at, |bits, of| _pext_u64(bits, of));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(masks: &[u64], base: u32) {
        let of = |(at, mask): (u32, &u64)| {
            let mask = *mask;
            (0..64u32).filter(move |i| mask >> i & 1 != 0).map(move |i| base.wrapping_add(at * 64 + i))
        };
        let wanted: Vec<u32> = (0..).zip(masks).flat_map(of).collect();
        for level in Level::all() {
            let mut out = vec![7; 3];
            places(level, masks, base, &mut out);
            assert_eq!(out, wanted, "{level:?} {masks:x?}");
        }
    }

    #[test]
    fn few_and_all() {
        check(&[], 5);
        check(&[0], 0);
        check(&[u64::MAX], u32::MAX - 63);
        check(&[u64::MAX, u64::MAX, 0, u64::MAX], 64);
        (0..64).for_each(|i| check(&[1 << i, 1], 64));
    }

    fn check_picked(bits: &[u64], of: &[u64], at: usize) {
        let picked = bits
            .iter()
            .zip(of)
            .flat_map(|(bits, of)| (0..64).filter(move |i| of >> i & 1 != 0).map(move |i| bits >> i & 1 != 0));
        let before = (0..at).map(|i| i % 3 == 0);
        let wanted: Vec<bool> = before.clone().chain(picked).collect();
        for level in Level::all() {
            let mut out = vec![0; at.div_ceil(64)];
            before.clone().enumerate().for_each(|(i, bit)| out[i / 64] |= u64::from(bit) << (i % 64));
            pick(level, bits, of, &mut out, at);
            assert_eq!(out.len(), wanted.len().div_ceil(64));
            let own: Vec<bool> = (0..out.len() * 64).map(|i| out[i / 64] >> (i % 64) & 1 != 0).collect();
            assert_eq!(own[..wanted.len()], wanted, "{level:?}");
            assert!(own[wanted.len()..].iter().all(|bit| !bit), "{level:?}");
        }
    }

    #[test]
    fn picked_side_by_side() {
        for at in [0, 1, 63, 64, 65] {
            check_picked(&[], &[], at);
            check_picked(&[u64::MAX, 0, u64::MAX], &[u64::MAX, u64::MAX, 0], at);
            check_picked(&[0x5555, 0xff00], &[0xffff, 0xf0f0], at);
        }
    }

    proptest! {
        #[test]
        fn every_way_has_the_same_places(masks in proptest::collection::vec(any::<u64>(), 0..5), base in 0..u32::MAX - 320) {
            check(&masks, base);
        }

        #[test]
        fn every_way_picks_the_same(bits in proptest::collection::vec(any::<(u64, u64)>(), 0..5), at in 0..130usize) {
            let (bits, of): (Vec<u64>, Vec<u64>) = bits.into_iter().unzip();
            check_picked(&bits, &of, at);
        }
    }
}
