//! Tokens: the words of a text and where its sentences start.
//!
//! Words are those of UAX #29 as `unicode-segmentation` finds them, then cut at `.` `:` `_` and apostrophes inside a word,
//! since real texts have `Justice.The`, `contact:FBI` and `ROK’s`; a dotted abbreviation (`U.S.`, `D.C.`) stays one word, its
//! last dot included. A token never changes, adds or skips a character: it is a span. What recognizers ask all the time, the
//! kind of gap before a token and the shape of its letters, stands in columns beside the spans, a byte each, computed once.

mod words;

use std::ops::Range;

use crate::span::Span;

pub use words::Words;

/// What stands between a token and the one before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Gap {
    /// The text begins.
    Start,
    /// Nothing at all (two Han characters, a cut inside a word leaves a character between).
    None,
    /// White space with at most one line break, no-break spaces, soft hyphens and zero-width spaces among it.
    Space,
    /// One hyphen or dash with no space before it, and at most a line break behind.
    Hyphen,
    /// A hyphen or dash with space on both sides.
    Dash,
    /// One apostrophe, straight or curly, nothing else.
    Apostrophe,
    /// One full stop, nothing else.
    Dot,
    /// A full stop with white space behind it.
    Stop,
    /// A comma, with or without space.
    Comma,
    /// `&` or `&amp;`, with or without spaces.
    Ampersand,
    /// One slash, nothing else.
    Slash,
    /// An opening parenthesis with white space before it.
    Open,
    /// A closing parenthesis, perhaps white space behind it.
    Close,
    /// A blank line.
    Paragraph,
    /// Anything else.
    Other,
}

/// How a token is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Shape {
    /// All letters small: `ministry`.
    Lower,
    /// A capital, then small letters, or one capital alone: `Ministry`, `A`.
    Capital,
    /// Two or more letters, all capitals: `NATO`, `U.S.`.
    Upper,
    /// Capitals and small letters in another order: `McDonald`, `MoD`, `eBay`.
    Mixed,
    /// Digits, with separators of thousands and decimals: `2024`, `1,000`.
    Digits,
    /// Letters and digits: `APT28`, `3rd`.
    Alnum,
    /// Letters of a script without case, or anything else.
    Other,
}

impl Shape {
    /// True where the word starts with a capital letter: [`Shape::Capital`], [`Shape::Upper`], and most of [`Shape::Mixed`].
    pub fn is_capitalised(self) -> bool {
        matches!(self, Self::Capital | Self::Upper | Self::Mixed)
    }
}

/// The words of one text as spans, in order, none overlapping another, and nothing about them. Lists can be matched on them as on
/// [`Tokens`], which say more and take longer to make.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    words: Words,
    spans: Vec<Span>,
}

impl Spans {
    /// Forgets the old text and finds the words of `text` in the memory that is there already.
    pub fn fill(&mut self, text: &str) {
        self.words.fill(text);
        self.spans.clear();
        let mut at = 0;
        let mut tags = Tags::new(text);
        if tags.any(text) || has_entities(text) {
            let mut special = self.words.special().iter().copied().peekable();
            for (i, &word) in (0..).zip(self.words.spans()) {
                let is_special = special.next_if_eq(&i).is_some();
                if tags.hold(text, word.start as usize) || is_entity_name(text, word) {
                    continue;
                }
                if is_special {
                    pieces(text, word, &mut self.spans);
                } else {
                    self.spans.push(word);
                }
            }
            return;
        }
        for &special in self.words.special() {
            self.spans.extend_from_slice(&self.words.spans()[at..special as usize]);
            pieces(text, self.words.spans()[special as usize], &mut self.spans);
            at = special as usize + 1;
        }
        self.spans.extend_from_slice(&self.words.spans()[at..]);
    }

    /// All words, in order.
    pub fn all(&self) -> &[Span] {
        &self.spans
    }
}

/// Adds what a word of UAX #29 is cut into.
fn pieces(text: &str, word: Span, out: &mut Vec<Span>) {
    cut(text, word.start as usize, word.end as usize, |span| {
        out.extend(lost_apostrophe(text, span).into_iter().filter(|s| !s.is_empty()));
    });
}

/// The words of one text, in order, none overlapping another.
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    words: Spans,
    gaps: Vec<Gap>,
    shapes: Vec<Shape>,
    sentences: Vec<u32>,
}

impl Tokens {
    /// Finds the words of `text`.
    pub fn new(text: &str) -> Self {
        let mut tokens = Self::default();
        tokens.refill(text);
        tokens
    }

