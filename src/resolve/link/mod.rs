//! Linking: which body, place, group or event a mention means, and on what evidence.
//!
//! In order: the document's own definition; the country directly before or behind; the country that heads the phrase or list, which
//! rules until the next head; the body that it is a part of; an earlier mention in the document; the only body with that name; a country named before in the sentence; the country of the
//! issuer. Where none of these decides, the alternatives stay, and nothing is guessed.

mod abroad;
mod choices;
mod country;
mod unlisted;

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Group, edition_of};
use choices::{Alternative, Choices};
use smallvec::SmallVec;

use crate::annotation::{Choice, Link, Mention};
use crate::find::{Candidates, Context, Meaning};
use crate::gazetteer::{Country, Entity};
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::Gap;

pub(super) fn link<'a>(context: &Context<'a>, candidates: &Candidates, groups: &[Group], mentions: &mut [Mention<'a>]) {
    let choices = &Choices::new(context, groups);
    let mut linker = Linker {
        context,
        candidates,
        groups,
        choices,
        issuer: None,
        named: FxHashSet::default(),
        parents: FxHashSet::default(),
        seen: FxHashMap::default(),
        shaped: FxHashMap::default(),
        depth: 0,
        countries: countries(mentions),
    };
    for i in 0..groups.len() {
        if let [only] = choices.of(i) {
            linker.named.insert(only.id);
            if !only.parent.is_empty() {
                linker.parents.insert(only.parent);
            }
        }
    }
    linker.issuer = linker.issuer(mentions);
    let mentioned: Vec<usize> = (0..mentions.len())
        .map(|i| {
            linker.link_one(i, mentions);
            linker.seen.len()
        })
        .collect();
    // a body left open because what decides it stands behind: "Senate" in the headline, "the U.S. Senate" below
    let mut changed = false;
    for i in 0..mentions.len() {
        let open = mentions[i].link == Link::Open && mentions[i].label == Label::AGENCY;
        // where nothing was mentioned behind it that was not before, all is as it was
        if open && (changed || mentioned[i] < linker.seen.len() || !linker.is_listed_alone(i)) {
            mentions[i].candidates = Choice::default();
            linker.link_one(i, mentions);
            changed |= mentions[i].link != Link::Open;
        }
    }
    linker.judge_abroad(mentions);
}

