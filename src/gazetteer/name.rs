//! A name as a pattern: its words, what must stand between them, and how each must be written.

use std::borrow::Cow;

use super::flat;
use super::matcher::Sequence;
use crate::span::Span;
use crate::tokenize::{self, Gap, Shape, Tokens};

/// What the text must have between two words of a name, as the name itself has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Between {
    /// White space or one hyphen or dash.
    Plain,
    /// Nothing: the `s` of an acronym's plural, cut off as a possessive that has lost its apostrophe would be.
    None,
    /// A dash with space on both sides, or as [`Between::Plain`].
    Dash,
    /// A comma, or as [`Between::Plain`].
    Comma,
    /// A full stop and space, or as [`Between::Plain`].
    Stop,
    /// An apostrophe of any form.
    Apostrophe,
    /// An ampersand of any form.
    Ampersand,
    /// The very characters that the name has there, white space aside.
    Literal,
}

/// How a word of the text must be written to stand for a word of the name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Case {
    /// Any way.
    Any,
    /// With a capital first.
    Initial,
    /// In capitals throughout.
    Upper,
    /// As in the name, or in capitals throughout.
    Exact,
}

/// One word of a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Word<'s> {
    /// As in the name.
    pub(crate) text: Cow<'s, str>,
    pub(crate) case: Case,
    /// What stands before this word; of the first word it means nothing.
    pub(crate) before: Between,
    /// The characters between the word before and this one, in the name itself.
    pub(crate) gap: &'s str,
}

/// A surface form compiled into words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pattern<'s> {
    pub(crate) words: Vec<Word<'s>>,
    /// Symbols that must stand directly before the first word.
    pub(crate) prefix: &'s str,
    /// Symbols that must stand directly behind the last word.
    pub(crate) suffix: &'s str,
}

impl<'s> Pattern<'s> {
    /// The characters before a word, in the name itself.
    pub(crate) fn gap(&self, word: usize) -> &'s str {
        if word == 0 { self.prefix } else { self.words[word].gap }
    }
}

/// Folds a word for comparison: simple lower case, no soft hyphens, no dots (`U.S.` and `US` are one).
pub(crate) fn fold(word: &str, into: &mut String) {
    into.clear();
    into.extend(folded(word));
}

/// The characters of a word as [`fold`] makes them.
pub(crate) fn folded(word: &str) -> impl Iterator<Item = char> {
    letters(word).map(|c| {
        if c.is_ascii() {
            return c.to_ascii_lowercase();
        }
        let mut lower = c.to_lowercase();
        // one character for one: `İ`, whose lower case is two, stays as it is
        match (lower.next(), lower.next()) {
            (Some(l), None) => l,
            _ => c,
        }
    })
}

/// True where the two words fold to the same characters.
pub(crate) fn fold_eq(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || folded(a).eq(folded(b))
}

fn folds_to(word: &str, folded: &str) -> bool {
    word.len() >= folded.len() && fold_eq(word, folded)
}

/// True for text in a script that is written without spaces between words, or whose words carry particles: such names match as
/// code points.
pub(crate) fn is_unspaced(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_unspaced_char)
}

/// True for the characters of such scripts.
pub(crate) fn is_unspaced_char(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// The patterns of a surface form.
#[derive(Debug)]
pub(crate) struct Patterns<'s> {
    /// Its words as they stand.
    pub(crate) own: Pattern<'s>,
    /// True where an ampersand may stand for every `and` in it.
    pub(crate) ampersand: bool,
    /// Others that are the same name: `and` for `&`, the possessive that has lost its apostrophe.
    pub(crate) further: Vec<Pattern<'s>>,
}