    /// Forgets the old text and finds the words of `text` in the memory that is there already.
    pub fn refill(&mut self, text: &str) {
        self.words.fill(text);
        self.gaps.clear();
        self.shapes.clear();
        self.sentences.clear();
        let (bytes, spans) = (text.as_bytes(), self.words.all());
        self.gaps.reserve(spans.len());
        self.shapes.reserve(spans.len());
        let mut before = Span::default();
        for (i, &span) in spans.iter().enumerate() {
            let shape = shape(text, span);
            self.shapes.push(shape);
            let last = std::mem::replace(&mut before, span);
            // between most words there is one space
            if span.start == last.end + 1 && bytes[last.end as usize] == b' ' && i > 0 {
                self.gaps.push(Gap::Space);
                // no sentence starts behind a mere space, but for that of an abbreviation
                if bytes[last.end as usize - 1] == b'.' && last.len() > 2 && is_starter(span.of(text)) {
                    self.sentences.push(i as u32);
                }
                continue;
            }
            let between = &text[last.end as usize..span.start as usize];
            let gap = if i == 0 { Gap::Start } else { gap(between) };
            self.gaps.push(gap);
            let starts = match gap {
                Gap::Start | Gap::Paragraph => true,
                Gap::Dot | Gap::Stop | Gap::Other | Gap::Close | Gap::Open | Gap::Dash => {
                    sentence_starts(last.of(text), between, shape, span.of(text))
                }
                Gap::Space => last.len() > 2 && last.of(text).ends_with('.') && is_starter(span.of(text)),
                _ => false,
            };
            if starts {
                self.sentences.push(i as u32);
            }
        }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.spans().len()
    }

    /// True for a text without a word.
    pub fn is_empty(&self) -> bool {
        self.spans().is_empty()
    }

    /// Where token `i` stands.
    pub fn span(&self, i: usize) -> Span {
        self.spans()[i]
    }

    /// All tokens in order.
    pub fn spans(&self) -> &[Span] {
        self.words.all()
    }

    /// Where the tokens `range` stand together. `range` must not be empty.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        Span { start: self.span(range.start).start, end: self.span(range.end - 1).end }
    }

    /// Token `i` as it stands in `text`, which must be the text that the tokens were made of.
    pub fn text<'a>(&self, text: &'a str, i: usize) -> &'a str {
        self.span(i).of(text)
    }

    /// What stands before token `i`; [`Gap::Paragraph`] past the last token.
    pub fn gap(&self, i: usize) -> Gap {
        self.gaps.get(i).copied().unwrap_or(Gap::Paragraph)
    }

    /// The characters between token `i - 1` (or the start of the text) and token `i` (or the end of the text).
    pub fn gap_text<'a>(&self, text: &'a str, i: usize) -> &'a str {
        let start = if i == 0 { 0 } else { self.span(i - 1).end as usize };
        let end = self.spans().get(i).map_or(text.len(), |s| s.start as usize);
        &text[start..end]
    }

    /// How token `i` is written.
    pub fn shape(&self, i: usize) -> Shape {
        self.shapes[i]
    }

    /// The first token of each sentence, ascending. Empty for a text without a word.
    pub fn sentences(&self) -> &[u32] {
        &self.sentences
    }

    /// True where a sentence starts with token `i`.
    pub fn starts_sentence(&self, i: usize) -> bool {
        self.sentences.binary_search(&(i as u32)).is_ok()
    }

    /// The tokens of the sentence that token `i` is in.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|&s| s as usize <= i);
        let start = if next == 0 { 0 } else { self.sentences[next - 1] as usize };
        start..self.sentences.get(next).map_or(self.len(), |&s| s as usize)
    }

    /// The first token that starts at byte `offset` or later.
    pub fn at_byte(&self, offset: u32) -> usize {
        self.spans().partition_point(|s| s.start < offset)
    }
}

/// The HTML tags of a text, asked for in order: the words inside them are no words of the text.
struct Tags {
    /// The next tag, as bytes; both at the end of the text where there is none.
    next: (usize, usize),
}

impl Tags {
    fn new(text: &str) -> Self {
        Self { next: Self::find(text, 0) }
    }

    fn find(text: &str, from: usize) -> (usize, usize) {
        let mut at = from;
        while let Some(open) = memchr::memchr(b'<', &text.as_bytes()[at..]) {
            let start = at + open;
            if let Some(length) = tag_len(&text[start..]) {
                return (start, start + length);
            }
            at = start + 1;
        }
        (text.len(), text.len())
    }

