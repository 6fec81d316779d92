//! What the examples that measure ask the system for.
#![allow(dead_code, reason = "not every example asks for all of it")]

use std::sync::LazyLock;
use std::time::Instant;

/// Seconds that this thread has had a processor; elsewhere than on Linux, seconds.
pub(crate) fn seconds() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let start = *START;
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |n| n as f64 / 1e9)
}

/// A line of what Linux tells of this process's memory, in kB; 0 elsewhere.
pub(crate) fn resident(key: &str) -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
