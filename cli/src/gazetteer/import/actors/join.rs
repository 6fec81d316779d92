//! Joining two lists of named things one to one, never transitively.

use std::collections::{BTreeMap, BTreeSet};

use super::names::norm;

/// What is compared: the main name, all names, and ids that sources quote of each other.
pub(crate) struct Side {
    pub(crate) main: String,
    pub(crate) names: BTreeSet<String>,
}

impl Side {
    /// A side from its names; the first is the main one.
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<String> = names.into_iter().map(norm).filter(|n| !n.is_empty()).collect();
        Self { main: names.first().cloned().unwrap_or_default(), names: names.into_iter().collect() }
    }
}

/// For each of `guests` the host that it joins. A host may have several faces (MISP's names, ATT&CK's names), which are
/// compared one by one and never pooled, so that nothing is joined through a third.
///
/// First those that share their main name, then the pairs that share most names (a shared main name of the guest breaks
/// a tie, then the order of the hosts); each host takes one guest at most, unless `attached` says otherwise.
pub(crate) fn one_to_one(
    guests: &[Side],
    hosts: &[Vec<Side>],
    attached: &BTreeMap<usize, usize>,
) -> Vec<Option<usize>> {
    let mut joined: Vec<Option<usize>> = vec![None; guests.len()];
    let mut taken = BTreeSet::new();
    for (&guest, &host) in attached {
        joined[guest] = Some(host);
        taken.insert(host);
    }
    for (g, guest) in guests.iter().enumerate() {
        let same = |h: &usize| hosts[*h].iter().any(|face| face.main == guest.main);
        if let Some(host) = (0..hosts.len()).filter(|h| !taken.contains(h)).find(same).filter(|_| joined[g].is_none()) {
            joined[g] = Some(host);
            taken.insert(host);
        }
    }
    let mut index: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (h, faces) in hosts.iter().enumerate() {
        for name in faces.iter().flat_map(|f| &f.names) {
            index.entry(name).or_default().insert(h);
        }
    }
    let mut pairs = Vec::new();
    for (g, guest) in guests.iter().enumerate() {
        let near: BTreeSet<usize> =
            guest.names.iter().filter_map(|n| index.get(n.as_str())).flatten().copied().collect();
        for h in near {
            let shared = hosts[h].iter().map(|face| face.names.intersection(&guest.names).count()).max().unwrap_or(0);
            let main = hosts[h].iter().any(|face| face.names.contains(&guest.main));
            pairs.push((std::cmp::Reverse(shared), !main, g, h));
        }
    }
    pairs.sort_unstable();
    for (_, _, g, h) in pairs {
        if joined[g].is_none() && !taken.contains(&h) {
            joined[g] = Some(h);
            taken.insert(h);
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(guests: &[&[&str]], hosts: &[&[&[&str]]]) -> Vec<Option<usize>> {
        let side = |names: &&[&str]| Side::new(names.iter().copied());
        let guests: Vec<Side> = guests.iter().map(side).collect();
        let hosts: Vec<Vec<Side>> = hosts.iter().map(|faces| faces.iter().map(side).collect()).collect();
        one_to_one(&guests, &hosts, &BTreeMap::new())
    }

    #[test]
    fn main_name_beats_the_number_of_shared_names() {
        assert_eq!(join(&[&["A", "x", "y"]], &[&[&["B", "x", "y"]], &[&["a"]]]), [Some(1)]);
    }

    #[test]
    fn a_host_takes_one_guest_and_the_other_stands_alone() {
        assert_eq!(join(&[&["G", "x"], &["H", "x", "y"]], &[&[&["B", "x", "y"]]]), [None, Some(0)]);
    }

    #[test]
    fn faces_of_a_host_are_not_pooled() {
        let hosts: &[&[&[&str]]] = &[&[&["B", "x"], &["C", "y"]], &[&["D", "x", "y"]]];
        assert_eq!(join(&[&["G", "x", "y"]], hosts), [Some(1)]);
    }

    #[test]
    fn spelling_does_not_matter() {
        assert_eq!(join(&[&["Saint Bear"]], &[&[&["SaintBear"]]]), [Some(0)]);
    }
}
