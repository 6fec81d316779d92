//! Breaking lines: between words, and inside a span's brackets only where it is wider than the page.

use super::style::{Ink, Style, columns, cut};

/// What stands between two blanks: pieces, each in its own ink.
#[derive(Clone, Default, Debug)]
pub(super) struct Word {
    pub(super) pieces: Vec<(String, Ink)>,
    /// How many brackets are open where it begins: those of the word before it go on its line, wherever that is possible.
    pub(super) depth: usize,
}

impl Word {
    fn columns(&self) -> usize {
        self.pieces.iter().map(|(text, _)| columns(text)).sum()
    }
}

/// A line that is ready, and the columns it takes.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) columns: usize,
}

/// A paragraph that is being written, from its words.
struct Lines {
    style: Style,
    indent: usize,
    width: usize,
    done: Vec<Line>,
    /// The line that is being filled, and how far it is.
    pieces: Vec<(String, Ink)>,
    taken: usize,
}

/// Sets words into lines of the page's width; every line begins with `indent` blanks.
pub(super) fn wrap(words: &[Word], style: Style, indent: usize) -> Vec<Line> {
    let indent = indent.min(style.width / 2);
    let width = style.width - indent;
    let mut lines = Lines { style, indent, width, done: Vec::new(), pieces: Vec::new(), taken: 0 };
    lines.words(words, 0);
    lines.end();
    lines.done
}

/// A text in one ink as words.
pub(super) fn words(text: &str, ink: &Ink) -> Vec<Word> {
    let word = |w: &str| Word { pieces: vec![(w.to_owned(), ink.clone())], depth: 0 };
    text.split_whitespace().map(word).collect()
}

impl Lines {
    /// Words and the groups among them: what begins inside more than `depth` brackets belongs to the word before. A group goes on one
    /// line where a line can hold it, else the groups inside it do.
    fn words(&mut self, words: &[Word], depth: usize) {
        let mut rest = words;
        while !rest.is_empty() {
            let length = 1 + rest[1..].iter().take_while(|w| w.depth > depth).count();
            let (group, behind) = rest.split_at(length);
            rest = behind;
            let all = group.iter().map(Word::columns).sum::<usize>() + length - 1;
            if let [word] = group {
                self.word(word);
            } else if all > self.width {
                self.words(group, depth + 1);
            } else {
                if self.taken > 0 && self.taken + 1 + all > self.width {
                    self.end();
                }
                for word in group {
                    self.word(word);
                }
            }
        }
    }

    fn word(&mut self, word: &Word) {
        let columns = word.columns();
        if self.taken > 0 {
            if self.taken + 1 + columns > self.width {
                self.end();
            } else {
                self.blank(word);
            }
        }
        word.pieces.iter().for_each(|(text, ink)| self.piece(text, ink));
    }

    /// A piece of a word, cut where it is longer than what a line has left.
    fn piece(&mut self, text: &str, ink: &Ink) {
        let mut rest = text;
        while !rest.is_empty() {
            if self.taken >= self.width {
                self.end();
            }
            let (part, behind) = cut(rest, self.width - self.taken);
            // a wide character does not go into the last column
            if self.taken > 0 && self.taken + columns(part) > self.width {
                self.end();
                continue;
            }
            match self.pieces.last_mut().filter(|(_, last)| last == ink) {
                Some((text, _)) => text.push_str(part),
                None => self.pieces.push((part.to_owned(), ink.clone())),
            }
            self.taken += columns(part);
            rest = behind;
        }
    }

    /// The blank before a word: in the ink of both its sides, if that is one.
    fn blank(&mut self, word: &Word) {
        let same = self.pieces.last().map(|(_, ink)| ink) == word.pieces.first().map(|(_, ink)| ink);
        match self.pieces.last_mut().filter(|(_, ink)| same || *ink == Ink::Text) {
            Some((text, _)) => text.push(' '),
            None => self.pieces.push((" ".to_owned(), Ink::Text)),
        }
        self.taken += 1;
    }

    fn end(&mut self) {
        if self.taken > 0 {
            let painted: String = self.pieces.iter().map(|(text, ink)| self.style.paint(text, ink)).collect();
            let text = format!("{}{painted}", " ".repeat(self.indent));
            self.done.push(Line { text, columns: self.indent + self.taken });
        }
        self.pieces.clear();
        self.taken = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, width: usize) -> Vec<String> {
        let mut words = words(text, &Ink::Text);
        let mut depth = 0;
        for word in &mut words {
            word.depth = depth;
            let count = |c: char| word.pieces[0].0.matches(c).count();
            depth = depth + count('[') - count(']');
        }
        wrap(&words, Style { colours: false, width }, 0).into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn lines_break_between_words_and_not_in_groups() {
        assert_eq!(set("aa bb cc dd", 5), ["aa bb", "cc dd"]);
        assert_eq!(set("aa [bb cc] dd", 8), ["aa", "[bb cc]", "dd"]);
        assert_eq!(set("aa [bb cccccc] dd", 8), ["aa [bb", "cccccc]", "dd"]);
        assert_eq!(set("aa [b [c d] [e f] gg]", 9), ["aa [b", "[c d]", "[e f] gg]"]);
    }

    #[test]
    fn a_word_wider_than_the_page_is_cut() {
        assert_eq!(set("aaaaaaaaaa b", 4), ["aaaa", "aaaa", "aa b"]);
        assert_eq!(set("서울서울", 5), ["서울", "서울"]);
    }
}
