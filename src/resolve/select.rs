//! Selection: which spans stand, where candidates compete for the same words.

use std::cell::OnceCell;

use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::{SmallVec, smallvec};

use super::{Alternatives, Group, Overlap, inside};
use crate::annotation::Dropped;
use crate::dates::Convention;
use crate::find::{Candidate, Candidates, Context, Evidence, Meaning};
use crate::gazetteer::{Country, Entities, Entity, Surface};
use crate::kinds::phrase::{self, country_before};
use crate::label::Label;
use crate::tokenize::{Gap, Shape};

/// The groups that stand, sorted by start, then longer first; with [`Overlap::All`] the others as well, each with the reason.
pub(super) fn select(
    context: &Context<'_>,
    candidates: &Candidates,
    overlap: Overlap,
    convention: Convention,
) -> Vec<Group> {
    let evidence = Support::new(context, candidates);
    // TimeML's corpora mark the year of an edition as any other
    let editions = convention == Convention::Press;
    let mut groups: Vec<Group> = Vec::with_capacity(candidates.list.len());
    let ranks: Vec<Rank> = candidates.list.iter().map(|c| rank(context, c)).collect();
    // by first token: the last group that starts there; and of each group the one before it that starts at the same token
    let mut latest: Vec<u32> = vec![NONE; context.tokens.len()];
    let mut before: Vec<u32> = Vec::with_capacity(candidates.list.len());
    for (i, candidate) in candidates.list.iter().enumerate() {
        let (first, last) = (candidate.first as usize, candidate.last as usize);
        let edition = editions && candidate.label == Label::DATE && inside::is_edition(context, first, last);
        let all = match candidate.meaning {
            Meaning::Listed { entities, .. } => Alternatives::Named(entities),
            _ => Alternatives::None,
        };
        let parts = if edition { whole(all, false) } else { evidence.split(context, candidate, all) };
        for (alternatives, dropped) in parts {
            let mut at = latest[candidate.first as usize];
            while at != NONE {
                let head = &candidates.list[groups[at as usize].head];
                let same = head.span == candidate.span && head.label == candidate.label;
                if same && groups[at as usize].dropped == dropped {
                    break;
                }
                at = before[at as usize];
            }
            if at == NONE {
                at = groups.len() as u32;
                before.push(std::mem::replace(&mut latest[candidate.first as usize], at));
                groups.push(Group { head: i, members: SmallVec::new(), alternatives: Alternatives::None, dropped });
            }
            let group = &mut groups[at as usize];
            group.members.push(i);
            group.alternatives.add(context, alternatives);
            if ranks[i] < ranks[group.head] {
                group.head = i;
            }
        }
    }
    compete(context, candidates, &ranks, overlap, &mut groups);
    if overlap != Overlap::All {
        groups.retain(|g| g.dropped.is_none());
    }
    groups.sort_by_key(|g| {
        let head = candidates.list[g.head];
        (head.span.start, std::cmp::Reverse(head.span.end), head.label)
    });
    groups
}

/// What of a candidate stands, and what does not.
type Parts = SmallVec<[(Alternatives, Option<Dropped>); 2]>;

/// All of a candidate, which stands or does not.
fn whole(all: Alternatives, stands: bool) -> Parts {
    smallvec![(all, if stands { None } else { Some(Dropped::Unsupported) })]
}

/// No group, no token.
const NONE: u32 = u32::MAX;

/// Longer spans first, better readings of the same words first: each takes its tokens, and what overlaps it is dropped.
fn compete(context: &Context<'_>, candidates: &Candidates, ranks: &[Rank], overlap: Overlap, groups: &mut [Group]) {
    let head = |group: &Group| candidates.list[group.head];
    let standing = groups.iter().enumerate().filter(|(_, group)| group.dropped.is_none());
    let mut order: Vec<_> = standing
        .map(|(g, group)| {
            let c = head(group);
            (std::cmp::Reverse(c.last - c.first), ranks[group.head], c.span, g as u32)
        })
        .collect();
    order.sort_unstable();
    // by token: the group that covers it, and whether a country stands inside that one
    let mut cover: Vec<u32> = vec![NONE; context.tokens.len()];
    let mut nested = vec![false; context.tokens.len()];
    for (.., g) in order {
        let c = head(&groups[g as usize]);
        let inside = |other: &Candidate| {
            overlap != Overlap::Flat
                && c.label == Label::COUNTRY
                && holds_countries(other)
                && other.span.contains(c.span)
        };
        let free = |t: usize| cover[t] == NONE || inside(&head(&groups[cover[t] as usize])) && !nested[t];
        if c.tokens().all(free) {
            for t in c.tokens() {
                nested[t] = cover[t] != NONE;
                if cover[t] == NONE {
                    cover[t] = g;
                }
            }
        } else {
            groups[g as usize].dropped = Some(Dropped::Covered);
        }
    }
}

