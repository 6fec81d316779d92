//! Events by shape: ordinal, countries, capitalised words and a head (Dialogue, Summit, Exercise), with what the head is about.

use super::phrase::{self, is_headline, is_name_word};
use crate::annotation::kebab;
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::{Surface, fold};
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// Ordinals spelled out, in order from the first.
const ORDINALS: &[&str] = &[
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let exercises = if context.has("exercise") { context.tokens.len() } else { 0 };
    for i in 0..exercises {
        if context.is(i, "exercise") {
            exercise(context, i, out);
        }
    }
    for head in context.matches_of(Labels::new(&[Label::AGENCY, Label::CUE_EVENT_HEAD, Label::EVENT])) {
        match head.label {
            Label::CUE_EVENT_HEAD if is_name_word(context, head.first as usize) => shaped(context, head, out),
            // "the 14th Munich Security Conference", "Locked Shields 2025": a listed series with its edition
            Label::EVENT => {
                let first = before_ordinal(context, head.first as usize);
                let end = head.last as usize;
                let mut last = behind_year(context, end);
                // "Defence Cyber Marvel 3"
                let number = end < context.tokens.len()
                    && context.gap(end) == Gap::Space
                    && context.tokens.shape(end) == Shape::Digits
                    && context.word(end).len() <= 2;
                if last == end && number && !matches!(context.gap(end + 1), Gap::Space | Gap::Hyphen | Gap::Dot) {
                    last = end + 1;
                }
                if (first, last) != (head.first as usize, end) {
                    out.push(context.candidate(
                        first..last,
                        Label::EVENT,
                        Meaning::Listed { entities: head.entities, context: false },
                        Evidence::List,
                    ));
                }
            }
            // a forum's name with a year is its meeting: "G20 2024", "WSIS+20"
            Label::AGENCY if context.about(head).is_kind("forum") => {
                let last = head.last as usize;
                let plus = last < context.tokens.len()
                    && context.tokens.shape(last) == Shape::Digits
                    && context.tokens.gap_text(context.text, last) == "+";
                let year = behind_year(context, last) > last;
                if plus || year {
                    out.push(context.candidate(
                        head.first as usize..last + 1,
                        Label::EVENT,
                        Meaning::Shaped(None),
                        Evidence::Shape,
                    ));
                }
            }
            _ => {}
        }
    }
}

fn shaped(context: &Context<'_>, head: &Surface, out: &mut Candidates) {
    let (h, end) = (head.first as usize, head.last as usize);
    if !context.line_has_lower_case(h) {
        return;
    }
    let mut first = left(context, h);
    let mut words = h - first;
    let countries = (first..h).any(|i| context.at(i, Label::COUNTRY).is_some());
    let ordinal_first = before_ordinal(context, first);
    let ordinal = ordinal_first < first;
    if ordinal {
        words += first - ordinal_first;
        first = ordinal_first;
    }
    let mut last = end;
    if end < context.tokens.len()
        && context.gap(end) == Gap::Space
        && ["on", "of", "for", "against"].contains(&context.word(end))
    {
        let start = end + 1 + usize::from(context.is(end + 1, "the"));
        let reach = phrase::right(context, start, |i| {
            context.timex_at(i).is_some()
                || [Label::COUNTRY, Label::LOCATION].iter().any(|&l| {
                    context
                        .at(i, l)
                        .is_some_and(|m| !is_name_word(context, m.last as usize) || !context.is_joined(m.last as usize))
                })
        });
        if reach > start && context.gap(start) == Gap::Space {
            last = reach;
        }
    }
    // "Exercise Cyber Star": the name stands behind the head
    let named = context.is(h, "Exercise") && last == end && first == h && !is_headline(context, h);
    if named {
        last = phrase::run(context, end, false, |i| context.timex_at(i).is_some());
    }
    let sure = context.tokens.starts_sentence(h) || h > 0 && context.is_any(h - 1, &["the", "an"]);
    let named = named && last > end + usize::from(sure);
    if last == end || named {
        last = behind_year(context, last);
    }
    let strong = context.about(head).is_kind("strong");
    let behind = last - end;
    let enough = named
        || ordinal && words >= 2
        || countries && (strong || words >= 2)
        || strong && (words > usize::from(ordinal) || behind >= 2)
        || words >= 2
            && (is_attended(context, first) || matches!(context.tokens.gap_text(context.text, h), "' " | "’ "));
    // "Attorney General Sessions"
    if !ordinal
        && !countries
        && context.gap(h) == Gap::Space
        && context.ending_at(h, Label::TITLE).is_some()
        && last == end
    {
        return;
    }
    // "Trilateral Diplomacy Working Group" is a body; with an ordinal it is one meeting of it
    if context.about(head).is_kind("ordinal") && !ordinal {
        return;
    }
    // a body's own name ends here ("Munich Security Conference" is listed; "Judicial Conference" is a body)
    if !enough || !(ordinal || countries || named) && is_headline(context, h) {
        return;
    }
    // another capitalised word behind the head: the head is a part of some other name
    let goes_on = last == end
        && context.is_joined(end)
        && context.gap(end) == Gap::Space
        && is_name_word(context, end)
        && context.at(end, Label::CUE_EVENT_HEAD).is_none();
    if goes_on && !ordinal && !countries {
        return;
    }
    out.push(context.candidate(first..last, Label::EVENT, Meaning::Shaped(None), Evidence::Shape));
}

