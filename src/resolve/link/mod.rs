//! Linking: which body, place, group or event a mention means, and on what evidence.
//!
//! In order: the document's own definition; the country directly before or behind; the country that heads the phrase or list, which
//! rules until the next head; the body that it is a part of; an earlier mention in the document; the only body with that name; a country named before in the sentence; the country of the
//! issuer. Where none of these decides, the alternatives stay, and nothing is guessed.

mod abroad;
mod country;
mod unlisted;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Group, edition_of};
use crate::annotation::{Link, Mention};
use smallvec::SmallVec;

use crate::find::{Candidates, Context, Meaning};
use crate::gazetteer::{Country, Entity};
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::Gap;

pub(super) fn link<'a>(context: &Context<'a>, candidates: &Candidates, groups: &[Group], mentions: &mut [Mention<'a>]) {
    let mut linker = Linker {
        context,
        candidates,
        groups,
        issuer: None,
        named: FxHashSet::default(),
        parents: FxHashSet::default(),
        seen: FxHashMap::default(),
        shaped: FxHashMap::default(),
        depth: 0,
    };
    for group in groups {
        if let [only] = linker.alternatives(group).as_slice() {
            let entity = linker.entity(*only);
            linker.named.insert(entity.id());
            if !entity.parent().is_empty() {
                linker.parents.insert(entity.parent());
            }
        }
    }
    linker.issuer = linker.issuer(mentions);
    for i in 0..mentions.len() {
        linker.link_one(i, mentions);
    }
    // a body left open because what decides it stands behind: "Senate" in the headline, "the U.S. Senate" below
    for i in 0..mentions.len() {
        if mentions[i].link == Link::Open && mentions[i].label == Label::AGENCY {
            mentions[i].candidates.clear();
            linker.link_one(i, mentions);
        }
    }
    linker.judge_abroad(mentions);
}

/// How many mentions back a country or body may stand that decides what a name means: a sentence with more of them is a list, in which
/// what stands so far away decides nothing.
const FAR: usize = 64;

/// How many steps a chain of units is followed: the office of the division in the directorate ...
const DEEPEST: u8 = 8;

/// An id of this many bytes gets no unit's words behind it.
const LONGEST_ID: usize = 100;

