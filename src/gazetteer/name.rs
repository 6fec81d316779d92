//! A name as a pattern: its words, what must stand between them, and how each must be written.

use crate::tokenize::{Gap, Shape, Tokens};

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
    /// These very characters, white space aside; a number in the table of literals.
    Literal(u16),
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
pub(crate) struct Word {
    /// Folded by [`fold`].
    pub(crate) key: String,
    /// As in the name.
    pub(crate) text: String,
    pub(crate) case: Case,
    /// What stands before this word; of the first word it means nothing.
    pub(crate) before: Between,
}

/// A surface form compiled into words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pattern {
    pub(crate) words: Vec<Word>,
    /// Symbols that must stand directly before the first word.
    pub(crate) prefix: String,
    /// Symbols that must stand directly behind the last word.
    pub(crate) suffix: String,
}

/// Folds a word for comparison: simple lower case, no soft hyphens, no dots (`U.S.` and `US` are one).
pub(crate) fn fold(word: &str, into: &mut String) {
    into.clear();
    for c in word.chars() {
        match c {
            'A'..='Z' => into.push(c.to_ascii_lowercase()),
            '.' | '\u{ad}' => {}
            _ if c.is_ascii() => into.push(c),
            _ => {
                let mut lower = c.to_lowercase();
                // one character for one: `İ`, whose lower case is two, stays as it is
                match (lower.next(), lower.next()) {
                    (Some(l), None) => into.push(l),
                    _ => into.push(c),
                }
            }
        }
    }
}

/// True for text in a script that is written without spaces between words, or whose words carry particles: such names match as
/// code points.
pub(crate) fn is_unspaced(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3130}'..='\u{318f}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
    })
}

/// Compiles a surface form into its pattern and the variants that are the same name: `&` for `and` and the other way round, the
/// possessive that has lost its apostrophe. Empty for a surface without a word.
///
/// `tokens` is memory that is filled anew.
pub(crate) fn patterns(surface: &str, tokens: &mut Tokens, literals: &mut Vec<String>) -> Vec<Pattern> {
    let Some(first) = pattern(surface, tokens, literals) else { return Vec::new() };
    let mut all = Vec::with_capacity(2);
    if first.words.iter().any(|w| w.key == "and") {
        all.extend(without_and(&first));
    } else if first.words.iter().any(|w| w.before == Between::Ampersand) {
        all.push(with_and(&first));
    }
    if first.words.iter().skip(1).any(|w| w.before == Between::Apostrophe && w.key == "s") {
        all.push(without_apostrophe(&first));
    }
    all.insert(0, first);
    all
}

fn pattern(surface: &str, tokens: &mut Tokens, literals: &mut Vec<String>) -> Option<Pattern> {
    tokens.refill(surface);
    if tokens.is_empty() {
        return None;
    }
    let mut words = Vec::with_capacity(tokens.len());
    let mut commas = false;
    for i in 0..tokens.len() {
        let text = tokens.text(surface, i);
        let mut key = String::new();
        fold(text, &mut key);
        let before = match tokens.gap(i) {
            Gap::Comma => Between::Comma,
            Gap::Stop => Between::Stop,
            Gap::Apostrophe => Between::Apostrophe,
            Gap::Ampersand => Between::Ampersand,
            Gap::None => Between::None,
            Gap::Dash => Between::Dash,
            Gap::Start | Gap::Space | Gap::Hyphen => Between::Plain,
            Gap::Dot | Gap::Slash | Gap::Open | Gap::Close | Gap::Paragraph | Gap::Other => {
                let literal = squeeze(tokens.gap_text(surface, i));
                let at = literals.iter().position(|l| *l == literal).unwrap_or_else(|| {
                    literals.push(literal);
                    literals.len() - 1
                });
                Between::Literal(at as u16)
            }
        };
        commas |= before == Between::Comma;
        // the comma that some writers put before the `and` of a list
        let before = if commas && key == "and" && before == Between::Plain { Between::Comma } else { before };
        words.push(Word { key, text: text.to_owned(), case: case_of(text, tokens.shape(i)), before });
    }
    let suffix = tokens.gap_text(surface, tokens.len()).trim_end();
    Some(Pattern { words, prefix: tokens.gap_text(surface, 0).trim_start().to_owned(), suffix: suffix.to_owned() })
}

