//! Finding: everything that a list or a recognizer proposes, overlapping and ambiguous, each with its evidence.
//!
//! First the lists are matched, then the recognizers of [`crate::kinds`] run in the order of their table. Nothing is chosen here; what is
//! left out from the start is only what stands inside a URL, a mail address, a file name, a hash or a tag.

mod context;
pub(crate) mod definitions;
mod mask;
pub(crate) mod words;

use std::ops::Range;

use crate::dates::{Timex, TimexType};
use crate::gazetteer::{Country, Entities};
use crate::kinds::KINDS;
use crate::label::Label;
use crate::span::Span;

pub(crate) use context::{Context, Labels, Memory};

/// Something that a list or a recognizer proposes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Candidate {
    /// Where it stands, in bytes.
    pub(crate) span: Span,
    /// Its first token.
    pub(crate) first: u32,
    /// The token behind its last one.
    pub(crate) last: u32,
    /// What kind of thing it would be.
    pub(crate) label: Label,
    /// What it would name.
    pub(crate) meaning: Meaning,
    /// Why it is proposed.
    pub(crate) evidence: Evidence,
}

/// What a candidate would name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// Rows of a list, through one of their names.
    Listed {
        /// Those that have the name.
        entities: Entities,
        /// True where the name may only stand with evidence beside it.
        context: bool,
    },
    /// The same as another candidate of the document (a definition's long form), by its number.
    Same(u32),
    /// A temporal expression, by its number.
    Timex(u32),
    /// Something that no list has, named by its own words; a country where its own words tell one.
    Shaped(Option<Country>),
}

/// The class of evidence for a candidate: what `source` and `score` of the record say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Evidence {
    /// A name of a list.
    List,
    /// A scheme of code names, a numbered unit.
    Code,
    /// The document's own definition, "Name (ACRONYM)".
    Definition,
    /// The shape of the words: a head word with what belongs to it.
    Shape,
    /// Words that introduce a new name ("tracked as", "dubbed").
    Introduced,
    /// A person beside a title, an honorific, an age or a verb of saying.
    Neighbour,
    /// A later mention of a person named before.
    Repeated,
    /// A rule of the calendar.
    Calendar,
}

impl Candidate {
    /// The tokens of the candidate.
    pub(crate) fn tokens(&self) -> Range<usize> {
        self.first as usize..self.last as usize
    }
}

/// All candidates of one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// In the order of their finding.
    pub(crate) list: Vec<Candidate>,
    /// Acronyms that the document defines as something that is no candidate: "denial of service (DoS)".
    pub(crate) defined_away: Vec<Span>,
}

impl Candidates {
    /// Adds one.
    pub(crate) fn push(&mut self, candidate: Candidate) {
        self.list.push(candidate);
    }
}

/// Proposes everything for one document. `candidates` is emptied first.
pub(crate) fn find(context: &Context<'_>, candidates: &mut Candidates) {
    candidates.list.clear();
    candidates.defined_away.clear();
    for found in context.matches() {
        let label = found.label;
        // the parts of titles are put together by their recognizer
        if label.is_cue() || label == Label::TITLE {
            continue;
        }
        candidates.push(Candidate {
            span: found.span,
            first: found.first,
            last: found.last,
            label,
            meaning: Meaning::Listed { entities: found.entities, context: context.name(found).context },
            evidence: Evidence::List,
        });
    }
    for (i, timex) in context.timexes.iter().enumerate() {
        candidates.push(Candidate {
            span: timex.span,
            first: timex.first as u32,
            last: timex.last as u32,
            label: timex_label(timex),
            meaning: Meaning::Timex(i as u32),
            evidence: Evidence::Calendar,
        });
    }
    for kind in KINDS {
        (kind.find)(context, candidates);
    }
    // definitions point at candidates by their number: the masked ones go before them, and of the definitions afterwards
    drop_masked(context, candidates);
    definitions::find(context, candidates);
    drop_masked(context, candidates);
}

fn drop_masked(context: &Context<'_>, candidates: &mut Candidates) {
    if context.has_masked() {
        candidates.list.retain(|c| !context.is_masked(c.span));
    }
}

fn timex_label(timex: &Timex) -> Label {
    match timex.kind {
        TimexType::Date => Label::DATE,
        TimexType::Time => Label::TIME,
        TimexType::Duration => Label::DURATION,
        TimexType::Set => Label::SET,
    }
}
