//! The unsafe code of gazet, all of it, behind functions that are safe to call.
//!
//! [`classes`] sorts the bytes of a text 64 at a time, [`places`] makes numbers of bits, and [`pick`] takes some bits out of many, with
//! whatever vector instructions the machine has; each way of doing so has the same result as the plain one, and the tests compare
//! them. [`vectorized`] does so for safe code. [`prefetch`] asks for memory ahead; `map` (feature `map`) shows a file as memory.

mod classes;
#[cfg(feature = "map")]
mod map;
mod places;
mod prefetch;
mod task;

pub use classes::{BLOCK, Classes, Level, classes};
#[cfg(feature = "map")]
pub use map::{Map, map};
pub use places::{pick, places};
pub use prefetch::prefetch;
pub use task::{Task, vectorized};
