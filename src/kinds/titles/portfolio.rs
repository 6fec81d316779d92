//! Portfolios: how far a title reaches behind its head, and where the complement is something that stands alone.

use crate::find::Context;
use crate::gazetteer::Surface;
use crate::kinds::names;
use crate::kinds::phrase::{self, is_name_word};
use crate::label::Label;
use crate::tokenize::Gap;

/// The token behind the portfolio that starts at `end`, or `end` where there is none.
pub(super) fn portfolio(context: &Context<'_>, end: usize) -> usize {
    // "Joint Secretary (Cyber Diplomacy)": a subject in parentheses is a portfolio, a body there is none
    if end < context.tokens.len() && context.gap(end) == Gap::Open {
        let close = (end + 1..(end + 6).min(context.tokens.len() + 1)).find(|&i| context.gap(i) != Gap::Space);
        let body = context.at(end, Label::AGENCY).is_some()
            || close.is_some_and(|c| context.at(c - 1, Label::CUE_AGENCY_HEAD).is_some());
        // "Secretary (East)": the Indian ministry's quarters of the world
        let quarter = ["East", "West", "South", "North", "Comptroller"].contains(&context.word(end));
        let subject = quarter || context.at(end, Label::CUE_SUBJECT).is_some() && context.is_capitalised(end);
        return match close {
            Some(close) if subject && !body && context.tokens.gap_text(context.text, close).starts_with(')') => close,
            _ => end,
        };
    }
    let mut last = end;
    // "of the Treasury for Terrorism and Financial Intelligence": a second preposition may follow
    for _ in 0..2 {
        if last >= context.tokens.len()
            || context.gap(last) != Gap::Space
            || !["of", "for", "on", "to"].contains(&context.word(last))
        {
            break;
        }
        let to = context.is(last, "to");
        let start = last + 1 + usize::from(context.is(last + 1, "the"));
        if start >= context.tokens.len()
            || context.gap(start) != Gap::Space
            || !is_name_word(context, start)
            || stands_alone(context, start) && !(is_minister_of_subject(context, last, start))
        {
            break;
        }
        // "Senior Advisor to the President on National Security"
        if to && let Some(office) = office_at(context, start) {
            last = office;
            continue;
        }
        let subject = context.at(start, Label::CUE_SUBJECT).is_some();
        // "Counsel of NAACP": letters that are no subject are some body's or firm's
        let letters = context.tokens.shape(start) == crate::tokenize::Shape::Upper
            && context.word(start).len() > 2
            && context.line_has_lower_case(start);
        if letters && !subject {
            break;
        }
        // "CEO of Mastercard", "Professor of History": posts outside government have a company or a chair behind
        let corporate = context.ending_at(last, Label::TITLE).is_some_and(|m| context.about(m).is_kind("corporate"));
        let of = context.is(last, "of") && !is_minister(context, last);
        if (to || corporate || of) && !subject && region_at(context, start).is_none()
            || context.timex_at(start).is_some()
        {
            break;
        }
        let reach = behind_regions(context, start).max(phrase::right(context, start, |i| {
            i > start && (stands_alone(context, i) || begins_title(context, i) || is_held_rank(context, i))
                || context.timex_at(i).is_some()
                || context.at(i, Label::CUE_HONORIFIC).is_some()
        }));
        // "Advisor for Security at the ... Society": the words end in the head of an association or firm
        let firm = context.ending_at(reach, Label::CUE_COMPANY).is_some_and(|m| m.first as usize > start)
            && context.ending_at(reach, Label::CUE_SUBJECT).is_none()
            // "Minister of Communications and Digital Technologies"
            && !(subject && is_minister(context, last))
            && !context.word(last - 1).ends_with("inister");
        if firm {
            break;
        }
        // "President of the Ethics and Public Policy Center": the words end in the head of a body
        let article = start > last + 1;
        if context.is(reach, "and")
            && (article || !subject)
            && ends_in_body_head(context, reach + 1)
            && context.at(reach + 1, Label::AGENCY).is_none()
        {
            break;
        }
        last = cut_person(context, start, reach);
    }
    last
}

