//! Names of other countries' bodies that nothing in the document speaks for: in an American release PAC is a committee that collects
//! money, not the British Public Accounts Committee, and the Department of Human Services is a state's, not Australia's.

use rustc_hash::FxHashSet;

use super::Linker;
use crate::annotation::{Dropped, Link, Mention};
use crate::gazetteer::Country;
use crate::label::Label;
use crate::tokenize::Gap;

/// Acronyms with more letters than this seldom mean something else.
const SHORT: usize = 4;

impl<'a> Linker<'_, 'a> {
    /// Marks such acronyms as unsupported, and gives ministries and departments of such a name to the issuer's country. A document
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
        let telling = |&(i, m): &(usize, &Mention<'a>)| {
            matches!(m.label, Label::COUNTRY | Label::LOCATION)
                || m.label == Label::AGENCY && lone.binary_search(&i).is_err()
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
                mentions[i].name = None;
                mentions[i].candidates.clear();
                self.unlisted_of(i, Some((issuer, Link::Issuer.into())), mentions);
            }
        }
    }

    /// True for an acronym, ministry or department of another country that nothing but the list ties to its body.
    fn is_lone(&self, mentions: &[Mention<'a>], i: usize, issuer: Country) -> bool {
        let mention = &mentions[i];
        let weak = mention.label == Label::AGENCY && matches!(mention.link, Link::Unique | Link::Open);
        let alternatives = self.alternatives(&self.groups[i]);
        let abroad = |&e: &u32| {
            let entity = self.entity(e);
            entity.kind() != "service" && entity.country().is_some_and(|c| c != issuer && c != Country::US)
        };
        if !weak || alternatives.is_empty() || !alternatives.iter().all(abroad) {
            return false;
        }
        if self.is_short_acronym(mention) {
            return !self.is_listed_beside(mentions, i);
        }
        let context = self.context;
        let mut words = mention.first as usize..mention.last as usize;
        // the United States have departments
        let heads: &[&str] =
            if issuer == Country::US { &["department", "departments"] } else { &["department", "ministry"] };
        words.clone().any(|t| context.is_any(t, heads))
            && words.all(|t| context.at(t, Label::COUNTRY).is_none() && context.at(t, Label::LOCATION).is_none())
    }

    /// The countries of the bodies that a mention may mean.
    fn countries(&self, i: usize) -> impl Iterator<Item = Country> {
        let alternatives = self.alternatives(&self.groups[i]);
        alternatives.into_iter().filter_map(|e| self.entity(e).country())
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