struct Linker<'c, 'a> {
    context: &'c Context<'a>,
    candidates: &'c Candidates,
    groups: &'c [Group],
    issuer: Option<Country>,
    /// The ids that a name of the document means without doubt.
    named: FxHashSet<&'a str>,
    /// The parents of those.
    parents: FxHashSet<&'a str>,
    /// The entities that mentions so far were tied to, each with the number of the last such mention.
    seen: FxHashMap<u32, usize>,
    /// The ids given to bodies that no list has, by their words.
    shaped: FxHashMap<String, (Cow<'a, str>, Option<Country>)>,
    /// How many linkings of later mentions are under way.
    depth: u8,
}

/// Entities that a mention may mean.
type Alternatives = SmallVec<[u32; 8]>;

/// Where the country of a mention was found.
type Found = (Country, Proof);

/// What ties a mention to its id: the class of evidence, and where it stands in the text, if it does.
#[derive(Clone, Copy, Debug)]
struct Proof {
    link: Link,
    site: Option<Span>,
}

impl Proof {
    fn at(link: Link, site: Span) -> Self {
        Self { link, site: Some(site) }
    }
}

impl From<Link> for Proof {
    fn from(link: Link) -> Self {
        Self { link, site: None }
    }
}

impl<'a> Linker<'_, 'a> {
    pub(super) fn link_one(&mut self, i: usize, mentions: &mut [Mention<'a>]) {
        let group = &self.groups[i];
        let head = self.candidates.list[group.head];
        if head.label.is_timex() || matches!(head.label, Label::TITLE | Label::PERSON) {
            return;
        }
        if let Some(long) = self.definition_of(i, mentions) {
            self.take(i, long, mentions);
            return;
        }
        let alternatives = self.alternatives(group);
        match head.label {
            Label::AGENCY => self.agency(i, &alternatives, mentions),
            Label::EVENT if edition_of(self.context, self.candidates, group).is_none() && !alternatives.is_empty() => {
                self.event(i, &alternatives, mentions);
            }
            Label::LOCATION => self.place(i, &alternatives, mentions),
            _ if alternatives.is_empty() => self.unlisted(i, mentions),
            _ => self.plain(i, &alternatives, mentions),
        }
    }

    /// The listed entities that the words of a group may mean, in the order of the lists.
    pub(super) fn alternatives(&self, group: &Group) -> Alternatives {
        let mut all: Alternatives = group
            .members
            .iter()
            .filter_map(|&m| match self.candidates.list[m].meaning {
                Meaning::Listed { entity, .. } => Some(entity),
                _ => None,
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    pub(super) fn entity(&self, index: u32) -> Entity<'a> {
        self.context.gazetteer.at(index)
    }

    /// The mention that a short form is defined by.
    pub(super) fn definition_of(&self, i: usize, mentions: &[Mention<'a>]) -> Option<usize> {
        let of = |long: u32| {
            let c = self.candidates.list[long as usize];
            // spans may stand inside others, so that only their starts ascend
            let behind = mentions.partition_point(|m| m.span.start < c.span.end);
            (behind.saturating_sub(FAR)..behind)
                .rev()
                .find(|&k| mentions[k].span.end == c.span.end && mentions[k].label == c.label)
                .filter(|&k| k != i)
        };
        let long = self.groups[i].members.iter().filter_map(|&m| match self.candidates.list[m].meaning {
            Meaning::Same(long) => Some(long),
            _ => None,
        });
        // the definition nearest before the mention wins over those behind it
        let all: Vec<usize> = long.filter_map(of).collect();
        let found = all.iter().copied().filter(|&k| k < i).max().or_else(|| all.iter().copied().min())?;
        // a country directly before a short form that is defined for another country: another body
        let own = mentions[found].country;
        match self.country_beside(mentions, i) {
            Some((country, _)) if own.is_some() && own != Some(country) => None,
            _ => Some(found),
        }
    }

    /// Gives mention `i` what mention `long` means; a later definition is linked first.
    pub(super) fn take(&mut self, i: usize, long: usize, mentions: &mut [Mention<'a>]) {
        if long > i && mentions[long].id.is_none() {
            self.link_one(long, mentions);
        }
        let from = mentions[long].clone();
        let to = &mut mentions[i];
        (to.id, to.name, to.country, to.candidates) = (from.id, from.name, from.country, from.candidates);
        if to.kind.is_empty() {
            to.kind = from.kind;
        }
        to.threat |= from.threat && to.label == Label::AGENCY;
        to.link = Link::Definition;
        to.link_site = Some(from.span);
    }

    fn set(&mut self, i: usize, index: u32, proof: impl Into<Proof>, mentions: &mut [Mention<'a>]) {
        let proof = proof.into();
        let entity = self.entity(index);
        let mention = &mut mentions[i];
        mention.id = Some(Cow::Borrowed(entity.id()));
        mention.name = Some(entity.name());
        mention.country = entity.country();
        (mention.link, mention.link_site) = (proof.link, proof.site);
        if mention.label == Label::AGENCY {
            mention.kind = if matches!(entity.kind(), "forum" | "local") { entity.kind() } else { "" };
            mention.threat = entity.kind() == "service";
            mention.status = if entity.is_former() { "former" } else { "" };
        } else if mention.label.is_custom() {
            mention.kind = entity.kind();
        }
        self.seen.insert(index, i);
    }

    pub(super) fn agency(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        self.decide_agency(i, alternatives, mentions);
        // "the South Korean foreign ministry"
        if self.context.tokens.shape(mentions[i].first as usize) == crate::tokenize::Shape::Lower {
            mentions[i].kind = "descriptive";
        }
    }

    pub(super) fn decide_agency(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if alternatives.is_empty() {
            return self.unlisted(i, mentions);
        }
        let of = |country: Country| -> Alternatives {
            alternatives.iter().copied().filter(|&e| self.entity(e).country() == Some(country)).collect()
        };
        let beside = self.country_beside(mentions, i).or_else(|| self.shared_behind(mentions, i, alternatives));
        if let Some((country, proof)) = beside {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
            // all alternatives belong to other countries: a body that no list has
            let abroad = alternatives.iter().all(|&e| self.entity(e).country().is_some());
            // "Australian Customs and Border Protection", "the Afghan National Army": words that any country may use
            let words = mentions[i].last - mentions[i].first > 1;
            let common = alternatives.len() > 1
                || words
                || self.context.tokens.shape(mentions[i].first as usize) == crate::tokenize::Shape::Lower;
            // "the Defence Forces of Ukraine", but no "U.S. Embassy in Chad"
            let words = || mentions[i].last - mentions[i].first > 1 && self.place_inside(mentions, i).is_none();
            if abroad && common && (proof.link == Link::Head || proof.link == Link::Behind && words()) {
                return self.unlisted_of(i, Some((country, proof)), mentions);
            }
        }
        // "the Department of Labor's Office of Public Engagement": a unit of its owner, whoever else has one of that name
        if let [only] = alternatives
            && !self.entity(*only).parent().is_empty()
            && let Some(owner) = self.owner_of(mentions, i)
            && mentions[owner].id.as_deref().is_some_and(|id| !id.starts_with(self.entity(*only).parent()))
            && self.is_unit(mentions, i)
        {
            return self.unit_of(i, owner, mentions);
        }
        // a body of no country with the very name needs no cue: UN, NATO
        if let [only] = alternatives
            && beside.is_none_or(|(country, _)| self.entity(*only).country() != Some(country))
        {
            return self.set(i, *only, Link::Unique, mentions);
        }
        let choices: [Option<Found>; 2] = [self.scope(mentions, i), self.parent(mentions, i)];
        for (country, proof) in choices.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
        }
        if let Some(&known) = alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            let rivals = alternatives.iter().filter(|e| self.seen.contains_key(e)).count();
            if rivals == 1 {
                let site = mentions[self.seen[&known]].span;
                return self.set(i, known, Proof::at(Link::Memory, site), mentions);
            }
        }
        if let Some(chosen) = self.family(alternatives).filter(|_| alternatives.len() > 1) {
            return self.set(i, chosen, Link::Parent, mentions);
        }
        let seen = alternatives.iter().any(|e| self.seen.contains_key(e));
        // after two bodies of one name a bare mention may mean either, and the issuer does not decide
        let weak = [
            self.sentence(mentions, i),
            self.neighbour(mentions, i),
            (!seen).then_some(()).and(self.issuer.map(|c| (c, Link::Issuer.into()))),
        ];
        for (country, proof) in weak.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
        }
        // several bodies of one country share the name: a list's order decides, and that is said by the score
        if alternatives.iter().all(|&e| self.entity(e).country() == self.entity(alternatives[0]).country()) {
            return self.set(i, alternatives[0], Link::Unique, mentions);
        }
        // only one or two other countries' bodies of that name are listed; a name that many have, the issuer's would have as well
        if alternatives.len() <= 2
            && let Some(found) = self.issuer_beside(mentions, i)
        {
            return self.unlisted_of(i, Some(found), mentions);
        }
        self.open(i, alternatives, mentions);
    }

    /// Of several entities of one country the one mentioned last, one that is no more only if it is alone.
    pub(super) fn latest(&self, same: &[u32]) -> u32 {
        same.iter()
            .copied()
            .max_by_key(|e| {
                (self.seen.get(e).map_or(0, |&at| at + 1), !self.entity(*e).is_former(), std::cmp::Reverse(*e))
            })
            .unwrap_or(same[0])
    }

    pub(super) fn open(&self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        let share = 1.0 / alternatives.len() as f32;
        let mut all: Vec<(Cow<'a, str>, f32)> =
            alternatives.iter().map(|&e| (Cow::Borrowed(self.entity(e).id()), share)).collect();
        // what the document has named stands before what it has not
        let seen: Vec<&str> =
            alternatives.iter().filter(|e| self.seen.contains_key(e)).map(|&e| self.entity(e).id()).collect();
        if seen.len() > 1 {
            all.retain(|(id, _)| seen.contains(&&**id));
            for candidate in &mut all {
                candidate.1 = 1.0 / seen.len() as f32;
            }
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mention = &mut mentions[i];
        mention.candidates = all;
        mention.link = Link::Open;
    }

    pub(super) fn event(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        let index = alternatives[0];
        let before = self.seen.get(&index).copied();
        self.set(i, index, Link::Unique, mentions);
        if let Some(edition) =
            crate::kinds::event_edition(self.context, mentions[i].first as usize, mentions[i].last as usize)
        {
            mentions[i].id = Some(Cow::Owned(format!("{}-{edition}", self.entity(index).id())));
            return;
        }
        // "Defence Cyber Marvel (DCM4)": the edition stands in the acronym behind
        let edition = mentions
            .get(i + 1)
            .filter(|m| m.first == mentions[i].last && m.label == Label::EVENT)
            .and_then(|_| edition_of(self.context, self.candidates, &self.groups[i + 1]));
        if let Some(edition) = edition {
            mentions[i].id = Some(Cow::Owned(format!("{}-{edition}", self.entity(index).id())));
        } else if let Some(id) = before.and_then(|before| mentions[before].id.clone()) {
            mentions[i].id = Some(id);
        }
    }

    pub(super) fn place(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, *only, Link::Unique, mentions);
        }
        let last = mentions[i].last as usize;
        // "Cambridge, Massachusetts", "Valencia, Spain": the place or country behind the comma
        let behind = (self.context.gap(last) == Gap::Comma)
            .then(|| [Label::COUNTRY, Label::LOCATION].into_iter().find_map(|l| self.context.at(last, l)))
            .flatten()
            .and_then(|m| Some((self.context.entity(m).country()?, Proof::at(Link::Behind, m.span))));
        let choices = [
            behind,
            self.country_beside(mentions, i),
            self.issuer.map(|c| (c, Link::Issuer.into())),
            self.sentence(mentions, i),
        ];
        for (country, proof) in choices.into_iter().flatten() {
            if let Some(&e) = alternatives.iter().find(|&&e| self.entity(e).country() == Some(country)) {
                return self.set(i, e, proof, mentions);
            }
        }
        match alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            Some(&e) => {
                let site = mentions[self.seen[&e]].span;
                self.set(i, e, Proof::at(Link::Memory, site), mentions);
            }
            None => self.open(i, alternatives, mentions),
        }
    }

    /// Countries, actors, malware, agreements: the only one with the name, the one mentioned before, or all of them.
    pub(super) fn plain(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, *only, Link::Unique, mentions);
        }
        // an entity whose own first name it is goes before those that have it as an alias
        let text = mentions[i].span.of(self.context.text);
        let own: Vec<u32> =
            alternatives.iter().copied().filter(|&e| self.entity(e).name().eq_ignore_ascii_case(text)).collect();
        if let [only] = own.as_slice() {
            return self.set(i, *only, Link::Unique, mentions);
        }
        match alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            Some(&e) => {
                let site = mentions[self.seen[&e]].span;
                self.set(i, e, Proof::at(Link::Memory, site), mentions);
            }
            None => self.open(i, alternatives, mentions),
        }
    }
}
