//! Relating: which person holds which post, where.
//!
//! A relation is read off the words between a person and a title: nothing but a comma, an honorific, a body or a country. Each is
//! reported once a document.

mod held;
mod office;
mod posts;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotation::{Link, Mention, Relation};
use crate::find::Context;
use crate::gazetteer::Country;
use crate::kinds::names;
use crate::label::Label;
use crate::tokenize::Gap;

/// The relations of one document, in the order of their titles.
pub(crate) fn relate(context: &Context<'_>, mentions: &[Mention<'_>]) -> Vec<Relation> {
    if mentions.iter().all(|m| m.dropped.is_none()) {
        return relate_standing(context, mentions);
    }
    // only what stands is related; the numbers are those of all
    let numbers: Vec<u32> = (0..mentions.len() as u32).filter(|&i| mentions[i as usize].dropped.is_none()).collect();
    let standing: Vec<Mention<'_>> = numbers.iter().map(|&i| mentions[i as usize].clone()).collect();
    let number = |i: u32| numbers[i as usize];
    let renumbered =
        |r: Relation| Relation { person: number(r.person), title: number(r.title), agency: r.agency.map(number), ..r };
    relate_standing(context, &standing).into_iter().map(renumbered).collect()
}

fn relate_standing(context: &Context<'_>, mentions: &[Mention<'_>]) -> Vec<Relation> {
    let mut relations = Vec::new();
    let mut seen = FxHashSet::default();
    let mut person_before: Option<(usize, usize)> = None;
    let places = &Places::new(mentions);
    for (t, title) in mentions.iter().enumerate().filter(|(_, m)| m.label == Label::TITLE) {
        let complement = complement(context, places, t);
        // "Jane Roe, Deputy Prime Minister – Minister of Economy John Doe": a dash joins two posts of one person
        let dashed = context.gap(title.last as usize) == Gap::Dash
            && co_title_ahead(context, places, t, &complement, MOST).is_some();
        let person = person_behind(context, places, t, &complement)
            .or_else(|| if dashed { None } else { person_ahead(context, places, t) })
            // "Minister for Home Affairs and Minister for Cyber Security": a second post of the same person
            .or_else(|| {
                person_before.filter(|&(before, _)| !dashed && is_co_title(context, places, before, t)).map(|(_, p)| p)
            });
        // "Deputy Prime Minister and Minister of Defence Jane Roe", "Chief of Staff of the Army, General Jane Roe"
        let next = if person.is_none() { co_title_ahead(context, places, t, &complement, MOST) } else { None };
        let complement = match next {
            // "Commissioner and Chief Executive of the CSA", not "Minister for Trade and Director of the CSA"
            Some((n, _))
                if complement.agency.is_none() && complement.country.is_none() && !has_portfolio(context, title) =>
            {
                Complement { end: complement.end, ..self::complement(context, places, n) }
            }
            _ => complement,
        };
        let Some(person) = person.or(next.map(|(_, p)| p)) else { continue };
        person_before = Some((t, person));
        let complement = if complement.agency.is_none() {
            behind_person(context, places, t, person, complement)
        } else {
            complement
        };
        let complement = match complement {
            Complement { agency: None, country, end } if title.kind != "rank" => {
                let agency = of_its(context, places, t, person)
                    .or_else(|| office::body(context, mentions, t, country, places.home));
                Complement { agency, country: agency.and_then(|a| mentions[a].country).or(country), end }
            }
            beside => beside,
        };
        let relation = Relation {
            person: person as u32,
            title: t as u32,
            agency: complement.agency.map(|a| a as u32),
            country: complement.country,
        };
        let key = (
            mentions[person].id.as_deref(),
            title.id.as_deref(),
            complement.agency.and_then(|a| mentions[a].id.as_deref()),
        );
        if seen.insert(key) {
            relations.push(relation);
        }
    }
    coordinated(context, mentions, &mut relations);
    posts::share(mentions, &mut relations);
    // a relation without a body adds nothing to one of the same person and post that has one
    let with: FxHashSet<_> = relations
        .iter()
        .filter(|r| r.agency.is_some())
        .map(|r| (mentions[r.person as usize].id.as_deref(), mentions[r.title as usize].id.as_deref()))
        .collect();
    relations.retain(|r| {
        r.agency.is_some()
            || !with.contains(&(mentions[r.person as usize].id.as_deref(), mentions[r.title as usize].id.as_deref()))
    });
    relations
}

