//! Memory that is asked for ahead of its use.

/// Asks the processor to bring an element near, which takes it no time of its own; nothing happens where there is no such element, or
/// no such processor.
#[inline]
pub fn prefetch<T>(all: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(element) = all.get(at) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 processor has SSE; the address is that of an element, and asking for it changes nothing that can be seen.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(element).cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (all, at);
}