/// "the exercise Tiger Triumph", "the joint exercise Pale Lantern 2025": capitals behind the word, which is no verb here.
fn exercise(context: &Context<'_>, i: usize, out: &mut Candidates) {
    const BEFORE: &[&str] = &[
        "annual",
        "bilateral",
        "cyber",
        "defence",
        "defense",
        "field",
        "joint",
        "live-fire",
        "maritime",
        "military",
        "multilateral",
        "multinational",
        "naval",
        "the",
        "trilateral",
    ];
    let start = i + 1;
    let noun = i > 0 && context.is_any(i - 1, BEFORE);
    if !noun || context.gap(start) != Gap::Space || is_headline(context, i) {
        return;
    }
    let end = phrase::run(context, start, true, |k| context.timex_at(k).is_some());
    let known =
        [Label::AGENCY, Label::COUNTRY, Label::LOCATION, Label::TITLE].iter().any(|&l| context.at(start, l).is_some());
    if (start + 1..=start + 4).contains(&end) && !known {
        let last = behind_year(context, end);
        out.push(context.candidate(start..last, Label::EVENT, Meaning::Shaped(None), Evidence::Shape));
    }
}

/// True where the words before say that it is an occasion: "at the", "hosted the", "during its".
fn is_attended(context: &Context<'_>, first: usize) -> bool {
    let article = first > 0 && context.is_any(first - 1, &["the", "its", "their", "an", "a", "this"]);
    let at = first - usize::from(article);
    at > 0
        && context.is_any(
            at - 1,
            &[
                "at",
                "during",
                "attend",
                "attended",
                "attending",
                "attends",
                "host",
                "hosted",
                "hosting",
                "hosts",
                "hold",
                "held",
                "convene",
                "convened",
                "after",
                "before",
                "addressed",
                "opened",
            ],
        )
}

/// The first token of the words and countries that run up to the head.
fn left(context: &Context<'_>, head: usize) -> usize {
    let mut first = head;
    while first > 0 && head - first < 14 {
        let between = context.tokens.gap_text(context.text, first);
        // "Republic of Korea (ROK)-United Kingdom (UK) Cyber Dialogue"
        if between.starts_with(')') && between.chars().count() <= 4 {
            let Some(short) = context.ending_at(first, Label::COUNTRY) else { break };
            let Some(long) = context
                .ending_at(short.first as usize, Label::COUNTRY)
                .filter(|_| context.gap(short.first as usize) == Gap::Open)
            else {
                break;
            };
            first = long.first as usize;
            continue;
        }
        let country = context.ending_at(first, Label::COUNTRY);
        let joined = context.is_joined(first)
            || matches!(between, "' " | "’ " | "/")
            || country.is_some() && context.gap(first) == Gap::Dash;
        if joined && let Some(country) = country.filter(|m| context.is_capitalised(m.first as usize)) {
            first = country.first as usize;
            continue;
        }
        if !joined {
            break;
        }
        // "Foreign and Defence Ministers' Meeting", "India and Japan Cyber Dialogue"
        if context.is(first - 1, "and") && first < head && first >= 2 && context.is_joined(first - 1) {
            let side = |label| context.ending_at(first - 1, label).filter(|m| context.is_capitalised(m.first as usize));
            let both = context.at(first, Label::COUNTRY).is_some();
            let Some(part) = (if both { side(Label::COUNTRY) } else { side(Label::CUE_SUBJECT) }) else { break };
            first = part.first as usize;
            continue;
        }
        // "4th In-person Meeting"
        if first >= 2
            && context.tokens.shape(first - 1) == Shape::Lower
            && context.gap(first - 1) == Gap::Hyphen
            && context.is_capitalised(first - 2)
        {
            first -= 2;
            continue;
        }
        if !is_name_word(context, first - 1) || context.timex_at(first - 1).is_some() {
            break;
        }
        first -= 1;
    }
    first
}

