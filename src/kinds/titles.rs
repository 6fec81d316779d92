//! Titles: a role noun with its modifiers before and its portfolio behind.
//!
//! The list has heads, fixed offices and ranks; what stands around them is put together here, so that "Deputy Assistant Secretary of State for
//! Cyber" needs no row. The portfolio stops before a body that stands alone ("Director of CISA") and before a country or city.

pub(super) mod portfolio;

use portfolio::{ends_in_body_head, portfolio, small_portfolio};

use super::phrase::{self, country_before, is_headline, is_name_word};
use crate::annotation::push_kebab;
use crate::find::{Candidates, Context, Evidence, Labels, Meaning};
use crate::gazetteer::Surface;
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

pub(super) fn find(context: &Context<'_>, out: &mut Candidates) {
    let mut covered = 0;
    for head in context.matches_of(Labels::new(&[Label::TITLE])) {
        if (head.first as usize) < covered {
            continue;
        }
        if is_overtaken(context, head) {
            continue;
        }
        let Some((first, last)) = extent(context, head) else { continue };
        // "Chief of Defence Staff | General Jane Roe"
        let first = if context.about(head).is_kind("rank") { first.max(covered) } else { first };
        // of heads that follow each other inside one title ("Vice President", "Secretary General") the extent is one
        covered = last;
        let mut candidate = context.candidate(first..last, Label::TITLE, Meaning::Shaped(None), Evidence::List);
        // "Joint Secretary (Cyber Diplomacy)": the parenthesis closes inside the title
        if last < context.tokens.len()
            && candidate.span.of(context.text).contains('(')
            && context.tokens.gap_text(context.text, last).starts_with(')')
        {
            candidate.span.end += 1;
        }
        if context.about(head).is_kind("rank") {
            candidate.meaning = Meaning::Listed { entities: head.entities, context: false };
        }
        out.push(candidate);
    }
}

/// True where the head is a part of something else's name: "Agent Orange", "Wendell Dean Kopp".
fn is_other_name(context: &Context<'_>, head: &Surface) -> bool {
    let (h, end) = (head.first as usize, head.last as usize);
    let company = context.at(h, Label::CUE_COMPANY).is_some_and(|m| m.last > head.last && context.is_capitalised(h));
    // "Criminal Justice System", "King faces a trial"
    let known = [Label::AGENCY, Label::COUNTRY, Label::CUE_MODIFIER, Label::CUE_STATUS, Label::LOCATION, Label::TITLE];
    let justice = context.is(h, "Justice")
        && h > 0
        && context.is_joined(h)
        && is_name_word(context, h - 1)
        && known.into_iter().all(|label| context.ending_at(h, label).is_none());
    let surname = end == h + 1
        && ["King", "Queen", "Prince", "Dean", "Bishop", "Duke"].contains(&context.word(h))
        && context.tokens.starts_sentence(h)
        && context.gap(end) == Gap::Space
        && !context.is_capitalised(end);
    let middle = justice
        || surname
        || end == h + 1
            && ["Dean", "King", "Marshall", "Prince", "Bishop", "Duke", "Judge", "Major", "Page"]
                .contains(&context.word(h))
            && h > 0
            && context.gap(h) == Gap::Space
            && context
                .at(h - 1, Label::CUE_GIVEN_NAME)
                .is_some_and(|m| m.last as usize == h && context.is_capitalised(h - 1));
    company || middle
}

/// True where another office begins inside the head and reaches beyond it: "U.S. | Attorney General" is no U.S. Attorney.
fn is_overtaken(context: &Context<'_>, head: &Surface) -> bool {
    (head.first as usize + 1..head.last as usize).any(|i| {
        context.at(i, Label::TITLE).is_some_and(|m| m.last > head.last && context.about(m).is_kind("office"))
            // "Speaker of the | House of Representatives"
            || i > head.first as usize + 1
                && context.is_any(i - 1, &["of", "the"])
                && context.at(i, Label::AGENCY).is_some_and(|m| m.last > head.last && !context.name(m).context)
                && context.matches_at(head.first as usize).iter().any(|m| {
                    m.last < head.last && m.label == Label::TITLE
                })
    })
}

