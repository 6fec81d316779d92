//! Persons: names beside titles, honorifics, ages and verbs of saying.
//!
//! A name by its shape alone is not proposed: a capitalised phrase may be anything. What stands beside it decides, and later mentions of a
//! person named once are found again by their words.

mod again;

use std::ops::Range;

use again::{coordinated, repeated};

use super::names::{self, is_initial, is_particle, name_at, name_before};
use crate::find::{Candidate, Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let titles: Vec<Range<usize>> =
        out.list.iter().filter(|c| c.label == Label::TITLE).map(Candidate::tokens).collect();
    let shaped = shaped_tokens(context, out);
    let mut names: Vec<Range<usize>> = Vec::new();
    for title in &titles {
        beside_title(context, title, &shaped, &mut names);
    }
    for found in context.matches_of(BESIDE) {
        let about = context.about(found);
        let (first, last) = (found.first as usize, found.last as usize);
        match found.label {
            Label::CUE_HONORIFIC
                if last < context.tokens.len() && matches!(context.gap(last), Gap::Space | Gap::Stop | Gap::Comma) =>
            {
                // "Datuk Seri Azlan": the longest of the honorifics that begin here
                let whole = context.at(first, Label::CUE_HONORIFIC).is_none_or(|m| m.last == found.last);
                let capital = context.is_capitalised(first) && whole;
                names.extend(name_at(context, last).filter(|_| capital));
            }
            // "said Jane Roe": an inverted verb of saying needs a name of two words that nothing else claims
            Label::CUE_SAYING
                if context.gap(last) == Gap::Space && last < context.tokens.len() && !context.is_capitalised(first) =>
            {
                // "proposed National Clearinghouse"
                let modified = |n: &Range<usize>| context.at(n.start, Label::CUE_MODIFIER).is_some();
                names.extend(
                    name_at(context, last).filter(|n| n.len() >= 2 && is_free(context, n, &shaped) && !modified(n)),
                );
            }
            Label::CUE_POSTNOMINAL
                if first > 0 && !about.is_kind("suffix") && matches!(context.gap(first), Gap::Space | Gap::Comma) =>
            {
                names.extend(
                    name_before(context, first)
                        .filter(|n| n.len() >= 2 && is_free(context, n, &shaped) && !is_portfolio(context, n)),
                );
            }
            Label::CUE_GIVEN_NAME => names.extend(by_given_name(context, first, about.is_kind("weak"), &shaped)),
            Label::CUE_FAMILY_NAME => {
                names.extend(by_family_name(context, first, about.kind().ends_with("weak"), &shaped));
            }
            _ => {}
        }
    }
    let counterparts = if context.has("counterpart") { context.tokens.len() } else { 0 };
    for i in 1..counterparts {
        // "his Australian counterpart Penny Wong"
        if context.is(i - 1, "counterpart") && context.gap(i) == Gap::Space {
            names.extend(name_at(context, i).filter(|n| n.len() >= 2 && is_free(context, n, &shaped)));
        }
    }
    ages(context, &shaped, &mut names);
    names.retain(|name| !runs_on(context, name));
    names = names.into_iter().map(|name| without_headline_verb(context, without_dateline(context, name))).collect();
    names.retain(|name| !is_with_article(context, name));
    names.sort_by_key(|n| (n.start, std::cmp::Reverse(n.end)));
    names.dedup_by(|b, a| b.start < a.end);
    for name in &names {
        out.push(context.candidate(name.clone(), Label::PERSON, Meaning::Shaped(None), Evidence::Neighbour));
    }
    coordinated(context, &mut names, out);
    repeated(context, &names, out);
}

/// The labels of what makes a name of the words beside it.
const BESIDE: Labels = Labels::new(&[
    Label::CUE_FAMILY_NAME,
    Label::CUE_GIVEN_NAME,
    Label::CUE_HONORIFIC,
    Label::CUE_POSTNOMINAL,
    Label::CUE_SAYING,
]);