/// The body or country behind the person, where the title has none of its own: "President Marcos of the Philippines", and behind the last of
/// several titles: "Minister for Civil Defence and Minister for Nordic Cooperation of Sweden".
fn behind_person(
    context: &Context<'_>,
    places: &Places<'_, '_>,
    t: usize,
    person: usize,
    own: Complement,
) -> Complement {
    let mentions = places.mentions;
    let mut found = own;
    let mut end = mentions[person].last as usize;
    // "Lt. Col. Tanvir Pasha, psc, of the Battalion"
    let mut letters = false;
    if context.gap(end) == Gap::Comma
        && let Some(found) = context.at(end, Label::CUE_POSTNOMINAL)
        && context.gap(found.last as usize) == Gap::Comma
    {
        end = found.last as usize;
        letters = true;
    }
    let next_title = mentions[t + 1..].iter().take(2).position(|m| m.label == Label::TITLE).map(|k| t + 1 + k);
    if mentions[person].first >= mentions[t].last
        && end < context.tokens.len()
        && (letters || context.gap(end) == Gap::Space)
        && context.is_any(end, &["of", "from", "at"])
    {
        let at = end + 1 + usize::from(context.is(end + 1, "the"));
        let mention_at = |at: usize, label: Label| places.starting(at, person, label);
        let country = mention_at(at, Label::COUNTRY);
        let next = country.map_or(at, |k| context.after_possessive(mentions[k].last as usize).0);
        found.agency = mention_at(next, Label::AGENCY);
        found.country = found
            .agency
            .and_then(|a| mentions[a].country)
            .or(found.country)
            .or(country.and_then(|k| mentions[k].country));
    } else if let Some(next) =
        next_title.filter(|&n| mentions[person].last <= mentions[t].first && is_co_title(context, places, t, n))
    {
        let shared = complement(context, places, next);
        found.agency = shared.agency.filter(|_| !has_portfolio(context, &mentions[t]));
        found.country = found.country.or(shared.country);
    }
    found
}

/// "Sens. Mark Warner and Marco Rubio": the persons joined to one whose title stands in the plural hold it as well.
fn coordinated(context: &Context<'_>, mentions: &[Mention<'_>], relations: &mut Vec<Relation>) {
    let mut more = Vec::new();
    for relation in relations.iter() {
        let title = &mentions[relation.title as usize];
        let plural = title.span.of(context.text).trim_end_matches('.').ends_with('s')
            && mentions[relation.person as usize].first >= title.last;
        let mut person = relation.person as usize;
        while let Some(next) = mentions.get(person + 1).filter(|m| plural && m.label == Label::PERSON) {
            let mut at = mentions[person].last as usize;
            at += usize::from(context.is(at, "and"));
            let joined = at > mentions[person].last as usize || context.gap(at) == Gap::Comma;
            if !joined || next.first as usize != at {
                break;
            }
            person += 1;
            more.push(Relation { person: person as u32, ..*relation });
        }
    }
    relations.extend(more);
}

/// True where a post says itself what it is for, as a minister's does: not "Commissioner of Cybersecurity".
fn has_portfolio(context: &Context<'_>, title: &Mention<'_>) -> bool {
    let high = ["inister", "President", "ecretary"];
    high.iter().any(|h| title.span.of(context.text).contains(h))
        && (title.first as usize..title.last as usize).any(|i| context.is_any(i, &["of", "for"]))
}

/// The body named before the person, where the title is "its": "the Foreign Office, and Jane Roe, its Director".
fn of_its(context: &Context<'_>, places: &Places<'_, '_>, t: usize, person: usize) -> Option<usize> {
    const FAR: usize = 12;
    let first = places.mentions[t].first as usize;
    let its = first > 0 && context.is_any(first - 1, &["its", "their"]);
    let mut sentence = context.tokens.sentence_of(first);
    if its && sentence.start + 1 == first {
        sentence = context.tokens.sentence_of(sentence.start.saturating_sub(1));
    }
    let before = person.min(t);
    (before.saturating_sub(FAR)..before)
        .rev()
        .take_while(|&k| places.mentions[k].first as usize >= sentence.start)
        .find(|&k| its && places.mentions[k].label == Label::AGENCY)
}

/// How many titles of one person may stand before their name.
const MOST: usize = 4;

