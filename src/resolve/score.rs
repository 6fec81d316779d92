//! Scores: the precision of each class of evidence.
//!
//! Measured over the project's fixtures and the development texts by `make scores`, which prints this table with its counts.

use crate::annotation::{Link, Mention};
use crate::find::Evidence;

/// The score of a mention: of its span's class of evidence, times that of its link's.
pub(crate) fn score(mention: &Mention<'_>) -> f32 {
    let span = match mention.evidence {
        Evidence::List => 0.99,
        Evidence::Code => 0.99,
        Evidence::Definition => 0.99,
        Evidence::Shape => 0.92,
        Evidence::Neighbour => 0.97,
        Evidence::Repeated => 0.97,
        Evidence::Calendar => 0.98,
    };
    let link = match mention.link {
        Link::Words | Link::Unique | Link::Definition => 1.0,
        Link::Head | Link::Behind => 0.99,
        Link::Scope | Link::Parent | Link::Memory => 0.98,
        Link::Sentence => 0.93,
        Link::Issuer => 0.9,
        Link::Open => 0.9,
    };
    ((span * link * 100.0_f32).round()) / 100.0
}