/// "Minister for Human Services": the words of a body without a head of its own are a minister's portfolio.
fn is_minister_of_subject(context: &Context<'_>, of: usize, start: usize) -> bool {
    of > 0
        && context.word(of - 1).ends_with("inister")
        && [Label::COUNTRY, Label::LOCATION].into_iter().all(|label| context.at(start, label).is_none())
        && context.at(start, Label::AGENCY).is_some_and(|m| {
            m.last - m.first > 1
                && !context.name(m).acronym
                && (m.first as usize..m.last as usize).all(|i| context.at(i, Label::CUE_AGENCY_HEAD).is_none())
        })
}

/// The token behind the head of state or government, the cabinet or the minister that stands at token `start`.
fn office_at(context: &Context<'_>, start: usize) -> Option<usize> {
    // "Chief Secretary to the Government"
    if context.is(start, "Government") && !(context.is_joined(start + 1) && is_name_word(context, start + 1)) {
        return Some(start + 1);
    }
    let office = context.at(start, Label::TITLE).filter(|m| {
        matches!(
            context.entity(m).name(),
            "President"
                | "Vice President"
                | "Prime Minister"
                | "Deputy Prime Minister"
                | "Premier"
                | "Taoiseach"
                | "Governor"
                | "Governor-General"
                | "Secretary-General"
                | "Secretary General"
                | "Chancellor"
        )
    })?;
    let end = office.last as usize;
    // "Assistant to the President Jane Roe" has no portfolio that ends in a name
    (context.is_capitalised(start) && !super::person_follows(context, end)).then_some(end)
}

/// True where a rank begins at token `i` whose holder's name follows: "Minister of Public Security | General Tran Quang Vinh".
pub(super) fn is_held_rank(context: &Context<'_>, i: usize) -> bool {
    context.at(i, Label::TITLE).is_some_and(|m| {
        let end = m.last as usize;
        let whole = context.ending_at(end, Label::TITLE).is_none_or(|other| other.first >= m.first);
        context.about(m).is_kind("rank") && whole && super::person_follows(context, end)
    })
}

/// "minister for foreign affairs", "secretary of state": the portfolio in small letters, of known subjects only.
pub(super) fn small_portfolio(context: &Context<'_>, end: usize) -> usize {
    if end + 1 >= context.tokens.len() || !["of", "for"].contains(&context.word(end)) {
        return end;
    }
    context.at(end + 1, Label::CUE_SUBJECT).map_or(end, |m| m.last as usize)
}

/// True where a body, country or place that stands alone begins at token `i`: the complement of a title, not a part of it.
fn stands_alone(context: &Context<'_>, i: usize) -> bool {
    // "for the Justice Departments Environment Division": a possessive without its apostrophe
    let lost = |m: &Surface| context.tokens.span(m.last as usize - 1).end > m.span.end;
    let behind = |m: &Surface| {
        !lost(m)
            && context.is_joined(m.last as usize)
            && is_name_word(context, m.last as usize)
            && context.at(m.last as usize, Label::CUE_SUBJECT).is_some()
    };
    let body = context.at(i, Label::AGENCY).is_some_and(|m| {
        let bare = context.name(m).context || context.at(i, Label::CUE_SUBJECT).is_some_and(|s| s.last >= m.last);
        !bare && !behind(m)
    });
    let head = context.at(i, Label::CUE_AGENCY_HEAD).is_some_and(|m| {
        context.about(m).is_kind("strong")
            || ["Office", "Division", "Section"].contains(&context.entity(m).name())
            // "Director of the Institute for Regional Development"
            || context.is_any(m.last as usize, &["of", "for", "on"]) && context.at(i, Label::CUE_SUBJECT).is_none()
    });
    // "the European Affairs Bureau": the words end in the head of a body
    let head = head || context.at(i, Label::CUE_AGENCY_HEAD).is_none() && ends_in_body_head(context, i);
    let place = region_at(context, i).is_none()
        && [Label::COUNTRY, Label::LOCATION].into_iter().filter_map(|label| context.at(i, label)).any(|m| !behind(m));
    let district = (i..i + 3).any(|k| context.is(k, "District") && context.is(k + 1, "of"));
    body || head || place || district
}

