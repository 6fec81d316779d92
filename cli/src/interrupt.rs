//! Signals: the first Ctrl-C lets the documents in flight finish, the second ends at once.

#[cfg(unix)]
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a run that was interrupted, as shells have it.
pub(crate) const EXIT: u8 = 130;

#[cfg(unix)]
static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
#[cfg(not(unix))]
static STOP: OnceLock<AtomicBool> = OnceLock::new();

/// From here on SIGINT, SIGTERM and SIGHUP ask for an end in order, and a file that grows beyond the limit of the system is an error
/// and no death. What cannot be set up stays as the system has it.
#[cfg(unix)]
pub(crate) fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::flag;
    let stop = STOP.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        // in this order: the second signal finds the flag of the first
        let _ = flag::register_conditional_shutdown(signal, i32::from(EXIT), stop.clone());
        let _ = flag::register(signal, stop.clone());
    }
    let _ = flag::register(SIGXFSZ, Arc::default());
}

/// Other systems end at once; `--resume` goes on all the same.
#[cfg(not(unix))]
pub(crate) fn watch() {}

/// True when the run is to end.
pub(crate) fn is_wanted() -> bool {
    STOP.get().is_some_and(|stop| stop.load(Ordering::Relaxed))
}
