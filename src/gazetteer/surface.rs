//! Surfaces: a name standing in a text, with all the entities that have it.
//!
//! MOFA and "Ministry of Foreign Affairs" are each the name of dozens of bodies. What stands in a text once is one thing to every stage,
//! until a mention gets its id: a *surface*, the matches of one span whose names are under one rule, and whose entities have one label and kind.
//! Cues and the parts of titles are told apart by their entities, and are a surface each. Names that stand in a document again, written the
//! same, are not verified again.

use std::cmp::Reverse;
use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::matcher::{Out, Sequence};
use super::{About, Entity, Gazetteer, Match, Name, pattern};
use crate::label::Label;
use crate::span::Span;
use crate::tokenize::Tokens;

/// A name standing in a text, of one entity or of several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    /// The bytes, symbols that belong to the name included.
    pub(crate) span: Span,
    /// The first token.
    pub(crate) first: u32,
    /// The token behind the last one.
    pub(crate) last: u32,
    /// The label of its entities.
    pub(crate) label: Label,
    /// What the lists know of the name, as [`pattern`] has it.
    flags: u8,
    /// The number of the name, of several the first.
    name: u32,
    /// The entity, of several the first.
    entity: u32,
    /// The number of its attributes.
    row: u32,
    pub(crate) entities: Entities,
}

/// The entities that a name may mean, in the order of the lists.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Entities {
    One(u32),
    /// Where they stand in [`Surfaces::shared`]; the same place for each time that the document has the name.
    Several {
        start: u32,
        count: u32,
    },
}

/// What is left of a name's flags in its surface.
const RULES: u8 = pattern::CONTEXT | pattern::ADJECTIVE | pattern::ACRONYM;

impl Surface {
    fn of(found: &Match, row: u32, about: About<'_>) -> Self {
        let &Match { span, first, last, name, entity, flags } = found;
        let (label, flags) = (about.label(), flags & RULES);
        Self { span, first, last, label, flags, name, entity, row, entities: Entities::One(entity) }
    }

    /// By first word, then longer first, then by place, then in the order of the lists.
    fn order(&self) -> (u32, Reverse<u32>, Span, u32) {
        (self.first, Reverse(self.last), self.span, self.name)
    }
}

/// The surfaces of one text.
#[derive(Debug, Default)]
pub(crate) struct Surfaces {
    /// Sorted by first token, then longer first.
    pub(crate) list: Vec<Surface>,
    /// The entities of those that have several.
    shared: Vec<u32>,
    /// The writings of the names that stand in one place of the table: where the document has each first, and what that gave.
    known: FxHashMap<Writing, (Span, Range<usize>)>,
    /// What the writings in `known` gave.
    kept: Vec<Surface>,
    /// The matches of the names under way.
    found: Vec<Match>,
}

impl Surfaces {
    /// The entities of a surface.
    pub(crate) fn entities<'s>(&'s self, entities: &'s Entities) -> &'s [u32] {
        match entities {
            Entities::One(entity) => std::slice::from_ref(entity),
            &Entities::Several { start, count } => &self.shared[start as usize..(start + count) as usize],
        }
    }
}

impl Gazetteer {
    /// Every surface at every place where it stands. `out` is emptied first.
    pub(crate) fn surfaces(&self, text: &str, tokens: &Tokens, out: &mut Surfaces) {
        out.list.clear();
        out.shared.clear();
        out.known.clear();
        out.kept.clear();
        self.matcher().find(text, tokens, &mut Filling { gazetteer: self, text, surfaces: out, under_way: None });
        out.list.dedup_by_key(|s| (s.span, s.name));
    }

    /// The entity that a surface names, of several the first.
    #[inline]
    pub(crate) fn first_entity(&self, surface: &Surface) -> Entity<'_> {
        self.at(surface.entity)
    }

    /// What is known of its entity, of several the first: they are alike but for country and parent.
    #[inline]
    pub(crate) fn about_first(&self, surface: &Surface) -> About<'_> {
        self.about(surface.row)
    }

    #[allow(clippy::unused_self, reason = "a surface means nothing without its gazetteer")]
    pub(crate) fn rules(&self, surface: &Surface) -> Name {
        Name::new(surface.entity, surface.flags)
    }
}

/// The place of names in the table, and the hash of how they are written.
type Writing = (u32, u64);

/// The names that are verified now.
struct UnderWay {
    writing: Writing,
    /// The token behind the words that are looked at.
    last: u32,
    /// Where those stand; none where what stands around them counts. Names whose words look the same may share a place, some of them
    /// longer.
    written: Option<Span>,
}

/// Surfaces as they are found.
struct Filling<'g, 's> {
    gazetteer: &'g Gazetteer,
    text: &'s str,
    surfaces: &'s mut Surfaces,
    under_way: Option<UnderWay>,
}

impl Out for Filling<'_, '_> {
    fn push(&mut self, found: Match) {
        if let Some(under_way) = &mut self.under_way {
            if found.last > under_way.last {
                under_way.written = None;
            }
            self.surfaces.found.push(found);
        } else {
            let row = self.gazetteer.entity(&found).head().attributes;
            let surface = Surface::of(&found, row, self.gazetteer.about(row));
            self.surfaces.list.push(surface);
        }
    }

    fn looks_around(&mut self) {
        if let Some(under_way) = &mut self.under_way {
            under_way.written = None;
        }
    }

    #[inline]
    fn reaches(&mut self, word: usize) {
        if let Some(under_way) = &mut self.under_way
            && word >= under_way.last as usize
        {
            under_way.written = None;
        }
    }

