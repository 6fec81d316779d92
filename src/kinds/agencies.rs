//! Agencies that no list has, by the shape of their names: a head word (Office, Committee, Directorate) with what belongs to it, a
//! listed body extended by juxtaposition ("British Army Cyber Association"), and coordinated names that share a head
//! ("Departments of State, the Treasury and Justice").

use smallvec::SmallVec;

use super::phrase::{self, country_before, is_headline, is_name_word};
use super::titles::portfolio;
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::{Country, Entities, Surface};
use crate::label::Label;
use crate::tokenize::{Gap, Shape, Tokens};

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    for head in context.matches_of(Labels::new(&[Label::CUE_AGENCY_HEAD])) {
        if !is_name_word(context, head.first as usize) {
            continue;
        }
        if is_plural(context, head) {
            coordinated(context, head, out);
        } else {
            shaped(context, head, out);
        }
    }
}

/// True where the head stands in the plural: the row's own name is the singular.
fn is_plural(context: &Context<'_>, head: &Surface) -> bool {
    let text = head.span.of(context.text);
    text.ends_with(['s', 'S']) && !context.entity(head).name().ends_with('s')
        || text.contains("eries of")
        || text.ends_with("Committees on")
}

/// Heads that a country's name stands before without being a part of them.
fn stands_alone(head: &str) -> bool {
    [
        "Ministry",
        "Department",
        "Parliament",
        "Cabinet",
        "Embassy",
        "Consulate",
        "High Commission",
        "Presidency",
        "Congress",
        "Senate",
        "Government Office",
        "Chancellery",
    ]
    .contains(&head)
}

/// Heads whose country behind them is a part of their name: "Embassy of Japan".
fn takes_country(head: &str) -> bool {
    [
        "Embassy",
        "Consulate",
        "High Commission",
        "Permanent Mission",
        "Reserve Bank",
        "Central Bank",
        "Bank",
        "Parliament",
        "Senate",
        "Monetary Authority",
    ]
    .contains(&head)
}

