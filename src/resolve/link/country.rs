//! Where a mention's country stands in the text: beside it, at the head of its list, in its parent, in its issuer.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::{Alternative, FAR, Found, Linker, Proof};
use crate::annotation::{Link, Mention};
use crate::find::Meaning;
use crate::gazetteer::{Country, Entity};
use crate::kinds::phrase;
use crate::label::Label;
use crate::tokenize::Gap;

impl<'a> Linker<'_, 'a> {
    /// The country of a place inside a body's own name: "Los Angeles Unified School District".
    pub(super) fn place_inside(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        (mentions[i].first as usize..mentions[i].last as usize).find_map(|t| {
            let named = |label| self.context.at(t, label).filter(|m| m.last <= mentions[i].last);
            let found = named(Label::COUNTRY).or_else(|| named(Label::LOCATION))?;
            self.context.about(found).country().map(|c| (c, Proof::at(Link::Words, found.span)))
        })
    }

    /// The country directly before the mention ("UK NCSC", "South Korea's NCSC") or behind it ("Ministry of Defence of Ukraine", "NCSC-NZ").
    pub(super) fn country_beside(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let context = self.context;
        let (first, last) = (mentions[i].first as usize, mentions[i].last as usize);
        if let Some((found, _)) = phrase::country_before(context, first) {
            return context.about(found).country().map(|c| (c, Proof::at(Link::Head, found.span)));
        }
        let mut at = last;
        let gap = context.gap(at);
        // the acronym's parentheses stand between: "Ministry of Defence (MOD) of Ukraine"
        if gap == Gap::Open
            && at + 1 < context.tokens.len()
            && matches!(context.gap(at + 1), Gap::Close)
            && context.at(at, Label::COUNTRY).is_none()
        {
            at += 1;
        }
        if at >= context.tokens.len() {
            return None;
        }
        let suffix = context.gap(at) == Gap::Hyphen
            || context.gap(at) == Gap::Open
            || at == last && context.gap(at) == Gap::Space && context.is_capitalised(at);
        if suffix
            && let Some(found) = context
                .at(at, Label::COUNTRY)
                .filter(|m| !context.name(m).adjective && !context.is_possessive(m.last as usize))
        {
            return context.about(found).country().map(|c| (c, Proof::at(Link::Behind, found.span)));
        }
        // a signature: the country on the line below
        if self.context.tokens.gap_text(self.context.text, at).trim_matches([' ', ',', '\r']) == "\n"
            && let Some(found) = [Label::COUNTRY, Label::LOCATION].into_iter().find_map(|label| context.at(at, label))
            && context
                .tokens
                .gap_text(context.text, found.last as usize)
                .trim_start_matches([' ', '\r'])
                .starts_with(['\n', ','])
        {
            return context.about(found).country().map(|c| (c, Proof::at(Link::Behind, found.span)));
        }
        // a letterhead: "Ministry of Foreign Affairs, Republic of Korea" on a line of its own
        if context.gap(at) == Gap::Comma
            && let Some(found) = context.at(at, Label::COUNTRY).filter(|m| {
                !context.name(m).adjective
                    && context
                        .tokens
                        .gap_text(context.text, m.last as usize)
                        .trim_start_matches([' ', ')', '.'])
                        .starts_with('\n')
            })
        {
            return context.about(found).country().map(|c| (c, Proof::at(Link::Behind, found.span)));
        }
        if matches!(context.gap(at), Gap::Space | Gap::Close)
            && context.is_any(at, &["of", "in", "at", "within", "under"])
        {
            let in_place = context.is_any(at, &["in"]);
            let at = at + 1 + usize::from(context.is(at + 1, "the"));
            if let Some(found) = context.at(at, Label::COUNTRY) {
                return context.about(found).country().map(|c| (c, Proof::at(Link::Behind, found.span)));
            }
            if in_place
                && let Some(found) = context.at(at, Label::LOCATION).filter(|m| context.about(m).is_kind("capital"))
            {
                return context.about(found).country().map(|c| (c, Proof::at(Link::Behind, found.span)));
            }
        }
        None
    }

    /// "the Department of Justice and the Department of the Treasury of the United States": the country behind the last of several.
    pub(super) fn shared_behind(
        &self,
        mentions: &[Mention<'a>],
        i: usize,
        alternatives: &[Alternative<'a>],
    ) -> Option<Found> {
        let context = self.context;
        let mut end = mentions[i].last as usize;
        for (k, mention) in mentions.iter().enumerate().skip(i + 1).take(4).filter(|(_, m)| m.label == Label::AGENCY) {
            let mut at = end;
            at += usize::from(context.is(at, "and"));
            at += usize::from(context.is(at, "the"));
            let joined = at > end && context.gap(end) == Gap::Space
                || context.gap(end) == Gap::Comma
                || context.gap(end) == Gap::Open;
            if !joined || mention.first as usize != at {
                return None;
            }
            if let Some((country, proof @ Proof { link: Link::Behind, .. })) = self.country_beside(mentions, k) {
                let own = alternatives.iter().any(|a| a.country == Some(country));
                return own.then_some((country, proof));
            }
            end = mention.last as usize;
        }
        None
    }

    /// The country of the body whose possessive or name stands directly before: "the FBI's Cyber Unit".
    pub(super) fn owner(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let first = mentions[i].first as usize;
        let before = mentions[..i].iter().rev().take(FAR).find(|m| m.label == Label::AGENCY)?;
        let (next, possessive) = self.context.after_possessive(before.last as usize);
        (possessive && next == first)
            .then_some(before.country)
            .flatten()
            .map(|c| (c, Proof::at(Link::Parent, before.span)))
    }

    /// The country that heads the phrase or list: the last one before in the sentence that is written as a head.
    pub(super) fn scope(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        self.countries_before(i)
            .take_while(|&k| mentions[k].first as usize >= sentence.start)
            .filter(|&k| self.is_head(mentions, k))
            .find_map(|k| {
                let country = mentions[k].country.or_else(|| self.country_named(&mentions[k]))?;
                Some((country, Proof::at(Link::Scope, mentions[k].span)))
            })
    }

    /// The numbers of the countries among the mentions before number `i`, the nearest first.
    fn countries_before(&self, i: usize) -> impl Iterator<Item = usize> {
        let next = |k: usize| (self.countries[k] as usize).checked_sub(1);
        std::iter::successors(next(i), move |&k| next(k)).take_while(move |&k| k + FAR >= i)
    }

    pub(super) fn country_named(&self, mention: &Mention<'a>) -> Option<Country> {
        self.context.at(mention.first as usize, Label::COUNTRY).and_then(|m| self.context.about(m).country())
    }

    /// True where a country is written as the head of what follows: with a possessive, as "the ROK side", before a body or title, behind "from".
    pub(super) fn is_head(&self, mentions: &[Mention<'a>], k: usize) -> bool {
        let context = self.context;
        let mention = &mentions[k];
        let (first, last) = (mention.first as usize, mention.last as usize);
        let inside =
            mentions[k.saturating_sub(FAR)..k].iter().any(|m| m.span != mention.span && m.span.contains(mention.span));
        if inside || mention.threat {
            return false;
        }
        let (next, possessive) = context.after_possessive(last);
        let side = context.is_any(
            next,
            &[
                "side",
                "delegation",
                "representation",
                "representatives",
                "participants",
                "officials",
                "team",
                "government",
                "part",
                "agencies",
                "authorities",
                "counterpart",
                "counterparts",
                "attendees",
                "members",
                "partners",
                "ministries",
                "departments",
            ],
        );
        let body = context.is_joined(next)
            && (context.at(next, Label::AGENCY).is_some()
                || context.at(next, Label::TITLE).is_some() && !self.is_of_envoy(mention));
        let from = first > 0
            && (context.is_any(first - 1, &["from", "for"])
                || first > 1 && context.is(first - 1, "the") && context.is_any(first - 2, &["from", "for"]))
            && matches!(context.gap(next), Gap::Comma | Gap::Other | Gap::Open | Gap::Dash);
        let list = matches!(context.gap(next), Gap::Comma)
            && context.is_any(next, &["comprising", "including", "represented", "with"]);
        let heading = context.is_joined(next) && context.tokens.gap_text(context.text, next + 1).starts_with(':');
        possessive
            || side
            || body
            || from
            || list
            || heading
            || context.tokens.gap_text(context.text, next).starts_with(':')
    }

    /// True where a country is that of an envoy, who speaks to the bodies of another one: "the Chinese Ambassador".
    fn is_of_envoy(&self, mention: &Mention<'a>) -> bool {
        let context = self.context;
        let (next, _) = context.after_possessive(mention.last as usize);
        context.is_joined(next)
            && context.at(next, Label::TITLE).is_some_and(|m| {
                matches!(context.entity(m).name(), "Ambassador" | "High Commissioner" | "Chargé d'Affaires")
            })
    }

    /// The country of the last body before in the sentence that is a parent of an alternative by the lists, or owns it by a possessive.
    pub(super) fn parent(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        let first = mentions[i].first as usize;
        let alternatives = self.choices.of(i);
        // a sentence that is a list names the same bodies again and again: each is looked up once
        let mut strangers: SmallVec<[&str; 8]> = SmallVec::new();
        mentions[..i]
            .iter()
            .rev()
            .take(FAR)
            .take_while(|m| m.first as usize >= sentence.start)
            .filter(|m| m.label == Label::AGENCY)
            .find_map(|m| {
                let id = m.id.as_deref()?;
                let owned =
                    m.last as usize + 2 >= first && self.context.after_possessive(m.last as usize) == (first, true);
                if !owned {
                    if strangers.contains(&id) {
                        return None;
                    }
                    let above = self.context.gazetteer.get(id).map(Entity::parent);
                    if !alternatives.iter().any(|a| a.parent == id || above == Some(a.id)) {
                        strangers.push(id);
                        return None;
                    }
                }
                m.country.map(|country| (country, Proof::at(Link::Parent, m.span)))
            })
    }

    /// Of bodies of one name the only one whose parent, or a unit of which, the document names: "the NCSC, a part of GCHQ".
    pub(super) fn family(&self, alternatives: &[Alternative<'a>]) -> Option<u32> {
        let mut all = alternatives.iter().filter(|a| self.named.contains(a.parent) || self.parents.contains(a.id));
        let first = all.next()?;
        all.all(|a| a.country == first.country).then_some(first.entity)
    }

    /// The last country named before in the sentence, as a head or not; else the first one behind.
    pub(super) fn sentence(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let sentence = self.context.tokens.sentence_of(mentions[i].first as usize);
        let mut before = self
            .countries_before(i)
            .map(|k| &mentions[k])
            .take_while(|m| m.first as usize >= sentence.start)
            .filter(|m| !m.threat && !self.is_of_envoy(m));
        before.find_map(|m| {
            let country = m.country.or_else(|| self.country_named(m))?;
            Some((country, Proof::at(Link::Sentence, m.span)))
        })
    }

    /// The country of the body named directly before in a list: "the FBI, the NSA and GCHQ".
    pub(super) fn neighbour(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let first = mentions[i].first as usize;
        let before = mentions[..i].last().filter(|m| m.label == Label::AGENCY)?;
        // one that overlaps this one is no neighbour
        let between = first.checked_sub(before.last as usize)?;
        let joined = matches!(self.context.gap(before.last as usize), Gap::Comma | Gap::Space)
            && between <= 2
            && (0..between).all(|k| self.context.is_any(before.last as usize + k, &["and", "the"]));
        joined.then_some(before.country).flatten().map(|c| (c, Proof::at(Link::Sentence, before.span)))
    }

    /// The country that the document's bare bodies belong to: the one most of its unambiguous bodies and its dateline belong to.
    pub(super) fn issuer(&self, mentions: &[Mention<'a>]) -> Option<Country> {
        let mut tally: FxHashMap<Country, u32> = FxHashMap::default();
        // countries inside other names tell no more than those names
        let mut behind = 0;
        let outer: Vec<usize> = (0..mentions.len())
            .filter(|&i| {
                let inside = mentions[i].span.end <= behind;
                behind = behind.max(mentions[i].span.end);
                !inside
            })
            .collect();
        for (rank, &i) in outer.iter().enumerate() {
            let mention = &mentions[i];
            let head = self.candidates.list[self.groups[i].head];
            match mention.label {
                Label::AGENCY => {
                    let alternatives = self.choices.of(i);
                    if rank < 6
                        && let Some((country, Proof { link: Link::Behind, .. })) = self.country_beside(mentions, i)
                    {
                        *tally.entry(country).or_default() += 3;
                    }
                    let mut countries = alternatives.iter().map(|a| a.country);
                    if let Some(Some(first)) = countries.next()
                        && countries.all(|c| c == Some(first))
                        && alternatives[0].kind != "service"
                    {
                        *tally.entry(first).or_default() += if rank < 6 { 3 } else { 1 };
                    }
                }
                // a letterhead's first lines: "REPUBLIC OF KENYA"
                Label::COUNTRY if rank < 3 && self.is_line(mention) => {
                    if let Some(country) = self.country_named(mention) {
                        *tally.entry(country).or_default() += 3;
                    }
                }
                Label::LOCATION if mention.first == 0 || rank < 3 && self.is_dateline(mention) => {
                    if let Meaning::Listed { entities, .. } = head.meaning
                        && let Some(country) = self.context.entities(&entities).next().and_then(Entity::country)
                    {
                        *tally.entry(country).or_default() += 3;
                    }
                }
                _ => {}
            }
        }
        // no body tells: "the Australian Government", as those write who are it
        if tally.is_empty() {
            for mention in outer.iter().map(|&i| &mentions[i]).filter(|m| m.label == Label::COUNTRY) {
                let last = mention.last as usize;
                let own = self.context.is_joined(last) && self.context.is(last, "Government");
                if let Some(country) = self.country_named(mention).filter(|_| own) {
                    *tally.entry(country).or_default() += 1;
                }
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

    /// The issuer's country, where a body of it stands a few words before a name of several words: "KAPO, together with the Prosecutor
    /// General's Office".
    pub(super) fn issuer_beside(&self, mentions: &[Mention<'a>], i: usize) -> Option<Found> {
        let issuer = self.issuer?;
        let mention = &mentions[i];
        let sentence = self.context.tokens.sentence_of(mention.first as usize);
        let before = mentions[..i].iter().rfind(|m| m.last <= mention.first)?;
        let near = before.first as usize >= sentence.start && mention.first - before.last <= 3;
        (near && mention.last - mention.first > 1 && before.label == Label::AGENCY && before.country == Some(issuer))
            .then(|| (issuer, Proof::at(Link::Issuer, before.span)))
    }

    /// True where a mention has a line for itself.
    fn is_line(&self, mention: &Mention<'a>) -> bool {
        let (first, last) = (mention.first as usize, mention.last as usize);
        let breaks = |i: usize| i == 0 || i >= self.context.tokens.len() || self.context.is_behind_break(i);
        breaks(first) && breaks(last)
    }

    pub(super) fn is_dateline(&self, mention: &Mention<'a>) -> bool {
        let last = mention.last as usize;
        let start = self.context.tokens.starts_sentence(mention.first as usize);
        start && matches!(self.context.gap(last), Gap::Comma | Gap::Dash | Gap::Open | Gap::Other)
    }
}
