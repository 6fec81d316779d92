//! Ids for what no list has: a body's country and words, its parent and words, an actor's code.

use std::borrow::Cow;

use super::{DEEPEST, Found, LONGEST_ID, Linker, edition_of};
use crate::annotation::{Link, Mention, kebab};
use crate::find::Evidence;
use crate::gazetteer::Country;
use crate::label::Label;
use crate::tokenize::Gap;

impl<'a> Linker<'_, 'a> {
    /// An id for what no list has, from its words and its country.
    pub(super) fn unlisted(&mut self, i: usize, mentions: &mut [Mention<'a>]) {
        let label = mentions[i].label;
        let text = mentions[i].span.of(self.context.text);
        match label {
            Label::AGENCY => {
                if let Some(parent) = self.parent_body(mentions, i) {
                    return self.unit_of(i, parent, mentions);
                }
                let own = mentions[i].country.map(|c| (c, Link::Head.into()));
                let found = own
                    .or_else(|| self.place_inside(mentions, i))
                    .or_else(|| self.country_beside(mentions, i))
                    .or_else(|| self.owner(mentions, i))
                    .or_else(|| self.scope(mentions, i))
                    .or_else(|| self.parent(mentions, i))
                    .or_else(|| self.issuer.map(|c| (c, Link::Issuer.into())));
                self.unlisted_of(i, found, mentions);
            }
            Label::THREAT_ACTOR if mentions[i].kind == "group" => {
                let slug = self.actor_id(text, mentions[i].first as usize);
                let (id, country, name) = slug;
                mentions[i].id = Some(id);
                mentions[i].country = country;
                mentions[i].name = name;
            }
            Label::MALWARE | Label::TOOL => {
                let prefix = if label == Label::MALWARE { "mal" } else { "tool" };
                mentions[i].id = Some(Cow::Owned(format!("{prefix}/{}", kebab(text))));
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

    /// The body whose possessive stands directly before: "the FBI's Cyber Unit".
    pub(super) fn owner_of(&self, mentions: &[Mention<'a>], i: usize) -> Option<usize> {
        (i.saturating_sub(8)..i).rev().find(|&k| {
            let (next, possessive) = self.context.after_possessive(mentions[k].last as usize);
            mentions[k].label == Label::AGENCY && possessive && next == mentions[i].first as usize
        })
    }

    /// The body that a unit no list has belongs to: its owner before, or the body it is "in" or "of" behind.
    pub(super) fn parent_body(&self, mentions: &[Mention<'a>], i: usize) -> Option<usize> {
        let context = self.context;
        let last = mentions[i].last as usize;
        let before = self.owner_of(mentions, i);
        if before.is_some() {
            return before;
        }
        let mut at = last;
        // the unit's own parentheses: "Joint Secretary (Oceania Division) in the ...", "Cyber Unit (CU) of the ..."
        if context.gap(at) == Gap::Open && at + 1 < context.tokens.len() && context.gap(at + 1) == Gap::Close {
            at += 1;
        }
        let comma = context.gap(at) == Gap::Comma || context.tokens.gap_text(context.text, at) == "), ";
        if matches!(context.gap(at), Gap::Space | Gap::Close)
            && context.is_any(at, &["of", "in", "at", "within", "under", "for"])
        {
            at += 1;
        } else if !comma {
            return None;
        }
        at += usize::from(context.is(at, "the"));
        if let Some(country) = context.at(at, Label::COUNTRY) {
            at = context.after_possessive(country.last as usize).0;
        }
        let behind = mentions[i + 1..]
            .iter()
            .take(3)
            .position(|m| m.label == Label::AGENCY && m.first as usize == at)
            .map(|k| i + 1 + k)?;
        // behind a comma stands the parent only where the two are no list
        let list = comma
            && (matches!(context.gap(mentions[behind].last as usize), Gap::Comma)
                && context.is(mentions[behind].last as usize, "and"));
        let unit = self.choices.of(behind).iter().any(|a| a.parent.is_empty());
        (!list && (!comma || unit && self.is_unit(mentions, i))).then_some(behind)
    }

    /// True where a body's head word is that of a unit of some other body.
    pub(super) fn is_unit(&self, mentions: &[Mention<'a>], i: usize) -> bool {
        (mentions[i].first as usize..mentions[i].last as usize).any(|t| {
            self.context.at(t, Label::CUE_AGENCY_HEAD).is_some_and(|m| {
                matches!(
                    self.context.entity(m).name(),
                    "Bureau"
                        | "Division"
                        | "Section"
                        | "Directorate"
                        | "Unit"
                        | "Branch"
                        | "Office"
                        | "Secretariat"
                        | "Department"
                )
            })
        })
    }

    pub(super) fn unit_of(&mut self, i: usize, parent: usize, mentions: &mut [Mention<'a>]) {
        // a chain of units is followed a few steps, and its id is no longer than an id is
        if parent > i && mentions[parent].id.is_none() && self.depth < DEEPEST {
            self.depth += 1;
            self.link_one(parent, mentions);
            self.depth -= 1;
        }
        let country = mentions[parent].country;
        let Some(id) = mentions[parent].id.clone().filter(|id| id.len() < LONGEST_ID) else {
            return self.unlisted_of(i, country.map(|c| (c, Link::Parent.into())), mentions);
        };
        let text = mentions[i].span.of(self.context.text);
        let key = text.to_lowercase();
        let slug = self.acronym_behind(mentions, i).map_or_else(|| kebab(text), kebab);
        let unit = format!("{id}-{slug}");
        let by_name = self.context.gazetteer.lookup(text).find(|&e| self.entity(e).parent() == id);
        let listed = by_name.or_else(|| self.context.gazetteer.index_of(&unit));
        let unit = listed.map_or(unit, |e| self.entity(e).id().to_owned());
        let site = mentions[parent].span;
        let mention = &mut mentions[i];
        mention.country = country;
        (mention.link, mention.link_site) = (Link::Parent, Some(site));
        mention.name = listed.map(|e| self.context.gazetteer.at(e).name());
        mention.id = Some(Cow::Owned(unit));
        self.shaped.insert(key, (mention.id.clone().unwrap_or_default(), country));
    }

    /// True for a body of a city, county or district by its own words: "Los Angeles Unified School District".
    pub(super) fn is_local(&self, mention: &Mention<'a>) -> bool {
        let tokens = || mention.first as usize..mention.last as usize;
        let place = tokens()
            .any(|t| self.context.at(t, Label::LOCATION).is_some_and(|m| !self.context.about(m).is_kind("region")));
        let head = tokens().any(|t| {
            self.context.at(t, Label::CUE_AGENCY_HEAD).is_some_and(|m| {
                [
                    "School District",
                    "Police",
                    "Sheriff",
                    "City Council",
                    "County",
                    "Fire Department",
                    "Borough",
                    "Municipality",
                ]
                .iter()
                .any(|h| self.context.entity(m).name().contains(h))
            })
        });
        place && head
    }

    pub(super) fn unlisted_of(&mut self, i: usize, found: Option<Found>, mentions: &mut [Mention<'a>]) {
        if self.is_local(&mentions[i]) {
            mentions[i].kind = "local";
        }
        let text = mentions[i].span.of(self.context.text);
        let key = text.to_lowercase();
        let acronym = self.acronym_behind(mentions, i).map(kebab);
        if let Some((id, country)) =
            self.shaped.get(&key).filter(|(_, c)| found.is_none_or(|f| Some(f.0) == *c)).cloned()
        {
            let mention = &mut mentions[i];
            (mention.id, mention.country, mention.link) = (Some(id), country, Link::Memory);
            return;
        }
        // a body of several countries extended by juxtaposition: "Quad Senior Cyber Group"
        let base = self
            .context
            .at(mentions[i].first as usize, Label::AGENCY)
            .filter(|m| m.last < mentions[i].last)
            .map(|m| self.context.entity(m));
        let mention = &mut mentions[i];
        if let Some(base) = base.filter(|e| e.country().is_none()) {
            let prefix = base.id().split('/').next().unwrap_or("int");
            mention.id = Some(Cow::Owned(format!("{prefix}/{}", acronym.unwrap_or_else(|| kebab(text)))));
            mention.kind = if base.kind() == "forum" { "forum" } else { "" };
            mention.country = None;
            return;
        }
        let Some((country, proof)) = found else {
            mention.link = Link::Open;
            return;
        };
        mention.country = Some(country);
        (mention.link, mention.link_site) = (proof.link, proof.site);
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
    pub(super) fn acronym_behind(&self, mentions: &[Mention<'a>], i: usize) -> Option<&'a str> {
        let next = mentions.get(i + 1)?;
        let definition =
            self.groups[i + 1].members.iter().any(|&m| self.candidates.list[m].evidence == Evidence::Definition);
        (next.first == mentions[i].last && self.context.gap(next.first as usize) == Gap::Open && definition)
            .then(|| next.span.of(self.context.text))
    }

    /// Code names and units: the listed actor with this name in another spelling, or an id of the words.
    pub(super) fn actor_id(&self, text: &str, first: usize) -> (Cow<'a, str>, Option<Country>, Option<&'a str>) {
        let squeezed: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let spaced = text.replace('-', " ");
        for surface in [text, squeezed.as_str(), spaced.as_str(), text.split_once(' ').map_or("", |(_, rest)| rest)] {
            let known = self.context.gazetteer.lookup(surface).find(|&e| self.entity(e).label() == Label::THREAT_ACTOR);
            if let Some(entity) = known.map(|e| self.entity(e)) {
                return (Cow::Borrowed(entity.id()), entity.country(), Some(entity.name()));
            }
        }
        let service = self.context.at(first, Label::AGENCY).and_then(|m| self.context.about(m).country());
        let slug = if text.contains("Unit") { kebab(&text[text.find("Unit").unwrap_or(0)..]) } else { kebab(text) };
        (Cow::Owned(format!("ta/{slug}")), service, None)
    }
}