fn holds_countries(c: &Candidate) -> bool {
    matches!(c.label, Label::EVENT | Label::AGREEMENT)
        || c.label == Label::THREAT_ACTOR && c.evidence == Evidence::Shape
}

/// The order of preference among candidates for the same words; smaller is better.
type Rank = (bool, u8, u8, Label);

fn rank(context: &Context<'_>, c: &Candidate) -> Rank {
    let evidence = match (c.evidence, c.meaning) {
        (Evidence::Definition, _) => 0,
        (Evidence::List, Meaning::Listed { context: false, .. }) => 1,
        (Evidence::Code | Evidence::Neighbour, _) => 2,
        (Evidence::Calendar, _) => 3,
        (Evidence::List, _) => 4,
        (Evidence::Repeated, _) => 5,
        (Evidence::Shape | Evidence::Introduced, _) => 6,
    };
    let (first, last) = (c.first as usize, c.last as usize);
    let label = match c.label {
        // a user's own list was given for a reason
        label if label.0 >= Label::FIRST_CUSTOM => 0,
        Label::PERSON | Label::THREAT_ACTOR if c.evidence == Evidence::Neighbour => 1,
        // a building that acts is its owner: "The White House announced"; one that somebody stands before is a building
        Label::LOCATION if is_building(context, c) && inside::is_building_here(context, first, last) => 1,
        Label::AGENCY => 2,
        Label::MALWARE if is_malware_here(context, c) => 3,
        // "Rim, a member of Andariel": a group's unmistakable name is no family name
        Label::THREAT_ACTOR if evidence == 1 && !is_malware_here(context, c) => 1,
        Label::THREAT_ACTOR => 4,
        Label::TITLE => 5,
        Label::AGREEMENT => 6,
        Label::EVENT => 7,
        Label::COUNTRY => 8,
        Label::MALWARE => 9,
        Label::TOOL => 10,
        Label::LOCATION => 11,
        _ => 12,
    };
    // what the document itself defines goes before what any list says, a user's own aside
    (c.evidence != Evidence::Definition && label > 0, label, evidence, c.label)
}

fn is_building(context: &Context<'_>, c: &Candidate) -> bool {
    // all entities of a candidate are of one kind
    let is = |entities: &Entities| context.entities(entities).next().is_some_and(|e| e.about().is_kind("building"));
    matches!(&c.meaning, Meaning::Listed { entities, .. } if is(entities))
}

/// True where a word such as "malware" or "loader" follows: a code, whoever has the same name.
fn is_malware_here(context: &Context<'_>, c: &Candidate) -> bool {
    let words = [
        "ransomware",
        "malware",
        "backdoor",
        "trojan",
        "botnet",
        "loader",
        "wiper",
        "implant",
        "stealer",
        "worm",
        "infections",
        "samples",
        "payload",
    ];
    // "RansomHub and Akira ransomware": what is said of the last of a list
    let mut last = c.last as usize;
    for _ in 0..6 {
        let next = last + usize::from(context.is_any(last, &["and", "or"]));
        let listed = next > last || context.gap(next) == Gap::Comma;
        let Some(other) = context.at(next, Label::MALWARE).filter(|_| listed) else { break };
        last = other.last as usize;
    }
    context.is_joined(last) && context.is_any(last, &words)
}

/// What the document as a whole says for or against names that need evidence.
struct Support<'a> {
    /// The entities that stand somewhere under a name that needs none.
    evident: FxHashSet<u32>,
    /// Acronyms that the document defines as something else.
    defined_away: FxHashSet<&'a str>,
    /// The tokens behind persons' names.
    behind_persons: FxHashSet<u32>,
    /// The states of federations that the document names, with their countries.
    states: FxHashSet<(u32, Country)>,
    /// The document speaks of hackers or malware at all.
    cyber: bool,
    /// The words that the document has in small letters; found when somebody asks.
    small: OnceCell<FxHashSet<&'a str>>,
    /// The countries of the places and bodies that the document names.
    countries: FxHashSet<Country>,
    /// The countries that more than one thing in the document belongs to.
    at_home: FxHashSet<Country>,
}

