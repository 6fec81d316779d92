//! Persons named again: those joined to one beside a plural title, full names found again, family names alone.

use std::ops::Range;

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::{claimed, is_place_inside, stands_apart};
use crate::find::words::Lookup;
use crate::find::{Candidates, Context, Evidence, Meaning};
use crate::kinds::names::name_at;
use crate::kinds::phrase;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// "Sens. Mark Warner and John Cornyn": a name joined by "and" to one beside a plural title.
pub(super) fn coordinated(context: &Context<'_>, names: &mut Vec<Range<usize>>, out: &mut Candidates) {
    let mut more = Vec::new();
    let known: FxHashSet<Range<usize>> = names.iter().cloned().collect();
    for name in names.iter() {
        let mut at = name.end;
        // an apposition of a state in parentheses is passed over: "Sens. A (D-NV) and B"
        while at + 1 < context.tokens.len() {
            let next = match context.gap(at) {
                Gap::Comma if context.is(at, "and") => at + 1,
                Gap::Comma => at,
                Gap::Space if context.is(at, "and") => at + 1,
                _ => break,
            };
            let plural = context.ending_at(name.start, Label::TITLE).is_some_and(|m| {
                let text = m.span.of(context.text).trim_end_matches('.');
                text.ends_with('s') && !context.entity(m).name().ends_with('s')
            });
            // "met Mike Pompeo and Mark Esper": a given name that is also a word is one beside a person
            let given = |n: &Range<usize>| {
                n.len() >= 2
                    && name.len() >= 2
                    && context.at(n.start, Label::CUE_GIVEN_NAME).is_some()
                    && stands_apart(context, n)
                    && !is_place_inside(context, n)
                    && !phrase::is_headline(context, n.start)
            };
            let Some(found) =
                name_at(context, next).filter(|n| (plural || given(n)) && !known.contains(n) && !claimed(context, n))
            else {
                break;
            };
            at = found.end;
            more.push(found);
        }
    }
    for name in more {
        out.push(context.candidate(name.clone(), Label::PERSON, Meaning::Shaped(None), Evidence::Neighbour));
        names.push(name);
    }
}

/// Later (and earlier) mentions of the persons found: the full name again, or the family name alone.
pub(super) fn repeated(context: &Context<'_>, names: &[Range<usize>], out: &mut Candidates) {
    if names.is_empty() {
        return;
    }
    let span = |tokens: Range<usize>| context.tokens.span_of(tokens).of(context.text);
    // the lengths of the names that begin with a word
    let mut full: Lookup<'_, SmallVec<[usize; 2]>> = Lookup::default();
    let mut family: Lookup<'_, ()> = Lookup::default();
    let mut known: FxHashSet<&str> = FxHashSet::default();
    for name in names {
        let lengths = full.entry(context.word(name.start));
        if !lengths.contains(&name.len()) {
            lengths.push(name.len());
        }
        if let Some(word) = family_word(context, name) {
            family.entry(context.word(word));
        }
        known.insert(span(name.clone()));
    }
    // by token: the names themselves are taken; family names
    let mut taken = vec![false; context.tokens.len()];
    for name in names {
        taken[name.clone()].fill(true);
    }
    let small = names.iter().filter_map(|name| family_word(context, name)).any(|i| !context.is_capitalised(i));
    let is_family: Vec<bool> = (0..context.tokens.len())
        .map(|i| (small || context.is_capitalised(i)) && family.has(context.word(i)))
        .collect();
    let mut i = 0;
    while i < context.tokens.len() {
        if taken[i] || !context.is_capitalised(i) {
            i += 1;
            continue;
        }
        let again = full.get(context.word(i)).and_then(|lengths| {
            let fitting = lengths.iter().copied().filter(|&l| i + l <= context.tokens.len());
            fitting.filter(|&l| known.contains(span(i..i + l))).max()
        });
        if let Some(length) = again.filter(|&l| l > 1) {
            // "the Iron Workers": an article stands before no person
            if i > 0 && context.gap(i) == Gap::Space && context.is(i - 1, "the") {
                i += length;
                continue;
            }
            out.push(context.candidate(i..i + length, Label::PERSON, Meaning::Shaped(None), Evidence::Repeated));
            i += length;
            continue;
        }
        // "Gaku Hirano chaired ... Mr. Hirano": a given name before a family name that is known
        let fuller = (i + 1..(i + 4).min(context.tokens.len())).find(|&k| is_family[k] && !taken[k]);
        if let Some(name) = fuller.and_then(|k| {
            name_at(context, i).filter(|n| n.end == k + 1 && !claimed(context, n) && given_name_fits(context, n))
        }) && context.ending_at(i, Label::TITLE).is_none()
        {
            i = name.end;
            out.push(context.candidate(name, Label::PERSON, Meaning::Shaped(None), Evidence::Repeated));
            continue;
        }
        if is_family[i] && family_alone(context, i) {
            out.push(context.candidate(i..i + 1, Label::PERSON, Meaning::Shaped(None), Evidence::Repeated));
        }
        i += 1;
    }
}