/// Compiles a surface form; nothing for one without a word. `tokens` is memory that is filled anew.
pub(crate) fn patterns<'s>(surface: &'s str, tokens: &mut Tokens) -> Option<Patterns<'s>> {
    let own = pattern(surface, tokens)?;
    let and = own.words.iter().any(|w| is_and(&w.text));
    let ampersand =
        own.words.iter().skip(1).any(|w| is_and(&w.text)) && !own.words.last().is_some_and(|w| is_and(&w.text));
    let mut further = Vec::new();
    if !and && own.words.iter().any(|w| w.before == Between::Ampersand) {
        further.push(with_and(&own));
    }
    let is_possessive = |w: &Word<'_>| w.before == Between::Apostrophe && folds_to(&w.text, "s");
    if own.words.iter().skip(1).any(is_possessive) {
        further.push(without_apostrophe(&own));
    }
    Some(Patterns { own, ampersand, further })
}

/// Of a plain name, whether an ampersand may stand for every `and` in it; nothing for a name that is not plain. A plain name is words of
/// ASCII letters and digits, between them a space, a hyphen, or a full stop and a space, and nothing before or behind them.
pub(crate) fn plain(surface: &str) -> Option<bool> {
    let (mut rest, mut first, mut and, mut last) = (surface.as_bytes(), true, false, false);
    while !rest.is_empty() {
        let (gap, word) = plain_word(rest)?;
        let (gap, word) = (&rest[..gap], &rest[gap..gap + word]);
        rest = &rest[gap.len() + word.len()..];
        let fits = if first { gap.is_empty() } else { matches!(gap, b" " | b"-" | b". ") };
        // the `s` of an acronym becomes a word
        if !fits || word.len() > 2 && word.ends_with(b"s") && word[1].is_ascii_uppercase() {
            return None;
        }
        last = word.eq_ignore_ascii_case(b"and");
        and |= last && !first;
        first = false;
    }
    (!first).then_some(and && !last)
}

/// How many bytes stand before the first word of what is left of a plain name, and how many the word has; nothing where there is none.
#[inline]
pub(crate) fn plain_word(rest: &[u8]) -> Option<(usize, usize)> {
    let gap = rest.iter().position(u8::is_ascii_alphanumeric)?;
    let word = rest[gap..].iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len() - gap);
    Some((gap, word))
}

/// The words of a plain name.
pub(crate) fn plain_words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let (gap, word) = plain_word(rest.as_bytes())?;
        let (text, behind) = rest[gap..].split_at(word);
        rest = behind;
        Some(text)
    })
}

/// True for the word `and`.
pub(crate) fn is_and(word: &str) -> bool {
    folds_to(word, "and")
}

fn pattern<'s>(surface: &'s str, tokens: &mut Tokens) -> Option<Pattern<'s>> {
    tokens.refill(surface);
    if tokens.is_empty() {
        return None;
    }
    let mut words = Vec::with_capacity(tokens.len());
    let mut commas = false;
    for i in 0..tokens.len() {
        let text = tokens.text(surface, i);
        let before = match tokens.gap(i) {
            Gap::Comma => Between::Comma,
            Gap::Stop => Between::Stop,
            Gap::Apostrophe => Between::Apostrophe,
            Gap::Ampersand => Between::Ampersand,
            Gap::None => Between::None,
            Gap::Dash => Between::Dash,
            Gap::Start | Gap::Space | Gap::Hyphen => Between::Plain,
            Gap::Dot | Gap::Slash | Gap::Open | Gap::Close | Gap::Paragraph | Gap::Other => Between::Literal,
        };
        commas |= before == Between::Comma;
        // the comma that some writers put before the `and` of a list
        let before = match before {
            Between::Plain if commas && is_and(text) => Between::Comma,
            before => before,
        };
        let case = case_of(text);
        words.push(Word { text: Cow::Borrowed(text), case, before, gap: tokens.gap_text(surface, i) });
    }
    let prefix = std::mem::take(&mut words[0].gap).trim_start();
    Some(Pattern { words, prefix, suffix: tokens.gap_text(surface, tokens.len()).trim_end() })
}