impl<'a> Support<'a> {
    fn new(context: &Context<'a>, candidates: &Candidates) -> Self {
        // names that stand again mean nothing more
        let mut seen = FxHashSet::default();
        let listed = candidates.list.iter().filter_map(|c| match c.meaning {
            Meaning::Listed { entities, context } => Some((c.label, entities, context)),
            _ => None,
        });
        let mut evident = FxHashSet::default();
        // of each country the first thing that belongs to it, and whether there is another
        let mut belongings: FxHashMap<Country, (u32, bool)> = FxHashMap::default();
        let (mut states, mut countries) = (FxHashSet::default(), FxHashSet::default());
        for (label, entities, needy) in listed.filter(|&(_, entities, needy)| seen.insert((entities, needy))) {
            for &index in context.numbers(&entities) {
                if !needy {
                    evident.insert(index);
                }
                let about = context.gazetteer.at(index).about();
                let Some(country) = about.country() else { continue };
                let first = belongings.entry(country).or_insert((index, false));
                first.1 |= first.0 != index;
                if !matches!(label, Label::LOCATION | Label::AGENCY) {
                } else if about.is_kind("state") {
                    states.insert((index, country));
                } else {
                    countries.insert(country);
                }
            }
        }
        let at_home = belongings.into_iter().filter(|(_, (_, more))| *more).map(|(country, _)| country).collect();
        Self {
            evident,
            defined_away: candidates.defined_away.iter().map(|s| s.of(context.text)).collect(),
            behind_persons: candidates.list.iter().filter(|c| c.label == Label::PERSON).map(|c| c.last).collect(),
            states,
            countries,
            at_home,
            cyber: context.is_about_cyber(),
            small: OnceCell::new(),
        }
    }

    /// True where the document has the word of token `i` in small letters somewhere.
    fn writes_small(&self, context: &Context<'a>, i: usize) -> bool {
        let small = self.small.get_or_init(|| {
            let words = (0..context.tokens.len()).filter(|&k| context.tokens.shape(k) == Shape::Lower);
            let words = words.filter(|&k| !context.is_masked(context.tokens.span(k)));
            words.map(|k| context.word(k)).collect()
        });
        small.contains(context.word(i).to_lowercase().as_str())
    }

    /// What of a candidate's meaning has the evidence that its name needs, and what has not.
    fn split(&self, context: &Context<'a>, c: &Candidate, all: Alternatives) -> Parts {
        if c.evidence == Evidence::List && self.is_contradicted(context, c) {
            return whole(all, false);
        }
        let Meaning::Listed { entities, context: needy } = c.meaning else { return whole(all, true) };
        let far = c.evidence == Evidence::List && is_short_alone(context, c);
        if !needy && !far {
            return whole(all, true);
        }
        let stands = |&entity: &u32| {
            !(far && self.is_far_away(context.gazetteer.at(entity)))
                && (!needy || self.is_supported(context, c, entity))
        };
        let numbers = context.numbers(&entities);
        let count = numbers.iter().filter(|&entity| stands(entity)).count();
        if count == 0 || count == numbers.len() {
            return whole(all, count > 0);
        }
        let (standing, dropped) = numbers.iter().partition(|&entity| stands(entity));
        let mut parts: Parts = [whole(Alternatives::Own(standing), true), whole(Alternatives::Own(dropped), false)]
            .into_iter()
            .flatten()
            .collect();
        // in the order of the lists
        if !stands(&numbers[0]) {
            parts.swap(0, 1);
        }
        parts
    }