/// A name without a title, by its given name: two words or more that nothing else claims, with no capitalised word before or behind
/// ("Charles Schwab Corporation", "St. Thomas More"). A given name that is also a word or place needs an initial, or to be spoken of.
fn by_given_name(context: &Context<'_>, first: usize, weak: bool, shaped: &[bool]) -> Option<Range<usize>> {
    let name = name_at(context, first).filter(|n| n.start == first && n.len() >= 2)?;
    let words = name.clone().filter(|&i| !is_initial(context, i) && !is_particle(context, i)).count();
    let evident = !weak || is_spoken_of(context, name.end) || (first + 1..name.end).any(|i| is_initial(context, i));
    let whole = (2..=4).contains(&words) && is_person_alone(context, &name, shaped);
    (whole && evident).then_some(name)
}

/// A name in its nation's order, by its family name: "Lim Soo-suk" by the hyphen of the given name, "ISHIZUKI Hideo" by the capitals,
/// "Kishida Fumio" by the given name, others by what is said of them. A family name that is also a word needs the first or two of these.
fn by_family_name(context: &Context<'_>, first: usize, weak: bool, shaped: &[bool]) -> Option<Range<usize>> {
    let name = name_at(context, first).filter(|n| n.start == first && (2..=4).contains(&n.len()))?;
    let hyphen = name.len() == 3
        && context.gap(first + 1) == Gap::Space
        && context.gap(first + 2) == Gap::Hyphen
        && context.tokens.shape(first + 2) == Shape::Lower;
    let capitals = context.tokens.shape(first) == Shape::Upper
        && context.word(first).len() > 2
        && (first + 1..name.end).all(|i| context.tokens.shape(i) == Shape::Capital);
    let given = name.len() == 2 && context.at(first + 1, Label::CUE_GIVEN_NAME).is_some();
    let spoken = is_spoken_of(context, name.end);
    let evidence = u8::from(capitals) + u8::from(given) + u8::from(spoken);
    (is_person_alone(context, &name, shaped) && (hyphen || evidence > u8::from(weak))).then_some(name)
}

/// True where the words of a name, that has no title beside it, are whole, and nothing says that they name something else.
fn is_person_alone(context: &Context<'_>, name: &Range<usize>, shaped: &[bool]) -> bool {
    let upper = |i: usize| {
        context.tokens.shape(i) == Shape::Upper && context.word(i).len() > 1 && !context.word(i).ends_with('.')
    };
    // "the John Lewis Act", "St. Louis": an article or a saint before
    let named_after = name.start > 0
        && context.is_any(
            name.start - 1,
            &["the", "St", "Saint", "San", "Santa", "Fort", "Mount", "Lake", "Port", "Hurricane"],
        )
        && matches!(context.gap(name.start), Gap::Space | Gap::Stop);
    let capitals =
        upper(name.start) && !upper(name.end - 1) && context.at(name.start, Label::CUE_FAMILY_NAME).is_none();
    stands_apart(context, name)
        && !named_after
        && !capitals
        && !super::phrase::is_headline(context, name.start)
        && is_free(context, name, shaped)
        && !is_place_inside(context, name)
}

/// Last words of the names of places that no family has, or hardly any.
const PLACES: &[&str] = &[
    "Airport",
    "Avenue",
    "Beach",
    "Boulevard",
    "Creek",
    "Heights",
    "Highway",
    "Island",
    "Islands",
    "Monument",
    "Mountains",
    "Parish",
    "Place",
    "Plaza",
    "Road",
    "Square",
    "Springs",
    "Stadium",
    "Station",
    "Street",
    "Township",
    "Valley",
    "Village",
];

