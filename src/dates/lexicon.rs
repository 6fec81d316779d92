//! What a word means to the grammar, looked up in the table of all its words (digits are read elsewhere).
//!
//! [`word`] looks a token up whatever its case; a filter over first, second and last letter and length turns away almost every
//! word of running text before the table is read.

use super::table::WORDS;
use super::value::{Part, Season, Unit, Vague};

/// What a word means to the grammar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Word {
    /// Nothing.
    None,
    /// A month's name in full.
    Month(u8),
    /// A month's abbreviation, which has a capital.
    MonthShort(u8),
    /// A day of the week, Monday 1.
    Weekday(u8),
    /// Its abbreviation, which has a capital.
    WeekdayShort(u8),
    /// A unit in the singular.
    Unit(Unit),
    /// A unit in the plural.
    Units(Unit),
    /// One to ninety.
    Number(u8),
    Hundred,
    Thousand,
    Dozen,
    /// First to twentieth, thirtieth.
    Nth(u8),
    Season(Season),
    Part(Part),
    Noon,
    Midnight,
    /// After noon or before.
    Half(bool),
    /// Minutes east of Greenwich; `NO_ZONE` where they differ by season.
    Zone(i16),
    /// "final", of the quarters of a year.
    Final,
    /// Last, previous (-1), this (0), next, coming (1).
    Side(Side),
    Early,
    Mid,
    Late,
    /// Beginning, start.
    Begin,
    Middle,
    End,
    Earlier,
    Later,
    /// Yesterday (-1), today (0), tomorrow (1).
    Day(i8),
    Tonight,
    Vague(Vague, Sure),
    Ago,
    Every,
    Each,
    /// Daily, weekly: one of each unit.
    Recurring(Unit),
    /// Once (1), twice (2).
    Times(u8),
    Few,
    Couple,
    Several,
    HalfOf,
    /// Q1 to Q4 as a word is read from its shape; this is the word "fiscal" or "financial".
    Fiscal,
    Holiday(u8),
    New,
    The,
    A,
    Of,
    To,
    And,
    Or,
    From,
    Between,
    In,
    On,
    At,
    By,
    /// Since, during, until, for, after and other prepositions of time.
    Before,
    After,
    Preposition,
    Degree(u8),
    Old,
    Time,
    Hours,
    Bc,
    Ad,
    Date,
}

/// Which side a word points to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    Last,
    Past,
    Previous,
    This,
    That,
    Same,
    Current,
    Next,
    Coming,
    Following,
    Recent,
    Latest,
}

impl Side {
    /// Units from the anchor.
    pub(crate) fn shift(self) -> i8 {
        match self {
            Self::Last | Self::Past | Self::Previous => -1,
            Self::This | Self::That | Self::Same | Self::Current | Self::Latest | Self::Recent => 0,
            Self::Next | Self::Coming | Self::Following => 1,
        }
    }

    /// True where the anchor is the date last mentioned, not the document's.
    pub(crate) fn is_anaphor(self) -> bool {
        matches!(self, Self::Previous | Self::That | Self::Same | Self::Following)
    }
}

/// How far a vague word is an expression of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sure {
    /// Nearly always.
    Yes,
    /// Only before or after certain words.
    Perhaps,
}

/// The holidays with a date that a rule tells: name, then month and day, or month, weekday and number (0 is the last).
pub(crate) const HOLIDAYS: &[(&str, Holiday)] = &[
    ("christmas", Holiday::Fixed(12, 25)),
    ("christmas day", Holiday::Fixed(12, 25)),
    ("christmas eve", Holiday::Fixed(12, 24)),
    ("columbus day", Holiday::Nth(10, 1, 2)),
    ("easter", Holiday::Easter(0)),
    ("easter monday", Holiday::Easter(1)),
    ("easter sunday", Holiday::Easter(0)),
    ("good friday", Holiday::Easter(-2)),
    ("halloween", Holiday::Fixed(10, 31)),
    ("independence day", Holiday::Fixed(7, 4)),
    ("labor day", Holiday::Nth(9, 1, 1)),
    ("martin luther king day", Holiday::Nth(1, 1, 3)),
    ("memorial day", Holiday::Nth(5, 1, 0)),
    ("new year's", Holiday::Fixed(1, 1)),
    ("new year's day", Holiday::Fixed(1, 1)),
    ("new year's eve", Holiday::Fixed(12, 31)),
    ("presidents day", Holiday::Nth(2, 1, 3)),
    ("thanksgiving", Holiday::Nth(11, 4, 4)),
    ("thanksgiving day", Holiday::Nth(11, 4, 4)),
    ("valentine's day", Holiday::Fixed(2, 14)),
    ("veterans day", Holiday::Fixed(11, 11)),
];