/// The title behind title `t` that is held by the same person, and that person, where their name stands behind both: joined by "and", with one
/// article at most, by a comma or dash without any, or a rank.
fn co_title_ahead(
    context: &Context<'_>,
    places: &Places<'_, '_>,
    t: usize,
    complement: &Complement,
    most: usize,
) -> Option<(usize, usize)> {
    let own = places.mentions[t].first as usize;
    let article = own > 0 && context.is(own - 1, "the") && context.gap(own) == Gap::Space;
    // "Chief of Army Staff (COAS) General Jane Roe"
    let mut own_end = places.mentions[t].last as usize;
    let letters = own_end + 1 < context.tokens.len()
        && context.gap(own_end) == Gap::Open
        && context.gap(own_end + 1) == Gap::Close;
    own_end += usize::from(letters);
    let further = Some(complement.end).filter(|&end| end != own_end);
    let ends = std::iter::once(own_end).chain(further);
    ends.filter(|&end| end < context.tokens.len()).find_map(|end| {
        let comma = matches!(context.gap(end), Gap::Comma) || context.tokens.gap_text(context.text, end) == "), ";
        let and = context.is(end, "and");
        let n = places.starting(end + usize::from(and), t + 1, Label::TITLE)?;
        let rank = places.mentions[n].kind == "rank";
        let joined = if and {
            !rank
        } else {
            rank && matches!(context.gap(end), Gap::Space | Gap::Close)
                || comma && (rank || !article)
                || context.gap(end) == Gap::Dash && !article
        };
        if !joined {
            return None;
        }
        let behind = self::complement(context, places, n);
        let person = person_behind(context, places, n, &behind);
        let further = || (most > 0).then(|| co_title_ahead(context, places, n, &behind, most - 1)).flatten();
        person.or_else(|| further().map(|(_, p)| p)).map(|p| (n, p))
    })
}

/// Where mentions begin and end, by token.
struct Places<'m, 'a> {
    mentions: &'m [Mention<'a>],
    /// The mentions' numbers, by last token, then number.
    by_last: Vec<u32>,
    /// The country that most bodies belong to that stand without a country beside them.
    home: Option<Country>,
}

impl<'m, 'a> Places<'m, 'a> {
    fn new(mentions: &'m [Mention<'a>]) -> Self {
        let mut by_last: Vec<u32> = (0..mentions.len() as u32).collect();
        by_last.sort_by_key(|&k| mentions[k as usize].last);
        let mut tally: FxHashMap<Country, u32> = FxHashMap::default();
        let bare = |m: &&Mention<'_>| m.label == Label::AGENCY && !matches!(m.link, Link::Head | Link::Behind);
        for country in mentions.iter().filter(bare).filter_map(|m| m.country) {
            *tally.entry(country).or_default() += 1;
        }
        let home =
            tally.into_iter().max_by_key(|&(country, count)| (count, std::cmp::Reverse(country))).map(|(c, _)| c);
        Self { mentions, by_last, home }
    }

    /// The last mention before number `t` whose last token is `last - 1` and whose label is one of these.
    fn ending(&self, last: usize, t: usize, labels: &[Label]) -> Option<usize> {
        let from = self.by_last.partition_point(|&k| (self.mentions[k as usize].last as usize) < last);
        let here = self.by_last[from..]
            .iter()
            .map(|&k| k as usize)
            .take_while(|&k| self.mentions[k].last as usize == last && k < t);
        here.filter(|&k| labels.contains(&self.mentions[k].label)).last()
    }

    /// The first mention from number `t` on that starts with token `first` and has this label.
    fn starting(&self, first: usize, t: usize, label: Label) -> Option<usize> {
        let from = self.mentions.partition_point(|m| (m.first as usize) < first).max(t);
        self.mentions[from..]
            .iter()
            .take_while(|m| m.first as usize == first)
            .position(|m| m.label == label)
            .map(|k| from + k)
    }
}

/// What a title is a title of.
#[derive(Default)]
struct Complement {
    agency: Option<usize>,
    country: Option<Country>,
    /// The token behind the complement.
    end: usize,
}

