//! From bytes as they come to text: [`compression`] comes off, an [`encoding`] is found or given, the text of [`html`] or of a [`line`](mod@line) of JSON is taken.
//!
//! Nothing is silent: what could not be decoded is counted, what is too long is refused. The library `gazet` begins where this ends.

pub mod compression;
mod elements;
pub mod encoding;
pub mod html;
pub mod line;
