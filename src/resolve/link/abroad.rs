//! Names of other countries' bodies that nothing in the document speaks for: in an American release PAC is a committee that collects
//! money, not the British Public Accounts Committee, and the Department of Human Services is a state's, not Australia's.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::{Alternative, Linker};
use crate::annotation::{Choice, Dropped, Link, Mention};
use crate::gazetteer::{Country, Surface};
use crate::label::Label;
use crate::tokenize::Gap;

/// Acronyms with more letters than this seldom mean something else.
const SHORT: usize = 4;

impl<'a> Linker<'_, 'a> {
    /// Marks such acronyms as unsupported, and gives ministries, commissions and the like of such a name to the issuer's country. A document
    /// without an issuer says nothing of whose bodies it means, and nothing is changed.
    ///
    /// What speaks for a body: its country, a place in it, or another body of it anywhere in the document; for an acronym also that it
    /// stands in a list of bodies. The United States' bodies and services are known by their names everywhere.
    pub(super) fn judge_abroad(&mut self, mentions: &mut [Mention<'a>]) {
        let Some(issuer) = self.issuer else { return };
        let lone: Vec<usize> = (0..mentions.len()).filter(|&i| self.is_lone(mentions, i, issuer)).collect();
        if lone.is_empty() {
            return;
        }
        // a body does not speak for itself: its short form in the document is one of these as well
        let own: FxHashSet<Cow<'a, str>> = lone.iter().filter_map(|&i| mentions[i].id.clone()).collect();
        let telling = |&(i, m): &(usize, &Mention<'a>)| match m.label {
            Label::COUNTRY | Label::LOCATION => true,
            Label::AGENCY => lone.binary_search(&i).is_err() && m.id.as_ref().is_none_or(|id| !own.contains(id)),
            _ => false,
        };
        let spoken_of: FxHashSet<Country> =
            mentions.iter().enumerate().filter(telling).filter_map(|(_, m)| m.country).collect();
        for i in lone {
            if self.countries(i).any(|country| spoken_of.contains(&country)) {
                continue;
            }
            if self.is_short_acronym(&mentions[i]) {
                mentions[i].dropped = Some(Dropped::Unsupported);
            } else {
                let before = mentions[i].id.take();
                mentions[i].name = None;
                mentions[i].candidates = Choice::default();
                self.unlisted_of(i, Some((issuer, Link::Issuer.into())), mentions);
                let (id, name, country) = (mentions[i].id.clone(), mentions[i].name, mentions[i].country);
                let short = |m: &&mut Mention<'a>| m.link == Link::Definition && before.is_some() && m.id == before;
                for m in mentions.iter_mut().filter(short) {
                    (m.id, m.name, m.country) = (id.clone(), name, country);
                }
            }
        }
    }

    /// True for an acronym, or a name that other countries may give to a body of theirs, that nothing but the list ties to its body.
    fn is_lone(&self, mentions: &[Mention<'a>], i: usize, issuer: Country) -> bool {
        let mention = &mentions[i];
        let weak = mention.label == Label::AGENCY && matches!(mention.link, Link::Unique | Link::Open);
        let alternatives = self.choices.of(i);
        let abroad =
            |a: &Alternative<'a>| a.kind != "service" && a.country.is_some_and(|c| c != issuer && c != Country::US);
        if !weak || alternatives.is_empty() || !alternatives.iter().all(abroad) {
            return false;
        }
        if self.is_short_acronym(mention) {
            return !self.is_listed_beside(mentions, i);
        }
        let context = self.context;
        let (first, last) = (mention.first as usize, mention.last as usize);
        let heads: &[&str] = match issuer {
            // they have departments
            Country::US => &["department", "departments"],
            _ => &["department", "ministry"],
        };
        // British bodies are known abroad as American ones are, but for their ministries
        let british = || self.countries(i).any(|c| c == Country::GB);
        let head = |m: Option<&Surface>| m.is_some_and(|m| context.about(m).is_kind("strong"));
        let common = (first..last).any(|t| context.is_any(t, heads))
            || issuer != Country::US
                && (head(context.ending_at(last, Label::CUE_AGENCY_HEAD))
                    || head(context.at(first, Label::CUE_AGENCY_HEAD)))
                && !british();
        common
            && last - first > 1
            && (first..last)
                .all(|t| context.at(t, Label::COUNTRY).is_none() && context.at(t, Label::LOCATION).is_none())
    }

    /// The countries of the bodies that a mention may mean.
    fn countries(&self, i: usize) -> impl Iterator<Item = Country> {
        self.choices.of(i).iter().filter_map(|a| a.country)
    }

    fn is_short_acronym(&self, mention: &Mention<'a>) -> bool {
        let mut count = 0;
        let letters = mention.span.of(self.context.text).chars().filter(|&c| c != '.');
        letters.inspect(|_| count += 1).all(char::is_uppercase) && count <= SHORT
    }

    /// True where another body stands directly before or behind: "FBI/CSE", "the ASD and the CSE".
    fn is_listed_beside(&self, mentions: &[Mention<'a>], i: usize) -> bool {
        let joins = |a: &Mention<'a>, b: &Mention<'a>| {
            let (end, start) = (a.last as usize, b.first as usize);
            a.label == Label::AGENCY
                && b.label == Label::AGENCY
                && end <= start
                && start - end <= 2
                && (end..start).all(|t| self.context.is_any(t, &["and", "the"]))
                && !matches!(self.context.gap(end), Gap::Open | Gap::Close)
                && !self.context.tokens.starts_sentence(start)
        };
        i > 0 && joins(&mentions[i - 1], &mentions[i])
            || mentions.get(i + 1).is_some_and(|behind| joins(&mentions[i], behind))
    }
}