/// How a word of a text must be written that stands for this one of a name.
pub(crate) fn case_of(text: &str) -> Case {
    match tokenize::shape(text, Span::new(0, text.len())) {
        Shape::Lower | Shape::Digits | Shape::Alnum | Shape::Other => Case::Any,
        Shape::Capital => Case::Initial,
        Shape::Upper => Case::Upper,
        // `MoD`, `FinCEN`: an acronym with small letters; `OilRig`: a name of two words
        Shape::Mixed
            if text.chars().filter(|c| c.is_uppercase()).count() * 2 > text.chars().count() || text.len() <= 4 =>
        {
            Case::Exact
        }
        Shape::Mixed if text.starts_with(char::is_uppercase) => Case::Initial,
        Shape::Mixed => Case::Exact,
    }
}

fn with_and<'s>(pattern: &Pattern<'s>) -> Pattern<'s> {
    let mut words = Vec::with_capacity(pattern.words.len() + 1);
    for word in &pattern.words {
        if word.before == Between::Ampersand {
            words.push(Word { text: Cow::Borrowed("and"), case: Case::Any, before: Between::Plain, gap: " " });
            words.push(Word { before: Between::Plain, ..word.clone() });
        } else {
            words.push(word.clone());
        }
    }
    Pattern { words, ..pattern.clone() }
}

fn without_apostrophe<'s>(pattern: &Pattern<'s>) -> Pattern<'s> {
    let mut words: Vec<Word<'s>> = Vec::with_capacity(pattern.words.len());
    for word in &pattern.words {
        match words.last_mut() {
            Some(last) if word.before == Between::Apostrophe && folds_to(&word.text, "s") => {
                last.text.to_mut().push('s');
            }
            _ => words.push(word.clone()),
        }
    }
    Pattern { words, ..pattern.clone() }
}

/// The characters of a gap that count when what a name has between words is compared with what a text has: no white space, dashes and
/// quotes made plain.
pub(crate) fn squeeze(gap: &str) -> impl Iterator<Item = char> {
    gap.chars().filter(|c| !c.is_whitespace()).map(|c| match c {
        '\u{2010}'..='\u{2015}' => '-',
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        _ => c,
    })
}

/// True where `gap`, the characters `between` of which stand before token `i` of the text, may stand for `wanted`; `literal` is what the
/// name has there.
#[inline]
pub(crate) fn gap_fits<'t>(wanted: Between, gap: Gap, between: impl FnOnce() -> &'t str, literal: &[u8]) -> bool {
    let plain = matches!(gap, Gap::Space | Gap::Hyphen);
    match wanted {
        Between::Plain => plain,
        Between::Dash => plain || gap == Gap::Dash,
        Between::None => gap == Gap::None,
        Between::Comma => plain || gap == Gap::Comma && between().bytes().filter(|&b| b == b'\n').count() <= 1,
        Between::Stop => plain || gap == Gap::Stop || gap == Gap::Dot,
        Between::Apostrophe => gap == Gap::Apostrophe,
        Between::Ampersand => gap == Gap::Ampersand,
        Between::Literal => gap != Gap::Paragraph && squeeze(between()).eq(squeeze(flat::text(literal))),
    }
}

/// True where a word of the text, written in `shape`, may stand for a name's word written as `name`.
pub(crate) fn case_fits(case: Case, name: &str, word: &str, shape: Shape) -> bool {
    match case {
        Case::Any => true,
        Case::Initial => shape.is_capitalised() && word.starts_with(char::is_uppercase),
        Case::Upper => {
            shape == Shape::Upper || shape == Shape::Capital && !name.chars().skip(1).any(char::is_alphabetic)
        }
        Case::Exact => shape == Shape::Upper || letters(word).eq(letters(name)),
    }
}