fn shaped(context: &Context<'_>, head: &Surface, out: &mut Candidates) {
    let (h, end) = (head.first as usize, head.last as usize);
    // a longer head covers this one: Police Department
    let longer = (h.saturating_sub(4)..=h)
        .flat_map(|i| context.matches_at(i))
        .any(|m| m.last >= head.last && m.last - m.first > head.last - head.first && m.label == Label::CUE_AGENCY_HEAD);
    if longer {
        return;
    }
    // a list has just this name: nothing before it belongs to it
    if (h.saturating_sub(8)..=h).any(|i| {
        context.matches_at(i).iter().any(|m| {
            m.label == Label::AGENCY
                && m.last as usize == end
                && i < h
                && !extends_left(context, i)
                && !extends_right(context, end)
        })
    }) {
        return;
    }
    let name = context.entity(head).name();
    // "Anti-Terrorism Police Unit", "Election Commission Secretariat": the unit of a body
    let unit_of_body = context.gap(h) == Gap::Space
        && matches!(
            name,
            "Board" | "Branch" | "Division" | "Office" | "Section" | "Service" | "Team" | "Unit" | "Wing"
        )
        && context.ending_at(h, Label::CUE_AGENCY_HEAD).is_some_and(|m| context.about(m).is_kind("strong"));
    let strong = context.about(head).is_kind("strong") || unit_of_body;
    let mut country: Option<Country> = None;
    let mut listed = false;
    let mut first = h;
    let mut joined_country = false;
    while first > 0 && h - first < 8 {
        let mut before = first;
        if context.gap(first) == Gap::Ampersand {
            // "Land & Transport Agency"
        } else if !context.is_joined(first) {
            break;
        } else if context.is(first - 1, "and") && first >= 2 && context.is_joined(first - 1) {
            // "Trade and Development Agency": both sides words of portfolios, and the left one no body of its own
            before = first - 1;
            let subject = context.ending_at(before, Label::CUE_SUBJECT).is_some()
                && context.ending_at(before, Label::AGENCY).is_none();
            if !subject || first == h {
                break;
            }
        }
        // "the Justice Departments Criminal Division": a possessive that has lost its apostrophe breaks the chain as any other
        if context.ending_at(before, Label::AGENCY).is_some_and(|m| m.span.end < context.tokens.span(before - 1).end) {
            break;
        }
        if context.gap(first) == Gap::Space
            && let Some(body) = context.ending_at(before, Label::AGENCY).filter(|m| {
                (m.last as usize) == before && context.is_capitalised(m.first as usize) && !context.name(m).context
            })
        {
            country = country_of_all(context, body);
            listed = true;
            first = body.first as usize;
            break;
        }
        // "New York Field Office"
        if context.gap(first) == Gap::Space
            && let Some(place) = context.ending_at(before, Label::LOCATION).filter(|m| m.last - m.first > 1)
        {
            first = place.first as usize;
            continue;
        }
        if let Some((found, possessive)) = country_before(context, before) {
            country = country.or(context.about(found).country());
            let inside = !possessive
                && !context.name(found).adjective
                && !context.name(found).acronym
                && !stands_alone(name)
                && first < h;
            if inside {
                first = found.first as usize;
                joined_country = true;
                // "U.S.-India Joint Working Group": a body of both
                if context.gap(first) == Gap::Hyphen
                    && let Some(partner) = context.ending_at(first, Label::COUNTRY)
                {
                    first = partner.first as usize;
                    country = None;
                }
            }
            break;
        }
        if !is_name_word(context, before - 1) || is_stop(context, before - 1) {
            break;
        }
        first = before - 1;
    }
    let mut last = end;
    let of = end < context.tokens.len()
        && context.gap(end) == Gap::Space
        && context.is_any(end, &["of", "for", "on", "against"])
        && !context.is(end, "On");
    if of {
        let start = end + 1 + usize::from(context.is(end + 1, "the"));
        let country_next = context
            .at(start, Label::COUNTRY)
            .is_some_and(|m| !context.is_joined(m.last as usize) || !is_name_word(context, m.last as usize));
        let body = context.at(start, Label::AGENCY).is_some_and(|m| {
            !context.name(m).context
                && (m.last - m.first > 1 || context.name(m).acronym)
                && phrase::plain_run(context, start, true) <= m.last as usize
        });
        if start < context.tokens.len() && country_next && takes_country(name) {
            last = context.at(start, Label::COUNTRY).map_or(last, |m| m.last as usize);
        } else if !body && !country_next && context.gap(start) == Gap::Space {
            let reach = phrase::right(context, start, |i| {
                if context.timex_at(i).is_some()
                    || context.at(i, Label::CUE_HONORIFIC).is_some()
                    || i > start
                        && context.at(i, Label::TITLE).is_some()
                        // "Department of Criminal Justice"
                        && context.at(i, Label::CUE_SUBJECT).is_none()
                        && context.at(start, Label::TITLE).is_none_or(|m| m.last as usize <= i)
                {
                    return true;
                }
                let body = context
                    .at(i, Label::AGENCY)
                    .is_some_and(|m| context.name(m).acronym || m.last - m.first > 1 && !context.name(m).context);
                body || i > start
                    && context
                        .at(i, Label::CUE_AGENCY_HEAD)
                        .is_some_and(|m| m.last as usize == i + 1 && context.is(i + 1, "of"))
                    || context.at(i, Label::COUNTRY).is_some_and(|m| {
                        let next = m.last as usize;
                        // "Department of Regional Australia"
                        let quarter = i > start
                            && context.is_joined(i)
                            && ["Regional", "Rural", "Northern", "Southern", "Western", "Eastern"]
                                .contains(&context.word(i - 1));
                        if quarter {
                            return false;
                        }
                        !context.is_joined(next)
                            || !is_name_word(context, next)
                            || context.at(next, Label::AGENCY).is_some()
                    })
            });
            if reach > start {
                last = subject_behind(context, without_person(context, h, start, reach));
            }
        }
    }
    first = defined_left(context, first, last);
    // "Singapore University of Technology": a university's place is a part of its name
    if first == h
        && last > end
        && matches!(name, "University" | "Institute" | "College" | "Academy" | "Museum")
        && let Some((place, false)) = country_before(context, h)
        && !context.name(place).adjective
        && !context.name(place).acronym
    {
        first = place.first as usize;
        joined_country = true;
    }
    // "American Alliance of Museums": a society of a country, no body of its state
    if !strong
        && !listed
        && matches!(
            name,
            "Academy"
                | "Alliance"
                | "Association"
                | "College"
                | "Federation"
                | "Foundation"
                | "Institute"
                | "League"
                | "Union"
        )
        && country_before(context, first).is_some_and(|(m, possessive)| !possessive && context.name(m).adjective)
    {
        return;
    }
    // "Department of Energy Science for the Future Act": the words end in the head of a law or programme
    let law = last > end
        && context
            .ending_at(last, Label::CUE_AGREEMENT_HEAD)
            .is_some_and(|m| m.first as usize >= end && context.ending_at(last, Label::CUE_SUBJECT).is_none());
    if law {
        return;
    }
    // "the Executive Committee of the Social Democratic Party"
    if context.is(last - 1, "Party") && last > end {
        return;
    }
    let company = |i: usize| context.at(i, Label::CUE_COMPANY);
    let private = (first..last).any(|i| company(i).is_some_and(|m| m.last - m.first > 1));
    if private || company(last).is_some() && context.gap(last) != Gap::Stop {
        return;
    }
    // "the Indian High Commission", "the Embassy": what a country has abroad
    let abroad =
        matches!(name, "Embassy" | "High Commission" | "Consulate" | "Consulate General" | "Permanent Mission");
    if abroad
        && first == h
        && last == end
        && let Some((found, false)) = country_before(context, h)
        && !context.name(found).acronym
    {
        first = found.first as usize;
        joined_country = true;
    }
    let defined = definition_initials(context, first, last);
    let words = last - first;
    // "Federal High Court", "National Task Force": of two modifiers or a head of two words these make a name
    let of_state =
        |i: usize| ["Central", "Federal", "National", "Royal", "Supreme"].contains(&context.word(i)) && words >= 3;
    let modified = first < h && (first..h).any(|i| context.at(i, Label::CUE_MODIFIER).is_none() || of_state(i));
    let owned = country.is_some() || owner_before(context, first);
    // of the heads shared with companies and societies these are mostly a government's
    let official = strong || matches!(name, "Office" | "Division" | "Section" | "Council" | "Branch" | "Unit");
    let enough = if listed || defined && words >= 3 && (official || owned || joined_country) {
        words > end - h
    } else if abroad && joined_country {
        true
    } else if last > end {
        // "Office of ...", "Committee on ...": the preposition makes the head strong
        (strong || of) && (strong || owned || joined_country || name == "Office")
    } else {
        modified
            && (strong && words >= 2 || owned && words >= 3 || owner_before(context, first) && words >= 2)
            && (strong || joined_country || defined || owned)
    };
    let enough = enough
        || words >= 2 && in_parentheses_of_title(context, first, last)
        || modified && official && words >= 2 && body_behind(context, last);
    if !enough || is_headline(context, h) && !listed && !defined && !is_whole_line(context, first, last) {
        return;
    }
    out.push(context.candidate(first..last, Label::AGENCY, Meaning::Shaped(country), Evidence::Shape));
}