/// The body and country around a title: "CISA Director", "South Korea's Ambassador", "Cyber Director in the UK FCDO".
fn complement(context: &Context<'_>, places: &Places<'_, '_>, t: usize) -> Complement {
    let mentions = places.mentions;
    let title = &mentions[t];
    let mut found = Complement { end: title.last as usize, ..Complement::default() };
    // before, with or without a possessive, a word of status between
    let mut start = title.first as usize;
    for _ in 0..3 {
        if let Some(status) =
            context.ending_at(start, Label::CUE_STATUS).filter(|_| start > 0 && context.is_joined(start))
        {
            start = status.first as usize;
            continue;
        }
        let of = |last: usize| {
            let (next, possessive) = context.after_possessive(last);
            places
                .ending(last, t, &[Label::AGENCY, Label::COUNTRY])
                .filter(|_| next == start && (possessive || context.is_joined(start)))
        };
        let Some(k) = of(start).max(start.checked_sub(1).and_then(of)) else { break };
        match mentions[k].label {
            Label::AGENCY => found.agency = found.agency.or(Some(k)),
            _ => found.country = found.country.or(mentions[k].country),
        }
        start = mentions[k].first as usize;
    }
    // behind: "of", "at", "in", "for", "to" or a comma, an article, a country
    let mut at = title.last as usize;
    if at < context.tokens.len() {
        let below = context.tokens.gap_text(context.text, at).trim_matches([' ', '\r']) == "\n";
        let comma = context.gap(at) == Gap::Comma || context.tokens.gap_text(context.text, at) == "), " || below;
        let open = context.gap(at) == Gap::Open;
        // "Minister responsible for the GCSB"
        at += usize::from(context.is_any(at, &["responsible"]) && context.is(at + 1, "for"));
        let preposition = context.gap(at) == Gap::Space && context.is_any(at, &["of", "at", "in", "for", "to", "with"]);
        let to = context.is(at, "to");
        at += usize::from(preposition);
        at += usize::from(context.is(at, "the") || context.is(at, "its"));
        let mention_at = |at: usize, label: Label| places.starting(at, t, label);
        if preposition || comma || open {
            if let Some(country) = mention_at(at, Label::COUNTRY) {
                let (next, _) = context.after_possessive(mentions[country].last as usize);
                if mention_at(next, Label::AGENCY).is_some() || preposition && !to {
                    found.country = found.country.or(mentions[country].country);
                }
                at = next;
                found.end = found.end.max(next * usize::from(preposition));
            }
            if let Some(place) = mention_at(at, Label::LOCATION).filter(|_| preposition) {
                found.end = mentions[place].last as usize;
            }
            if let Some(agency) = mention_at(at, Label::AGENCY).filter(|_| found.agency.is_none()) {
                // "Commander of the Armed Forces' Cyber Command"
                let (next, possessive) = context.after_possessive(mentions[agency].last as usize);
                let agency = possessive.then(|| mention_at(next, Label::AGENCY)).flatten().unwrap_or(agency);
                found.agency = Some(agency);
                found.end = mentions[agency].last as usize;
                found.end = behind_acronym(context, mentions, agency);
                // "of the Centre under the Ministry of Defence"
                let over = found.end + 1 + usize::from(context.is(found.end + 1, "the"));
                if context.gap(found.end) == Gap::Space
                    && context.is_any(found.end, &["at", "in", "of", "under", "within"])
                    && let Some(parent) = mention_at(over, Label::AGENCY)
                {
                    found.end = behind_acronym(context, mentions, parent);
                }
            }
        }
    }
    // "Ambassador of India to Nepal H.E. Jane Roe"
    let end = found.end;
    if end > title.last as usize
        && end < context.tokens.len()
        && context.gap(end) == Gap::Space
        && context.is(end, "to")
    {
        let host = end + 1 + usize::from(context.is(end + 1, "the"));
        found.end = places.starting(host, t, Label::COUNTRY).map_or(end, |k| mentions[k].last as usize);
    }
    if let Some(agency) = found.agency {
        found.country = mentions[agency].country.or(found.country);
    }
    found
}

/// The token behind a body and its acronym in parentheses.
fn behind_acronym(context: &Context<'_>, mentions: &[Mention<'_>], agency: usize) -> usize {
    let own = mentions[agency].last;
    let acronym = mentions.get(agency + 1).filter(|m| m.first == own && context.gap(own as usize) == Gap::Open);
    acronym.map_or(own, |m| m.last) as usize
}

/// The person directly behind a title and its complement.
fn person_behind(context: &Context<'_>, places: &Places<'_, '_>, t: usize, complement: &Complement) -> Option<usize> {
    let mentions = places.mentions;
    let mut title_end = mentions[t].last as usize;
    // "President-elect Prabowo Subianto"
    if let Some(status) = context.at(title_end, Label::CUE_STATUS).filter(|_| context.is_joined(title_end)) {
        title_end = status.last as usize;
    }
    for end in [title_end, complement.end] {
        let mut at = names::behind_retired(context, end);
        if at >= context.tokens.len() {
            continue;
        }
        let comma = context.gap(at) == Gap::Comma;
        // a full stop behind the title's own abbreviation, not behind what it is of: "Director of ANSSI. Jane Roe"
        let short = || mentions[t].span.of(context.text).ends_with('.') || context.word(at - 1).len() <= 4;
        let stop = at == end && context.gap(at) == Gap::Stop && end == title_end && short();
        if !stop && !matches!(context.gap(at), Gap::Space | Gap::Comma | Gap::Close | Gap::Other) {
            continue;
        }
        while let Some(honorific) = context.at(at, Label::CUE_HONORIFIC) {
            at = honorific.last as usize;
        }
        let person = places.starting(at, t, Label::PERSON);
        // behind a comma stands the next person of a list as often as the holder: only where no person stands before the title
        if let Some(person) = person
            .filter(|_| !comma || person_ahead(context, places, t).is_none() && is_apposition(context, places, person))
        {
            return Some(person);
        }
    }
    None
}

