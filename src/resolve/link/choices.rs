//! The entities that mentions may mean, with what deciding asks of each.
//!
//! What a name means depends on the entities that have it, on what the document as a whole names, and on what stands around a mention. Only the last is
//! looked at for each mention: the entities are read once for each name, and what the document says of them is kept.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::annotation::Choice;
use crate::find::Context;
use crate::gazetteer::{Country, Entities};
use crate::resolve::{Alternatives, Group};

/// An entity that a mention may mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Alternative<'a> {
    pub(super) entity: u32,
    pub(super) id: &'a str,
    pub(super) country: Option<Country>,
    pub(super) kind: &'a str,
    pub(super) parent: &'a str,
    pub(super) is_former: bool,
}

/// What the mentions of a document may mean.
#[derive(Debug)]
pub(super) struct Choices<'a> {
    all: Vec<Alternative<'a>>,
    /// Of each mention, those of its name, in the order of the lists.
    of: Vec<Range<u32>>,
    /// What is known of names that several entities have, by their place.
    known: RefCell<FxHashMap<Range<u32>, Known<'a>>>,
}

/// What a document says of the entities that share a name.
#[derive(Debug, Default)]
struct Known<'a> {
    /// The only one whose family the document names, if that was asked.
    family: OnceCell<Option<u32>>,
    /// Those that were mentioned before, when the document had mentioned so many.
    seen: (usize, SmallVec<[u32; 4]>),
    /// The choice between them at that time.
    open: Option<(usize, Choice<'a>)>,
}

impl<'a> Choices<'a> {
    pub(super) fn new(context: &Context<'a>, groups: &[Group]) -> Self {
        let mut all: Vec<Alternative<'a>> = Vec::with_capacity(groups.len());
        let mut named: FxHashMap<_, Range<u32>> = FxHashMap::default();
        let of = groups.iter().map(|group| {
            let name = match group.alternatives {
                Alternatives::Named(entities @ Entities::Several { .. }) => Some(entities),
                _ => None,
            };
            if let Some(known) = name.and_then(|name| named.get(&name)) {
                return known.clone();
            }
            let start = all.len() as u32;
            all.extend(group.alternatives.numbers(context).iter().map(|&number| {
                let entity = context.gazetteer.at(number);
                let about = entity.about();
                Alternative {
                    entity: number,
                    id: entity.id(),
                    country: about.country(),
                    kind: about.kind(),
                    parent: about.parent(),
                    is_former: about.is_former(),
                }
            }));
            let range = start..all.len() as u32;
            if let Some(name) = name {
                named.insert(name, range.clone());
            }
            range
        });
        let of = of.collect();
        Self { all, of, known: RefCell::default() }
    }

    /// The entities that mention `i` may mean, in the order of the lists.
    pub(super) fn of(&self, i: usize) -> &[Alternative<'a>] {
        let Range { start, end } = self.of[i];
        &self.all[start as usize..end as usize]
    }

    /// Those of mention `i` that were mentioned before; `seen` are all that were, to which some are added from time to time.
    pub(super) fn seen(&self, i: usize, seen: &FxHashMap<u32, usize>) -> SmallVec<[u32; 4]> {
        let all = self.of(i).iter().map(|a| a.entity).filter(|entity| seen.contains_key(entity));
        if self.of[i].len() < 2 {
            return all.collect();
        }
        let mut known = self.known.borrow_mut();
        let known = known.entry(self.of[i].clone()).or_default();
        if known.seen.0 != seen.len() {
            known.seen = (seen.len(), all.collect());
        }
        known.seen.1.clone()
    }

    /// What `find` finds of the entities of mention `i`, in the document as a whole.
    pub(super) fn family(&self, i: usize, find: impl Fn(&[Alternative<'a>]) -> Option<u32>) -> Option<u32> {
        let mut known = self.known.borrow_mut();
        *known.entry(self.of[i].clone()).or_default().family.get_or_init(|| find(self.of(i)))
    }

    /// The choice between the entities of mention `i`, made by `make`, when the document has mentioned so many.
    pub(super) fn open(
        &self,
        i: usize,
        mentioned: usize,
        make: impl Fn(&[Alternative<'a>]) -> Choice<'a>,
    ) -> Choice<'a> {
        let mut known = self.known.borrow_mut();
        let open = &mut known.entry(self.of[i].clone()).or_default().open;
        match open {
            Some((at, choice)) if *at == mentioned => choice.clone(),
            _ => open.insert((mentioned, make(self.of(i)))).1.clone(),
        }
    }
}
