//! Resolving: candidates to mentions. The only place where a candidate is dropped, ranked, or joined to an id.

mod inside;
mod link;
mod persons;
mod score;
mod select;
mod threat;

use crate::annotation::{Choice, Dropped, Link, Mention};
use crate::dates::Convention;
use crate::find::{Candidates, Context, Evidence, Meaning, definitions};
use crate::gazetteer::Entities;
use crate::kinds;
use crate::label::Label;
use std::borrow::Cow;

use smallvec::SmallVec;

/// Which spans may overlap others.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Overlap {
    /// No two spans overlap, except a COUNTRY inside an EVENT, an AGREEMENT or a descriptive THREAT_ACTOR.
    #[default]
    Nested,
    /// No two spans overlap at all.
    Flat,
    /// Every candidate, chosen or not.
    All,
}

/// Several candidates for one span and label: the alternatives of one mention.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// The candidate that stands for the span.
    pub(crate) head: usize,
    /// The candidates themselves, by number.
    pub(crate) members: SmallVec<[usize; 2]>,
    /// The listed entities that its words may mean.
    pub(crate) alternatives: Alternatives,
    /// Why it does not stand, where everything is asked for.
    pub(crate) dropped: Option<Dropped>,
}

/// Listed entities that a group may mean, in the order of the lists, each once.
#[derive(Clone, Debug)]
pub(crate) enum Alternatives {
    None,
    /// All those that one name has.
    Named(Entities),
    /// Those of several names, or of one some.
    Own(Vec<u32>),
}

impl Alternatives {
    /// Adds those of another candidate.
    fn add(&mut self, context: &Context<'_>, other: Self) {
        match (&*self, other) {
            (_, Self::None) => {}
            (Self::None, other) => *self = other,
            (Self::Named(known), Self::Named(other)) if *known == other => {}
            (known, other) => {
                let mut all = [known.numbers(context), other.numbers(context)].concat();
                all.sort_unstable();
                all.dedup();
                *self = Self::Own(all);
            }
        }
    }

    fn numbers<'s>(&'s self, context: &'s Context<'_>) -> &'s [u32] {
        match self {
            Self::None => &[],
            Self::Named(entities) => context.numbers(entities),
            Self::Own(entities) => entities,
        }
    }
}

/// Chooses among the candidates and ties the chosen ones to ids. Sorted by start, then longer first.
pub(crate) fn resolve<'a>(
    context: &Context<'a>,
    candidates: &Candidates,
    overlap: Overlap,
    convention: Convention,
) -> Vec<Mention<'a>> {
    let groups = select::select(context, candidates, overlap, convention);
    if overlap != Overlap::All {
        let mut mentions = linked(context, candidates, &groups);
        mentions.retain(|m| m.dropped.is_none());
        return mentions;
    }
    let (standing, dropped): (Vec<Group>, Vec<Group>) = groups.into_iter().partition(|group| group.dropped.is_none());
    let mut mentions = linked(context, candidates, &standing);
    // what does not stand must not tell what those that stand mean
    mentions.extend(linked(context, candidates, &dropped));
    mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.label, m.dropped.is_some()));
    mentions
}

fn linked<'a>(context: &Context<'a>, candidates: &Candidates, groups: &[Group]) -> Vec<Mention<'a>> {
    let mut mentions: Vec<Mention<'a>> = groups.iter().map(|group| mention(context, candidates, group)).collect();
    threat::mark(context, &mut mentions);
    link::link(context, candidates, groups, &mut mentions);
    persons::join(context, &mut mentions);
    mentions
}

/// The mention of a group, with what its own words say.
fn mention<'a>(context: &Context<'a>, candidates: &Candidates, group: &Group) -> Mention<'a> {
    let head = candidates.list[group.head];
    let entity = match &head.meaning {
        Meaning::Listed { entities, .. } => context.entities(entities).next(),
        _ => None,
    };
    let own_country = match head.meaning {
        Meaning::Shaped(country) => country,
        _ => None,
    };
    let (first, last) = (head.first as usize, head.last as usize);
    let definition = head.evidence == Evidence::Definition
        || group.members.iter().any(|&m| candidates.list[m].evidence == Evidence::Definition);
    let mut mention = Mention {
        span: head.span,
        first: head.first,
        last: head.last,
        label: head.label,
        id: None,
        name: None,
        country: own_country,
        kind: "",
        is_acronym_of_definition: definition
            && context.text[head.span.end as usize..].trim_start_matches(['"', '”']).starts_with(')')
            && is_short(context, first, last),
        status: "",
        threat: false,
        candidates: Choice::default(),
        timex: None,
        evidence: head.evidence,
        link: Link::Words,
        link_site: None,
        dropped: group.dropped,
    };
    match head.label {
        Label::TITLE => {
            mention.id = Some(Cow::Owned(kinds::title_id(context, first, last)));
            mention.status = title_status(context, first, last);
            if entity.is_some_and(|e| e.kind() == "rank") {
                mention.kind = "rank";
            }
        }
        Label::EVENT if entity.is_none() => {
            mention.id = Some(Cow::Owned(kinds::event_id(context, first, last)));
        }
        Label::AGREEMENT if entity.is_none() => {
            mention.id = Some(Cow::Owned(kinds::agreement_id(head.span.of(context.text))));
        }
        Label::THREAT_ACTOR => mention.kind = if head.evidence == Evidence::Shape { "descriptive" } else { "group" },
        _ => {}
    }
    if let Meaning::Timex(i) = head.meaning {
        mention.timex = Some(i);
    }
    mention
}

fn is_short(context: &Context<'_>, first: usize, last: usize) -> bool {
    last - first <= 3 && first > 0 && context.tokens.gap_text(context.text, first).contains('(')
}

/// `former`, `acting` or `designate`, where a word of status stands before the title (a country or body may stand between) or behind.
fn title_status<'a>(context: &Context<'a>, first: usize, last: usize) -> &'a str {
    let mut at = first;
    for _ in 0..3 {
        if let Some(found) = context.ending_at(at, Label::CUE_STATUS).filter(|_| context.is_joined(at)) {
            return context.about(found).kind();
        }
        let (end, _) = if at > 0 && context.is_possessive(at - 1) { (at - 1, true) } else { (at, false) };
        match context.ending_at(end, Label::COUNTRY).or_else(|| context.ending_at(end, Label::AGENCY)) {
            Some(found) => at = found.first as usize,
            None => break,
        }
    }
    context
        .at(last, Label::CUE_STATUS)
        .filter(|m| {
            context.is_joined(last)
                && matches!(context.word(m.first as usize), "elect" | "designate" | "Elect" | "Designate")
        })
        .map_or("", |m| context.about(m).kind())
}

/// The edition of an event that its definition tells ("Defence Cyber Marvel (DCM4)").
pub(crate) fn edition_of<'a>(context: &Context<'a>, candidates: &Candidates, group: &Group) -> Option<&'a str> {
    group.members.iter().find_map(|&m| definitions::edition(&candidates.list[m], context.text))
}