/// True where the person is closed by punctuation or a verb, not followed by a title of their own.
fn is_apposition(context: &Context<'_>, places: &Places<'_, '_>, person: Option<usize>) -> bool {
    let mentions = places.mentions;
    person.is_some_and(|p| {
        let last = mentions[p].last as usize;
        !(context.gap(last) == Gap::Comma
            && (places.starting(last, p, Label::TITLE).is_some()
                || context.is(last, "the") && places.starting(last + 1, p, Label::TITLE).is_some()))
    })
}

/// The person before a title: "Cho Hyun-woo, Ambassador", "Jane Roe, the FBI's Deputy Director".
fn person_ahead(context: &Context<'_>, places: &Places<'_, '_>, t: usize) -> Option<usize> {
    let mentions = places.mentions;
    let mut start = mentions[t].first as usize;
    for _ in 0..5 {
        if start == 0 || context.gap(start) == Gap::Comma {
            break;
        }
        let at = if context.is_possessive(start - 1) { start - 1 } else { start };
        if at < start && at >= 2 && context.is_any(at - 2, &["the", "its", "their"]) && !context.is_capitalised(at - 1)
        {
            start = at - 2;
        } else if let Some(k) = places.ending(at, t, &[Label::AGENCY, Label::COUNTRY]) {
            start = mentions[k].first as usize;
        } else if context.is_any(start - 1, &["the", "its", "their", "a", "an", "our", "as"]) {
            start -= 1;
        } else if let Some(status) = context.ending_at(start, Label::CUE_STATUS) {
            start = status.first as usize;
        } else {
            break;
        }
    }
    // "Clara Benn is Director for Economic Crime"
    let own = mentions[t].first as usize;
    if let Some(person) = [start, own].into_iter().find_map(|at| held::holder(context, places, at, t)) {
        return Some(person);
    }
    // "The Hon Karen Whitlock MP", and the title on the next line
    let below = start > 0 && context.tokens.gap_text(context.text, start).trim_matches([' ', '\r']) == "\n";
    let mut end = names::before_letters(context, start);
    if start == 0 || context.gap(start) != Gap::Comma && end == start && !below {
        return None;
    }
    while let Some(letters) =
        context.ending_at(end, Label::CUE_POSTNOMINAL).filter(|m| !context.about(m).is_kind("suffix"))
    {
        end = letters.first as usize;
    }
    places.ending(end, t, &[Label::PERSON])
}

/// True where title `t` continues the titles of the same person: joined to the title (or its complement) by "and" or a comma.
fn is_co_title(context: &Context<'_>, places: &Places<'_, '_>, before: usize, t: usize) -> bool {
    let mentions = places.mentions;
    let end = complement(context, places, before).end;
    let mut start = mentions[t].first as usize;
    // "DHS Under Secretary and CSRB Chair"
    for _ in 0..2 {
        let at = if start > 0 && context.is_possessive(start - 1) { start - 1 } else { start };
        let Some(k) = places.ending(at, t, &[Label::AGENCY, Label::COUNTRY]).filter(|_| context.is_joined(start))
        else {
            break;
        };
        start = mentions[k].first as usize;
    }
    let own = start;
    while start > 0 && context.is_any(start - 1, &["the", "also", "and", "concurrently"]) {
        start -= 1;
    }
    // a signature has a line for each: "Deputy Prime Minister", "Minister for Defence"
    let below = context.tokens.gap_text(context.text, own).trim_matches([' ', '\r']) == "\n";
    // the person stands before the first of the titles, so the next name belongs to somebody else
    let person_next = mentions.get(t + 1).is_some_and(|m| m.label == Label::PERSON && m.first == mentions[t].last);
    !person_next && (start == end || start == mentions[before].last as usize) && (start < own || below)
}
