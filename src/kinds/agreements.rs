//! Agreements by shape: a head (Treaty, Act, Framework, Partnership) with its capitalised words and what it is about.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::phrase::{self, is_headline, is_name_word};
use crate::find::{Candidate, Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::{Gap, Shape};

/// The legal acts of the European Union and the resolutions of the Security Council, by their numbers.
static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?-u:\b)(?:(?:(?:Council|Commission) )?(?:(?:Common Position|Framework|Implementing|Delegated) )?(?:Regulation|Directive|Decision|Position) (?:\((?:EU|EC|EEC|CFSP|EU, Euratom)\) (?:No\.? )?|No\.? )?[0-9]{2,4}/[0-9]{1,4}(?:/(?:EU|EC|EEC|CFSP|JHA))?|(?:(?:UN|United Nations) )?Security Council [Rr]esolutions? [0-9]{3,4}(?: \([12][0-9]{3}\))?|UNSCR [0-9]{3,4}(?: \([12][0-9]{3}\))?)",
    )
    .ok()
});

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    for found in NUMBERED.iter().flat_map(|regex| regex.find_iter(context.text)) {
        let span = Span::new(found.start(), found.end());
        let (first, last) = (context.tokens.at_byte(span.start), context.tokens.at_byte(span.end));
        let whole = first < last && context.tokens.span_of(first..last).start == span.start;
        if whole && context.tokens.span_of(first..last).end + u32::from(found.as_str().ends_with(')')) == span.end {
            out.push(Candidate {
                span,
                first: first as u32,
                last: last as u32,
                label: Label::AGREEMENT,
                meaning: Meaning::Shaped(None),
                evidence: Evidence::Shape,
            });
        }
    }
    let cyber = OnceCell::new();
    let about = || *cyber.get_or_init(|| context.is_about_cyber());
    for head in context.matches_of(Labels::new(&[Label::AGREEMENT, Label::CUE_AGREEMENT_HEAD])) {
        // "Computer Misuse Act 1990": the year of a listed act belongs to its name
        let end = head.last as usize;
        if head.label == Label::AGREEMENT
            && end < context.tokens.len()
            && matches!(context.gap(end), Gap::Space | Gap::Comma)
            && is_year_of_act(context, head, end)
        {
            out.push(context.candidate(
                head.first as usize..end + 1,
                Label::AGREEMENT,
                Meaning::Listed { entities: head.entities, context: false },
                Evidence::List,
            ));
        }
        if head.label == Label::CUE_AGREEMENT_HEAD && is_name_word(context, head.first as usize) {
            shaped(context, head, &about, out);
        }
    }
}

fn shaped(context: &Context<'_>, head: &Surface, about: &dyn Fn() -> bool, out: &mut Candidates) {
    let (h, end) = (head.first as usize, head.last as usize);
    let name = context.entity(head).name();
    let first = left(context, h);
    let mut last = end;
    let digits =
        end < context.tokens.len() && context.gap(end) == Gap::Space && context.tokens.shape(end) == Shape::Digits;
    let numbered =
        digits && ["Executive Order", "Resolution", "Directive", "Protocol", "Order"].iter().any(|n| name.ends_with(n));
    if numbered {
        last = end + 1;
    } else if end < context.tokens.len()
        && context.gap(end) == Gap::Space
        && ["on", "of", "for", "against", "to"].contains(&context.word(end))
    {
        let start = end + 1 + usize::from(context.is(end + 1, "the"));
        let infinitive = context.is(end, "to")
            && context.at(start, Label::CUE_SUBJECT).is_none()
            && !is_headline(context, h)
            && context.about(head).is_kind("weak");
        let stop = |i: usize| {
            context.timex_at(i).is_some()
                || context.at(i, Label::COUNTRY).is_some_and(|m| context.at(m.last as usize, Label::AGENCY).is_some())
                || [Label::COUNTRY, Label::LOCATION, Label::AGENCY].iter().any(|&l| {
                    context.at(i, l).is_some_and(|m| {
                        !context.name(m).context
                            && (!context.is_joined(m.last as usize) || !is_name_word(context, m.last as usize))
                    })
                })
        };
        let reach = if start < context.tokens.len() && context.gap(start) == Gap::Space && !infinitive {
            phrase::right(context, start, stop)
        } else {
            start
        };
        if reach > start {
            last = reach;
        }
    }
    // "the Act of 1964", "Act 2023": a year inside a name
    if last == end && end < context.tokens.len() && context.gap(end) == Gap::Space {
        let at = end + usize::from(context.is(end, "of"));
        let year = at < context.tokens.len()
            && context.tokens.shape(at) == Shape::Digits
            && context.word(at).len() == 4
            && context.gap(at) == Gap::Space;
        if year
            && first < h
            && (name == "Act" || name == "Accord")
            && context.timex_at(at).is_none_or(|t| t.last - t.first == 1)
        {
            last = at + 1;
        }
    }
    // "National Telecommunications Plan 2022-2027"
    if last == end
        && first < h
        && ["Agenda", "Plan", "Program", "Programme", "Roadmap", "Strategy"].iter().any(|n| name.ends_with(n))
    {
        last = behind_years(context, end);
    }
    let words = h - first;
    let plain = (first..h).all(|i| context.at(i, Label::COUNTRY).is_some() || context.at(i, Label::AGENCY).is_some());
    let strong = context.about(head).is_kind("strong");
    let enough = numbered
        || if strong {
            words >= 1 && !plain || last > end + 1 && (words >= 1 || !plain || words == 0)
        } else {
            words >= 2 && !plain || words >= 1 && last > end + 1
        };
    let goes_on = last == end && context.is_joined(end) && context.gap(end) == Gap::Space && is_name_word(context, end);
    if is_technical(context, first, h, last == end, about) {
        return;
    }
    if !enough || goes_on || is_headline(context, h) && !numbered || !context.line_has_lower_case(h) {
        return;
    }
    out.push(context.candidate(first..last, Label::AGREEMENT, Meaning::Shaped(None), Evidence::Shape));
}