/// True where token `i` may end in a possessive `s` that has lost its apostrophe: a capitalised word of five letters or more in `s`, a
/// noun behind it ("the Justice Departments lawyers"; not "the State and Justice Departments in").
pub(crate) fn is_fused(words: &impl Sequence, text: &str, i: usize) -> bool {
    let word = words.span(i).of(text);
    let next = i + 1;
    word.len() > 4
        && word.ends_with('s')
        && next < words.len()
        && words.shape(text, i) == Shape::Capital
        && words.gap(text, next) == Gap::Space
        && !crate::kinds::phrase::is_function_word(words.span(next).of(text))
}

/// The characters of a word that count: no soft hyphens, no dots.
pub(crate) fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '.' | '\u{ad}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(surface: &str) -> Vec<Pattern<'_>> {
        let all = patterns(surface, &mut Tokens::default());
        all.into_iter().flat_map(|all| [all.own].into_iter().chain(all.further)).collect()
    }

    fn keys(surface: &str) -> Vec<String> {
        let words = |p: &Pattern<'_>| p.words.iter().map(|w| folded(&w.text).collect()).collect::<Vec<String>>();
        let mut all: Vec<String> = all(surface).iter().map(|p| words(p).join(" ")).collect();
        all.sort();
        all
    }

    #[test]
    fn variants() {
        assert_eq!(
            keys("Korea Internet & Security Agency"),
            ["korea internet and security agency", "korea internet security agency"]
        );
        assert_eq!(keys("People's Bank"), ["people s bank", "peoples bank"]);
        assert_eq!(keys("U.S. Army"), ["us army"]);
        assert_eq!(keys("..."), Vec::<String>::new());
    }

    #[test]
    fn an_oxford_comma_may_be_there() {
        assert_eq!(all("A, B and C")[0].words[2].before, Between::Comma);
        assert_eq!(all("A and B")[0].words[1].before, Between::Plain);
    }

    #[test]
    fn symbols_belong_to_the_name() {
        let all = all("LAPSUS$");
        assert_eq!((all[0].prefix, all[0].suffix), ("", "$"));
    }

    #[test]
    fn an_ampersand_for_and() {
        let may = |surface| patterns(surface, &mut Tokens::default()).is_some_and(|all| all.ampersand);
        for (surface, is) in [
            ("A and B", true),
            ("A, B, And C", true),
            ("A AND", false),
            ("and B", false),
            ("and and B", true),
            ("A", false),
        ] {
            assert_eq!(may(surface), is, "{surface}");
            assert!(plain(surface).is_none_or(|plain| plain == is), "{surface}");
        }
    }

    /// Words, and what stands between them, are those of the tokens.
    #[test]
    fn plain_names_are_read_as_others_are() {
        const ALPHABET: &[u8] = b"aBds1 .-";
        let mut count = 0;
        for number in 0..ALPHABET.len().pow(6) {
            let name: String =
                (0..6).map(|i| char::from(ALPHABET[number / ALPHABET.len().pow(i) % ALPHABET.len()])).collect();
            let name = name.trim_end();
            let Some(ampersand) = plain(name) else { continue };
            count += 1;
            let all = patterns(name, &mut Tokens::default()).unwrap();
            let words: Vec<_> =
                all.own.words.iter().enumerate().map(|(i, w)| (all.own.gap(i).len(), w.text.len())).collect();
            let mut rest = name.as_bytes();
            let own: Vec<_> = std::iter::from_fn(|| {
                let (gap, word) = plain_word(rest)?;
                rest = &rest[gap + word..];
                Some((gap, word))
            })
            .collect();
            assert_eq!((own, ""), (words, all.own.suffix), "{name:?}");
            for word in &all.own.words {
                let before = if word.gap == ". " { Between::Stop } else { Between::Plain };
                assert_eq!(word.before, before, "{name:?}");
            }
            assert!(!ampersand && !all.ampersand && all.further.is_empty(), "{name:?}");
        }
        assert!(count > 10_000);
    }
}