    /// True where an entity has the evidence that a candidate's name needs.
    fn is_supported(&self, context: &Context<'a>, c: &Candidate, entity: u32) -> bool {
        let (first, last) = (c.first as usize, c.last as usize);
        match c.label {
            Label::THREAT_ACTOR | Label::MALWARE | Label::TOOL => {
                let unwanted = if c.label == Label::THREAT_ACTOR { "malware" } else { "actor" };
                let capitals = (first..last).all(|i| context.is_capitalised(i));
                // a word that the document never writes small is a name at the start of a sentence as well
                let named = || {
                    let colon = context.tokens.gap_text(context.text, last).starts_with(':');
                    !context.tokens.starts_sentence(first)
                        || capitals && (colon || last > first + 1)
                        || !phrase::is_headline(context, first)
                            && !context.tokens.gap_text(context.text, first).contains('|')
                            && !self.writes_small(context, first)
                };
                context.is_capitalised(first) && actor_context(context, first, last, unwanted, self.cyber)
                    || context.is_capitalised(first) && is_joined_to(context, first, last, c.label)
                    || context.is_capitalised(first) && self.evident.contains(&entity) && named()
                    // "Contagious Interview", "Dust Storm": several capitals in a row in a report on hackers
                    || self.cyber
                        && capitals
                        && last > first + 1
                        && !is_inside_name(context, first, last)
                        && !phrase::is_headline(context, first)
                        && !context.tokens.starts_sentence(first)
            }
            Label::COUNTRY | Label::LOCATION => {
                // a country whose capital or bodies the document names needs no preposition
                let country = context.gazetteer.at(entity).country();
                let named =
                    c.label == Label::COUNTRY && country.is_some_and(|country| self.countries.contains(&country));
                place_context(context, first, last) || named && !is_inside_name(context, first, last)
            }
            Label::AGENCY => {
                let country = country_before(context, first).and_then(|(found, _)| context.about(found).country());
                let own = country.is_some() && country == context.gazetteer.at(entity).country();
                own && stands_alone(context, first, last)
                    || is_listed_with(context, first, last, entity)
                    || self.evident.contains(&entity) && stands_alone(context, first, last)
            }
            _ => self.evident.contains(&entity),
        }
    }

    /// True for a body whose country the document names by nothing else. Bodies of the United States, which all the world names without
    /// its country, and hostile services are excepted.
    fn is_far_away(&self, entity: Entity<'_>) -> bool {
        let known = |country: Option<Country>| country.is_none_or(|c| c == Country::US || self.at_home.contains(&c));
        let about = entity.about();
        !about.is_kind("service") && !known(about.country())
    }

    /// True where the document says that a name of a list means something else here.
    fn is_contradicted(&self, context: &Context<'_>, c: &Candidate) -> bool {
        let (first, last) = (c.first as usize, c.last as usize);
        let short = last == first + 1;
        match c.label {
            Label::AGENCY if inside::is_in_award(context, last) => true,
            // "Cybersecurity Advisory (CSA)"; "Abigail Bradshaw CSC": letters behind a name
            Label::AGENCY if short => {
                let several = last < context.tokens.len() && ["Secretaries", "Ministers"].contains(&context.word(last));
                several
                    || self.defined_away.contains(c.span.of(context.text))
                    || self.behind_persons.contains(&c.first)
                        && context.gap(first) == Gap::Space
                        && context.at(first, Label::CUE_POSTNOMINAL).is_some()
            }
            // "the Russian military intelligence service": the adjective of what follows
            Label::AGENCY if context.word(last - 1) == "military" => inside::is_military_of(context, last),
            // "type G-UK", "part X-7": the end of a code
            Label::COUNTRY if inside::is_no_country(context, first, last) || inside::is_town(context, last) => true,
            Label::LOCATION if inside::is_of_house(context, first) => true,
            Label::COUNTRY if short && context.gap(first) == Gap::Hyphen => context.word(first - 1).len() == 1,
            // "Atlanta, Georgia": the state, beside a place of its country or among other states
            Label::COUNTRY => context.states_at(first, last).any(|state| {
                let city = first > 0
                    && context.gap(first) == Gap::Comma
                    && context
                        .ending_at(first, Label::LOCATION)
                        .is_some_and(|l| context.about(l).country() == state.country());
                let named = context.at(first, Label::COUNTRY).and_then(|c| context.about(c).country());
                let abroad = named.is_some_and(|country| self.countries.contains(&country));
                let others = self.states.iter().filter(|(_, country)| Some(*country) == state.country()).count();
                // "Georgia, New Mexico and Texas"
                let beside = |m: &Surface| {
                    let other = context.entity(m);
                    other.kind() == "state" && other.country() == state.country()
                };
                let listed = context.gap(last) == Gap::Comma && context.at(last, Label::LOCATION).is_some_and(beside)
                    || context.is(last, "and") && context.at(last + 1, Label::LOCATION).is_some_and(beside)
                    || context.gap(first) == Gap::Comma
                        && context.ending_at(first, Label::LOCATION).is_some_and(beside)
                    || first > 0
                        && context.is(first - 1, "and")
                        && context.ending_at(first - 1, Label::LOCATION).is_some_and(beside);
                city || listed || !abroad && others > 2
            }),
            _ => false,
        }
    }
}

