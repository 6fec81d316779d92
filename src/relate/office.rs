//! The body of an office that names none beside it: the one of its portfolio, or the one that the text is about just there.
//!
//! "Foreign Minister Winston Peters" heads the Ministry of Foreign Affairs and Trade where the document names that one; "Director-General
//! Albert Boasiako" is that of the body named last.

use smallvec::{SmallVec, smallvec};

use crate::annotation::{Link, Mention};
use crate::find::Context;
use crate::gazetteer::{Country, Entity};
use crate::label::Label;
use crate::tokenize::Gap;

/// Words of a minister's or secretary's title that say no portfolio.
const OF_TITLES: &[&str] = &[
    "and",
    "assistant",
    "associate",
    "cabinet",
    "deputy",
    "federal",
    "first",
    "for",
    "general",
    "minister",
    "ministers",
    "national",
    "of",
    "parliamentary",
    "permanent",
    "prime",
    "principal",
    "secretary",
    "senior",
    "standing",
    "state",
    "the",
    "under",
    "union",
    "vice",
];

/// Words of a ministry's name that say no portfolio.
const OF_BODIES: &[&str] =
    &["and", "department", "federal", "for", "ministry", "national", "of", "office", "republic", "the", "union"];

/// Heads of bodies that no minister stands at the head of.
const OTHER_BODIES: &[&str] = &[
    "academy",
    "agency",
    "army",
    "authority",
    "board",
    "bureau",
    "center",
    "centre",
    "command",
    "commission",
    "committee",
    "council",
    "court",
    "directorate",
    "division",
    "force",
    "forces",
    "institute",
    "minister",
    "navy",
    "police",
    "school",
    "section",
    "service",
    "staff",
    "unit",
];

/// Last words of titles that are always of some body.
const OF_A_BODY: &[&str] = &[
    "administrator",
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "chief",
    "commander",
    "commissioner",
    "coordinator",
    "director",
    "executive",
    "head",
    "spokesman",
    "spokesperson",
    "spokeswoman",
];

/// How many mentions before a title are looked at.
const FAR: usize = 24;

/// The body that the office of mention `t` is of, where no body stands beside it.
pub(super) fn body(
    context: &Context<'_>,
    mentions: &[Mention<'_>],
    t: usize,
    country: Option<Country>,
    home: Option<Country>,
) -> Option<usize> {
    in_its_parentheses(context, mentions, t)
        .or_else(|| of_portfolio(context, mentions, t, country, home))
        .or_else(|| named_last(context, mentions, t, country))
}

/// "the Ministry of Science and ICT (Minister Lee Jong-ho)".
fn in_its_parentheses(context: &Context<'_>, mentions: &[Mention<'_>], t: usize) -> Option<usize> {
    let first = mentions[t].first as usize;
    let before = t.checked_sub(1).filter(|_| context.gap(first) == Gap::Open)?;
    (mentions[before].label == Label::AGENCY && mentions[before].last as usize == first).then_some(before)
}

/// The words of a text that are not among `dropped`.
fn words<'t>(text: &'t str, dropped: &[&str]) -> SmallVec<[&'t str; 8]> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 1);
    words.filter(|w| !is_among(w, dropped)).collect()
}

/// True for one of these words in small letters, in any case.
fn is_among(word: &str, words: &[&str]) -> bool {
    words.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// True where two words are the same but for case, and for the spelling of defence.
fn is_same(a: &str, b: &str) -> bool {
    let spelled = |word: &str| word.to_lowercase().replace("defense", "defence");
    if !a.is_ascii() || !b.is_ascii() {
        return spelled(a) == spelled(b);
    }
    let defence = || a.as_bytes().windows(5).any(|part| part.eq_ignore_ascii_case(b"defen"));
    a.len() == b.len() && (a.eq_ignore_ascii_case(b) || defence() && spelled(a) == spelled(b))
}

/// The body of the portfolio: "Secretary of Commerce" and "Department of Commerce", of the same country where the text tells one.
fn of_portfolio(
    context: &Context<'_>,
    mentions: &[Mention<'_>],
    t: usize,
    country: Option<Country>,
    home: Option<Country>,
) -> Option<usize> {
    let title = mentions[t].span.of(context.text).to_lowercase();
    let mut portfolio = words(&title, OF_TITLES);
    if title.contains("attorney general") {
        portfolio = smallvec!["justice"];
    } else if !title.contains("minister") && !title.contains("secretary") || title.contains("press") {
        return None;
    }
    let opening = portfolio.first()?;
    let is_of = |m: &Mention<'_>| {
        if m.label != Label::AGENCY || m.id.is_none() || m.threat || country.is_some() && m.country != country {
            return false;
        }
        // a title without its country is of the issuer's, and a body with its country beside it mostly of another
        let foreign = home.is_none() || m.country != home;
        if country.is_none() && foreign && matches!(m.link, Link::Head | Link::Behind) {
            return false;
        }
        let listed = m.name.or_else(|| m.id.as_deref().and_then(|id| context.gazetteer.get(id)).map(Entity::name));
        let own = words(listed.unwrap_or_else(|| m.span.of(context.text)), OF_BODIES);
        let has = |all: &[&str], word: &str| all.iter().any(|w| is_same(w, word));
        has(&own, opening)
            && !own.iter().any(|w| is_among(w, OTHER_BODIES))
            && (portfolio.iter().all(|w| has(&own, w)) || own.iter().all(|w| has(&portfolio, w)))
    };
    // the nearest before, else the first behind; where no country is told, all must be the same body
    let near = t.saturating_sub(FAR * 4)..(t + FAR * 4).min(mentions.len());
    let mut all = near.filter(|&k| is_of(&mentions[k]));
    let first = all.next()?;
    let mut best = first;
    for k in all {
        if country.is_none() && mentions[k].id != mentions[first].id {
            return None;
        }
        if k < t {
            best = k;
        }
    }
    Some(best)
}

/// The body named last before, in the sentence or the one before it: "The CSA published a report. Director-General Boasiako said".
fn named_last(context: &Context<'_>, mentions: &[Mention<'_>], t: usize, country: Option<Country>) -> Option<usize> {
    let title = mentions[t].span.of(context.text).to_lowercase();
    let all = words(&title, &[]);
    let last = all.last()?;
    let international = title.starts_with("secretary") && title.ends_with("general");
    let director = title.ends_with("general") && title.contains("director");
    // "Head of Media and Publicity"; an information commissioner is of nobody named beside
    let own = *last == "commissioner"
        && all.len() > 1
        && !["assistant", "chief", "deputy", "executive", "national", "regional"].contains(&all[0]);
    let first = all.first()?;
    let head = (*first == "head" || *first == "director") && all.get(1).is_some_and(|w| *w == "of");
    // "Government Spokesperson", "Police Chief"
    let own = own || *first == "government" || *first == "police";
    if country.is_some() || own || !(head || OF_A_BODY.contains(last) || international || director) {
        return None;
    }
    let sentence = context.tokens.sentence_of(mentions[t].first as usize);
    let from = context.tokens.sentence_of(sentence.start.saturating_sub(1)).start;
    mentions[..t]
        .iter()
        .enumerate()
        .rev()
        .take(FAR)
        .take_while(|(_, m)| international || m.first as usize >= from)
        .find(|(_, m)| m.label == Label::AGENCY && !m.threat && (!international || m.country.is_none()))
        .map(|(k, _)| k)
}
