//! Linking: which body, place, group or event a mention means, and on what evidence.
//!
//! In order: the document's own definition; the country directly before or behind; the country that heads the phrase or list, which
//! rules until the next head; the body that it is a part of; an earlier mention in the document; the only body with that name; a country named before in the sentence; the country of the
//! issuer. Where none of these decides, the alternatives stay, and nothing is guessed.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Group, edition_of};
use crate::annotation::{Link, Mention, kebab};
use crate::find::{Candidates, Context, Evidence, Meaning};
use crate::gazetteer::{Country, Entity};
use crate::kinds::phrase;
use crate::label::Label;
use crate::tokenize::Gap;

pub(super) fn link<'a>(context: &Context<'a>, candidates: &Candidates, groups: &[Group], mentions: &mut [Mention<'a>]) {
    let mut linker = Linker { context, candidates, groups, issuer: None, seen: HashMap::new(), shaped: HashMap::new() };
    linker.issuer = linker.issuer(mentions);
    for i in 0..mentions.len() {
        linker.link_one(i, mentions);
    }
}

struct Linker<'c, 'a> {
    context: &'c Context<'a>,
    candidates: &'c Candidates,
    groups: &'c [Group],
    issuer: Option<Country>,
    /// The entities that mentions so far were tied to, each with the number of the last such mention.
    seen: HashMap<u32, usize>,
    /// The ids given to bodies that no list has, by their words.
    shaped: HashMap<String, (Cow<'a, str>, Option<Country>)>,
}

/// Where the country of a mention was found.
type Found = (Country, Link);

impl<'a> Linker<'_, 'a> {
    fn link_one(&mut self, i: usize, mentions: &mut [Mention<'a>]) {
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
            Label::EVENT if edition_of(self.context, self.candidates, group).is_none() && !alternatives.is_empty() => self.event(i, &alternatives, mentions),
            Label::LOCATION => self.place(i, &alternatives, mentions),
            _ if alternatives.is_empty() => self.unlisted(i, mentions),
            _ => self.plain(i, &alternatives, mentions),
        }
    }

    /// The listed entities that the words of a group may mean, in the order of the lists.
    fn alternatives(&self, group: &Group) -> Vec<u32> {
        let mut all: Vec<u32> = group
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

    fn entity(&self, index: u32) -> &'a Entity {
        self.context.gazetteer.entity_at(index)
    }