/// True where the capitalised run goes on with the head of some other name: "Attorney General's Medicaid Fraud Control | Unit".
fn runs_on(context: &Context<'_>, name: &Range<usize>) -> bool {
    let i = name.end;
    let heads = [Label::CUE_AGENCY_HEAD, Label::CUE_COMPANY, Label::CUE_EVENT_HEAD, Label::CUE_AGREEMENT_HEAD];
    context.is_joined(i)
        && super::phrase::is_name_word(context, i)
        && heads.into_iter().any(|label| context.at(i, label).is_some())
        || name.clone().all(|k| context.at(k, Label::CUE_SUBJECT).is_some())
        || name.len() > 1 && PLACES.contains(&context.word(i - 1)) && context.ending_at(name.start, Label::TITLE).is_none()
        // "Human Rights Campaign"
        || context.at(name.start, Label::CUE_SUBJECT).is_some_and(|m| m.last - m.first > 1)
}

/// True where no capitalised word is joined to the name on either side.
fn stands_apart(context: &Context<'_>, name: &Range<usize>) -> bool {
    let joined = |i: usize| context.is_joined(i) && super::phrase::is_name_word(context, i);
    let before = name.start > 0
        && context.is_joined(name.start)
        && super::phrase::is_name_word(context, name.start - 1)
        && context.ending_at(name.start, Label::TITLE).is_none()
        && context.ending_at(name.start, Label::CUE_HONORIFIC).is_none();
    !before && !joined(name.end) && context.gap(name.end) != Gap::Ampersand && context.gap(name.start) != Gap::Ampersand
}

/// True where a list has a place or subject among the words behind the first: "Virginia Beach", "Frank Policy".
fn is_place_inside(context: &Context<'_>, name: &Range<usize>) -> bool {
    name.clone().any(|i| {
        context.matches_at(i).iter().any(|m| {
            let length = (m.last - m.first) as usize;
            match m.label {
                Label::LOCATION => length > 1,
                Label::CUE_SUBJECT | Label::CUE_MODIFIER => i > name.start,
                Label::MALWARE | Label::THREAT_ACTOR | Label::TOOL => length > 1,
                _ => false,
            }
        })
    })
}

/// True where a verb of saying, an age, a relative clause or an apposition follows, as they do behind persons.
fn is_spoken_of(context: &Context<'_>, i: usize) -> bool {
    if i >= context.tokens.len() {
        return false;
    }
    let comma = context.gap(i) == Gap::Comma;
    context.at(i, Label::CUE_SAYING).is_some_and(|m| !context.is_capitalised(m.first as usize))
        || context.is_any(i, &["who", "was", "is", "has", "will", "also", "met", "joined", "led"])
            && !context.is_capitalised(i)
        || comma
            && (context.tokens.shape(i) == Shape::Digits && context.word(i).len() == 2
                || context.is_any(i, &["who", "a", "an", "the", "former"]))
}

/// "John Smith, 45, of Miami": an age in commas behind a name.
fn ages(context: &Context<'_>, shaped: &[bool], names: &mut Vec<Range<usize>>) {
    let tokens = &context.tokens;
    for i in 1..tokens.len() {
        if tokens.shape(i) == Shape::Digits
            && context.gap(i) == Gap::Comma
            && context.gap(i + 1) == Gap::Comma
            && i + 1 < tokens.len()
        {
            let age = context.word(i).len() == 2 && context.word(i).as_bytes()[0] != b'0';
            let behind = context.is_any(
                i + 1,
                &["of", "a", "an", "who", "was", "formerly", "from", "and", "pleaded", "the", "both", "is", "has"],
            );
            if age
                && behind
                && !context.is_any(
                    i - 1,
                    &[
                        "January",
                        "February",
                        "March",
                        "April",
                        "May",
                        "June",
                        "July",
                        "August",
                        "September",
                        "October",
                        "November",
                        "December",
                    ],
                )
            {
                names.extend(name_before(context, i).filter(|n| n.len() >= 2 && is_free(context, n, shaped)));
            }
        }
    }
}

