//! Persons: every mention gets the id of the fullest form of the name in the document.

use std::borrow::Cow;

use crate::annotation::{Mention, kebab};
use crate::find::Context;
use crate::label::Label;

pub(super) fn join(context: &Context<'_>, mentions: &mut [Mention<'_>]) {
    let persons: Vec<usize> =
        (0..mentions.len()).filter(|&i| mentions[i].label == Label::PERSON && mentions[i].id.is_none()).collect();
    let slugs: Vec<String> = persons.iter().map(|&i| kebab(mentions[i].span.of(context.text))).collect();
    for (k, &i) in persons.iter().enumerate() {
        // the fullest form that has all words of this one, in order; of several the nearest before, else the nearest behind
        let fuller = |j: &usize| is_fuller(&slugs[*j], &slugs[k]);
        let words = |j: usize| slugs[j].split('-').count();
        let nearest = (0..k).rev().find(fuller).or_else(|| (k + 1..persons.len()).find(fuller));
        let mut best = nearest.unwrap_or(k);
        // and the fullest of those that are fuller than that one
        while let Some(more) =
            (0..persons.len()).filter(|&j| is_fuller(&slugs[j], &slugs[best])).max_by_key(|&j| words(j))
        {
            best = more;
        }
        mentions[i].id = Some(Cow::Owned(format!("person/{}", slugs[best])));
    }
}

/// True where `long` is a longer form of `short`: its words, in order, with more before, between or behind, and the same family name.
fn is_fuller(long: &str, short: &str) -> bool {
    if long.len() <= short.len() {
        return false;
    }
    let mut words = long.split('-');
    // Jr. and III stand behind the family name
    let long = ["-jr", "-sr", "-ii", "-iii", "-iv"].iter().find_map(|suffix| long.strip_suffix(suffix)).unwrap_or(long);
    if long == short {
        return true;
    }
    let contained = short
        .split('-')
        .all(|word| words.any(|w| w == word || w.len() == 1 && word.starts_with(w) && short.contains('-')));
    contained && (long.ends_with(last(short)) || long.starts_with(first(short)))
}

fn last(slug: &str) -> &str {
    slug.rsplit('-').next().unwrap_or(slug)
}

fn first(slug: &str) -> &str {
    slug.split('-').next().unwrap_or(slug)
}

#[cfg(test)]
mod tests {
    use super::is_fuller;

    #[test]
    fn fuller_forms() {
        assert!(is_fuller("jen-easterly", "easterly"));
        assert!(is_fuller("cho-hyun-woo", "cho"));
        assert!(is_fuller("joseph-h-harrington", "joseph-harrington"));
        assert!(is_fuller("joseph-r-biden-jr", "biden"));
        assert!(!is_fuller("jane-roe", "john-roe") && !is_fuller("roe", "roe"));
    }
}
