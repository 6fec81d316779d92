//! A list of so many names, the same for the same number: `make_list 100000 > names.tsv`. Places, persons and bodies, as lists of a
//! million names have them: words that many names share, words of their own, one to five words a name.
#![allow(clippy::print_stdout, dead_code, reason = "an example, and a module of another")]

use std::collections::HashSet;
use std::fmt::Write as _;

const GIVEN: &[&str] = &[
    "James",
    "Mary",
    "Robert",
    "Patricia",
    "John",
    "Jennifer",
    "Michael",
    "Linda",
    "David",
    "Elizabeth",
    "William",
    "Barbara",
    "Richard",
    "Susan",
    "Joseph",
    "Jessica",
    "Thomas",
    "Karen",
    "Charles",
    "Sarah",
    "Daniel",
    "Lisa",
    "Matthew",
    "Nancy",
    "Anthony",
    "Sandra",
    "Mark",
    "Ashley",
    "Steven",
    "Emily",
    "Andrew",
    "Kimberly",
    "Paul",
    "Donna",
    "Joshua",
    "Michelle",
    "Kenneth",
    "Carol",
    "Kevin",
    "Amanda",
    "Brian",
    "Melissa",
    "George",
    "Deborah",
    "Timothy",
    "Stephanie",
    "Ronald",
    "Rebecca",
];
const FAMILY: &[&str] = &[
    "Smith",
    "Johnson",
    "Williams",
    "Brown",
    "Jones",
    "Garcia",
    "Miller",
    "Davis",
    "Rodriguez",
    "Martinez",
    "Hernandez",
    "Lopez",
    "Gonzalez",
    "Wilson",
    "Anderson",
    "Thomas",
    "Taylor",
    "Moore",
    "Jackson",
    "Martin",
    "Lee",
    "Perez",
    "Thompson",
    "White",
    "Harris",
    "Sanchez",
    "Clark",
    "Ramirez",
    "Lewis",
    "Robinson",
    "Walker",
    "Young",
    "Allen",
    "King",
    "Wright",
    "Scott",
    "Torres",
    "Nguyen",
    "Hill",
    "Flores",
    "Green",
    "Adams",
    "Nelson",
    "Baker",
    "Hall",
    "Rivera",
    "Campbell",
    "Mitchell",
    "Carter",
    "Roberts",
];
const STEMS: &[&str] = &[
    "Spring", "Green", "Ash", "Brook", "Clear", "Oak", "River", "Lake", "West", "East", "North", "South", "Red",
    "Mill", "Stone", "Bridge", "Hart", "Kings", "Queens", "Wood", "Fair", "High", "Cold", "Black", "White", "Glen",
    "Sand", "Elm", "Maple", "Cedar",
];
const ENDINGS: &[&str] = &[
    "field", "ville", "ton", "wood", "ford", "burg", "dale", "port", "land", "mont", "bury", "ham", "stead", "water",
    "side", "view",
];
const SUBJECTS: &[&str] = &[
    "Justice",
    "Health",
    "Energy",
    "Trade",
    "Security",
    "Housing",
    "Education",
    "Labor",
    "Commerce",
    "Defense",
    "Treasury",
    "Transportation",
    "Agriculture",
    "Finance",
    "Science",
    "Technology",
    "Intelligence",
    "Immigration",
    "Drug Enforcement",
];
const HEADS: &[&str] =
    &["Department", "Office", "Bureau", "Ministry", "Agency", "Institute", "Committee", "Council", "Division"];
const SYLLABLES: &[&str] = &[
    "ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "za",
    "bri", "cla", "dro", "fle", "gra", "kno", "ple", "sta", "tre", "wha", "sho",
];

/// Numbers that look like chance and are always the same (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) % n as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// A word that no dictionary has.
    fn invented(&mut self) -> String {
        let mut word: String = (0..2 + self.below(2)).map(|_| self.of(SYLLABLES)).collect();
        word[..1].make_ascii_uppercase();
        word
    }

    fn place(&mut self) -> String {
        match self.below(10) {
            0..3 => format!("{}{}", self.of(STEMS), self.of(ENDINGS)),
            3..8 => format!("{}{}", self.invented(), self.of(ENDINGS)),
            8 => format!("{} {}", self.of(&["New", "Saint", "Fort", "Mount", "Port", "San"]), self.invented()),
            _ => self.invented(),
        }
    }

    fn person(&mut self) -> String {
        let family = if self.below(3) == 0 { self.of(FAMILY).to_owned() } else { self.invented() };
        match self.below(3) {
            0 => format!("{} {}. {family}", self.of(GIVEN), char::from(b'A' + self.below(26) as u8)),
            _ => format!("{} {family}", self.of(GIVEN)),
        }
    }

    fn body(&mut self) -> String {
        let (head, subject) = (self.of(HEADS), self.of(SUBJECTS));
        match self.below(5) {
            0 => format!("{head} of {subject}"),
            1 => format!("{} {head} of {subject}", self.place()),
            2 => format!("{} {subject} {head}", self.place()),
            3 => format!("{} and {} {head}", self.of(SUBJECTS), self.place()),
            _ => format!("{head} for {} and {subject}", self.place()),
        }
    }
}

/// A list of `count` names, none twice.
pub(crate) fn list(count: usize) -> String {
    let (mut numbers, mut seen) = (Numbers(7), HashSet::with_capacity(count));
    let mut out = String::from("id\tname\tlabel\n");
    while seen.len() < count {
        let name = match numbers.below(20) {
            0..9 => numbers.place(),
            9..16 => numbers.person(),
            _ => numbers.body(),
        };
        if !seen.contains(&name) {
            let _ = writeln!(out, "n/{}\t{name}\tNAME", seen.len());
            seen.insert(name);
        }
    }
    out
}

fn main() {
    let count = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(5_000);
    print!("{}", list(count));
}