/// The tokens of the title around a head, or nothing where the word is no title here.
fn extent(context: &Context<'_>, head: &Surface) -> Option<(usize, usize)> {
    let (h, mut end) = (head.first as usize, head.last as usize);
    // "Minister-in-charge of Cybersecurity"
    if context.is_joined(end)
        && context.is_any(end, &["in"])
        && context.is_joined(end + 1)
        && context.is_any(end + 1, &["charge"])
    {
        end += 2;
    }
    let small = !context.is_capitalised(h);
    let kind = context.about(head).kind();
    if is_other_name(context, head) {
        return None;
    }
    let (first, sure) = modifiers(context, h, small, kind == "rank");
    let mut last = if kind == "rank" || small { end } else { portfolio(context, end) };
    // a listed office that has a portfolio in its own name may have a longer one: "Minister for Communications | and Information"
    if !small
        && kind != "rank"
        && (context.at(end, Label::CUE_SUBJECT).is_some_and(|_| context.is_capitalised(end) && context.is_joined(end))
            || context.is_any(end, &["and"])
            || context.gap(end) == Gap::Comma)
        && let Some(at) = (h + 1..end).rev().find(|&i| context.is_any(i, &["for", "of"]))
    {
        last = last.max(portfolio(context, at));
    }
    if small {
        last = small_portfolio(context, end);
    }
    let plural = is_plural(context, head);
    let person_next = person_follows(context, last) || portfolio::is_held_rank(context, last);
    if small {
        let country = country_before(context, first).is_some();
        let body = body_before(context, first);
        let named = person_next && !indefinite(context, first);
        let of_country = definite(context, first) && country_behind(context, last);
        // "Lim Soo-suk, spokesperson for the ministry", "the head of the FBI"
        let apposition = !plural
            && person_precedes(context, first)
            && (last >= context.tokens.len()
                || context.gap(last) == Gap::Comma
                || context.is_any(last, &["of", "for", "at", "and", "to"]));
        let of_body = !plural && definite(context, first) && context.is(last, "of") && body_behind(context, last) && {
            let at = last + 1 + usize::from(context.is(last + 1, "the"));
            context.at(at, Label::AGENCY).is_some_and(|m| context.is_capitalised(at) && !context.name(m).context)
        };
        let indefinite_country = indefinite_country(context, first) || is_one_of_many(context, first);
        return (named
            || apposition
            || of_body
            || of_country && !plural
            || !plural && (country || body) && !indefinite_country)
            .then_some((first, last));
    }
    if plural && !person_next {
        return None;
    }
    if is_one_of_many(context, first) && !person_next {
        return None;
    }
    let extended = sure < h || last > end;
    let acronym = context.tokens.shape(h) == Shape::Upper && end == h + 1 && context.word(h).len() <= 5;
    let fine = match kind {
        "rank" => rank_before_name(context, first, last) || extended && !is_headline(context, h),
        "office" if !acronym => true,
        _ => {
            extended
                || person_next
                || person_precedes(context, first)
                || definite(context, first)
                || country_before(context, first).is_some()
                || body_before(context, first)
                || body_behind(context, last)
                || super::persons::behind_complement(context, last).is_some()
                || context.is_any(last, &["responsible"])
        }
    };
    if is_award_or_company(context, last, kind) {
        return None;
    }
    // "General Assembly", "Justice Department", "Head Start": the head is the first word of some other name
    let other = context.is_joined(last)
        && context.gap(last) == Gap::Space
        && is_name_word(context, last)
        && !person_next
        && !extended
        && kind != "office";
    (fine && !other).then_some((first, last))
}

