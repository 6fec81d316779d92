//! Selection: which spans stand, where candidates compete for the same words.

use std::collections::{HashMap, HashSet};

use super::{Group, Overlap};
use crate::annotation::Dropped;
use crate::find::{Candidate, Candidates, Context, Evidence, Meaning};
use crate::label::Label;
use crate::tokenize::Gap;

/// The groups that stand, sorted by start, then longer first; with [`Overlap::All`] the others as well, each with the reason.
pub(super) fn select(context: &Context<'_>, candidates: &Candidates, overlap: Overlap) -> Vec<Group> {
    let evident = evident_entities(candidates);
    let mut groups: Vec<Group> = Vec::new();
    let mut by_place: HashMap<(u32, u32, Label, bool), usize> = HashMap::new();
    for (i, candidate) in candidates.list.iter().enumerate() {
        let supported = is_supported(context, candidate, &evident);
        let place = (candidate.span.start, candidate.span.end, candidate.label, supported);
        let at = *by_place.entry(place).or_insert_with(|| {
            let dropped = (!supported).then_some(Dropped::Unsupported);
            groups.push(Group { head: i, members: Vec::new(), dropped });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.members.push(i);
        if rank(context, candidate) < rank(context, &candidates.list[group.head]) {
            group.head = i;
        }
    }
    compete(context, candidates, overlap, &mut groups);
    if overlap != Overlap::All {
        groups.retain(|g| g.dropped.is_none());
    }
    groups.sort_by_key(|g| {
        let head = candidates.list[g.head];
        (head.span.start, std::cmp::Reverse(head.span.end), head.label)
    });
    groups
}

/// Longer spans first, better readings of the same words first: each takes its tokens, and what overlaps it is dropped.
fn compete(context: &Context<'_>, candidates: &Candidates, overlap: Overlap, groups: &mut [Group]) {
    let head = |group: &Group| candidates.list[group.head];
    let mut order: Vec<usize> = (0..groups.len()).filter(|&g| groups[g].dropped.is_none()).collect();
    order.sort_by_key(|&g| {
        let c = head(&groups[g]);
        (std::cmp::Reverse(c.last - c.first), rank(context, &c), c.span)
    });
    // by token: the group that covers it, and the country that stands inside that one
    let mut cover: Vec<Option<usize>> = vec![None; context.tokens.len()];
    let mut nested = vec![false; context.tokens.len()];
    for g in order {
        let c = head(&groups[g]);
        let inside = |other: &Candidate| overlap != Overlap::Flat && c.label == Label::COUNTRY && holds_countries(other) && other.span.contains(c.span);
        if c.tokens().all(|t| cover[t].is_none_or(|other| inside(&head(&groups[other])) && !nested[t])) {
            for t in c.tokens() {
                nested[t] = cover[t].is_some();
                cover[t] = cover[t].or(Some(g));
            }
        } else {
            groups[g].dropped = Some(Dropped::Covered);
        }
    }
}

fn holds_countries(c: &Candidate) -> bool {
    matches!(c.label, Label::EVENT | Label::AGREEMENT) || c.label == Label::THREAT_ACTOR && c.evidence == Evidence::Shape
}

/// The order of preference among candidates for the same words; smaller is better.
fn rank(context: &Context<'_>, c: &Candidate) -> (u8, u8, Label) {
    let evidence = match (c.evidence, c.meaning) {
        (Evidence::Definition, _) => 0,
        (Evidence::List, Meaning::Listed { context: false, .. }) => 1,
        (Evidence::Code | Evidence::Neighbour, _) => 2,
        (Evidence::Calendar, _) => 3,
        (Evidence::List, _) => 4,
        (Evidence::Repeated, _) => 5,
        (Evidence::Shape, _) => 6,
    };
    let label = match c.label {
        // a user's own list was given for a reason
        label if label.0 >= Label::FIRST_CUSTOM => 0,
        Label::PERSON if c.evidence == Evidence::Neighbour => 1,
        Label::AGENCY => 2,
        Label::MALWARE if followed_by(context, c, &["ransomware", "malware", "backdoor", "trojan", "botnet", "loader", "wiper", "implant", "stealer", "worm", "infections", "samples", "payload"]) => 3,
        Label::THREAT_ACTOR => 4,
        Label::TITLE => 5,
        Label::EVENT => 6,
        Label::AGREEMENT => 7,
        Label::COUNTRY => 8,
        Label::MALWARE => 9,
        Label::TOOL => 10,
        Label::LOCATION => 11,
        _ => 12,
    };
    (label, evidence, c.label)
}

fn followed_by(context: &Context<'_>, c: &Candidate, words: &[&str]) -> bool {
    let next = c.last as usize;
    context.is_joined(next) && context.is_any(next, words)
}

/// The entities that stand somewhere in the document under a name that needs no evidence.
fn evident_entities(candidates: &Candidates) -> HashSet<u32> {
    candidates
        .list
        .iter()
        .filter_map(|c| match c.meaning {
            Meaning::Listed { entity, context: false } => Some(entity),
            _ => None,
        })
        .collect()
}

/// True where a candidate has the evidence that its name needs.
fn is_supported(context: &Context<'_>, c: &Candidate, evident: &HashSet<u32>) -> bool {
    let Meaning::Listed { entity, context: true } = c.meaning else { return true };
    let (first, last) = c.tokens().fold((usize::MAX, 0), |(a, b), t| (a.min(t), b.max(t + 1)));
    match c.label {
        Label::THREAT_ACTOR | Label::MALWARE | Label::TOOL => {
            let wanted = if c.label == Label::THREAT_ACTOR { "malware" } else { "actor" };
            context.is_capitalised(first) && actor_context(context, first, last, wanted)
                || evident.contains(&entity) && context.is_capitalised(first) && !context.tokens.sentences().contains(&(first as u32))
        }
        Label::COUNTRY | Label::LOCATION => place_context(context, first, last),
        Label::AGENCY => evident.contains(&entity) && stands_alone(context, first, last),
        _ => evident.contains(&entity),
    }
}

/// True where a word such as "group", "ransomware" or "tracked as" stands beside the tokens; cues of the kind `unwanted` do not count.
fn actor_context(context: &Context<'_>, first: usize, last: usize, unwanted: &str) -> bool {
    let cue = |i: usize| context.at(i, Label::CUE_ACTOR_CONTEXT).filter(|m| context.entity(m).kind() != unwanted);
    let sentence = context.tokens.sentence_of(first);
    let behind = last < sentence.end && context.is_joined(last) && cue(last).is_some();
    let before = first > sentence.start
        && matches!(context.tokens.gap(first), Gap::Space | Gap::Open)
        && context.ending_at(first, Label::CUE_ACTOR_CONTEXT).is_some_and(|m| context.entity(m).kind() != unwanted);
    behind || before
}

/// True where a place's name stands as places do: behind a preposition, in a list of places, before a possessive or another place.
fn place_context(context: &Context<'_>, first: usize, last: usize) -> bool {
    let place = |i: usize| [Label::COUNTRY, Label::LOCATION].iter().any(|&l| context.at(i, l).is_some_and(|m| !context.name(m).context));
    let place_before = |i: usize| [Label::COUNTRY, Label::LOCATION].iter().any(|&l| context.ending_at(i, l).is_some_and(|m| !context.name(m).context));
    let capital_before = first > 0 && context.is_joined(first) && crate::kinds::phrase::is_name_word(context, first - 1);
    let capital_behind = context.is_joined(last) && context.tokens.gap(last) == Gap::Space && crate::kinds::phrase::is_name_word(context, last) && context.at(last, Label::TITLE).is_none();
    if capital_before || capital_behind {
        return false;
    }
    let preposition = first > 0 && context.tokens.gap(first) == Gap::Space && context.is_any(first - 1, &["in", "from", "to", "of", "at", "near", "with", "across", "between", "outside", "by", "for", "against", "around"]);
    let list = matches!(context.tokens.gap(last), Gap::Comma) && (place(last) || context.is(last, "and") && place(last + 1))
        || context.is(last, "and") && place(last + 1)
        || first > 0 && (context.tokens.gap(first) == Gap::Comma && place_before(first) || context.is(first - 1, "and") && place_before(first - 1));
    preposition || list || context.is_possessive(last)
}

/// True where a bare word such as State or Justice stands as a body would: no part of a longer name, and no word of a sentence.
fn stands_alone(context: &Context<'_>, first: usize, last: usize) -> bool {
    let joined = |i: usize| i > 0 && context.is_joined(i) && crate::kinds::phrase::is_name_word(context, i) && crate::kinds::phrase::is_name_word(context, i - 1);
    !joined(first)
        && !(last < context.tokens.len() && joined(last))
        && !context.is_any(last, &["of", "for", "and", "or", "in"])
        && !(first > 0 && context.is_any(first - 1, &["of", "and", "for", "or"]))
        && context.line_has_lower_case(first)
}