/// True where a title ends in the full stop of an abbreviation: `Sen.`, `Lt. Gen.`; another full stop ends a sentence.
fn is_abbreviated(context: &Context<'_>, title: &Range<usize>) -> bool {
    let ends = |i: usize| {
        context.matches_at(i).iter().any(|m| m.last as usize == title.end && m.span.of(context.text).ends_with('.'))
    };
    title.clone().any(ends) || context.word(title.end - 1).len() <= 4
}

/// Cuts the verb of a headline off a name: "Nathaniel C. Fick | Travels to Tokyo".
fn without_headline_verb(context: &Context<'_>, name: Range<usize>) -> Range<usize> {
    let words = |n: &Range<usize>| n.clone().filter(|&i| !is_initial(context, i) && !is_particle(context, i)).count();
    let closed = !matches!(context.gap(name.end), Gap::Space | Gap::Paragraph);
    if words(&name) <= 2 || closed || !super::phrase::is_headline(context, name.start) {
        return name;
    }
    let mut end = name.end;
    let verb = |i: usize| context.word(i).ends_with('s') || context.is_function_word(i);
    while words(&(name.start..end)) > 2 && context.gap(end - 1) == Gap::Space && verb(end - 1) {
        end -= 1;
    }
    name.start..end
}

/// "the Iron Workers": an article before a name of several words that no title stands before.
fn is_with_article(context: &Context<'_>, name: &Range<usize>) -> bool {
    name.len() > 1 && name.start > 0 && context.gap(name.start) == Gap::Space && context.is(name.start - 1, "the")
}

/// Cuts the city of a dateline in capitals off a name: "WASHINGTON | Farooque Ahmed was sentenced".
fn without_dateline(context: &Context<'_>, name: Range<usize>) -> Range<usize> {
    let (first, next) = (name.start, name.start + 1);
    let opens = first == 0 || !matches!(context.gap(first), Gap::Space | Gap::Hyphen);
    let city = name.len() > 2
        && context.tokens.shape(first) == Shape::Upper
        && context.tokens.shape(next) == Shape::Capital
        && context.at(first, Label::LOCATION).is_some_and(|m| m.last as usize == next);
    // "Southern District of | Ohio Benjamin Wagner": a place, then a given name
    let place = name.len() > 2
        && context.at(first, Label::LOCATION).is_some_and(|m| m.last as usize == next && !context.name(m).context)
        && context.at(first, Label::CUE_GIVEN_NAME).is_none()
        && context.at(next, Label::CUE_GIVEN_NAME).is_some();
    if opens && city || place { next..name.end } else { name }
}