    /// True where there is a tag at all.
    fn any(&self, text: &str) -> bool {
        self.next.0 < text.len()
    }

    /// True where byte `at` lies inside a tag. `at` never decreases.
    fn hold(&mut self, text: &str, at: usize) -> bool {
        while self.next.1 <= at && self.next.0 < text.len() {
            self.next = Self::find(text, self.next.1);
        }
        self.next.0 < at && at < self.next.1
    }
}

/// The length of the HTML tag that `text` begins with: `<`, a letter, `/` or `!`, and all up to the first `>`, which is not far.
pub(crate) fn tag_len(text: &str) -> Option<usize> {
    const LONGEST: usize = 2048;
    let bytes = text.as_bytes();
    if !bytes.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/' || *b == b'!') {
        return None;
    }
    let end = bytes.iter().take(LONGEST).skip(1).position(|&b| b == b'>' || b == b'<')? + 1;
    (bytes[end] == b'>').then_some(end + 1)
}

/// Cuts one UAX #29 word at the characters that DESIGN names, unless it is a dotted abbreviation.
///
/// What turns the direction of writing belongs to the word before it by UAX #29; it is none of the word's here.
fn cut(text: &str, start: usize, end: usize, mut push: impl FnMut(Span)) {
    let word = &text[start..end];
    if !word.bytes().any(|b| matches!(b, b'.' | b':' | b'_' | b'\'' | 0xe2 | 0xef)) {
        return push(Span::new(start, end));
    }
    let mut push = |span: Span| {
        let length = span.of(text).trim_end_matches(turns_direction).len() as u32;
        if length > 0 {
            push(Span { start: span.start, end: span.start + length });
        }
    };
    let abbreviation = abbreviation_len(&text[start..]);
    let mut from = start;
    if abbreviation > 0
        && (start + abbreviation >= end
            || text.as_bytes()[start + abbreviation] == b'\''
            || word[abbreviation..].starts_with('’'))
    {
        push(Span::new(start, start + abbreviation));
        from = start + abbreviation;
        if from >= end {
            return;
        }
    }
    let base = from;
    for (i, c) in text[base..end].char_indices().map(|(i, c)| (base + i, c)) {
        if matches!(c, '.' | ':' | '_' | '\'' | '’' | '‘' | '＇' | '․' | '：' | '．' | '\u{202f}') {
            if from < i {
                push(Span::new(from, i));
            }
            from = i + c.len_utf8();
        }
    }
    if from < end {
        push(Span::new(from, end));
    }
}

/// The characters that press releases write as HTML entities between words, where HTML was turned into text carelessly.
const ENTITIES: &[(&str, &str)] = &[
    ("&#160;", " "),
    ("&#38;", "&"),
    ("&#39;", "'"),
    ("&#8211;", "–"),
    ("&#8217;", "’"),
    ("&amp;", "&"),
    ("&apos;", "'"),
    ("&mdash;", "—"),
    ("&nbsp;", " "),
    ("&ndash;", "–"),
    ("&quot;", "\""),
    ("&rsquo;", "’"),
];

/// True where some word may be the name inside an HTML entity.
fn has_entities(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'&', bytes).any(|at| {
        let name = &bytes[at + 1..];
        let name = name.strip_prefix(b"#").unwrap_or(name);
        let is = |entity: &str| name.strip_prefix(entity.trim_matches(['&', '#', ';']).as_bytes());
        ENTITIES.iter().any(|(entity, _)| is(entity).is_some_and(|rest| rest.starts_with(b";")))
    })
}

/// True where `word` is the name inside an HTML entity (`amp` of `&amp;`), which is no word of the text.
fn is_entity_name(text: &str, span: Span) -> bool {
    let before = &text.as_bytes()[..span.start as usize];
    text.as_bytes().get(span.end as usize) == Some(&b';')
        && (before.ends_with(b"&") || before.ends_with(b"&#"))
        && ENTITIES.iter().any(|(entity, _)| entity.trim_matches(['&', '#', ';']) == span.of(text))
}

/// Cuts the `s` off an acronym that has lost its apostrophe (`FBIs`), as it would be cut off at one.
fn lost_apostrophe(text: &str, span: Span) -> [Span; 2] {
    let word = span.of(text).as_bytes();
    let fused = word.len() >= 3 && word.ends_with(b"s") && word[..word.len() - 1].iter().all(u8::is_ascii_uppercase);
    let at = if fused { span.end - 1 } else { span.end };
    [Span { start: span.start, end: at }, Span { start: at, end: span.end }]
}

