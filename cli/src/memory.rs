//! A list that the machine's memory cannot hold is refused before it is read, not killed half-way.

use std::path::Path;

use indicatif::DecimalBytes;

use crate::messages::Fatal;

/// So many bytes of memory a byte of a list takes when it is compiled, measured on ten million rows of one short name.
pub(crate) const TO_BUILD: u64 = 36;
/// The same, when its rows are looked at as well.
pub(crate) const TO_CHECK: u64 = 72;
/// Lists that are smaller in sum are not asked about.
const SMALL: u64 = 128 << 20;

/// Refuses lists that need more memory than the system has free, where it says how much that is.
pub(crate) fn check<'a>(lists: impl Iterator<Item = &'a Path>, factor: u64) -> Result<(), Fatal> {
    let mut sum = 0;
    for path in lists {
        sum += std::fs::metadata(path).map_or(0, |data| data.len());
        if sum > SMALL
            && let Some(free) = free()
            && let Some(message) = too_much(sum, factor, free)
        {
            return Err(Fatal::at(path.to_string_lossy(), message));
        }
    }
    Ok(())
}

fn too_much(bytes: u64, factor: u64, free: u64) -> Option<String> {
    let need = bytes.saturating_mul(factor);
    let [bytes, need_shown, free_shown] = [bytes, need, free].map(DecimalBytes);
    (need > free).then(|| format!("{bytes} of lists need about {need_shown} of memory, and {free_shown} are free"))
}

/// The memory that is free, as Linux says.
fn free() -> Option<u64> {
    let table = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = table.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::too_much;

    #[test]
    fn what_does_not_fit_is_told() {
        assert_eq!(too_much(1_000_000, 36, 40_000_000), None);
        let message = too_much(1_000_000_000, 36, 8_000_000_000);
        assert_eq!(message.as_deref(), Some("1.00 GB of lists need about 36.00 GB of memory, and 8.00 GB are free"));
    }
}