/// Cuts a person's name off the end of a body's subject: "Spokesperson of the Ministry of Foreign Affairs | Doan Khac Minh".
fn without_person(context: &Context<'_>, head: usize, start: usize, end: usize) -> usize {
    let cut = portfolio::cut_person(context, start, end);
    let at = head - usize::from(head > 0 && context.is(head - 1, "the"));
    let titled = at > 0
        && context.is_any(at - 1, &["of", "at", "in", "for", "to"])
        && context.ending_at(at - 1, Label::TITLE).is_some();
    let given = || context.at(cut, Label::CUE_GIVEN_NAME).is_some();
    if cut < end && (titled || given()) { cut } else { end }
}

/// The token behind what a body's subject goes on with: "Committee for Equal Opportunity | in Science", "Office of Counsel | to the
/// Inspector General".
fn subject_behind(context: &Context<'_>, end: usize) -> usize {
    if end >= context.tokens.len() || context.gap(end) != Gap::Space {
        return end;
    }
    if context.is(end, "to")
        && context.is(end + 1, "the")
        && context.is_any(end - 1, &["Counsel", "Adviser", "Advisor"])
    {
        return context
            .at(end + 2, Label::TITLE)
            .filter(|_| context.is_capitalised(end + 2))
            .map_or(end, |m| m.last as usize);
    }
    let subject = context.is(end, "in")
        && context.gap(end + 1) == Gap::Space
        && is_name_word(context, end + 1)
        && context.at(end + 1, Label::CUE_SUBJECT).is_some()
        && [Label::AGENCY, Label::COUNTRY, Label::LOCATION].into_iter().all(|l| context.at(end + 1, l).is_none());
    if subject { phrase::right(context, end + 1, |i| context.timex_at(i).is_some()) } else { end }
}