/// The first token of an ordinal or year directly before token `i`, or `i`.
fn before_ordinal(context: &Context<'_>, i: usize) -> usize {
    if i == 0 || context.gap(i) != Gap::Space {
        return i;
    }
    let year = context.tokens.shape(i - 1) == Shape::Digits
        && is_year(context.word(i - 1))
        && i >= 2
        && context.gap(i - 1) == Gap::Space
        && (context.is_any(i - 2, &["the", "its", "annual"])
            || i >= 3 && context.tokens.shape(i - 2) == Shape::Lower && context.is(i - 3, "the"));
    // "7th Round of India-Brazil Consultations"
    let of = i - usize::from(context.is(i - 1, "the"));
    if of >= 3
        && context.is(of - 1, "of")
        && context.gap(of) == Gap::Space
        && ["Edition", "Meeting", "Round", "Session"].contains(&context.word(of - 2))
        && context.gap(of - 2) == Gap::Space
        && ordinal(context.word(of - 3)).is_some()
    {
        return of - 3;
    }
    if ordinal(context.word(i - 1)).is_some() || year {
        return i - 1;
    }
    i
}

fn behind_year(context: &Context<'_>, i: usize) -> usize {
    let year = i < context.tokens.len() && context.gap(i) == Gap::Space && is_year(context.word(i));
    // "the Summit 2024" is a name; "the Summit 20 December" is none
    i + usize::from(
        year && !context.is_any(i + 1, &["and", "to"])
            || year && context.timex_at(i).is_none_or(|t| t.last - t.first == 1),
    )
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.bytes().all(|b| b.is_ascii_digit())
}

/// The number of an ordinal: `3rd`, `third`.
fn ordinal(word: &str) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    if let Some(at) = ORDINALS.iter().position(|o| *o == lower) {
        return Some(at as u32 + 1);
    }
    let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (digits.len() < lower.len() && ["st", "nd", "rd", "th"].contains(&&lower[digits.len()..]))
        .then(|| digits.parse().ok())
        .flatten()
}

/// The edition that the words of a listed event's mention add to its name: an ordinal before it, a year or number behind.
pub(crate) fn edition(context: &Context<'_>, first: usize, last: usize) -> Option<u32> {
    let listed = context.at(first, Label::EVENT).or_else(|| context.at(first + 1, Label::EVENT))?;
    let before = (listed.first as usize > first)
        .then(|| ordinal(context.word(first)).or_else(|| context.word(first).parse().ok()))
        .flatten();
    before.or_else(|| ((listed.last as usize) < last).then(|| context.word(last - 1).parse().ok()).flatten())
}

/// The id of the event that stands at these tokens: countries in text order, the other words, the edition.
pub(crate) fn id(context: &Context<'_>, first: usize, last: usize) -> String {
    let mut parties: Vec<String> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut edition = None;
    let mut key = String::new();
    let mut i = first;
    while i < last {
        if let Some(found) = context.at(i, Label::COUNTRY).filter(|m| m.last as usize <= last) {
            let code = context.about(found).country().map(|c| c.code().to_ascii_lowercase());
            parties.extend(code.filter(|c| !parties.contains(c)));
            i = found.last as usize;
            continue;
        }
        // "EU-Japan": a body of several countries is a party as a country is
        if let Some(found) =
            context.at(i, Label::AGENCY).filter(|m| context.name(m).acronym && context.about(m).country().is_none())
        {
            let pair = |k: usize, back: bool| {
                let country = if back { context.ending_at(k, Label::COUNTRY) } else { context.at(k, Label::COUNTRY) };
                context.gap(if back { i } else { k }) == Gap::Hyphen && country.is_some()
            };
            if i > first && pair(i, true) || pair(found.last as usize, false) {
                parties.push(kebab(found.span.of(context.text)));
                i = found.last as usize;
                continue;
            }
        }
        let word = context.word(i);
        if let Some(number) = ordinal(word).filter(|_| i == first) {
            edition = Some(number);
        } else if is_year(word) && (i == first || i + 1 == last) {
            edition = word.parse().ok();
        } else if !["and", "the"].contains(&word) {
            fold(word, &mut key);
            words.push(kebab(&key));
        }
        i += 1;
    }
    let mut parts = parties;
    parts.extend(words.into_iter().filter(|w| !w.is_empty()));
    parts.extend(edition.map(|n: u32| n.to_string()));
    format!("event/{}", parts.join("-"))
}