/// True where another title begins at token `i`, the first of its part: not "Cyber Attachés".
fn begins_title(context: &Context<'_>, i: usize) -> bool {
    // "Minister for Research | Member for Corio"
    let other = context
        .at(i, Label::TITLE)
        .is_some_and(|m| context.is_any(m.last as usize, &["for"]) && context.at(i, Label::CUE_SUBJECT).is_none());
    let inside = !other && context.gap(i) == Gap::Space && is_name_word(context, i - 1);
    !inside
        && (context.at(i, Label::TITLE).is_some()
            || context.at(i, Label::CUE_MODIFIER).is_some_and(|m| context.at(m.last as usize, Label::TITLE).is_some()))
}

/// True where the title that ends before token `i` is one whose portfolio may be anything: a minister's, a secretary's, an envoy's. What
/// others are "of" or "for" is a portfolio only in words that the list of portfolios has, else some firm or association.
fn is_minister(context: &Context<'_>, i: usize) -> bool {
    let heads = [
        "Ambassador",
        "Attaché",
        "Commissioner",
        "Coordinator",
        "Counselor",
        "Counsellor",
        "Director",
        "Envoy",
        "Minister",
        "Representative",
        "Rapporteur",
        "Secretary",
        "General",
    ];
    i > 0 && (i.saturating_sub(3)..i).any(|k| heads.contains(&context.word(k)) || context.word(k).ends_with("inister"))
        || context.ending_at(i, Label::CUE_SUBJECT).is_some()
}

/// The region of the world that begins at token `i`: a portfolio, as a country or city is none.
fn region_at<'c>(context: &'c Context<'_>, i: usize) -> Option<&'c Surface> {
    context.at(i, Label::LOCATION).filter(|m| context.about(m).is_kind("region"))
}

/// The token behind the regions that begin at token `start`: "the Middle East, Asia and the Pacific". Equal to `start` where none does.
fn behind_regions(context: &Context<'_>, start: usize) -> usize {
    let mut end = start;
    let mut at = start;
    while let Some(region) = region_at(context, at) {
        end = region.last as usize;
        at = end + usize::from(context.is(end, "and"));
        let joined = at > end || end < context.tokens.len() && context.gap(end) == Gap::Comma;
        at += usize::from(context.is(at, "the"));
        if !joined {
            break;
        }
    }
    end
}

/// True where the capitalised words from token `i` on begin with, or end in, the head of a body's name: "European Affairs Bureau".
pub(super) fn ends_in_body_head(context: &Context<'_>, i: usize) -> bool {
    let run = phrase::plain_run(context, i, true);
    context.at(i, Label::CUE_AGENCY_HEAD).is_some_and(|_| context.is_capitalised(i))
        || (i + 1..run).any(|k| {
            context.at(k, Label::CUE_AGENCY_HEAD).is_some_and(|m| {
                // "Minister for Human Services": several are no body
                let several = context.word(run - 1).ends_with('s') && !context.entity(m).name().ends_with('s');
                m.last as usize == run && context.entity(m).name() != "Force" && !several
            })
        })
}

/// Cuts the name of a person off the end of a portfolio: "Minister for Home Affairs | Clare O'Neil".
pub(in crate::kinds) fn cut_person(context: &Context<'_>, start: usize, end: usize) -> usize {
    let mut known = start;
    for i in start..end {
        if let Some(subject) = context.at(i, Label::CUE_SUBJECT) {
            known = known.max(subject.last as usize);
        }
    }
    if known == start || known >= end {
        return end;
    }
    // a name has two words or more; a single one more likely belongs to the portfolio
    let name = names::name_at(context, known).is_some_and(|n| n.len() >= 2 && n.end >= end);
    if context.gap(known) == Gap::Space && name { known } else { end }
}
