//! gazet
pub mod document;
pub mod span;
pub mod tokenize;