/// Length of the dotted abbreviation (`U.S.`, `D.C`, `a.m.`) that `rest` starts with, its last dot included where it has one; 0 for none.
fn abbreviation_len(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    let mut letters = 0;
    while at + 1 < bytes.len() && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b'.' {
        at += 2;
        letters += 1;
    }
    let next = bytes.get(at).copied().unwrap_or(b' ');
    if letters >= 1 && next.is_ascii_alphabetic() {
        // `U.S` before something that is no letter: an abbreviation that has lost its last dot; `U.S.The` is one fused with a word
        let after = bytes.get(at + 1).copied().unwrap_or(b' ');
        if !after.is_ascii_alphanumeric() && after < 0x80 && after != b'_' {
            return at + 1;
        }
    }
    if letters >= 2 { at } else { 0 }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// True for the characters that turn the direction of writing, or end such a turn; nobody sees them.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// Sorts the characters between two tokens into one of the kinds.
pub(crate) fn gap(between: &str) -> Gap {
    match between {
        "" => return Gap::None,
        " " => return Gap::Space,
        ", " | "," => return Gap::Comma,
        "-" => return Gap::Hyphen,
        "." => return Gap::Dot,
        "'" | "’" | "‘" | "＇" | "ʼ" => return Gap::Apostrophe,
        "/" => return Gap::Slash,
        // with a word joiner behind it
        "-\u{2060}" => return Gap::Hyphen,
        _ => {}
    }
    if between.contains(turns_direction) {
        return gap(&between.replace(turns_direction, ""));
    }
    if between.contains('<') || between.contains('&') && between.contains(';') {
        let plain = ENTITIES.iter().fold(without_tags(between), |text, (entity, c)| {
            if text.contains('&') { text.replace(entity, c) } else { text }
        });
        if plain.len() < between.len() {
            return plain_gap(&plain);
        }
    }
    plain_gap(between)
}

/// A gap without its HTML tags; what only becomes a tag by this stays.
fn without_tags(between: &str) -> String {
    let mut plain = String::with_capacity(between.len());
    let mut rest = between;
    while let Some(open) = rest.find('<') {
        let length = tag_len(&rest[open..]).unwrap_or(0);
        plain.push_str(&rest[..open + usize::from(length == 0)]);
        rest = &rest[open + length.max(1)..];
    }
    plain.push_str(rest);
    plain
}

/// As [`gap`], of characters that hold no tag and no HTML entity.
fn plain_gap(between: &str) -> Gap {
    match between {
        "" => return Gap::None,
        ", " | "," => return Gap::Comma,
        "." => return Gap::Dot,
        "'" | "’" | "‘" | "＇" | "ʼ" => return Gap::Apostrophe,
        "/" => return Gap::Slash,
        _ => {}
    }
    let mut breaks = 0;
    let mut marks = between.chars().filter(|&c| {
        breaks += usize::from(c == '\n');
        !is_space(c)
    });
    let (first, second) = (marks.next(), marks.next());
    marks.for_each(drop);
    if breaks > 1 {
        return Gap::Paragraph;
    }
    let front = between.chars().next().is_some_and(is_space);
    match (first, second) {
        (None, _) if breaks <= 1 => Gap::Space,
        (Some('&'), None) => Gap::Ampersand,
        (Some(c), None) if is_dash(c) => {
            if front {
                Gap::Dash
            } else if breaks == 1 || between.len() == c.len_utf8() {
                Gap::Hyphen
            } else {
                Gap::Other
            }
        }
        (Some(c), None) if !front || c == '(' => match c {
            ',' => Gap::Comma,
            '.' => Gap::Stop,
            ')' => Gap::Close,
            '(' if front => Gap::Open,
            _ => Gap::Other,
        },
        _ => Gap::Other,
    }
}

/// How the word at `span` is written.
#[inline]
pub(crate) fn shape(text: &str, span: Span) -> Shape {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // letters of ASCII, at most eight, as most words are: each has the bit 0x40, and 0x20 where it is small
    if let Some(eight) = text.as_bytes().get(span.start as usize..).and_then(|rest| rest.first_chunk())
        && (1..=8).contains(&span.len())
    {
        let ones = ONES >> (64 - 8 * span.len());
        let word = u64::from_le_bytes(*eight);
        if word & (ones * 0xc0) == ones * 0x40 {
            let upper = !word & (ones * 0x20);
            return match upper {
                0 => Shape::Lower,
                0x20 => Shape::Capital,
                _ if upper == ones * 0x20 => Shape::Upper,
                _ => Shape::Mixed,
            };
        }
    }
    shape_of_any(span.of(text))
}

fn shape_of_any(word: &str) -> Shape {
    let (mut upper, mut lower, mut digit, mut other) = (0usize, 0usize, 0usize, 0usize);
    let mut first_upper = false;
    if word.is_ascii() {
        for byte in word.bytes() {
            upper += usize::from(byte.is_ascii_uppercase());
            lower += usize::from(byte.is_ascii_lowercase());
            digit += usize::from(byte.is_ascii_digit());
        }
        first_upper = word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        return shape_of(upper, lower, digit, other, first_upper);
    }
    for (i, c) in word.chars().enumerate() {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= i == 0;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_numeric() {
            digit += 1;
        } else if c.is_alphabetic() {
            other += 1;
        }
    }
    shape_of(upper, lower, digit, other, first_upper)
}

/// The shape of a word with so many letters of each kind.
fn shape_of(upper: usize, lower: usize, digit: usize, other: usize, first_upper: bool) -> Shape {
    if other > 0 || upper + lower + digit == 0 {
        Shape::Other
    } else if digit > 0 {
        if upper + lower == 0 { Shape::Digits } else { Shape::Alnum }
    } else if upper == 0 {
        Shape::Lower
    } else if first_upper && upper == 1 {
        Shape::Capital
    } else if lower == 0 {
        Shape::Upper
    } else {
        Shape::Mixed
    }
}

/// Abbreviations that end in a full stop and are followed by a capital inside a sentence. A closed class of English writing, not a
/// list of names; single capitals (initials) and dotted abbreviations are recognised by their shape.
const ABBREVIATIONS: &[&str] = &[
    "adm", "amb", "apr", "art", "asst", "atty", "aug", "ave", "brig", "capt", "cmdr", "co", "col", "corp", "cpl", "ct",
    "dec", "dept", "det", "dr", "ed", "eds", "feb", "fig", "fri", "ft", "gen", "gov", "govs", "hon", "inc", "insp",
    "jan", "jr", "jul", "jun", "lt", "ltd", "maj", "messrs", "mon", "mr", "mrs", "ms", "mt", "no", "nos", "nov", "oct",
    "op", "para", "pg", "pp", "pres", "prof", "rep", "reps", "ret", "rev", "rt", "sat", "sec", "sen", "sens", "sep",
    "sept", "sgt", "sr", "st", "supt", "thu", "thur", "thurs", "tue", "tues", "univ", "vol", "vs", "wed",
];

/// Words that begin a sentence after a dotted abbreviation, which by itself ends none.
const STARTERS: &[&str] = &[
    "A", "An", "As", "At", "For", "He", "If", "In", "It", "On", "She", "The", "These", "They", "This", "Those", "To",
    "We",
];

fn is_starter(word: &str) -> bool {
    STARTERS.binary_search(&word).is_ok()
}

fn sentence_starts(before: &str, between: &str, shape: Shape, word: &str) -> bool {
    let Some(mark) = between.rfind(['.', '!', '?', '•', '▪', '‣', '·', '*', '|', '#', '>', '\n']) else {
        return false;
    };
    let c = between.as_bytes()[mark];
    if c == b'.' || c == b'!' || c == b'?' {
        let glued = mark + 1 == between.len();
        if shape == Shape::Lower || (glued && c == b'.' && !matches!(shape, Shape::Capital | Shape::Mixed)) {
            return false;
        }
        if c == b'.' && between.starts_with('.') && !before.is_empty() {
            let initial = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
            let lower = before.to_ascii_lowercase();
            if initial || (before.len() <= 6 && ABBREVIATIONS.binary_search(&lower.as_str()).is_ok()) {
                return false;
            }
            if before.ends_with('.') {
                return is_starter(word);
            }
        }
        return true;
    }
    // a bullet or a heading mark on a line of its own, or a bullet or a table bar in the middle of a fused line
    let bullet = between[mark..].trim_start().starts_with(is_dash);
    between.contains('\n') && (c != b'\n' || bullet) || between[mark..].starts_with(['•', '▪', '‣', '|'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Tokens::new(text).spans().iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn short_words_have_the_shape_that_long_ones_have() {
        for word in [
            "a", "A", "ab", "Ab", "aB", "AB", "abcdefgh", "Abcdefgh", "ABCDEFGH", "ABCdEFGH", "a1", "1", "é", "É",
            "U.S.", "1,0",
        ] {
            for text in [word.to_owned(), format!("{word} and more behind"), format!("{word}......")] {
                assert_eq!(shape(&text, Span::new(0, word.len())), shape_of_any(word), "{text:?}");
            }
        }
    }

    #[test]
    fn cuts_inside_words() {
        assert_eq!(
            words("act.The ROK’s contact:FBI a_b O'Neil"),
            ["act", "The", "ROK", "s", "contact", "FBI", "a", "b", "O", "Neil"]
        );
        assert_eq!(words("the FBIs CISAs IDs as Is"), ["the", "FBI", "s", "CISA", "s", "ID", "s", "as", "Is"]);
        assert_eq!(words("3.5 1,000 12:30 2023-02-27"), ["3", "5", "1,000", "12", "30", "2023", "02", "27"]);
    }

    #[test]
    fn keeps_dotted_abbreviations() {
        assert_eq!(words("the U.S. and D.C., U.S.-led"), ["the", "U.S.", "and", "D.C.", "U.S.", "led"]);
        assert_eq!(
            words("U.S.’s U.S's a U.S base at 9 a.m. today"),
            ["U.S.", "s", "U.S", "s", "a", "U.S", "base", "at", "9", "a.m.", "today"]
        );
        assert_eq!(words("Ph.D. J.Smith e.g. this"), ["Ph", "D", "J", "Smith", "e.g.", "this"]);
    }

    #[test]
    fn soft_hyphens_stay_inside() {
        assert_eq!(words("Common\u{ad}wealth\u{a0}Office"), ["Common\u{ad}wealth", "Office"]);
        assert_eq!(words("FIN7\u{202f}used 5\u{202f}km"), ["FIN7", "used", "5", "km"]);
        assert_eq!(
            words("the \u{202e}FBI\u{202c}\u{200f} and\u{2069}, U.S.\u{200e} x\u{200f}y"),
            ["the", "FBI", "and", "U.S.", "x\u{200f}y"]
        );
        let tokens = Tokens::new("Home\u{200f} Office\u{202c}");
        assert_eq!((tokens.gap(1), tokens.len()), (Gap::Space, 2));
        assert_eq!(Tokens::new("a\u{200f}, \u{202a}b").gap(1), Gap::Comma);
    }

    #[test]
    fn sorts_gaps() {
        use Gap::{Ampersand, Apostrophe, Close, Comma, Dash, Hyphen, Open, Paragraph, Slash, Space, Start};
        let text = "A B-C – D, E & F &amp; G (H) I/J’s K.L. M\n\nN";
        let tokens = Tokens::new(text);
        let gaps: Vec<Gap> = (0..tokens.len()).map(|i| tokens.gap(i)).collect();
        assert_eq!(
            gaps,
            [
                Start, Space, Hyphen, Dash, Comma, Ampersand, Ampersand, Open, Close, Slash, Apostrophe, Space, Space,
                Paragraph
            ]
        );
    }

    #[test]
    fn tags_are_no_words() {
        let text = "<p>The National <b>Crime</b> Agency</p> is 3 < 4";
        let tokens = Tokens::new(text);
        assert_eq!(words(text), ["The", "National", "Crime", "Agency", "is", "3", "4"]);
        assert_eq!((tokens.gap(2), tokens.gap(3), tokens.gap(6)), (Gap::Space, Gap::Space, Gap::Other));
    }

    #[test]
    fn finds_sentences() {
        let starts = |text: &str| -> Vec<String> {
            let tokens = Tokens::new(text);
            tokens.sentences().iter().map(|&i| tokens.text(text, i as usize).to_owned()).collect()
        };
        assert_eq!(starts("He met Mr. Smith of the U.S. Army. They spoke."), ["He", "They"]);
        assert_eq!(starts("It was an act.The judge left. 5 were there"), ["It", "The", "5"]);
        assert_eq!(starts("Head\n\nFirst line\nwraps here.” Second. on"), ["Head", "First", "Second"]);
        assert_eq!(starts("In the U.S. The law of J. Smith"), ["In", "The"]);
        assert_eq!(starts("Points:\n- One\n* Two"), ["Points", "One", "Two"]);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(ABBREVIATIONS.is_sorted() && STARTERS.is_sorted());
    }
}