/// Of each mention the country mentioned last before it, one more than its number; 0 for none.
fn countries(mentions: &[Mention<'_>]) -> Vec<u32> {
    let mut last = 0;
    let before = |(i, m): (usize, &Mention<'_>)| {
        let now = if m.label == Label::COUNTRY { i as u32 + 1 } else { last };
        std::mem::replace(&mut last, now)
    };
    mentions.iter().enumerate().map(before).collect()
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
    /// What each mention may mean.
    choices: &'c Choices<'a>,
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
    /// See [`countries`].
    countries: Vec<u32>,
}

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
        let alternatives = self.choices.of(i);
        match head.label {
            Label::AGENCY => self.agency(i, alternatives, mentions),
            Label::EVENT if edition_of(self.context, self.candidates, group).is_none() && !alternatives.is_empty() => {
                self.event(i, alternatives, mentions);
            }
            Label::LOCATION => self.place(i, alternatives, mentions),
            _ if alternatives.is_empty() => self.unlisted(i, mentions),
            _ => self.plain(i, alternatives, mentions),
        }
    }

    pub(super) fn entity(&self, index: u32) -> Entity<'a> {
        self.context.gazetteer.at(index)
    }

    /// True where nothing but the lists says what a mention may mean.
    fn is_listed_alone(&self, i: usize) -> bool {
        let listed = |&m: &usize| matches!(self.candidates.list[m].meaning, Meaning::Listed { .. });
        self.groups[i].members.iter().all(listed)
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
        let about = entity.about();
        let mention = &mut mentions[i];
        mention.id = Some(Cow::Borrowed(entity.id()));
        mention.name = Some(entity.name());
        mention.country = about.country();
        (mention.link, mention.link_site) = (proof.link, proof.site);
        if mention.label == Label::AGENCY {
            mention.kind = if about.is_kind("forum") || about.is_kind("local") { about.kind() } else { "" };
            mention.threat = about.is_kind("service");
            mention.status = if about.is_former() { "former" } else { "" };
        } else if mention.label.is_custom() {
            mention.kind = about.kind();
        }
        self.seen.insert(index, i);
    }

    pub(super) fn agency(&mut self, i: usize, alternatives: &[Alternative<'a>], mentions: &mut [Mention<'a>]) {
        self.decide_agency(i, alternatives, mentions);
        // "the South Korean foreign ministry"
        if self.context.tokens.shape(mentions[i].first as usize) == crate::tokenize::Shape::Lower {
            mentions[i].kind = "descriptive";
        }
    }

    pub(super) fn decide_agency(&mut self, i: usize, alternatives: &[Alternative<'a>], mentions: &mut [Mention<'a>]) {
        if alternatives.is_empty() {
            return self.unlisted(i, mentions);
        }
        let of = |country: Country| -> SmallVec<[&Alternative<'a>; 4]> {
            alternatives.iter().filter(|a| a.country == Some(country)).collect()
        };
        let beside = self.country_beside(mentions, i).or_else(|| self.shared_behind(mentions, i, alternatives));
        if let Some((country, proof)) = beside {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
            // all alternatives belong to other countries: a body that no list has
            let abroad = alternatives.iter().all(|a| a.country.is_some());
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
            && !only.parent.is_empty()
            && let Some(owner) = self.owner_of(mentions, i)
            && mentions[owner].id.as_deref().is_some_and(|id| !id.starts_with(only.parent))
            && self.is_unit(mentions, i)
        {
            return self.unit_of(i, owner, mentions);
        }
        // a body of no country with the very name needs no cue: UN, NATO
        if let [only] = alternatives
            && beside.is_none_or(|(country, _)| only.country != Some(country))
        {
            return self.set(i, only.entity, Link::Unique, mentions);
        }
        let choices: [Option<Found>; 2] = [self.scope(mentions, i), self.parent(mentions, i)];
        for (country, proof) in choices.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
        }
        let seen = self.choices.seen(i, &self.seen);
        if let [known] = seen[..] {
            let site = mentions[self.seen[&known]].span;
            return self.set(i, known, Proof::at(Link::Memory, site), mentions);
        }
        if alternatives.len() > 1
            && let Some(chosen) = self.choices.family(i, |alternatives| self.family(alternatives))
        {
            return self.set(i, chosen, Link::Parent, mentions);
        }
        // after two bodies of one name a bare mention may mean either, and the issuer does not decide
        let weak = [
            self.sentence(mentions, i),
            self.neighbour(mentions, i),
            seen.is_empty().then_some(()).and(self.issuer.map(|c| (c, Link::Issuer.into()))),
        ];
        for (country, proof) in weak.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, proof, mentions);
            }
        }
        // several bodies of one country share the name: a list's order decides, and that is said by the score
        if alternatives.iter().all(|a| a.country == alternatives[0].country) {
            return self.set(i, alternatives[0].entity, Link::Unique, mentions);
        }
        // only one or two other countries' bodies of that name are listed; a name that many have, the issuer's would have as well
        if alternatives.len() <= 2
            && let Some(found) = self.issuer_beside(mentions, i)
        {
            return self.unlisted_of(i, Some(found), mentions);
        }
        self.open(i, mentions);
    }

    /// Of several entities of one country the one mentioned last, one that is no more only if it is alone.
    pub(super) fn latest(&self, same: &[&Alternative<'a>]) -> u32 {
        let rank = |a: &&&Alternative<'a>| {
            (self.seen.get(&a.entity).map_or(0, |&at| at + 1), !a.is_former, std::cmp::Reverse(a.entity))
        };
        same.iter().max_by_key(rank).unwrap_or(&same[0]).entity
    }

    pub(super) fn open(&self, i: usize, mentions: &mut [Mention<'a>]) {
        let seen = self.choices.seen(i, &self.seen);
        let mention = &mut mentions[i];
        mention.candidates = self.choices.open(i, self.seen.len(), |alternatives| {
            // what the document has named stands before what it has not
            let stands = |a: &&Alternative<'a>| seen.len() < 2 || seen.contains(&a.entity);
            let mut ids: Vec<&str> = alternatives.iter().filter(stands).map(|a| a.id).collect();
            ids.sort_unstable();
            Choice::equal(&ids)
        });
        mention.link = Link::Open;
    }

    pub(super) fn event(&mut self, i: usize, alternatives: &[Alternative<'a>], mentions: &mut [Mention<'a>]) {
        let index = alternatives[0].entity;
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

    pub(super) fn place(&mut self, i: usize, alternatives: &[Alternative<'a>], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, only.entity, Link::Unique, mentions);
        }
        let last = mentions[i].last as usize;
        // "Cambridge, Massachusetts", "Valencia, Spain": the place or country behind the comma
        let behind = (self.context.gap(last) == Gap::Comma)
            .then(|| [Label::COUNTRY, Label::LOCATION].into_iter().find_map(|l| self.context.at(last, l)))
            .flatten()
            .and_then(|m| Some((self.context.about(m).country()?, Proof::at(Link::Behind, m.span))));
        let choices = [
            behind,
            self.country_beside(mentions, i),
            self.issuer.map(|c| (c, Link::Issuer.into())),
            self.sentence(mentions, i),
        ];
        for (country, proof) in choices.into_iter().flatten() {
            if let Some(found) = alternatives.iter().find(|a| a.country == Some(country)) {
                return self.set(i, found.entity, proof, mentions);
            }
        }
        self.mentioned_last(i, mentions);
    }

    /// Of several entities the one mentioned last, or all of them.
    fn mentioned_last(&mut self, i: usize, mentions: &mut [Mention<'a>]) {
        match self.choices.seen(i, &self.seen).into_iter().max_by_key(|e| self.seen[e]) {
            Some(known) => {
                let site = mentions[self.seen[&known]].span;
                self.set(i, known, Proof::at(Link::Memory, site), mentions);
            }
            None => self.open(i, mentions),
        }
    }

    /// Countries, actors, malware, agreements: the only one with the name, the one mentioned before, or all of them.
    pub(super) fn plain(&mut self, i: usize, alternatives: &[Alternative<'a>], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, only.entity, Link::Unique, mentions);
        }
        // an entity whose own first name it is goes before those that have it as an alias
        let text = mentions[i].span.of(self.context.text);
        let own: SmallVec<[u32; 4]> = alternatives
            .iter()
            .map(|a| a.entity)
            .filter(|&e| self.entity(e).name().eq_ignore_ascii_case(text))
            .collect();
        if let [only] = own[..] {
            return self.set(i, only, Link::Unique, mentions);
        }
        self.mentioned_last(i, mentions);
    }
}
