//! Persons: every mention gets the id of the fullest form of the name in the document.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::annotation::{Mention, push_kebab};
use crate::find::Context;
use crate::label::Label;

/// How many forms of a name before and behind one are looked at: those that share its first or its last word.
const FAR: usize = 128;

pub(super) fn join(context: &Context<'_>, mentions: &mut [Mention<'_>]) {
    let persons: Vec<usize> =
        (0..mentions.len()).filter(|&i| mentions[i].label == Label::PERSON && mentions[i].id.is_none()).collect();
    if persons.is_empty() {
        return;
    }
    // the slugs of all, one behind the other
    let mut slugs = String::new();
    let ends: Vec<usize> = persons
        .iter()
        .map(|&i| {
            push_kebab(mentions[i].span.of(context.text), &mut slugs);
            slugs.len()
        })
        .collect();
    let ids = ids(mentions, &persons, &slugs, &ends);
    for (&i, id) in persons.iter().zip(ids) {
        mentions[i].id = Some(Cow::Owned(id));
    }
}

/// The ids of the persons, given their slugs and where each ends.
fn ids(mentions: &[Mention<'_>], persons: &[usize], slugs: &str, ends: &[usize]) -> Vec<String> {
    // the forms, each once, in the order of their first mention; and those that have a word
    let mut forms: Vec<&str> = Vec::new();
    let mut numbers: FxHashMap<&str, usize> = FxHashMap::default();
    let mut of: Vec<usize> = Vec::with_capacity(persons.len());
    // where each form stands, as numbers of persons
    let mut places: Vec<SmallVec<[usize; 4]>> = Vec::new();
    // the title directly before each person, and those that each form stands behind somewhere
    let title = |&i: &usize| {
        let before = i.checked_sub(1).map(|b| &mentions[b])?;
        (before.label == Label::TITLE && before.last == mentions[i].first).then_some(before.id.as_deref())?
    };
    let titles: Vec<Option<&str>> = persons.iter().map(title).collect();
    let mut start = 0;
    for (k, &end) in ends.iter().enumerate() {
        let slug = &slugs[std::mem::replace(&mut start, end)..end];
        let number = *numbers.entry(slug).or_insert_with(|| {
            forms.push(slug);
            places.push(SmallVec::new());
            forms.len() - 1
        });
        places[number].push(k);
        of.push(number);
    }
    let mut having: FxHashMap<&str, SmallVec<[usize; 4]>> = FxHashMap::default();
    for (number, form) in forms.iter().enumerate() {
        for word in form.split('-') {
            let all = having.entry(word).or_default();
            if all.last() != Some(&number) {
                all.push(number);
            }
        }
    }
    // the forms that are fuller than one
    let fuller = |number: usize| {
        let mut all: SmallVec<[usize; 4]> = SmallVec::new();
        for word in [last(forms[number]), first(forms[number])] {
            let with = having.get(word).map_or(&[][..], SmallVec::as_slice);
            let at = with.partition_point(|&n| n < number);
            let near = &with[at.saturating_sub(FAR)..(at + FAR).min(with.len())];
            all.extend(near.iter().copied().filter(|&n| is_fuller(forms[n], forms[number])));
        }
        all.sort_unstable();
        all.dedup();
        all
    };
    let all: Vec<SmallVec<[usize; 4]>> = (0..forms.len()).map(fuller).collect();
    let id = |(k, &number): (usize, &usize)| {
        // of several fuller forms the nearest before, else the nearest behind
        let before = |n: usize| places[n].partition_point(|&p| p < k).checked_sub(1).map(|at| (places[n][at], n));
        let behind = |n: usize| places[n].get(places[n].partition_point(|&p| p < k)).map(|&p| (p, n));
        // "President Biden" is not the Jill Biden who is only ever First Lady; of two persons of one family name the one with the
        // title is meant, but a person may bear one title here and another there
        let held = |n: usize| places[n].iter().take(FAR).filter_map(|&p| titles[p]);
        let same = |n: usize| titles[k].is_some_and(|own| held(n).any(|title| is_same_post(own, title)));
        let spouse = |n: usize| {
            titles[k].is_some() && !same(n) && held(n).next().is_some() && held(n).all(|title| SPOUSES.contains(&title))
        };
        let any_same = all[number].iter().any(|&n| same(n));
        let fits = |n: &&usize| !spouse(**n) && (!any_same || same(**n));
        let nearest = all[number]
            .iter()
            .filter(fits)
            .filter_map(|&n| before(n))
            .max()
            .or_else(|| all[number].iter().filter(fits).filter_map(|&n| behind(n)).min());
        let mut best = nearest.map_or(number, |(_, n)| n);
        // and the fullest of those that are fuller than that one
        let words = |n: usize| (forms[n].split('-').count(), places[n].last().copied());
        while let Some(more) = all[best].iter().copied().filter(|_| nearest.is_some()).max_by_key(|&n| words(n)) {
            best = more;
        }
        ["person/", forms[best]].concat()
    };
    of.iter().enumerate().map(id).collect()
}

/// Titles of those who are married to the holder of an office of the same family name.
const SPOUSES: &[&str] = &["title/first-gentleman", "title/first-lady", "title/second-gentleman", "title/second-lady"];

/// True where one of two titles is the other with more words before or behind: "First Vice Minister", "Vice Minister".
fn is_same_post(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let words = short.trim_start_matches("title/");
    long == short
        || long.strip_suffix(words).is_some_and(|before| before.ends_with('-'))
        || long.strip_prefix(short).is_some_and(|behind| behind.starts_with('-'))
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
    use super::{is_fuller, is_same_post};

    #[test]
    fn fuller_forms() {
        assert!(is_fuller("jen-easterly", "easterly"));
        assert!(is_fuller("cho-hyun-woo", "cho"));
        assert!(is_fuller("joseph-h-harrington", "joseph-harrington"));
        assert!(is_fuller("joseph-r-biden-jr", "biden"));
        assert!(!is_fuller("jane-roe", "john-roe") && !is_fuller("roe", "roe"));
    }

    #[test]
    fn same_posts() {
        assert!(is_same_post("title/first-vice-minister", "title/vice-minister"));
        assert!(is_same_post("title/minister", "title/minister-for-trade"));
        assert!(!is_same_post("title/president", "title/first-lady"));
    }
}