/// "Remote Desktop Protocol", "Metasploit Framework", "Mitigation Strategies", "Office of Financial Regulation": what machines or offices
/// have. In a report on hackers a protocol of states has a place, or what it is added to, and a framework has a subject. `bare`: nothing of
/// the name stands behind.
fn is_technical(context: &Context<'_>, first: usize, head: usize, bare: bool, about: &dyn Fn() -> bool) -> bool {
    let any = |labels: &[Label]| (first..head).any(|i| labels.iter().any(|&l| context.at(i, l).is_some()));
    let office = first > 1
        && context.is_any(first - 1, &["of", "for"])
        && context.ending_at(first - 1, Label::CUE_AGENCY_HEAD).is_some();
    let added = head > first && context.is_any(head - 1, &["additional", "amending", "optional", "supplementary"]);
    match context.word(head) {
        "Regulation" | "Regulations" => office,
        "Protocol" | "Protocols" => {
            let internet = head > first && context.is(head - 1, "Internet");
            bare && !added && !any(&[Label::COUNTRY, Label::LOCATION]) && (internet || about())
        }
        "Framework" | "Frameworks" => {
            let subjects = [
                Label::AGENCY,
                Label::COUNTRY,
                Label::CUE_AGREEMENT_HEAD,
                Label::CUE_MODIFIER,
                Label::CUE_SUBJECT,
                Label::LOCATION,
            ];
            bare && about() && (any(&[Label::MALWARE, Label::TOOL]) || head - first == 1 && !any(&subjects))
        }
        "Strategies" => bare && about(),
        _ => false,
    }
}

/// The token behind a year or a range of years at token `i`; `i` where there is none.
fn behind_years(context: &Context<'_>, i: usize) -> usize {
    let year =
        |k: usize| k < context.tokens.len() && context.tokens.shape(k) == Shape::Digits && context.word(k).len() == 4;
    match context.gap(i) {
        Gap::Space if year(i) && context.gap(i + 1) == Gap::Hyphen && year(i + 1) => i + 2,
        Gap::Space if year(i) && context.timex_at(i).is_some_and(|t| t.last == i + 1) => i + 1,
        _ => i,
    }
}

fn is_year_of_act(context: &Context<'_>, act: &Surface, i: usize) -> bool {
    let year = context.tokens.shape(i) == Shape::Digits && context.word(i).len() == 4;
    year && (act.span.of(context.text).ends_with("Act") || act.span.of(context.text).ends_with("Law"))
        && context.timex_at(i).is_none_or(|t| t.last - t.first == 1)
}

fn left(context: &Context<'_>, head: usize) -> usize {
    let mut first = head;
    while first > 0 && head - first < 10 {
        let gap = context.gap(first);
        if !matches!(gap, Gap::Space | Gap::Hyphen | Gap::Ampersand) {
            break;
        }
        // "CHIPS and Science Act", "Infrastructure Investment and Jobs Act"
        if context.is(first - 1, "and")
            && first < head
            && first >= 2
            && context.gap(first - 1) == Gap::Space
            && is_name_word(context, first - 2)
            && context.at(first - 2, Label::AGREEMENT).is_none()
            && context.ending_at(first - 1, Label::COUNTRY).is_none()
        {
            let title = context.ending_at(first - 1, Label::TITLE).is_some()
                || context.ending_at(first - 1, Label::CUE_AGREEMENT_HEAD).is_some()
                || context.ending_at(first - 1, Label::AGENCY).is_some();
            if title {
                break;
            }
            first -= 2;
            continue;
        }
        if !is_name_word(context, first - 1) || context.timex_at(first - 1).is_some() {
            break;
        }
        // a country's adjective or initials before a treaty's own name stay outside when a possessive or nothing joins them
        first -= 1;
    }
    first
}

/// The id of an agreement: its words in kebab-case.
pub(crate) fn id(text: &str) -> String {
    format!("agr/{}", crate::annotation::kebab(text))
}

#[cfg(test)]
mod tests {
    #[test]
    fn ids_are_kebab() {
        assert_eq!(
            super::id("Bilateral Framework for Closer Cooperation"),
            "agr/bilateral-framework-for-closer-cooperation"
        );
    }
}