fn case_of(text: &str, shape: Shape) -> Case {
    match shape {
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

fn without_and(pattern: &Pattern) -> Option<Pattern> {
    let mut words = Vec::with_capacity(pattern.words.len());
    let mut and = false;
    for word in &pattern.words {
        if word.key == "and" && !words.is_empty() {
            and = true;
            continue;
        }
        let before = if std::mem::take(&mut and) { Between::Ampersand } else { word.before };
        words.push(Word { before, ..word.clone() });
    }
    (!and && words.len() < pattern.words.len()).then(|| Pattern { words, ..pattern.clone() })
}

fn with_and(pattern: &Pattern) -> Pattern {
    let mut words = Vec::with_capacity(pattern.words.len() + 1);
    for word in &pattern.words {
        if word.before == Between::Ampersand {
            words.push(Word { key: "and".into(), text: "and".into(), case: Case::Any, before: Between::Plain });
            words.push(Word { before: Between::Plain, ..word.clone() });
        } else {
            words.push(word.clone());
        }
    }
    Pattern { words, ..pattern.clone() }
}

fn without_apostrophe(pattern: &Pattern) -> Pattern {
    let mut words: Vec<Word> = Vec::with_capacity(pattern.words.len());
    for word in &pattern.words {
        match words.last_mut() {
            Some(last) if word.before == Between::Apostrophe && word.key == "s" => {
                last.key.push('s');
                last.text.push('s');
            }
            _ => words.push(word.clone()),
        }
    }
    Pattern { words, ..pattern.clone() }
}

/// A gap without its white space, dashes and quotes made plain, for comparison of what a name has between words with what a text has.
pub(crate) fn squeeze(gap: &str) -> String {
    gap.chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' => '-',
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            _ => c,
        })
        .collect()
}

/// True where the gap before token `i` of the text may stand for `between`.
pub(crate) fn gap_fits(between: Between, tokens: &Tokens, text: &str, i: usize, literals: &[String]) -> bool {
    let gap = tokens.gap(i);
    let plain = matches!(gap, Gap::Space | Gap::Hyphen);
    match between {
        Between::Plain => plain,
        Between::Dash => plain || gap == Gap::Dash,
        Between::None => gap == Gap::None,
        Between::Comma => plain || gap == Gap::Comma && tokens.gap_text(text, i).matches('\n').count() <= 1,
        Between::Stop => plain || gap == Gap::Stop || gap == Gap::Dot,
        Between::Apostrophe => gap == Gap::Apostrophe,
        Between::Ampersand => gap == Gap::Ampersand,
        Between::Literal(l) => gap != Gap::Paragraph && squeeze(tokens.gap_text(text, i)) == literals[l as usize],
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
pub(crate) fn is_fused(tokens: &Tokens, text: &str, i: usize) -> bool {
    let word = tokens.text(text, i);
    let next = i + 1;
    word.len() > 4
        && word.ends_with('s')
        && tokens.shape(i) == Shape::Capital
        && next < tokens.len()
        && tokens.gap(next) == Gap::Space
        && !crate::kinds::phrase::is_function_word(tokens.text(text, next))
}

/// The characters of a word that count: no soft hyphens, no dots.
pub(crate) fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| !matches!(c, '.' | '\u{ad}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(surface: &str) -> Vec<String> {
        let mut all: Vec<String> = patterns(surface, &mut Tokens::default(), &mut Vec::new())
            .iter()
            .map(|p| p.words.iter().map(|w| w.key.as_str()).collect::<Vec<_>>().join(" "))
            .collect();
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
        let all = patterns("A, B and C", &mut Tokens::default(), &mut Vec::new());
        assert_eq!(all[0].words[2].before, Between::Comma);
        assert_eq!(patterns("A and B", &mut Tokens::default(), &mut Vec::new())[0].words[1].before, Between::Plain);
    }

    #[test]
    fn symbols_belong_to_the_name() {
        let all = patterns("LAPSUS$", &mut Tokens::default(), &mut Vec::new());
        assert_eq!((all[0].prefix.as_str(), all[0].suffix.as_str()), ("", "$"));
    }
}
