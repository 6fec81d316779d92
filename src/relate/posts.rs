//! Bodies that several posts of one person share: a rank's, and those of posts that are said shorter the second time.

use rustc_hash::FxHashMap;

use crate::annotation::{Mention, Relation};
use crate::gazetteer::Country;

/// The body and country of a post.
type Seat = (Option<u32>, Option<Country>);

/// Gives relations without a body the body of another post of the same person.
pub(super) fn share(mentions: &[Mention<'_>], relations: &mut [Relation]) {
    // a rank is held where the person's post is: "Gen. Timothy Haugh, Commander of U.S. Cyber Command"
    let mut posts: FxHashMap<u32, Seat> = FxHashMap::default();
    for relation in relations.iter().filter(|r| r.agency.is_some()) {
        posts.entry(relation.person).or_insert((relation.agency, relation.country));
    }
    for relation in relations.iter_mut().filter(|r| mentions[r.title as usize].kind == "rank" && r.agency.is_none()) {
        if let Some(&(agency, country)) = posts.get(&relation.person) {
            (relation.agency, relation.country) = (agency, country);
        }
    }
    // "Secretary Moraes", behind "Moraes, Secretary for Asia at the Ministry": the same post, said shorter
    let holder = |r: &Relation| mentions[r.person as usize].id.as_deref();
    let words = |r: &Relation| mentions[r.title as usize].id.as_deref().and_then(|id| id.strip_prefix("title/"));
    let mut shorter: FxHashMap<(&str, &str), Seat> = FxHashMap::default();
    for relation in relations.iter().filter(|r| r.agency.is_some()) {
        let (Some(person), Some(post)) = (holder(relation), words(relation)) else { continue };
        // each beginning of the post is a shorter name of it
        for (at, _) in post.match_indices('-').take(4) {
            shorter.entry((person, &post[..at])).or_insert((relation.agency, relation.country));
        }
    }
    for relation in relations.iter_mut().filter(|r| r.agency.is_none()) {
        if let (Some(person), Some(post)) = (holder(relation), words(relation))
            && let Some(&(agency, country)) = shorter.get(&(person, post))
        {
            (relation.agency, relation.country) = (agency, country);
        }
    }
}