/// The names directly before and behind a title.
fn beside_title(context: &Context<'_>, title: &Range<usize>, shaped: &[bool], names: &mut Vec<Range<usize>>) {
    let tokens = &context.tokens;
    // behind: "President Yoon", "President-elect Prabowo", "Director of CISA Jen Easterly", "Minister, Mr Koh"
    let mut at = title.end;
    if let Some(status) = context.at(at, Label::CUE_STATUS).filter(|_| context.is_joined(at)) {
        at = status.last as usize;
        names.extend(name_at(context, at).filter(|_| context.gap(at) == Gap::Space));
    }
    let retired = names::behind_retired(context, at);
    if retired > at {
        names.extend(name_at(context, retired));
    }
    if at < tokens.len()
        && (context.gap(at) == Gap::Space || context.gap(at) == Gap::Stop && is_abbreviated(context, title))
    {
        let small = !context.is_capitalised(title.start);
        if let Some(behind) = behind_complement(context, at) {
            names.push(behind);
        } else if let Some(name) = name_at(context, at)
            && (!small || name.len() >= 2 || context.is_capitalised(name.start))
        {
            names.push(name);
        }
    }
    if at == title.end && at < tokens.len() && context.gap(at) == Gap::Comma {
        // "the Chief Executive, David Koh, said": a name of several words closed by a comma or the clause's end
        if let Some(name) =
            name_at(context, at).filter(|n| n.len() >= 2 && is_closed(context, n.end) && !title_follows(context, n.end))
        {
            // "Everett Mulholland": a city's name is a given name as well
            let place = |m: &Surface| m.last - m.first > 1 || m.last as usize >= name.end;
            let listed = context.at(name.start, Label::AGENCY).is_some()
                || context.at(name.start, Label::LOCATION).is_some_and(place);
            if !listed {
                names.push(name);
            }
        }
    }
    // before: "Cho Hyun-woo, Ambassador", "Rhee Dong-yeol, South Korea's Ambassador", "Jane Roe, the FBI's Deputy Director"
    let mut start = title.start;
    for _ in 0..4 {
        if start == 0 || context.gap(start) == Gap::Comma {
            break;
        }
        let (at, possessive) = if context.is_possessive(start - 1) { (start - 1, true) } else { (start, false) };
        // "Juhan Lepassaar, the agency's Executive Director"
        if possessive
            && at >= 2
            && tokens.shape(at - 1) == Shape::Lower
            && context.is_any(at - 2, &["the", "its", "their"])
        {
            start = at - 2;
        } else if let Some(found) =
            context.ending_at(at, Label::COUNTRY).or_else(|| context.ending_at(at, Label::AGENCY))
        {
            start = found.first as usize;
        } else if !possessive
            && (context.is_any(start - 1, &["the", "its", "their", "a", "an", "our"])
                || context.ending_at(start, Label::CUE_STATUS).is_some())
        {
            start -= 1;
        } else {
            break;
        }
    }
    // "Clara Benn is Director for Economic Crime"
    if start > 1 && context.gap(start) == Gap::Space && context.is_any(start - 1, &["is", "was", "as"]) {
        names.extend(
            name_before(context, start - 1)
                .filter(|n| n.len() >= 2 && !claimed(context, n) && context.gap(start - 1) == Gap::Space),
        );
    }
    if let Some(end) = names::behind_signature(context, title) {
        names.extend(name_before(context, end).filter(|n| {
            (2..=4).contains(&n.len())
                && names::opens_line(context, n.start)
                && is_free(context, n, shaped)
                && !is_place_inside(context, n)
        }));
    }
    let end = names::before_letters(context, start);
    if end < start {
        names.extend(name_before(context, end).filter(|n| n.len() >= 2 && !claimed(context, n)));
    } else if start > 0 && context.gap(start) == Gap::Comma {
        let mut end = start;
        // "Clare O'Neil MP, Minister": letters behind the name are no part of it
        while let Some(letters) =
            context.ending_at(end, Label::CUE_POSTNOMINAL).filter(|m| !context.about(m).is_kind("suffix"))
        {
            end = letters.first as usize;
        }
        // "in Ha Noi, Minister of Defence": a place
        let placed = |n: &Range<usize>| n.start > 0 && context.is_any(n.start - 1, &["in", "at", "near"]);
        names.extend(
            name_before(context, end)
                .filter(|n| n.len() >= 2 && !claimed(context, n) && !placed(n) && !is_portfolio(context, n)),
        );
    }
}

/// True where the words before a name belong to a post: "Minister for Defence Fergal Hanratty" is no Defence Fergal.
fn is_portfolio(context: &Context<'_>, name: &Range<usize>) -> bool {
    name.start > 1
        && context.is_any(name.start - 1, &["for", "of"])
        && context.ending_at(name.start - 1, Label::TITLE).is_some()
}