    /// The mention that a short form is defined by.
    fn definition_of(&self, i: usize, mentions: &[Mention<'a>]) -> Option<usize> {
        let of = |long: u32| {
            let c = self.candidates.list[long as usize];
            let at = mentions.partition_point(|m| m.span.end < c.span.end);
            mentions[at..].iter().position(|m| m.span.end == c.span.end && m.label == c.label).map(|k| at + k).filter(|&k| k != i)
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
    fn take(&mut self, i: usize, long: usize, mentions: &mut [Mention<'a>]) {
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
    }

    fn set(&mut self, i: usize, index: u32, link: Link, mentions: &mut [Mention<'a>]) {
        let entity = self.entity(index);
        let mention = &mut mentions[i];
        mention.id = Some(Cow::Borrowed(entity.id()));
        mention.name = Some(entity.name());
        mention.country = entity.country();
        mention.link = link;
        if mention.label == Label::AGENCY {
            mention.kind = if matches!(entity.kind(), "forum" | "local") { entity.kind() } else { "" };
            mention.threat = entity.kind() == "service";
            mention.status = if entity.is_former() { "former" } else { "" };
        }
        self.seen.insert(index, i);
    }

    fn agency(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        let (first, last) = (mentions[i].first as usize, mentions[i].last as usize);
        if self.context.tokens.shape(first) == crate::tokenize::Shape::Lower {
            mentions[i].kind = "descriptive";
        }
        let descriptive = mentions[i].kind == "descriptive";
        self.decide_agency(i, alternatives, mentions);
        if descriptive {
            mentions[i].kind = "descriptive";
        }
        let _ = (first, last);
    }

    fn decide_agency(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if alternatives.is_empty() {
            return self.unlisted(i, mentions);
        }
        let of = |country: Country| -> Vec<u32> { alternatives.iter().copied().filter(|&e| self.entity(e).country() == Some(country)).collect() };
        let beside = self.country_beside(mentions, i).or_else(|| self.shared_behind(mentions, i, alternatives));
        if let Some((country, link)) = beside {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, link, mentions);
            }
            // all alternatives belong to other countries: a body that no list has
            let abroad = alternatives.iter().all(|&e| self.entity(e).country().is_some());
            let common = alternatives.len() > 1 || self.context.tokens.shape(mentions[i].first as usize) == crate::tokenize::Shape::Lower;
            if abroad && common && link == Link::Head {
                return self.unlisted_of(i, Some((country, link)), mentions);
            }
        }
        // a body of no country with the very name needs no cue: UN, NATO
        if let [only] = alternatives
            && beside.is_none_or(|(country, _)| self.entity(*only).country() != Some(country))
        {
            return self.set(i, *only, Link::Unique, mentions);
        }
        let choices: [Option<Found>; 2] = [self.scope(mentions, i), self.parent(mentions, i)];
        for (country, link) in choices.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, link, mentions);
            }
        }
        if let Some(&known) = alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            let rivals = alternatives.iter().filter(|e| self.seen.contains_key(e)).count();
            if rivals == 1 {
                return self.set(i, known, Link::Memory, mentions);
            }
        }
        let seen = alternatives.iter().any(|e| self.seen.contains_key(e));
        // after two bodies of one name a bare mention may mean either, and the issuer does not decide
        let weak = [self.sentence(mentions, i), self.neighbour(mentions, i), (!seen).then_some(()).and(self.issuer.map(|c| (c, Link::Issuer)))];
        for (country, link) in weak.into_iter().flatten() {
            let same = of(country);
            if !same.is_empty() {
                let chosen = self.latest(&same);
                return self.set(i, chosen, link, mentions);
            }
        }
        // several bodies of one country share the name: a list's order decides, and that is said by the score
        if alternatives.iter().all(|&e| self.entity(e).country() == self.entity(alternatives[0]).country()) {
            return self.set(i, alternatives[0], Link::Unique, mentions);
        }
        self.open(i, alternatives, mentions);
    }

    /// Of several entities of one country the one mentioned last, one that is no more only if it is alone.
    fn latest(&self, same: &[u32]) -> u32 {
        same.iter().copied().max_by_key(|e| (self.seen.get(e).map_or(0, |&at| at + 1), !self.entity(*e).is_former(), std::cmp::Reverse(*e))).unwrap_or(same[0])
    }

    fn open(&self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        let share = 1.0 / alternatives.len() as f32;
        let mut all: Vec<(Cow<'a, str>, f32)> = alternatives.iter().map(|&e| (Cow::Borrowed(self.entity(e).id()), share)).collect();
        // what the document has named stands before what it has not
        let seen: Vec<&str> = alternatives.iter().filter(|e| self.seen.contains_key(e)).map(|&e| self.entity(e).id()).collect();
        if seen.len() > 1 {
            all.retain(|(id, _)| seen.contains(&&**id));
            all.iter_mut().for_each(|c| c.1 = 1.0 / seen.len() as f32);
        }
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mention = &mut mentions[i];
        mention.candidates = all;
        mention.link = Link::Open;
    }

    /// An id for what no list has, from its words and its country.
    fn unlisted(&mut self, i: usize, mentions: &mut [Mention<'a>]) {
        let label = mentions[i].label;
        let text = mentions[i].span.of(self.context.text);
        match label {
            Label::AGENCY => {
                if let Some(parent) = self.parent_body(mentions, i) {
                    return self.unit_of(i, parent, mentions);
                }
                let own = mentions[i].country.map(|c| (c, Link::Head));
                let found = own
                    .or_else(|| self.place_inside(mentions, i))
                    .or_else(|| self.country_beside(mentions, i))
                    .or_else(|| self.owner(mentions, i))
                    .or_else(|| self.scope(mentions, i))
                    .or_else(|| self.parent(mentions, i))
                    .or_else(|| self.issuer.map(|c| (c, Link::Issuer)));
                self.unlisted_of(i, found, mentions);
            }
            Label::THREAT_ACTOR if mentions[i].kind == "group" => {
                let slug = self.actor_id(text, mentions[i].first as usize);
                let (id, country, name) = slug;
                mentions[i].id = Some(id);
                mentions[i].country = country;
                mentions[i].name = name;
            }
            Label::EVENT => {
                if let Some(edition) = edition_of(self.context, self.candidates, &self.groups[i]) {
                    let id = mentions[i].id.take().unwrap_or_default();
                    mentions[i].id = Some(Cow::Owned(format!("{id}-{edition}")));
                }
            }
            _ => {}
        }
    }

    /// The body that a unit no list has belongs to: its owner before, or the body it is "in" or "of" behind.
    fn parent_body(&self, mentions: &[Mention<'a>], i: usize) -> Option<usize> {
        let context = self.context;
        let (first, last) = (mentions[i].first as usize, mentions[i].last as usize);
        let before = mentions[..i].iter().rposition(|m| {
            let (next, possessive) = context.after_possessive(m.last as usize);
            m.label == Label::AGENCY && possessive && next == first
        });
        if before.is_some() {
            return before;
        }
        let mut at = last;
        // the unit's own parentheses: "Joint Secretary (Oceania Division) in the ...", "Cyber Unit (CU) of the ..."
        if context.gap(at) == Gap::Open && at + 1 < context.tokens.len() && context.gap(at + 1) == Gap::Close {
            at += 1;
        }
        let comma = context.gap(at) == Gap::Comma || context.tokens.gap_text(context.text, at) == "), ";
        if matches!(context.gap(at), Gap::Space | Gap::Close) && context.is_any(at, &["of", "in", "at", "within", "under"]) {
            at += 1;
        } else if !comma {
            return None;
        }
        at += usize::from(context.is(at, "the"));
        if let Some(country) = context.at(at, Label::COUNTRY) {
            at = context.after_possessive(country.last as usize).0;
        }
        let behind = mentions[i + 1..].iter().take(3).position(|m| m.label == Label::AGENCY && m.first as usize == at).map(|k| i + 1 + k)?;
        // behind a comma stands the parent only where the two are no list
        let list = comma && (matches!(context.gap(mentions[behind].last as usize), Gap::Comma) && context.is(mentions[behind].last as usize, "and"));
        let unit = self.alternatives(&self.groups[behind]).iter().any(|&e| self.entity(e).parent().is_empty());
        (!list && (!comma || unit && self.is_unit(mentions, i))).then_some(behind)
    }

    /// True where a body's head word is that of a unit of some other body.
    fn is_unit(&self, mentions: &[Mention<'a>], i: usize) -> bool {
        (mentions[i].first as usize..mentions[i].last as usize).any(|t| {
            self.context.at(t, Label::CUE_AGENCY_HEAD).is_some_and(|m| matches!(self.context.entity(m).name(), "Bureau" | "Division" | "Section" | "Directorate" | "Unit" | "Branch" | "Office" | "Secretariat" | "Department"))
        })
    }

    fn unit_of(&mut self, i: usize, parent: usize, mentions: &mut [Mention<'a>]) {
        if parent > i && mentions[parent].id.is_none() {
            self.link_one(parent, mentions);
        }
        let country = mentions[parent].country;
        let Some(id) = mentions[parent].id.clone() else {
            return self.unlisted_of(i, country.map(|c| (c, Link::Parent)), mentions);
        };
        let text = mentions[i].span.of(self.context.text);
        let key = text.to_lowercase();
        let slug = self.acronym_behind(mentions, i).map_or_else(|| kebab(text), kebab);
        let unit = format!("{id}-{slug}");
        let listed = self.context.gazetteer.index_of(&unit);
        let mention = &mut mentions[i];
        mention.country = country;
        mention.link = Link::Parent;
        mention.name = listed.map(|e| self.context.gazetteer.entity_at(e).name());
        mention.id = Some(Cow::Owned(unit));
        self.shaped.insert(key, (mention.id.clone().unwrap_or_default(), country));
    }

    /// True for a body of a city, county or district by its own words: "Los Angeles Unified School District".
    fn is_local(&self, mention: &Mention<'a>) -> bool {
        let tokens = || mention.first as usize..mention.last as usize;
        let place = tokens().any(|t| self.context.at(t, Label::LOCATION).is_some_and(|m| self.context.entity(m).kind() != "region"));
        let head = tokens().any(|t| {
            self.context.at(t, Label::CUE_AGENCY_HEAD).is_some_and(|m| {
                ["School District", "Police", "Sheriff", "City Council", "County", "Fire Department", "Borough", "Municipality"].iter().any(|h| self.context.entity(m).name().contains(h))
            })
        });
        place && head
    }

    /// The country of a place inside a body's own name: "Los Angeles Unified School District".
    fn place_inside(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        (mentions[i].first as usize..mentions[i].last as usize).find_map(|t| {
            let found = self.context.at(t, Label::LOCATION).filter(|m| m.last <= mentions[i].last)?;
            self.context.entity(found).country().map(|c| (c, Link::Words))
        })
    }

    fn unlisted_of(&mut self, i: usize, found: Option<Found>, mentions: &mut [Mention<'a>]) {
        if self.is_local(&mentions[i]) {
            mentions[i].kind = "local";
        }
        let text = mentions[i].span.of(self.context.text);
        let key = text.to_lowercase();
        let acronym = self.acronym_behind(mentions, i).map(kebab);
        if let Some((id, country)) = self.shaped.get(&key).filter(|(_, c)| found.is_none_or(|f| Some(f.0) == *c)).cloned() {
            let mention = &mut mentions[i];
            (mention.id, mention.country, mention.link) = (Some(id), country, Link::Memory);
            return;
        }
        // a body of several countries extended by juxtaposition: "Quad Senior Cyber Group"
        let base = self.context.at(mentions[i].first as usize, Label::AGENCY).filter(|m| m.last < mentions[i].last).map(|m| self.context.entity(m));
        let mention = &mut mentions[i];
        if let Some(base) = base.filter(|e| e.country().is_none()) {
            let prefix = base.id().split('/').next().unwrap_or("int");
            mention.id = Some(Cow::Owned(format!("{prefix}/{}", acronym.unwrap_or_else(|| kebab(text)))));
            mention.kind = if base.kind() == "forum" { "forum" } else { "" };
            mention.country = None;
            return;
        }
        let Some((country, link)) = found else {
            mention.link = Link::Open;
            return;
        };
        mention.country = Some(country);
        mention.link = link;
        let id = format!("{}/{}", country.code().to_ascii_lowercase(), acronym.unwrap_or_else(|| kebab(text)));
        mention.id = Some(Cow::Owned(id));
        if let Some(index) = mention.id.as_deref().and_then(|id| self.context.gazetteer.index_of(id)) {
            // the document's own name for a body that a list has under another one
            let entity = self.entity(index);
            if entity.label() == Label::AGENCY {
                mention.id = Some(Cow::Borrowed(entity.id()));
                mention.name = Some(entity.name());
                self.seen.insert(index, i);
            }
        }
        if let Some(id) = &mention.id {
            self.shaped.insert(key, (id.clone(), mention.country));
        }
    }

    /// The acronym in parentheses behind a mention, where the document defines one.
    fn acronym_behind(&self, mentions: &[Mention<'a>], i: usize) -> Option<&'a str> {
        let next = mentions.get(i + 1)?;
        let definition = self.groups[i + 1].members.iter().any(|&m| self.candidates.list[m].evidence == Evidence::Definition);
        (next.first == mentions[i].last && self.context.gap(next.first as usize) == Gap::Open && definition).then(|| next.span.of(self.context.text))
    }

    /// Code names and units: the listed actor with this name in another spelling, or an id of the words.
    fn actor_id(&self, text: &str, first: usize) -> (Cow<'a, str>, Option<Country>, Option<&'a str>) {
        let squeezed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let spaced = text.replace('-', " ");
        for surface in [text, squeezed.as_str(), spaced.as_str(), text.split_once(' ').map_or("", |(_, rest)| rest)] {
            let known = self.context.gazetteer.lookup(surface).find(|&e| self.entity(e).label() == Label::THREAT_ACTOR);
            if let Some(entity) = known.map(|e| self.entity(e)) {
                return (Cow::Borrowed(entity.id()), entity.country(), Some(entity.name()));
            }
        }
        let service = self.context.at(first, Label::AGENCY).and_then(|m| self.context.entity(m).country());
        let slug = if text.contains("Unit") { kebab(&text[text.find("Unit").unwrap_or(0)..]) } else { kebab(text) };
        (Cow::Owned(format!("ta/{slug}")), service, None)
    }

    fn event(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        let index = alternatives[0];
        self.set(i, index, Link::Unique, mentions);
        if let Some(edition) = crate::kinds::event_edition(self.context, mentions[i].first as usize, mentions[i].last as usize) {
            mentions[i].id = Some(Cow::Owned(format!("{}-{edition}", self.entity(index).id())));
            return;
        }
        // "Defence Cyber Marvel (DCM4)": the edition stands in the acronym behind
        let edition = mentions.get(i + 1).filter(|m| m.first == mentions[i].last && m.label == Label::EVENT).and_then(|_| edition_of(self.context, self.candidates, &self.groups[i + 1]));
        if let Some(edition) = edition {
            mentions[i].id = Some(Cow::Owned(format!("{}-{edition}", self.entity(index).id())));
        } else {
            let before = mentions[..i].iter().rev().find(|m| m.label == Label::EVENT && m.name == mentions[i].name && m.id.is_some());
            if let Some(id) = before.map(|m| m.id.clone()) {
                mentions[i].id = id;
            }
        }
    }

    fn place(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, *only, Link::Unique, mentions);
        }
        let last = mentions[i].last as usize;
        // "Cambridge, Massachusetts", "Valencia, Spain": the place or country behind the comma
        let behind = (self.context.gap(last) == Gap::Comma)
            .then(|| [Label::COUNTRY, Label::LOCATION].into_iter().find_map(|l| self.context.at(last, l)))
            .flatten()
            .and_then(|m| self.context.entity(m).country());
        let choices = [behind.map(|c| (c, Link::Behind)), self.country_beside(mentions, i), self.issuer.map(|c| (c, Link::Issuer)), self.sentence(mentions, i)];
        for (country, link) in choices.into_iter().flatten() {
            if let Some(&e) = alternatives.iter().find(|&&e| self.entity(e).country() == Some(country)) {
                return self.set(i, e, link, mentions);
            }
        }
        match alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            Some(&e) => self.set(i, e, Link::Memory, mentions),
            None => self.open(i, alternatives, mentions),
        }
    }

    /// Countries, actors, malware, agreements: the only one with the name, the one mentioned before, or all of them.
    fn plain(&mut self, i: usize, alternatives: &[u32], mentions: &mut [Mention<'a>]) {
        if let [only] = alternatives {
            return self.set(i, *only, Link::Unique, mentions);
        }
        // an entity whose own first name it is goes before those that have it as an alias
        let text = mentions[i].span.of(self.context.text);
        let own: Vec<u32> = alternatives.iter().copied().filter(|&e| self.entity(e).name().eq_ignore_ascii_case(text)).collect();
        if let [only] = own.as_slice() {
            return self.set(i, *only, Link::Unique, mentions);
        }
        match alternatives.iter().filter(|e| self.seen.contains_key(e)).max_by_key(|e| self.seen[e]) {
            Some(&e) => self.set(i, e, Link::Memory, mentions),
            None => self.open(i, alternatives, mentions),
        }
    }

    /// The country directly before the mention ("UK NCSC", "South Korea's NCSC") or behind it ("Ministry of Defence of Ukraine", "NCSC-NZ").
    fn country_beside(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let context = self.context;
        let (first, last) = (mentions[i].first as usize, mentions[i].last as usize);
        if let Some((found, _)) = phrase::country_before(context, first) {
            return context.entity(found).country().map(|c| (c, Link::Head));
        }
        let mut at = last;
        let gap = context.gap(at);
        // the acronym's parentheses stand between: "Ministry of Defence (MOD) of Ukraine"
        if gap == Gap::Open && at + 1 < context.tokens.len() && matches!(context.gap(at + 1), Gap::Close) && context.at(at, Label::COUNTRY).is_none() {
            at += 1;
        }
        if at >= context.tokens.len() {
            return None;
        }
        let suffix = context.gap(at) == Gap::Hyphen || context.gap(at) == Gap::Open || at == last && context.gap(at) == Gap::Space && context.is_capitalised(at);
        if suffix && let Some(found) = context.at(at, Label::COUNTRY).filter(|m| !context.name(m).adjective && !context.is_possessive(m.last as usize)) {
            return context.entity(found).country().map(|c| (c, Link::Behind));
        }
        // a letterhead: "Ministry of Foreign Affairs, Republic of Korea" on a line of its own
        if context.gap(at) == Gap::Comma
            && let Some(found) = context.at(at, Label::COUNTRY).filter(|m| !context.name(m).adjective && context.tokens.gap_text(context.text, m.last as usize).trim_start_matches([' ', ')', '.']).starts_with('\n'))
        {
            return context.entity(found).country().map(|c| (c, Link::Behind));
        }
        if matches!(context.gap(at), Gap::Space | Gap::Close) && context.is_any(at, &["of", "in", "at", "within", "under"]) {
            let in_place = context.is_any(at, &["in"]);
            let at = at + 1 + usize::from(context.is(at + 1, "the"));
            if let Some(found) = context.at(at, Label::COUNTRY) {
                return context.entity(found).country().map(|c| (c, Link::Behind));
            }
            if in_place && let Some(found) = context.at(at, Label::LOCATION).filter(|m| context.entity(m).kind() == "capital") {
                return context.entity(found).country().map(|c| (c, Link::Behind));
            }
        }
        None
    }

    /// "the Department of Justice and the Department of the Treasury of the United States": the country behind the last of several.
    fn shared_behind(&self, mentions: &[Mention<'a>], i: usize, alternatives: &[u32]) -> Option<Found> {
        let context = self.context;
        let mut end = mentions[i].last as usize;
        for (k, mention) in mentions.iter().enumerate().skip(i + 1).take(4).filter(|(_, m)| m.label == Label::AGENCY) {
            let mut at = end;
            at += usize::from(context.is(at, "and"));
            at += usize::from(context.is(at, "the"));
            let joined = at > end && context.gap(end) == Gap::Space || context.gap(end) == Gap::Comma || context.gap(end) == Gap::Open;
            if !joined || mention.first as usize != at {
                return None;
            }
            if let Some((country, Link::Behind)) = self.country_beside(mentions, k) {
                let own = alternatives.iter().any(|&e| self.entity(e).country() == Some(country));
                return own.then_some((country, Link::Behind));
            }
            end = mention.last as usize;
        }
        None
    }

    /// The country of the body whose possessive or name stands directly before: "the FBI's Cyber Unit".
    fn owner(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let first = mentions[i].first as usize;
        let before = mentions[..i].iter().rev().find(|m| m.label == Label::AGENCY)?;
        let (next, possessive) = self.context.after_possessive(before.last as usize);
        (possessive && next == first).then_some(before.country).flatten().map(|c| (c, Link::Parent))
    }

    /// The country that heads the phrase or list: the last one before in the sentence that is written as a head.
    fn scope(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        mentions[..i]
            .iter()
            .rev()
            .take_while(|m| m.first as usize >= sentence.start)
            .filter(|m| m.label == Label::COUNTRY && self.is_head(mentions, m))
            .find_map(|m| m.country.or_else(|| self.country_named(m)))
            .map(|c| (c, Link::Scope))
    }

    fn country_named(&self, mention: &Mention<'a>) -> Option<Country> {
        self.context.at(mention.first as usize, Label::COUNTRY).and_then(|m| self.context.entity(m).country())
    }

    /// True where a country is written as the head of what follows: with a possessive, as "the ROK side", before a body or title, behind "from".
    fn is_head(&self, mentions: &[Mention<'a>], mention: &Mention<'a>) -> bool {
        let context = self.context;
        let (first, last) = (mention.first as usize, mention.last as usize);
        let inside = mentions.iter().take_while(|m| m.first <= mention.first).any(|m| m.span != mention.span && m.span.contains(mention.span));
        if inside || mention.threat {
            return false;
        }
        let (next, possessive) = context.after_possessive(last);
        let side = context.is_any(next, &["side", "delegation", "representation", "representatives", "participants", "officials", "team", "government", "part", "agencies", "authorities", "counterpart", "counterparts", "attendees", "members", "partners", "ministries", "departments"]);
        let body = context.is_joined(next) && (context.at(next, Label::AGENCY).is_some() || context.at(next, Label::TITLE).is_some());
        let from = first > 0 && (context.is_any(first - 1, &["from", "for"]) || first > 1 && context.is(first - 1, "the") && context.is_any(first - 2, &["from", "for"])) && matches!(context.gap(next), Gap::Comma | Gap::Other | Gap::Open | Gap::Dash);
        let list = matches!(context.gap(next), Gap::Comma) && context.is_any(next, &["comprising", "including", "represented", "with"]);
        let heading = context.is_joined(next) && context.tokens.gap_text(context.text, next + 1).starts_with(':');
        possessive || side || body || from || list || heading || context.tokens.gap_text(context.text, next).starts_with(':')
    }

    /// The country of the last body before in the sentence that is a parent of an alternative by the lists, or owns it by a possessive.
    fn parent(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        let first = mentions[i].first as usize;
        let alternatives = self.alternatives(&self.groups[i]);
        mentions[..i].iter().rev().take_while(|m| m.first as usize >= sentence.start).filter(|m| m.label == Label::AGENCY).find_map(|m| {
            let (next, possessive) = self.context.after_possessive(m.last as usize);
            let owned = possessive && next == first;
            let id = m.id.as_deref()?;
            let child = alternatives.iter().any(|&e| self.entity(e).parent() == id || self.context.gazetteer.get(id).is_some_and(|p| p.parent() == self.entity(e).id()));
            (owned || child).then_some(m.country).flatten().map(|c| (c, Link::Parent))
        })
    }

    /// The last country named before in the sentence, as a head or not; else the first one behind.
    fn sentence(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        let before = mentions[..i].iter().rev().take_while(|m| m.first as usize >= sentence.start).filter(|m| m.label == Label::COUNTRY && !m.threat);
        before.filter_map(|m| m.country.or_else(|| self.country_named(m))).next().map(|c| (c, Link::Sentence))
    }

    /// The country of the body named directly before in a list: "the FBI, the NSA and GCHQ".
    fn neighbour(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let first = mentions[i].first as usize;
        let before = mentions[..i].last().filter(|m| m.label == Label::AGENCY)?;
        let between = first - before.last as usize;
        let joined = matches!(self.context.gap(before.last as usize), Gap::Comma | Gap::Space) && between <= 2 && (0..between).all(|k| self.context.is_any(before.last as usize + k, &["and", "the"]));
        joined.then_some(before.country).flatten().map(|c| (c, Link::Sentence))
    }

    /// The country that the document's bare bodies belong to: the one most of its unambiguous bodies and its dateline belong to.
    fn issuer(&self, mentions: &[Mention<'a>]) -> Option<Country> {
        let mut tally: HashMap<Country, u32> = HashMap::new();
        for (i, mention) in mentions.iter().enumerate() {
            let head = self.candidates.list[self.groups[i].head];
            match mention.label {
                Label::AGENCY => {
                    let alternatives = self.alternatives(&self.groups[i]);
                    if i < 6 && let Some((country, Link::Behind)) = self.country_beside(mentions, i) {
                        *tally.entry(country).or_default() += 3;
                    }
                    let mut countries = alternatives.iter().map(|&e| self.entity(e).country());
                    if let Some(Some(first)) = countries.next()
                        && countries.all(|c| c == Some(first))
                        && !self.entity(alternatives[0]).kind().eq("service")
                    {
                        *tally.entry(first).or_default() += if i < 6 { 3 } else { 1 };
                    }
                }
                Label::LOCATION if mention.first == 0 || i < 3 && self.is_dateline(mention) => {
                    if let Meaning::Listed { entity, .. } = head.meaning
                        && let Some(country) = self.entity(entity).country()
                    {
                        *tally.entry(country).or_default() += 3;
                    }
                }
                _ => {}
            }
        }
        let mut all: Vec<(u32, Country)> = tally.into_iter().map(|(c, n)| (n, c)).collect();
        all.sort_unstable_by_key(|&(n, c)| (std::cmp::Reverse(n), c));
        match all.as_slice() {
            [(_, only)] => Some(*only),
            [(n, first), (m, _), ..] if *n >= 2 * m => Some(*first),
            _ => None,
        }
    }

    fn is_dateline(&self, mention: &Mention<'a>) -> bool {
        let last = mention.last as usize;
        let start = self.context.tokens.sentences().contains(&mention.first);
        start && matches!(self.context.gap(last), Gap::Comma | Gap::Dash | Gap::Open | Gap::Other)
    }
}