    fn is_known(&mut self, names: u32, words: &impl Sequence, tokens: Range<usize>) -> bool {
        let written = Span { start: words.span(tokens.start).start, end: words.span(tokens.end - 1).end };
        let writing = (names, FxBuildHasher.hash_one(written.of(self.text)));
        if let Some((known, kept)) = self.surfaces.known.get(&writing)
            && known.of(self.text) == written.of(self.text)
        {
            let (first, last) = (tokens.start as u32, tokens.end as u32);
            let again = self.surfaces.kept[kept.clone()].iter();
            self.surfaces.list.extend(again.map(|&surface| Surface { span: written, first, last, ..surface }));
            return true;
        }
        self.under_way = Some(UnderWay { writing, last: tokens.end as u32, written: Some(written) });
        false
    }

    fn end(&mut self) {
        let Some(UnderWay { writing, written, .. }) = self.under_way.take() else { return };
        let mut found = std::mem::take(&mut self.surfaces.found);
        found.sort_unstable_by_key(Match::order);
        let from = self.surfaces.kept.len();
        while let Some(&first) = found.first() {
            let row = self.gazetteer.entity(&first).head().attributes;
            let about = self.gazetteer.about(row);
            let mut surface = Surface::of(&first, row, about);
            let is_alone = surface.label.is_cue() || surface.label == Label::TITLE;
            let shared = &mut self.surfaces.shared;
            let start = shared.len();
            found.retain(|other| {
                let same = || {
                    let rule = (other.span, other.flags & RULES) == (surface.span, surface.flags);
                    !is_alone && rule && self.gazetteer.entity(other).about().is_like(about)
                };
                let taken = *other == first || same();
                if taken && shared[start..].last() != Some(&other.entity) {
                    shared.push(other.entity);
                }
                !taken
            });
            let count = shared.len() - start;
            if count > 1 {
                surface.entities = Entities::Several { start: start as u32, count: count as u32 };
            } else {
                shared.truncate(start);
            }
            self.surfaces.kept.push(surface);
        }
        self.surfaces.found = found;
        let kept = from..self.surfaces.kept.len();
        self.surfaces.list.extend_from_slice(&self.surfaces.kept[kept.clone()]);
        match written {
            Some(written) => drop(self.surfaces.known.insert(writing, (written, kept))),
            None => self.surfaces.kept.truncate(from),
        }
    }

    fn len(&self) -> usize {
        self.surfaces.list.len()
    }

    fn sort(&mut self, from: usize) {
        self.surfaces.list[from..].sort_unstable_by_key(Surface::order);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::List;

    const BODIES: &[u8] = "id\tlabel\tname\taliases\tkind\n\
        a/a\tAGENCY\tMinistry of Peace\tNCSC|Ministry for Peace\t\n\
        a/b\tAGENCY\tMinistry of Peace\tNCSC|MOP\tforum\n\
        b/c\tAGENCY\tMinistry of Peace\tNCSC|MOP\t\n\
        b/d\tLOCATION\tNCSC\tMOP|Zurich\t\n\
        c/e\tTHREAT_ACTOR\tLAPSUS$\tLapsus\t\n\
        c/f\tTHREAT_ACTOR\tLapsus\tStrawberry\t\n\
        d/g\tTITLE\tMinister\tMOP\t\n\
        d/h\tTITLE\tMinister\t\thead\n"
        .as_bytes();

    /// Surfaces say what the matches of single names say, however often and wherever a name stands.
    #[test]
    fn surfaces_are_the_matches() {
        let gazetteer = Gazetteer::builder().list(List { file: "bodies.tsv", bytes: BODIES }).build().unwrap();
        let pieces = [
            "NCSC ",
            "MOP, ",
            "Ministry of Peace ",
            "MINISTRY OF PEACE\n",
            "ministry of peace ",
            "Ministry  of Peace (",
            "Lapsus ",
            "LAPSUS$ ",
            "Lapsus$. ",
            "Minister ",
            "Zurich",
            " and the ",
            "Ministry of ",
            "ncsc ",
            "\n\n",
            "Ministers ",
        ];
        let mut surfaces = Surfaces::default();
        let mut matches = Vec::new();
        let mut random = 1u32;
        for _ in 0..300 {
            let text: String = (0..40)
                .map(|_| {
                    random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    pieces[(random >> 16) as usize % pieces.len()]
                })
                .collect();
            let tokens = Tokens::new(&text);
            gazetteer.surfaces(&text, &tokens, &mut surfaces);
            gazetteer.matches(&text, &tokens, &mut matches);
            let rules = |entity: u32, name: Name| (entity, name.context, name.adjective, name.acronym);
            let of = |s: &Surface| {
                let all = surfaces.entities(&s.entities).iter();
                all.map(|&e| (s.first, s.last, s.span, rules(e, gazetteer.rules(s)))).collect::<Vec<_>>()
            };
            let mut told: Vec<_> = surfaces.list.iter().flat_map(of).collect();
            let mut wanted: Vec<_> =
                matches.iter().map(|m| (m.first, m.last, m.span, rules(m.entity, gazetteer.name(m)))).collect();
            told.sort_unstable();
            wanted.sort_unstable();
            wanted.dedup();
            assert_eq!(told, wanted, "{text}");
            for surface in &surfaces.list {
                let kind = gazetteer.first_entity(surface).kind();
                let mut all = surfaces.entities(&surface.entities).iter().map(|&e| gazetteer.at(e));
                assert!(all.all(|e| e.label() == surface.label && e.kind() == kind), "{text}");
            }
            assert!(surfaces.list.is_sorted_by_key(Surface::order), "{text}");
            // the two without a kind are one, the forum is another, and so is the place
            let ncsc = |span: &Span| span.of(&text) == "NCSC";
            let places = tokens.spans().iter().filter(|span| ncsc(span)).count();
            assert_eq!(surfaces.list.iter().filter(|s| ncsc(&s.span)).count(), 3 * places, "{text}");
        }
    }
}