/// True where a body's name has a line for itself, as in letterheads and signatures.
fn is_whole_line(context: &Context<'_>, first: usize, last: usize) -> bool {
    let breaks = |i: usize| i == 0 || i >= context.tokens.len() || context.is_behind_break(i);
    breaks(first) && breaks(last)
}

/// The first token of a name whose acronym stands behind it, where its part before "and" belongs to it as well: "Companies and
/// Intellectual Property Commission (CIPC)".
fn defined_left(context: &Context<'_>, first: usize, last: usize) -> usize {
    const FAR: usize = 5;
    if first < 2 || !context.is(first - 1, "and") || definition_initials(context, first, last) {
        return first;
    }
    let run = (first.saturating_sub(1 + FAR)..first - 1)
        .rev()
        .take_while(|&i| is_name_word(context, i) && (i + 2 == first || context.is_joined(i + 1)));
    run.filter(|&i| definition_initials(context, i, last)).last().unwrap_or(first)
}

/// True where the words before token `i` may belong to a longer name of a body.
fn extends_left(context: &Context<'_>, i: usize) -> bool {
    i > 0
        && context.is_joined(i)
        && is_name_word(context, i - 1)
        && context.ending_at(i, Label::COUNTRY).is_none()
        && context.ending_at(i, Label::TITLE).is_none()
}

/// True where a preposition behind token `end` may go on with the name.
fn extends_right(context: &Context<'_>, end: usize) -> bool {
    context.gap(end) == Gap::Space && context.is_any(end, &["of", "for", "on"])
}

/// True where a listed body follows that the words are a unit of: "the Widget Office (WO) of the UK Cabinet Office".
fn body_behind(context: &Context<'_>, last: usize) -> bool {
    let mut at = last;
    if context.gap(at) == Gap::Open && at + 1 < context.tokens.len() && context.gap(at + 1) == Gap::Close {
        at += 1;
    }
    if !matches!(context.gap(at), Gap::Space | Gap::Close)
        || !context.is_any(at, &["of", "in", "at", "within", "under"])
    {
        return false;
    }
    at += 1 + usize::from(context.is(at + 1, "the"));
    if let Some(country) = context.at(at, Label::COUNTRY) {
        at = context.after_possessive(country.last as usize).0;
    }
    context.at(at, Label::AGENCY).is_some_and(|m| !context.name(m).context && context.is_capitalised(at))
}

/// True where the words stand in parentheses behind a title: "Joint Secretary (Oceania Division)".
fn in_parentheses_of_title(context: &Context<'_>, first: usize, last: usize) -> bool {
    context.gap(first) == Gap::Open
        && context.ending_at(first, Label::TITLE).is_some()
        && context.tokens.gap_text(context.text, last).starts_with(')')
}