/// The first token of the modifiers and subjects that stand directly before the head, adjectives that no list has among them; and the same
/// without those: : "Deputy National Security", "Cyber".
fn modifiers(context: &Context<'_>, head: usize, small: bool, rank: bool) -> (usize, usize) {
    let mut first = head;
    let mut sure = head;
    // "Chief Public Policy & Research Officer": a sign joins subjects as a space does
    while first > 0 && head - first < 16 && (context.is_joined(first) || !small && context.gap(first) == Gap::Ampersand)
    {
        let sign = context.gap(first) == Gap::Ampersand;
        let part = [Label::CUE_MODIFIER, Label::CUE_SUBJECT, Label::TITLE].into_iter().find_map(|label| {
            context.ending_at(first, label).filter(|m| {
                let fits = context.is_capitalised(m.first as usize) != small;
                let status = context.ending_at(first, Label::CUE_STATUS).is_some_and(|s| s.first <= m.first);
                let body = context
                    .ending_at(first, Label::AGENCY)
                    .is_some_and(|a| a.first <= m.first && !context.name(a).context);
                // "Illinois Department of Public Health | Deputy Director": the words of a body's name
                let of = m.first > 1
                    && context.is_any(m.first as usize - 1, &["of", "for"])
                    && context.ending_at(m.first as usize - 1, Label::CUE_AGENCY_HEAD).is_some();
                fits && !status
                    && !body
                    && !of
                    // "Defence Secretary | General Perera": a post before a rank is a title of its own
                    && (label != Label::TITLE
                        || !rank && !is_whole_office(context, m) && !context.is(head, "Ambassador") && !sign && !context.about(m).is_kind("rank") && !context.is(m.first as usize, "President"))
            })
        });
        match part {
            Some(found) => {
                first = found.first as usize;
                sure = first;
            }
            // "Trade and Investment Minister"
            None if context.is(first - 1, "and") => {
                let both = first < head
                    && context.ending_at(first - 1, Label::TITLE).is_none()
                    && context
                        .ending_at(first - 1, Label::CUE_SUBJECT)
                        .is_some_and(|m| context.is_capitalised(m.first as usize));
                if !both || small {
                    break;
                }
                first -= 1;
            }
            // "Digital Economy and Society Minister": the second of two portfolios may be any word
            None if !small
                && first == head
                && first > 2
                && context.is(head, "Minister")
                && context.is(first - 2, "and")
                && context.gap(first) == Gap::Space
                && is_name_word(context, first - 1)
                && context.ending_at(first - 2, Label::CUE_SUBJECT).is_some() =>
            {
                first -= 1;
            }
            None if !small && !sign && is_adjective(context, first - 1) => first -= 1,
            None => break,
        }
    }
    let skip = |at: usize| if at < head && context.is(at, "and") { at + 1 } else { at };
    (skip(first), skip(sure))
}

/// True for an office that nothing stands behind but another title: "Prime Minister | Minister for Health" in a list of signers.
fn is_whole_office(context: &Context<'_>, office: &Surface) -> bool {
    matches!(context.entity(office).name(), "Prime Minister" | "Deputy Prime Minister" | "Premier" | "Attorney General")
}

/// True for a capitalised adjective that no list has as a name of anything: "Academic", "Agricultural", "Legislative".
fn is_adjective(context: &Context<'_>, i: usize) -> bool {
    let word = context.word(i);
    let adjective = word.len() > 5 && ["al", "ic", "ive", "ary"].iter().any(|end| word.ends_with(end));
    let named = context.matches_at(i).iter().any(|m| !matches!(m.label, Label::CUE_SUBJECT | Label::CUE_MODIFIER));
    adjective
        && is_name_word(context, i)
        && context.tokens.shape(i) == Shape::Capital
        && !named
        && !context.tokens.starts_sentence(i)
}

/// True where the capitalised words from token `i` on, directly behind a title, end in the head of a company, award or fund: "Secretary of
/// Defense | Meritorious Civilian Service Award".
fn is_award_or_company(context: &Context<'_>, i: usize, kind: &str) -> bool {
    const HEADS: &[&str] = &[
        "Award",
        "Awards",
        "Fellowship",
        "Fund",
        "Highway",
        "Library",
        "Medal",
        "Memorial",
        "Museum",
        "Prize",
        "Scholarship",
        "Trophy",
    ];
    if i >= context.tokens.len() || context.gap(i) != Gap::Space {
        return false;
    }
    let end = phrase::plain_run(context, i, true);
    let unit = || {
        kind == "rank"
            && end > i + 1
            && context.ending_at(end, Label::CUE_AGENCY_HEAD).is_some_and(|m| m.first as usize > i)
    };
    let company = || {
        context
            .ending_at(end, Label::CUE_COMPANY)
            .is_some_and(|m| context.about(m).is_kind("strong") && m.first as usize > i)
    };
    end > i && !is_headline(context, i) && (HEADS.contains(&context.word(end - 1)) || unit() || company())
}

/// True where the head stands in the plural: a word of it whose singular the row's own name has.
fn is_plural(context: &Context<'_>, head: &Surface) -> bool {
    let compound = context.tokens.gap(head.last as usize - 1) == Gap::Hyphen
        && context.word(head.last as usize - 1).ends_with('s')
        && !context.entity(head).name().ends_with('s');
    compound || (head.first as usize..head.last as usize).any(|i| singular(context, head, i).is_some())
}

