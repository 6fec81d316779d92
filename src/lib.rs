//! gazet reads raw press releases and security reports and writes who is in them, what and when: agencies, titles, persons, dates,
//! threat actors, and the countries, places, events and agreements around them, with exact offsets, canonical ids, normalised dates
//! and the reason for each. It is rules and lists, no model.
//!
//! The three types to know:
//! - [`Gazetteer`]: the lists, compiled once;
//! - [`Document`]: a text with its id and perhaps its date;
//! - [`Annotation`]: what [`annotate`] finds in it.
//!
//! ```
//! use gazet::gazetteer::List;
//! use gazet::{Document, Gazetteer, Options, annotate};
//!
//! let list = List { file: "agencies.tsv", bytes: b"id\tname\taliases\tcountry\ngb/ncsc\tNational Cyber Security Centre\tNCSC\tGB\n" };
//! let gazetteer = Gazetteer::builder().list(list).build()?;
//! let document = Document::new("a.txt", "The NCSC spoke on 7 November 2024.")?;
//! let annotation = annotate(&document, &gazetteer, &Options::default());
//! let found: Vec<_> = annotation.mentions.iter().map(|m| (m.span.of(document.text()), m.id.as_deref())).collect();
//! assert_eq!(found, [("NCSC", Some("gb/ncsc")), ("7 November 2024", None)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The library does no I/O, reads no clock and no environment, prints nothing and starts no threads: the same document, lists and
//! options give the same annotation, always. Extraction cannot fail; only building a gazetteer or a document can.

pub mod annotation;
pub mod dates;
pub mod document;
mod find;
pub mod gazetteer;
mod kinds;
pub mod label;
mod names;
mod pipeline;
pub mod reading;
pub mod record;
mod relate;
mod resolve;
pub mod span;
pub mod tokenize;

pub use annotation::Annotation;
pub use document::Document;
pub use find::Evidence;
pub use gazetteer::Gazetteer;
pub use label::Label;
pub use pipeline::{Options, Scratch, Stage, annotate, annotate_observed, annotate_with};
pub use resolve::Overlap;
