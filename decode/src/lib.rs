//! From bytes as they come to text: [`compression`] comes off, an [`encoding`] is found or given.
//!
//! Nothing is silent: what could not be decoded is counted, what is too long is refused. The library `gazet` begins where this ends.

pub mod compression;
mod elements;
pub mod encoding;
pub mod html;