/// The singular of word `i` of a head, if it stands in the plural there.
fn singular(context: &Context<'_>, head: &Surface, i: usize) -> Option<String> {
    let word = context.word(i);
    let names = |singular: &str| {
        let name = context.entity(head).name();
        let words = || name.split([' ', '-']);
        words().any(|w| w.eq_ignore_ascii_case(singular)) && !words().any(|w| w.eq_ignore_ascii_case(word))
    };
    let cut = |end: &str, with: &str| word.strip_suffix(end).map(|stem| format!("{stem}{with}"));
    [cut("ies", "y"), cut("men", "man"), cut("women", "woman"), cut("s", "")].into_iter().flatten().find(|s| names(s))
}

/// True where a personal name seems to start at token `i`, directly behind a title.
pub(super) fn person_follows(context: &Context<'_>, i: usize) -> bool {
    let behind = super::names::behind_retired(context, i);
    if behind > i {
        return super::names::name_at(context, behind).is_some();
    }
    i < context.tokens.len()
        && (context.gap(i) == Gap::Space
            || context.gap(i) == Gap::Stop
                && context.tokens.gap_text(context.text, i).starts_with(". ")
                && is_short_form(context, i))
        && (context
            .at(i, Label::CUE_HONORIFIC)
            .is_some_and(|m| super::names::name_at(context, m.last as usize).is_some())
            || super::names::name_at(context, i).is_some())
}

/// True where the word before token `i` may be an abbreviation: `Sens.`, `Lt. Gen.`; another full stop ends a sentence.
fn is_short_form(context: &Context<'_>, i: usize) -> bool {
    i > 0
        && (context.word(i - 1).len() <= 4
            || context.ending_at(i, Label::TITLE).is_some_and(|m| m.span.of(context.text).ends_with('.')))
}

/// True where a name follows a rank: of one word only inside a sentence, since "General Terms" begin one.
fn rank_before_name(context: &Context<'_>, first: usize, last: usize) -> bool {
    let name = super::names::name_at(context, super::names::behind_retired(context, last));
    let single = name.is_none_or(|n| n.len() == 1);
    let starts = context.tokens.starts_sentence(first)
        || context.gap(first) == Gap::Comma
        // "Celebrates Major Progress"
        || is_headline(context, first) && context.at(last, Label::CUE_FAMILY_NAME).is_none();
    person_follows(context, last) && !(single && starts && context.gap(last) == Gap::Space)
}

/// "of Estonia", "to Pakistan".
fn country_behind(context: &Context<'_>, i: usize) -> bool {
    i + 1 < context.tokens.len()
        && context.gap(i) == Gap::Space
        && context.is_any(i, &["of", "to"])
        && context.at(i + 1 + usize::from(context.is(i + 1, "the")), Label::COUNTRY).is_some()
}

/// True where a personal name and a comma stand before token `i`: "Cho Hyun-woo, Ambassador".
fn person_precedes(context: &Context<'_>, i: usize) -> bool {
    let mut at = i;
    // "X, the Director", "X, former Director"
    while at > 0 && context.is_any(at - 1, &["the", "then", "former", "acting"]) && context.gap(at) == Gap::Space {
        at -= 1;
    }
    at > 0
        && matches!(context.gap(at), Gap::Comma)
        && (super::names::name_before(context, at).is_some_and(|n| n.len() >= 2)
            || context.ending_at(at, Label::CUE_POSTNOMINAL).is_some())
        || at > 0 && context.is(at - 1, "and") && context.ending_at(at - 1, Label::TITLE).is_some()
}

fn indefinite(context: &Context<'_>, i: usize) -> bool {
    i > 0 && context.is_any(i - 1, &["a", "an", "any", "every", "each", "no", "another"])
}

/// True where an indefinite article stands before the title or the capitalised words and the country or body before it: "a U.S. Navy
/// Commander", "a Resource and Requirements Officer".
fn is_one_of_many(context: &Context<'_>, i: usize) -> bool {
    const FAR: usize = 8;
    let mut at = i;
    while at > 0 && i - at < FAR && context.is_joined(at) {
        let word = is_name_word(context, at - 1) && context.timex_at(at - 1).is_none();
        let and = context.is(at - 1, "and") && at > 1 && is_name_word(context, at - 2);
        if !word && !and {
            break;
        }
        at -= 1;
    }
    indefinite(context, at)
}

