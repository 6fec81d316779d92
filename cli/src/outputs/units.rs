//! Offsets of one text in bytes, code points and UTF-16 units.

use gazet::record::Offsets;

/// How long a character is in a unit.
fn length(c: char, unit: Offsets) -> usize {
    match unit {
        Offsets::Codepoint => 1,
        Offsets::Byte => c.len_utf8(),
        Offsets::Utf16 => c.len_utf16(),
    }
}

/// The byte offsets of sorted `points` that are counted in `unit`; `None` for one that is no boundary of a character.
pub(crate) fn bytes_of(text: &str, unit: Offsets, points: &[usize]) -> Vec<Option<usize>> {
    let mut chars = text.char_indices();
    let (mut at, mut count) = (0, 0);
    let byte = |&point: &usize| {
        while count < point {
            let (start, c) = chars.next()?;
            at = start + c.len_utf8();
            count += length(c, unit);
        }
        (count == point).then_some(at)
    };
    points.iter().map(byte).collect()
}

/// Byte offsets of one text in another unit.
#[derive(Debug)]
pub(crate) struct Scale {
    /// Sorted byte offsets, each with its place in the unit.
    known: Vec<(usize, usize)>,
}

impl Scale {
    /// Counts the text once, up to the last of the offsets that will be asked for.
    pub(crate) fn new(text: &str, unit: Offsets, offsets: impl Iterator<Item = usize>) -> Self {
        let mut offsets: Vec<usize> = offsets.collect();
        offsets.sort_unstable();
        offsets.dedup();
        let (mut from, mut count) = (0, 0);
        let known = offsets.into_iter().map(|offset| {
            count += text[from..offset].chars().map(|c| length(c, unit)).sum::<usize>();
            from = offset;
            (offset, count)
        });
        Self { known: known.collect() }
    }

    /// The place of one of those offsets.
    pub(crate) fn at(&self, offset: usize) -> usize {
        self.known.binary_search_by_key(&offset, |k| k.0).map_or(offset, |i| self.known[i].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let text = "é😀x";
        for (unit, counted) in
            [(Offsets::Byte, [0, 2, 6, 7]), (Offsets::Codepoint, [0, 1, 2, 3]), (Offsets::Utf16, [0, 1, 3, 4])]
        {
            let scale = Scale::new(text, unit, [0, 2, 6, 7].into_iter());
            assert_eq!([0, 2, 6, 7].map(|byte| scale.at(byte)), counted);
            assert_eq!(bytes_of(text, unit, &counted), [Some(0), Some(2), Some(6), Some(7)]);
        }
        assert_eq!(bytes_of(text, Offsets::Utf16, &[2, 9]), [None, None]);
    }
}