/// True where the words before the family name may be given names: nothing that a list has, and no capitalised word before them.
fn given_name_fits(context: &Context<'_>, name: &Range<usize>) -> bool {
    let before = name.start > 0 && context.is_joined(name.start) && phrase::is_name_word(context, name.start - 1);
    // "the Biden-Harris Administration"
    let pair = (name.start + 1..=name.end).any(|i| context.gap(i) == Gap::Hyphen);
    let government = context.is_any(name.end, &["administration", "agenda"]);
    !before
        && !pair
        && !government
        && (name.start..name.end - 1).all(|i| {
            context.word(i).len() > 1
                && !context.matches_at(i).iter().any(|m| {
                    matches!(
                        m.label,
                        Label::LOCATION
                            | Label::COUNTRY
                            | Label::CUE_SUBJECT
                            | Label::CUE_MODIFIER
                            | Label::AGENCY
                            | Label::TITLE
                    )
                })
        })
}

/// True where a family name at token `i` stands alone: not inside a longer capitalised phrase, and no other thing's name.
fn family_alone(context: &Context<'_>, i: usize) -> bool {
    let word = context.word(i);
    let joined = |k: usize| {
        k > 0 && context.is_joined(k) && phrase::is_name_word(context, k) && phrase::is_name_word(context, k - 1)
    };
    let title_before =
        context.ending_at(i, Label::TITLE).is_some() || context.ending_at(i, Label::CUE_HONORIFIC).is_some();
    // "the Biden administration"
    let government =
        context.gap(i + 1) == Gap::Space && context.is_any(i + 1, &["administration", "agenda", "era", "presidency"]);
    word.chars().count() >= 2
        && !(government && !title_before)
        && (!joined(i) || title_before)
        && !(i + 1 < context.tokens.len() && joined(i + 1) && context.at(i + 1, Label::TITLE).is_none())
        && !context.matches_at(i).iter().any(|m| {
            matches!(m.label, Label::AGENCY | Label::COUNTRY | Label::CUE_AGENCY_HEAD | Label::TITLE)
                && !context.name(m).context
                || m.label == Label::LOCATION && !title_before
        })
        && context.timex_at(i).is_none_or(|t| t.last - t.first == 1 && title_before)
}

/// The token of a name that can stand for it alone: the last word, or the first where a hyphenated given name follows it or it is
/// written in capitals.
fn family_word(context: &Context<'_>, name: &Range<usize>) -> Option<usize> {
    if name.len() == 1 {
        return Some(name.start);
    }
    let mut end = name.end;
    if context.at(end - 1, Label::CUE_POSTNOMINAL).is_some() && name.len() > 2 {
        end -= 1;
    }
    let hyphen_tail = (name.start + 2 == end - 1 || end - name.start == 3) && context.gap(end - 1) == Gap::Hyphen;
    let capitals = |i: usize| {
        context.tokens.shape(i) == Shape::Upper && context.word(i).len() > 1 && !context.word(i).ends_with('.')
    };
    if hyphen_tail && context.tokens.shape(end - 1) == Shape::Lower || capitals(name.start) && !capitals(end - 1) {
        return Some(name.start);
    }
    // an apostrophe or a hyphen inside the family name: the whole of it would have to stand again, which `full` finds
    if matches!(context.gap(end - 1), Gap::Apostrophe | Gap::Hyphen) {
        return None;
    }
    Some(end - 1)
}