/// True for an acronym of three letters or fewer that no other body stands beside: in a release of another country such letters mostly mean
/// something else than a body that is far away. In a list of bodies ("CISA, CSE and the NCSC") each stands for its country.
fn is_short_alone(context: &Context<'_>, c: &Candidate) -> bool {
    let (first, last) = (c.first as usize, c.last as usize);
    let body = |m: &Surface| !context.name(m).context;
    c.label == Label::AGENCY
        && last == first + 1
        && context.word(first).len() <= 3
        && context.tokens.shape(first) == Shape::Upper
        && !(last..last + 3).any(|i| context.at(i, Label::AGENCY).is_some_and(body))
        && !(first.saturating_sub(2)..=first).any(|i| context.ending_at(i, Label::AGENCY).is_some_and(body))
}

/// "TrickBot and Conti", "Lyceum, OilRig": joined to a name of the same kind that needs no evidence.
fn is_joined_to(context: &Context<'_>, first: usize, last: usize, label: Label) -> bool {
    let sure = |m: &Surface| !context.name(m).context;
    let and = |i: usize| context.is_any(i, &["and", "or"]);
    let before = first > 1
        && if and(first - 1) {
            context.ending_at(first - 1, label).is_some_and(sure)
        } else {
            context.gap(first) == Gap::Comma && context.ending_at(first, label).is_some_and(sure)
        };
    let behind = if and(last) {
        context.at(last + 1, label).is_some_and(sure)
    } else {
        context.gap(last) == Gap::Comma && context.at(last, label).is_some_and(sure)
    };
    before || behind
}

/// True where a word such as "group", "ransomware" or "tracked as" stands beside the tokens; cues of the kind `unwanted` do not count, and
/// those that stand beside anything ("aka", "victims") only in a document about hackers or malware.
fn actor_context(context: &Context<'_>, first: usize, last: usize, unwanted: &str, cyber: bool) -> bool {
    let counts = |m: &&Surface| {
        let kind = context.about(m).kind();
        kind != unwanted && (kind != "both" || cyber)
    };
    let sentence = context.tokens.sentence_of(first);
    let behind = last < sentence.end
        && context.is_joined(last)
        && context.at(last, Label::CUE_ACTOR_CONTEXT).as_ref().is_some_and(counts);
    let before = first > sentence.start
        && matches!(context.gap(first), Gap::Space | Gap::Open)
        && context.ending_at(first, Label::CUE_ACTOR_CONTEXT).as_ref().is_some_and(counts);
    // "a group known as Tick", "an actor whom we are calling Iridium"
    let introduced = first > sentence.start
        && context.gap(first) == Gap::Space
        && context.ending_at(first, Label::CUE_INTRODUCTION).is_some_and(|m| {
            let noun = context.is_any((m.first as usize).wrapping_sub(1), &["group", "gang", "hackers", "actor"]);
            cyber || noun && unwanted == "malware"
        });
    behind || before || introduced || unwanted == "malware" && crate::kinds::is_explained(context, last)
}

/// What a nation has: a word behind an adjective that makes it one of a country.
const NATIONAL: &[&str] = &[
    "ambassador",
    "authorities",
    "citizen",
    "citizens",
    "counterpart",
    "counterparts",
    "delegation",
    "diplomat",
    "diplomats",
    "embassy",
    "forces",
    "government",
    "military",
    "minister",
    "nationals",
    "navy",
    "officials",
    "parliament",
    "police",
    "president",
    "side",
    "soldiers",
    "team",
    "territory",
    "troops",
];