/// Words that a body's name does not reach across to the left: titles, honorifics, dates, a person's company.
fn is_stop(context: &Context<'_>, i: usize) -> bool {
    // "General Directorate", the first word of the name
    let general = context.is(i, "General")
        && !(i > 0 && context.is_joined(i) && is_name_word(context, i - 1))
        && context.gap(i + 1) == Gap::Space;
    context.at(i, Label::CUE_HONORIFIC).is_some()
        || !general && context.ending_at(i + 1, Label::TITLE).is_some()
        || context.timex_at(i).is_some()
        || context.ending_at(i + 1, Label::CUE_STATUS).is_some()
        || context.gap(i) == Gap::Start && context.tokens.shape(i) == Shape::Upper
}

/// The country of the body that a match names, where all bodies with that name are of one: many countries have a Senate.
fn country_of_all(context: &Context<'_>, body: &Surface) -> Option<Country> {
    let country = context.about(body).country();
    let same = |m: &&Surface| m.span == body.span && m.label == Label::AGENCY;
    let namesakes = context.matches_at(body.first as usize).iter().filter(same);
    namesakes.flat_map(|m| context.entities(&m.entities)).all(|e| e.country() == country).then_some(country).flatten()
}

/// True where a possessive of a body or country stands before token `first`: "the FBI's Cyber Unit".
fn owner_before(context: &Context<'_>, first: usize) -> bool {
    let at = if first >= 2 && context.is_possessive(first - 1) { first - 1 } else { return false };
    context.ending_at(at, Label::AGENCY).is_some() || context.ending_at(at, Label::COUNTRY).is_some()
}

/// True where an acronym in parentheses follows whose letters are the initials of the words `first..last`.
fn definition_initials(context: &Context<'_>, first: usize, last: usize) -> bool {
    last < context.tokens.len()
        && context.gap(last) == Gap::Open
        && context.gap(last + 1) != Gap::Space
        && matches!(context.tokens.shape(last), Shape::Upper | Shape::Mixed)
        && crate::find::definitions::initials_fit(context, first..last, context.word(last))
}

/// "Departments of State, the Treasury, Homeland Security and Justice": one span a conjunct, the shared head in the first one.
fn coordinated(context: &Context<'_>, head: &Surface, out: &mut Candidates) {
    let singular = context.entity(head).name();
    let end = head.last as usize;
    if !context.is_any(end, &["of", "for"]) || context.gap(end) != Gap::Space {
        return;
    }
    let tokens = Tokens::new(singular);
    let head_words = tokens.spans().iter().map(|span| span.of(singular));
    let mut words: SmallVec<[&str; 16]> = head_words.chain([context.word(end)]).collect();
    let head_words = words.len();
    let mut start = end + 1;
    let mut span_start = head.first as usize;
    for _ in 0..12 {
        start += usize::from(context.is(start, "of") || context.is(start, "for"));
        start += usize::from(context.is(start, "the"));
        // the longest run of words that some list knows behind the head, the whole list of "A, B and C" names among them
        let mut longest: Option<(usize, Vec<u32>)> = None;
        for article in [&[][..], &["the"]] {
            words.truncate(head_words);
            words.extend_from_slice(article);
            let least = words.len();
            words.extend((start..(start + 8).min(context.tokens.len())).map(|i| context.word(i)));
            let Some((count, mut found)) = context.gazetteer.longest_beginning(&words, least + 1, Label::AGENCY) else {
                continue;
            };
            let last = start + count - least;
            match &mut longest {
                Some((known, _)) if *known > last => {}
                Some((known, all)) if *known == last => all.append(&mut found),
                _ => longest = Some((last, found)),
            }
        }
        let Some((last, entities)) = longest else { return };
        for entity in entities {
            out.push(context.candidate(
                span_start..last,
                Label::AGENCY,
                Meaning::Listed { entities: Entities::One(entity), context: false },
                Evidence::List,
            ));
        }
        if last >= context.tokens.len() {
            return;
        }
        start = match context.gap(last) {
            Gap::Comma => last + usize::from(context.is(last, "and")),
            Gap::Space if context.is(last, "and") => last + 1,
            Gap::Ampersand => last,
            _ => return,
        };
        start += usize::from(context.is(start, "of") || context.is(start, "for"));
        start += usize::from(context.is(start, "the"));
        if start >= context.tokens.len() {
            return;
        }
        span_start = start;
    }
}
