//! The shape of personal names: capitalised words, initials, particles and suffixes, in any national order.

use std::ops::Range;

use crate::find::Context;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// Small words inside names of persons, sorted.
const PARTICLES: &[&str] = &[
    "abu", "al", "bin", "binti", "bint", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn",
    "la", "le", "ould", "ter", "van", "von", "zu",
];

/// The name that starts at token `i`: capitalised words, initials, particles, one to five tokens of names.
pub(super) fn name_at(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let tokens = &context.tokens;
    let mut end = i;
    let mut words = 0;
    while end < tokens.len() && end - i < 9 {
        let gap = context.gap(end);
        let joined = end == i
            || matches!(gap, Gap::Space | Gap::Hyphen)
            || gap == Gap::Apostrophe && !context.is_possessive(end) && context.is_capitalised(end)
            || matches!(gap, Gap::Stop | Gap::Dot) && is_initial(context, end - 1);
        if !joined {
            break;
        }
        if is_particle(context, end) && end > i || is_particle(context, end) && is_part(context, end + 1) {
            end += 1;
            continue;
        }
        // the second half of a hyphenated given name may be small: Hyun-woo
        let half = end > i && gap == Gap::Hyphen && tokens.shape(end) == Shape::Lower && context.word(end).len() >= 2;
        if !half && !is_part(context, end) {
            break;
        }
        words += 1;
        end += 1;
        if words == 5 {
            break;
        }
    }
    // "Jr." and "III" belong to the name, other letters do not
    if end > i
        && end < tokens.len()
        && matches!(context.gap(end), Gap::Space | Gap::Comma)
        && context.at(end, Label::CUE_POSTNOMINAL).is_some_and(|m| context.entity(m).kind() == "suffix")
    {
        end += 1;
    }
    while end > i && is_particle(context, end - 1) {
        end -= 1;
    }
    let bare = end == i + 1 && (context.word(i).len() < 2 || is_initial(context, i));
    // the `CS` of "CS-1"
    if end > i
        && context.gap(end) == Gap::Hyphen
        && end < context.tokens.len()
        && context.tokens.shape(end) == Shape::Digits
    {
        return None;
    }
    // a country is no family name
    let bare = bare || end == i + 1 && context.at(i, Label::COUNTRY).is_some();
    (end > i && !bare && words > 0).then_some(i..end)
}

/// The name whose last token is `end - 1`: the longest that starts at most six tokens before and reaches just there.
pub(super) fn name_before(context: &Context<'_>, end: usize) -> Option<Range<usize>> {
    (end.saturating_sub(7)..end).find_map(|start| {
        let sentence = start == 0
            || !matches!(context.gap(start), Gap::Apostrophe | Gap::Hyphen)
                && !(context.is_joined(start) && is_part(context, start - 1) && start > end.saturating_sub(7));
        let fresh = sentence && (start == 0 || context.gap(start) != Gap::None);
        name_at(context, start).filter(|n| fresh && n.end == end)
    })
}

pub(super) fn is_particle(context: &Context<'_>, i: usize) -> bool {
    i < context.tokens.len() && PARTICLES.contains(&context.word(i))
}

pub(super) fn is_initial(context: &Context<'_>, i: usize) -> bool {
    let word = context.word(i);
    word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        || word.len() <= 6 && word.ends_with('.') && word.len() >= 4
}

/// True where a capital stands behind more than four small letters: longer than the Fitz and Dela of names.
fn is_run_together(word: &str) -> bool {
    let small = word.chars().skip(1).take_while(|c| c.is_lowercase()).count();
    small > 4 && word.chars().nth(small + 1).is_some_and(char::is_uppercase)
}

/// True where token `i` can be a word of a personal name: written like one, and known as nothing else.
fn is_part(context: &Context<'_>, i: usize) -> bool {
    if i >= context.tokens.len() || !context.is_capitalised(i) || context.tokens.shape(i) == Shape::Alnum {
        return false;
    }
    let word = context.word(i);
    if word.len() > 1
        && context.is_function_word(i)
        && !(context.tokens.shape(i) == Shape::Capital
            && ["May", "Will", "An", "He", "So", "Do", "Am", "Long", "Many"].contains(&word)
            && !context.tokens.starts_sentence(i))
    {
        return false;
    }
    // "Recently, ...", "FraudDefendants": an adverb, two words run together
    let adverb = context.tokens.starts_sentence(i)
        && word.len() > 5
        && word.ends_with("ly")
        && [Label::CUE_GIVEN_NAME, Label::CUE_FAMILY_NAME].into_iter().all(|l| context.at(i, l).is_none());
    if adverb || context.tokens.shape(i) == Shape::Mixed && is_run_together(word) {
        return false;
    }
    // "President Roe Will Announce": the verb of a headline
    if word == "Will" && i > 0 && context.is_joined(i) && context.is_capitalised(i - 1) {
        let verb = context.gap(i + 1) == Gap::Space && i + 1 < context.tokens.len() && context.is_capitalised(i + 1);
        if verb && context.ending_at(i, Label::TITLE).is_none() && context.ending_at(i, Label::CUE_HONORIFIC).is_none()
        {
            return false;
        }
    }
    if context.timex_at(i).is_some()
        && context.word(i).len() > 3
        && !context.is(i, "May")
        && !context.is(i, "April")
        && !context.is(i, "June")
        && !context.is(i, "August")
    {
        return false;
    }
    !context.matches_at(i).iter().any(|m| {
        let entity = context.entity(m);
        let length = m.last - m.first;
        match entity.label() {
            Label::TITLE => {
                context.is_capitalised(i)
                    && (entity.kind() != "head" || length > 1 || !["King", "Dean", "Marshall"].contains(&word))
            }
            Label::CUE_COMPANY | Label::CUE_STATUS | Label::CUE_SAYING => true,
            Label::CUE_HONORIFIC => word.len() > 1,
            Label::CUE_POSTNOMINAL => context.tokens.shape(i) != Shape::Capital || context.entity(m).kind() == "suffix",
            Label::CUE_AGENCY_HEAD | Label::CUE_EVENT_HEAD | Label::CUE_AGREEMENT_HEAD => {
                length > 1 || !["Church", "House", "Bond", "Court", "Guard", "Marsh"].contains(&word)
            }
            Label::AGENCY => {
                context.tokens.shape(i) == Shape::Upper && length == 1 || length > 1 && !context.name(m).context
            }
            Label::COUNTRY => context.name(m).adjective || context.name(m).acronym,
            _ => false,
        }
    })
}
