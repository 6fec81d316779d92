//! The shape of personal names: capitalised words, initials, particles and suffixes, in any national order.

use std::ops::Range;

use super::phrase;
use crate::find::Context;
use crate::find::words::WordSet;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// Small words inside names of persons, sorted.
const PARTICLES: &[&str] = &[
    "abu", "af", "al", "av", "bin", "bint", "binti", "bte", "da", "de", "del", "della", "den", "der", "di", "dos",
    "du", "e", "el", "ibn", "la", "le", "ole", "op", "ould", "te", "ten", "ter", "tot", "van", "vom", "von", "y", "zu",
    "zum", "zur",
];

static PARTICLE: WordSet<128> = WordSet::new(PARTICLES);

/// Words that end the names of things and none of persons.
const THINGS: &[&str] = &[
    "Character",
    "Course",
    "Initiative",
    "Initiatives",
    "Practice",
    "Program",
    "Programme",
    "Programs",
    "Project",
    "Projects",
    "Secret",
];

/// Verbs of headlines, which have a capital there.
const HEADLINE_VERBS: &[&str] = &[
    "Addresses",
    "Announces",
    "Appoints",
    "Approves",
    "Attends",
    "Calls",
    "Celebrates",
    "Chairs",
    "Commends",
    "Condemns",
    "Congratulates",
    "Continues",
    "Convenes",
    "Declares",
    "Delivers",
    "Designates",
    "Directs",
    "Discusses",
    "Expands",
    "Extends",
    "Highlights",
    "Holds",
    "Hosts",
    "Inaugurates",
    "Issues",
    "Joins",
    "Launches",
    "Leads",
    "Marks",
    "Meets",
    "Names",
    "Nominates",
    "Opens",
    "Orders",
    "Participates",
    "Pays",
    "Pledges",
    "Praises",
    "Presents",
    "Proclaims",
    "Proposes",
    "Receives",
    "Releases",
    "Returns",
    "Sends",
    "Signs",
    "Speaks",
    "Thanks",
    "Tours",
    "Travels",
    "Unveils",
    "Urges",
    "Vetoes",
    "Visits",
    "Warns",
    "Welcomes",
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
            if end > i && is_nickname(context, end) {
                end += 1;
                words += 1;
            } else {
                break;
            }
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
        && context.at(end, Label::CUE_POSTNOMINAL).is_some_and(|m| context.about(m).is_kind("suffix"))
    {
        end += 1;
    }
    while end > i && is_particle(context, end - 1) {
        end -= 1;
    }
    let bare = end == i + 1 && (context.word(i).len() < 2 || is_initial(context, i));
    // "the I Speak Up campaign": the pronoun
    let bare = bare || context.is(i, "I") && !matches!(context.gap(i + 1), Gap::Stop | Gap::Dot);
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

/// True where token `i` is a name by which a person is called, between those they have: "Gerardine (Ged) Kearney", "Jose “Pepe” Rizal".
fn is_nickname(context: &Context<'_>, i: usize) -> bool {
    let between = |k: usize| context.tokens.gap_text(context.text, k);
    let marked = matches!(
        (between(i), between(i + 1)),
        (" (", ") ") | (" \"", "\" ") | (" “", "” ") | (" '", "' ") | (" ‘", "’ ")
    );
    marked
        && context.tokens.shape(i) == Shape::Capital
        && is_part(context, i)
        && is_part(context, i + 1)
        && [Label::AGENCY, Label::COUNTRY, Label::LOCATION].into_iter().all(|label| context.at(i, label).is_none())
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

/// The token behind a word in parentheses that says that a rank is held no more, or in which arm: "General (Retd) Kapila Perera". Equal to `i` where none
/// stands there.
pub(crate) fn behind_retired(context: &Context<'_>, i: usize) -> usize {
    let retired = i + 1 < context.tokens.len()
        && context.gap(i) == Gap::Open
        && context
            .is_any(i, &["engineer", "navy", "pilot", "r", "ret", "ret.", "retd", "retd.", "retired", "rtd", "rtd."])
        && matches!(context.tokens.gap_text(context.text, i + 1), ") " | ".) " | ")\u{a0}");
    i + usize::from(retired)
}

/// The token at which parentheses of one word open that stand, with a comma behind, before token `i`: "Kashim Dikko (mni), Director".
/// Equal to `i` where none do.
pub(crate) fn before_letters(context: &Context<'_>, i: usize) -> usize {
    let letters = i > 1 && context.tokens.gap_text(context.text, i) == "), " && context.gap(i - 1) == Gap::Open;
    i - usize::from(letters)
}

/// True where a line begins with token `i`.
pub(super) fn opens_line(context: &Context<'_>, i: usize) -> bool {
    i == 0 || context.is_behind_break(i)
}

/// The end of the line above a title that has a short line of its own, or shares it with a body, as in signatures.
pub(super) fn behind_signature(context: &Context<'_>, title: &Range<usize>) -> Option<usize> {
    const LONGEST: usize = 14;
    let start = title.start;
    if start == 0 || context.tokens.gap_text(context.text, start).trim_matches([' ', '\r']) != "\n" {
        return None;
    }
    let end = (title.end..start + LONGEST).find(|&i| i >= context.tokens.len() || opens_line(context, i))?;
    let plain = (start..end).any(|i| !context.is_capitalised(i) && !context.is_function_word(i));
    let closed =
        end < context.tokens.len() && context.tokens.gap_text(context.text, end).starts_with(['.', '!', '?', ':']);
    (!plain && !closed && name_at(context, title.end).is_none_or(|_| context.gap(title.end) != Gap::Space))
        .then_some(start)
}

pub(super) fn is_particle(context: &Context<'_>, i: usize) -> bool {
    // "Ortega y Gasset", not "Robert e-mailed"
    let letter = || context.word(i).len() > 1 || context.gap(i) == Gap::Space && context.gap(i + 1) == Gap::Space;
    i < context.tokens.len() && context.tokens.shape(i) == Shape::Lower && PARTICLE.has(context.word(i)) && letter()
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
    // "Minister Responsible for ...", "Minister Attached to ..."
    if matches!(word, "Attached" | "Responsible") || THINGS.contains(&word) {
        return false;
    }
    // "President Biden Marks Earth Day"
    if i > 0
        && word.ends_with('s')
        && context.is_joined(i)
        && HEADLINE_VERBS.contains(&word)
        && context.is_capitalised(i - 1)
        && phrase::is_headline(context, i)
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
        let length = m.last - m.first;
        match m.label {
            Label::TITLE => {
                // "District Judge James King"
                let family = || {
                    ["King", "Dean", "Marshall", "Prince", "Bishop", "Duke", "Major", "Page"].contains(&word)
                        && i > 0
                        && context.gap(i) == Gap::Space
                        && context.at(i - 1, Label::CUE_GIVEN_NAME).is_some()
                };
                context.is_capitalised(i)
                    && (!context.about(m).is_kind("head")
                        || length > 1
                        || !["King", "Dean", "Marshall"].contains(&word))
                    && !(length == 1 && family())
            }
            // Power and Steel are family names as well
            Label::CUE_COMPANY => !context.about(m).is_kind("firm-or-name"),
            Label::CUE_STATUS | Label::CUE_SAYING => true,
            Label::CUE_HONORIFIC => word.len() > 1,
            Label::CUE_POSTNOMINAL => context.tokens.shape(i) != Shape::Capital || context.about(m).is_kind("suffix"),
            Label::CUE_AGENCY_HEAD | Label::CUE_EVENT_HEAD | Label::CUE_AGREEMENT_HEAD => {
                length > 1 || !["Church", "House", "Bond", "Court", "Guard", "Marsh"].contains(&word)
            }
            Label::AGENCY => {
                context.tokens.shape(i) == Shape::Upper && length == 1 || length > 1 && !context.name(m).context
            }
            Label::COUNTRY => context.name(m).adjective || context.name(m).acronym,
            // "Peter Marsh NSW"
            Label::LOCATION => {
                length == 1
                    && word.len() <= 3
                    && context.tokens.shape(i) == Shape::Upper
                    && context.name(m).acronym
                    && context.line_has_lower_case(i)
            }
            _ => false,
        }
    })
}
