//! The names of the lists and nothing else: what keyword replacers and phrase matchers do, in the same lists and the same record.
//!
//! At the first word where a name stands the longest one is taken, then the longest behind its end, and so on: no two overlap, but that
//! several entities with one name follow one another. No rule, no date, no choice by what stands around; a name that may only stand
//! with evidence beside it has none here, and is left out. The parts of titles and the cues of the rules are no names. A name that several
//! entities share has no id; they are its candidates, with equal scores.

use std::borrow::Cow;

use smallvec::{SmallVec, smallvec};

use crate::annotation::{Choice, Link, Mention};
use crate::find::Evidence;
use crate::gazetteer::{Gazetteer, Match};
use crate::tokenize::Spans;

/// The memory that this works in.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    words: Spans,
    found: Vec<Match>,
}

/// The mentions of the names in a text.
pub(crate) fn find<'a>(text: &str, gazetteer: &'a Gazetteer, memory: &mut Memory) -> Vec<Mention<'a>> {
    let Memory { words, found } = memory;
    words.fill(text);
    gazetteer.longest_names(text, words, found);
    found.chunk_by(|a, b| a.span == b.span).map(|namesakes| mention(gazetteer, namesakes)).collect()
}

/// The mention of a name, from the matches of all who have it.
fn mention<'a>(gazetteer: &'a Gazetteer, namesakes: &[Match]) -> Mention<'a> {
    let found = namesakes[0];
    let entity = gazetteer.entity(&found);
    let mut mention = Mention {
        span: found.span,
        first: found.first,
        last: found.last,
        label: entity.label(),
        id: None,
        name: None,
        country: None,
        kind: "",
        is_acronym_of_definition: false,
        status: "",
        threat: false,
        candidates: Choice::default(),
        timex: None,
        evidence: Evidence::List,
        link: Link::Open,
        link_site: None,
        dropped: None,
    };
    // most names are one entity's
    let mut ids: SmallVec<[&str; 1]> = smallvec![entity.id()];
    for other in namesakes[1..].iter().map(|m| gazetteer.entity(m)) {
        if other.label() == mention.label && !ids.contains(&other.id()) {
            ids.push(other.id());
        }
    }
    if let [id] = *ids {
        mention.id = Some(Cow::Borrowed(id));
        mention.name = Some(entity.name());
        mention.country = entity.country();
        mention.link = Link::Unique;
    } else {
        mention.candidates = Choice::equal(&ids);
    }
    mention
}