/// The name behind the complement of a title that ends before token `i`: "of CISA Jen Easterly", "to Pakistan Jane Marsh", "of Rotterdam, Carla Vos,".
pub(super) fn behind_complement(context: &Context<'_>, i: usize) -> Option<Range<usize>> {
    let tokens = &context.tokens;
    if i + 1 >= tokens.len() || context.gap(i) != Gap::Space || !context.is_any(i, &["of", "at", "in", "for", "to"]) {
        return None;
    }
    let start = i + 1 + usize::from(context.is(i + 1, "the"));
    // "for the Eastern District of Washington": a judicial district is a place
    let district = (start..start + 3)
        .find(|&k| context.is(k, "District") && context.is(k + 1, "of"))
        .map(|k| k + 2 + usize::from(context.is(k + 2, "the")));
    let start = district.unwrap_or(start);
    let country = context.at(start, Label::COUNTRY).map_or(start, |m| m.last as usize);
    let body = context.at(context.after_possessive(country).0, Label::AGENCY).map(|m| m.last as usize);
    let place = context.at(start, Label::LOCATION).map(|m| m.last as usize);
    let mut at = body.or(place).unwrap_or(country);
    if at == start {
        return None;
    }
    // "... and Security Center (NCSC) Jane Roe"
    let letters =
        at + 1 < tokens.len() && context.gap(at) == Gap::Open && tokens.gap_text(context.text, at + 1).starts_with(')');
    if body.is_some() && letters {
        at += 1;
    }
    // "of the Federal Office (FO), Jane Roe, informed"
    let comma = at < tokens.len() && tokens.gap_text(context.text, at) == "), ";
    match context.gap(at) {
        _ if at >= tokens.len() => None,
        _ if comma => name_at(context, at).filter(|n| {
            n.len() >= 2 && is_closed(context, n.end) && !title_follows(context, n.end) && !claimed(context, n)
        }),
        Gap::Space | Gap::Close => name_at(context, at).filter(|n| n.len() >= 2 && !claimed(context, n)),
        Gap::Comma => name_at(context, at).filter(|n| {
            n.len() >= 2 && is_closed(context, n.end) && !title_follows(context, n.end) && !claimed(context, n)
        }),
        _ => None,
    }
}

fn is_closed(context: &Context<'_>, i: usize) -> bool {
    i >= context.tokens.len()
        || context.gap(i) != Gap::Space
        || context.at(i, Label::CUE_SAYING).is_some()
        || context.is_any(i, &["and", "has", "is", "was", "will"])
}

fn title_follows(context: &Context<'_>, i: usize) -> bool {
    i < context.tokens.len() && context.gap(i) == Gap::Comma && context.at(i, Label::TITLE).is_some()
}

/// True where nothing but weak things claims the tokens of a name.
fn is_free(context: &Context<'_>, name: &Range<usize>, shaped: &[bool]) -> bool {
    !claimed(context, name) && !shaped[name.clone()].contains(&true)
}

/// By token: true inside a body, event, agreement or title that was found by its shape.
fn shaped_tokens(context: &Context<'_>, out: &Candidates) -> Vec<bool> {
    let mut shaped = vec![false; context.tokens.len()];
    let wanted = |c: &&Candidate| {
        matches!(c.label, Label::AGENCY | Label::EVENT | Label::AGREEMENT | Label::TITLE)
            && c.evidence == Evidence::Shape
    };
    for candidate in out.list.iter().filter(wanted) {
        shaped[candidate.tokens()].fill(true);
    }
    shaped
}

/// True where a name of a list begins or ends among the tokens of a name and says that it is no person: a body, company, country.
fn claimed(context: &Context<'_>, name: &Range<usize>) -> bool {
    name.clone().any(|i| {
        context.matches_at(i).iter().any(|m| {
            let label = m.label;
            let length = (m.last - m.first) as usize;
            match label {
                Label::AGENCY | Label::CUE_COMPANY | Label::CUE_AGENCY_HEAD => {
                    !context.name(m).context && (length > 1 || context.is_capitalised(i))
                }
                // "Jordan Hale": a country's name is a given name as well, its adjective is none
                Label::COUNTRY => length >= name.len() || context.name(m).adjective || context.name(m).acronym,
                Label::EVENT | Label::AGREEMENT => true,
                Label::LOCATION => length >= name.len(),
                _ => false,
            }
        })
    })
}