/// "a Russian ambassador": indefinite in spite of its country.
fn indefinite_country(context: &Context<'_>, i: usize) -> bool {
    country_before(context, i).is_some_and(|(found, _)| indefinite(context, found.first as usize))
}

fn definite(context: &Context<'_>, i: usize) -> bool {
    i > 0
        && context.gap(i) == Gap::Space
        && context.is_any(i - 1, &["the", "his", "her", "their", "our", "its", "my"])
        && !is_headline(context, i)
}

/// True where a body stands directly before, or with a possessive: "CISA Director", "the FBI's Deputy Director".
fn body_before(context: &Context<'_>, i: usize) -> bool {
    let at = if i >= 2 && context.is_possessive(i - 1) { i - 1 } else { i };
    at > 0
        && (at < i || context.gap(i) == Gap::Space)
        && context.ending_at(at, Label::AGENCY).is_some_and(|m| context.is_capitalised(m.first as usize))
}

/// True where a body follows: "Director of the FBI", "Director, CISA".
fn body_behind(context: &Context<'_>, i: usize) -> bool {
    if i + 1 >= context.tokens.len() {
        return false;
    }
    let mut at = i;
    if context.gap(i) == Gap::Space && context.is_any(i, &["of", "at", "for", "in", "to"]) {
        at += 1;
        at += usize::from(context.is(at, "the"));
    } else if context.gap(i) != Gap::Comma {
        return false;
    }
    let country = context.at(at, Label::COUNTRY).map_or(at, |m| context.after_possessive(m.last as usize).0);
    let whole = phrase::right(context, at, |k| context.timex_at(k).is_some());
    [at, country].into_iter().any(|k| context.at(k, Label::AGENCY).is_some() || ends_in_body_head(context, k))
        || context.is_capitalised(at)
            && context.ending_at(whole, Label::CUE_AGENCY_HEAD).is_some_and(|m| m.first as usize > at)
        || country > at
}

/// The id of the title that stands at these tokens: itself in kebab-case, in the singular, abbreviations spelled out.
pub(crate) fn id(context: &Context<'_>, first: usize, last: usize) -> String {
    const PREFIX: &str = "title/";
    let mut id = String::with_capacity(48);
    id.push_str(PREFIX);
    let mut i = first;
    while i < last {
        // a plural or an abbreviation of a head gives way to the row's own name
        let head = context.matches_at(i).iter().find(|m| m.label == Label::TITLE && m.last as usize <= last);
        let before = id.len();
        // a possessive's s and the rest of an O'Neil belong to the word before
        let rest = i > first && context.gap(i) == Gap::Apostrophe;
        match head {
            Some(m) if is_abbreviation(context, m) => {
                if before > PREFIX.len() {
                    id.push('-');
                }
                push_kebab(context.entity(m).name(), &mut id);
                i = m.last as usize;
            }
            _ => {
                if before > PREFIX.len() && !rest {
                    id.push('-');
                }
                let start = id.len();
                let one = head
                    .and_then(|m| singular(context, m, i))
                    .or_else(|| (i > first).then(|| inner_singular(context, i)).flatten());
                push_kebab(one.as_deref().unwrap_or(context.word(i)), &mut id);
                if id.len() == start || rest && before == PREFIX.len() {
                    id.truncate(before);
                }
                i += 1;
            }
        }
    }
    id
}

/// The singular of a later word of a head that started at an earlier token: the `Ministers` of "Prime Ministers".
fn inner_singular(context: &Context<'_>, i: usize) -> Option<String> {
    context.ending_at(i + 1, Label::TITLE).filter(|m| (m.first as usize) < i).and_then(|m| singular(context, m, i))
}

/// True where a head is written short: `Sens.`, `Gen`, `Lt Gen`, `CEO`.
fn is_abbreviation(context: &Context<'_>, head: &Surface) -> bool {
    let text = head.span.of(context.text);
    let name = context.entity(head).name();
    let stop = text.ends_with('.') || context.text[head.span.end as usize..].starts_with(". ") && text.len() <= 5;
    let short = text.len() <= 5 && context.tokens.shape(head.first as usize) == Shape::Upper;
    // every word shorter than that of the name in its place, with the same initial
    let words = || text.split(' ').zip(name.split(' '));
    let cut = text.split(' ').count() == name.split(' ').count()
        && words().all(|(short, long)| {
            short.len() <= 4 && short.len() < long.len() && short.chars().next() == long.chars().next()
        });
    (stop || short || cut) && !text.eq_ignore_ascii_case(name)
}
