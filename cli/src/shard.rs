//! Shards: documents split over machines by their ids, so that n machines give together what one gives.

use std::fmt;

/// One of several shards, as `i/n`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Shard {
    /// From 1.
    number: u64,
    of: u64,
}

impl Shard {
    /// Reads `i/n`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match numbers {
            Some((number, of)) if 1 <= number && number <= of => Ok(Self { number, of }),
            _ => Err("a shard is i/n, with i from 1 to n".to_owned()),
        }
    }

    /// True where a document with this id belongs to the shard: its hash (XXH3, 64 bits) modulo n is i - 1.
    pub(crate) fn has(self, id: &str) -> bool {
        xxhash_rust::xxh3::xxh3_64(id.as_bytes()) % self.of == self.number - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn every_document_has_one_shard() {
        let shards: Vec<Shard> = (1..=3).map(|i| Shard::parse(&format!("{i}/3")).unwrap()).collect();
        for id in (0..1000).map(|i| format!("doc/{i}")) {
            assert_eq!(shards.iter().filter(|s| s.has(&id)).count(), 1, "{id}");
        }
        // fixed for all versions and machines
        let first: Vec<_> = ["", "a.txt", "-", "서울"].into_iter().filter(|id| shards[0].has(id)).collect();
        assert_eq!(first, ["a.txt", "서울"]);
        for bad in ["", "0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/2"] {
            assert!(Shard::parse(bad).is_err(), "{bad}");
        }
    }
}