/// How the date of a holiday is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Holiday {
    /// Month and day.
    Fixed(u8, u8),
    /// Month, weekday and which one of the month; 0 is the last.
    Nth(u8, u8, u8),
    /// Days from Easter Sunday.
    Easter(i8),
}

use Word::{
    A, Ad, After, Ago, And, At, Bc, Before, Between, By, Date, Degree, From, Half, Hours, In, Of, Old, On, Or,
    Preposition, The, Time, To, Zone,
};

const LONGEST: usize = 12;
const BITS: usize = 4096;
const SLOTS: usize = 1024;

const fn key(first: u8, second: u8, last: u8, len: usize) -> usize {
    ((first | 32) as usize * 61 + (second | 32) as usize * 509 + (last | 32) as usize * 1021 + len * 331) % BITS
}

const fn key_of(word: &[u8]) -> usize {
    key(word[0], if word.len() > 1 { word[1] } else { word[0] }, word[word.len() - 1], word.len())
}

/// True for a word with which no rule begins; such words stand all over a text.
const fn follows(word: Word) -> bool {
    matches!(
        word,
        Word::None
            | Half(_)
            | Zone(_)
            | Ago
            | The
            | A
            | Of
            | To
            | And
            | Or
            | From
            | Between
            | In
            | On
            | At
            | By
            | Before
            | After
            | Preposition
            | Degree(_)
            | Old
            | Hours
            | Bc
            | Ad
            | Time
            | Date
    )
}

/// One bit for each key of a word, of all words or of those with which a rule begins.
const fn filter(starts: bool) -> [u64; BITS / 64] {
    let mut filter = [0; BITS / 64];
    let mut i = 0;
    while i < WORDS.len() {
        if !(starts && follows(WORDS[i].1)) {
            let k = key_of(WORDS[i].0.as_bytes());
            filter[k / 64] |= 1 << (k % 64);
        }
        i += 1;
    }
    filter
}

static FILTER: [u64; BITS / 64] = filter(false);
static STARTS: [u64; BITS / 64] = filter(true);

/// The words by key: their index and one, 0 for none; the next free slot where two share a key.
static TABLE: [u16; SLOTS] = {
    let mut table = [0; SLOTS];
    let mut i = 0;
    while i < WORDS.len() {
        let mut slot = key_of(WORDS[i].0.as_bytes()) % SLOTS;
        while table[slot] > 0 {
            slot = (slot + 1) % SLOTS;
        }
        table[slot] = i as u16 + 1;
        i += 1;
    }
    table
};

/// What `token` means to the grammar, whatever its case.
#[inline]
pub(crate) fn word(token: &str) -> Word {
    look_up(token.as_bytes(), &FILTER)
}

/// First bytes of the tokens that are no words and yet begin a rule: digits, and the capitals of `FY24`, `H1`, `Q3`.
static SIGNS: [bool; 256] = {
    let mut signs = [false; 256];
    let mut b = b'0';
    while b <= b'9' {
        signs[b as usize] = true;
        b += 1;
    }
    signs[b'F' as usize] = true;
    signs[b'H' as usize] = true;
    signs[b'Q' as usize] = true;
    signs
};

/// False where no rule begins with `token`: a test without branches, since most tokens of a text fail it.
#[inline]
pub(crate) fn may_start(token: &[u8]) -> bool {
    let len = token.len();
    if len == 0 {
        return false;
    }
    let k = key(token[0], token[usize::from(len > 1)], token[len - 1], len);
    (STARTS[k / 64] >> (k % 64) & 1 != 0) | SIGNS[token[0] as usize]
}

#[inline]
fn look_up(bytes: &[u8], filter: &[u64; BITS / 64]) -> Word {
    let len = bytes.len();
    if len == 0 || len > LONGEST {
        return Word::None;
    }
    let k = key_of(bytes);
    if filter[k / 64] >> (k % 64) & 1 == 0 { Word::None } else { search(bytes, k) }
}

/// The same for a word with which a rule begins; [`Word::None`] for most others.
#[inline]
pub(crate) fn starter(token: &[u8]) -> Word {
    look_up(token, &STARTS)
}

fn search(bytes: &[u8], key: usize) -> Word {
    let mut slot = key % SLOTS;
    while let index @ 1.. = usize::from(TABLE[slot]) {
        let (word, meaning) = WORDS[index - 1];
        if word.as_bytes().eq_ignore_ascii_case(bytes) {
            return meaning;
        }
        slot = (slot + 1) % SLOTS;
    }
    Word::None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(HOLIDAYS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(
            WORDS.iter().all(|(w, _)| w.len() <= LONGEST && w.bytes().all(|b| b.is_ascii_lowercase() || b == b'.'))
        );
    }

    #[test]
    fn every_word_is_found() {
        assert!(WORDS.iter().all(|&(w, meaning)| word(w) == meaning && word(&w.to_uppercase()) == meaning));
        assert_eq!(word("ministry"), Word::None);
    }
}
