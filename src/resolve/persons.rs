//! Persons: every mention gets the id of the fullest form of the name in the document.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::annotation::{Mention, kebab};
use crate::find::Context;
use crate::label::Label;

/// How many forms of a name before and behind one are looked at: those that share its first or its last word.
const FAR: usize = 128;

pub(super) fn join(context: &Context<'_>, mentions: &mut [Mention<'_>]) {
    let persons: Vec<usize> =
        (0..mentions.len()).filter(|&i| mentions[i].label == Label::PERSON && mentions[i].id.is_none()).collect();
    // the forms, each once, in the order of their first mention; and those that have a word
    let mut forms: Vec<String> = Vec::new();
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut of: Vec<usize> = Vec::with_capacity(persons.len());
    // where each form stands, as numbers of persons
    let mut places: Vec<Vec<usize>> = Vec::new();
    // the title directly before each person, and those that each form stands behind somewhere
    let title = |i: usize| {
        let before = i.checked_sub(1).map(|b| &mentions[b])?;
        (before.label == Label::TITLE && before.last == mentions[i].first)
            .then(|| before.id.as_deref().map(str::to_owned))?
    };
    let titles: Vec<Option<String>> = persons.iter().map(|&i| title(i)).collect();
    for (k, &i) in persons.iter().enumerate() {
        let slug = kebab(mentions[i].span.of(context.text));
        let next = forms.len();
        let number = *numbers.entry(slug.clone()).or_insert(next);
        if number == next {
            forms.push(slug);
            places.push(Vec::new());
        }
        places[number].push(k);
        of.push(number);
    }
    let mut having: HashMap<&str, Vec<usize>> = HashMap::new();
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
        let mut all: Vec<usize> = Vec::new();
        for word in [last(&forms[number]), first(&forms[number])] {
            let with = having.get(word).map_or(&[][..], Vec::as_slice);
            let at = with.partition_point(|&n| n < number);
            all.extend(&with[at.saturating_sub(FAR)..(at + FAR).min(with.len())]);
        }
        all.sort_unstable();
        all.dedup();
        all.retain(|&n| is_fuller(&forms[n], &forms[number]));
        all
    };
    let all: Vec<Vec<usize>> = (0..forms.len()).map(fuller).collect();
    for (k, (&i, &number)) in persons.iter().zip(&of).enumerate() {
        // of several fuller forms the nearest before, else the nearest behind
        let before = |n: usize| places[n].partition_point(|&p| p < k).checked_sub(1).map(|at| (places[n][at], n));
        let behind = |n: usize| places[n].get(places[n].partition_point(|&p| p < k)).map(|&p| (p, n));
        // "President Biden" is not the Jill Biden who is only ever First Lady; of two persons of one family name the one with the
        // title is meant, but a person may bear one title here and another there
        let held = |n: usize| places[n].iter().take(FAR).filter_map(|&p| titles[p].as_deref());
        let same = |n: usize| titles[k].as_deref().is_some_and(|own| held(n).any(|title| is_same_post(own, title)));
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
        mentions[i].id = Some(Cow::Owned(format!("person/{}", forms[best])));
    }
}

/// Titles of those who are married to the holder of an office of the same family name.
const SPOUSES: &[&str] = &["title/first-gentleman", "title/first-lady", "title/second-gentleman", "title/second-lady"];

/// True where one of two titles is the other with more words before or behind: "First Vice Minister", "Vice Minister".
fn is_same_post(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let words = short.trim_start_matches("title/");
    long == short || long.ends_with(&format!("-{words}")) || long.starts_with(&format!("{short}-"))
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