/// True where a place's name stands as places do: behind a preposition, in a list of places, before a possessive or another place.
fn place_context(context: &Context<'_>, first: usize, last: usize) -> bool {
    let place = |i: usize| {
        [Label::COUNTRY, Label::LOCATION].iter().any(|&l| context.at(i, l).is_some_and(|m| !context.name(m).context))
    };
    let place_before = |i: usize| {
        [Label::COUNTRY, Label::LOCATION]
            .iter()
            .any(|&l| context.ending_at(i, l).is_some_and(|m| !context.name(m).context))
    };
    // "Second U.S.-Georgia Consultations", "the Indian Ministry of External Affairs"
    let paired = first > 0 && context.gap(first) == Gap::Hyphen && context.ending_at(first, Label::COUNTRY).is_some()
        || context.gap(last) == Gap::Hyphen && context.at(last, Label::COUNTRY).is_some()
        || context.is_joined(last) && (context.is_any(last, NATIONAL) || context.at(last, Label::TITLE).is_some())
        || context.is_joined(last)
            && context.at(last, Label::AGENCY).is_some_and(|m| m.last - m.first > 1 || context.name(m).acronym);
    if paired {
        return true;
    }
    if is_inside_name(context, first, last) {
        return false;
    }
    let preposition = first > 0
        && context.gap(first) == Gap::Space
        && context.is_any(
            first - 1,
            &[
                "in", "from", "to", "of", "at", "near", "with", "across", "between", "outside", "by", "for", "against",
                "around",
            ],
        );
    let list = matches!(context.gap(last), Gap::Comma) && (place(last) || context.is(last, "and") && place(last + 1))
        || context.is(last, "and") && place(last + 1)
        || first > 0
            && (context.gap(first) == Gap::Comma && place_before(first)
                || context.is(first - 1, "and") && place_before(first - 1));
    preposition || list || context.is_possessive(last)
}

/// "BEIS and DIT": an acronym joined to a body of the same country that needs no evidence.
fn is_listed_with(context: &Context<'_>, first: usize, last: usize, entity: u32) -> bool {
    let country = context.gazetteer.at(entity).country();
    let same = |m: &Surface| !context.name(m).context && context.about(m).country() == country;
    let acronym = last == first + 1 && context.tokens.shape(first) == Shape::Upper && context.word(first).len() > 2;
    let before = first > 1
        && (context.is(first - 1, "and") && context.ending_at(first - 1, Label::AGENCY).is_some_and(same)
            || context.gap(first) == Gap::Comma && context.ending_at(first, Label::AGENCY).is_some_and(same));
    let behind = context.is(last, "and") && context.at(last + 1, Label::AGENCY).is_some_and(same)
        || context.gap(last) == Gap::Comma && context.at(last, Label::AGENCY).is_some_and(same);
    country.is_some() && acronym && (before || behind)
}

/// True where capitalised words stand directly before or behind: a part of some longer name.
fn is_inside_name(context: &Context<'_>, first: usize, last: usize) -> bool {
    let name = |i: usize| crate::kinds::phrase::is_name_word(context, i);
    let before = first > 0 && context.is_joined(first) && name(first - 1);
    let behind = context.is_joined(last)
        && context.gap(last) == Gap::Space
        && name(last)
        && context.at(last, Label::TITLE).is_none();
    before || behind
}

/// True where a bare word such as State or Justice stands as a body would: no part of a longer name, and no word of a sentence.
fn stands_alone(context: &Context<'_>, first: usize, last: usize) -> bool {
    let joined = |i: usize| {
        i > 0
            && context.is_joined(i)
            && crate::kinds::phrase::is_name_word(context, i)
            && crate::kinds::phrase::is_name_word(context, i - 1)
    };
    // a word of a list of plain words: "Health, Education, Safety"
    let plain_list = first > 0
        && context.gap(first) == Gap::Comma
        && crate::kinds::phrase::is_name_word(context, first - 1)
        && context.ending_at(first, Label::AGENCY).is_none()
        && context.ending_at(first, Label::COUNTRY).is_none();
    // "State declined to comment", not "Justice cannot be served"
    let speaks = context.at(last, Label::CUE_SAYING).is_some()
        || context.is_any(last, &["announced", "confirmed", "declined", "issued", "referred"]);
    !joined(first)
        && !plain_list
        && !(context.tokens.starts_sentence(first) && !speaks)
        && !(last < context.tokens.len() && joined(last))
        && !context.is_any(last, &["of", "for", "and", "or", "in"])
        // "any State" is a state
        && !(first > 0 && context.is_any(first - 1, &["of", "and", "for", "or", "any", "each", "every", "no", "a", "an"]))
        && context.line_has_lower_case(first)
}
