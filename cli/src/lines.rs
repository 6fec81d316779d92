//! The lines of a JSONL input, in blocks as they were read: a line is a part of a block, and is not copied.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use gazet_decode::line::{LineError, LineFields};

use crate::decode::Reading;
use crate::inputs::{Failure, Job};

/// So many bytes are asked for at a time.
const BLOCK: usize = 256 << 10;
/// So many blocks that nobody has any more are kept for what is read next.
const SPARE: usize = 4;

/// A line of a JSONL input.
#[derive(Debug)]
pub(crate) struct Line {
    block: Arc<Vec<u8>>,
    place: Range<usize>,
    source: Arc<str>,
    number: u64,
    /// Of its first byte in the input.
    pub(crate) offset: u64,
    /// No whole line behind it was read so far: the next one may take its time.
    pub(crate) last_at_hand: bool,
    /// Its fields, where they were read ahead.
    fields: Option<Box<Result<LineFields<'static>, LineError>>>,
}

impl Line {
    /// Its bytes, with the line's end.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.block[self.place.clone()]
    }

    /// The same with its fields read, if it is no longer than a block.
    pub(crate) fn read_ahead(mut self) -> Self {
        if self.place.len() <= BLOCK {
            self.fields = Some(Box::new(LineFields::read(self.bytes()).map(LineFields::into_owned)));
        }
        self
    }

    /// Its fields.
    pub(crate) fn fields(&mut self) -> Result<LineFields<'_>, LineError> {
        match self.fields.take() {
            Some(fields) => *fields,
            None => LineFields::read(self.bytes()),
        }
    }

    /// Where it stands: `path:LINE`.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.source, self.number)
    }
}

/// The lines of a JSONL input; blank ones are passed over, but counted.
pub(crate) struct Lines<R> {
    reader: Option<R>,
    /// What was read last; lines that somebody has are parts of it.
    block: Arc<Vec<u8>>,
    /// What of it is no line yet.
    rest: Range<usize>,
    /// Up to here the rest has no line's end.
    searched: usize,
    /// Blocks that lines are or were parts of: memory for the next ones.
    used: Vec<Arc<Vec<u8>>>,
    source: Arc<str>,
    number: u64,
    offset: u64,
    reading: Reading,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(reader: R, source: &str, reading: Reading) -> Self {
        Self {
            reader: Some(reader),
            block: Arc::default(),
            rest: 0..0,
            searched: 0,
            used: Vec::new(),
            source: source.into(),
            number: 0,
            offset: 0,
            reading,
        }
    }

    /// Where the next line stands in the block, and how many bytes it has, some of which were not kept where those are too many.
    fn line(&mut self) -> io::Result<(Range<usize>, u64)> {
        let mut passed = 0;
        loop {
            if let Some(found) = memchr::memchr(b'\n', &self.block[self.searched..self.rest.end]) {
                let line = self.rest.start..self.searched + found + 1;
                (self.rest.start, self.searched) = (line.end, line.end);
                let length = passed + line.len() as u64;
                return Ok((line, length));
            }
            if self.rest.len() as u64 > self.reading.longest_line() {
                passed += self.rest.len() as u64;
                self.rest.start = self.rest.end;
            }
            self.searched = self.rest.end;
            if self.read()? == 0 {
                let line = std::mem::replace(&mut self.rest, self.searched..self.searched);
                let length = passed + line.len() as u64;
                return Ok((line, length));
            }
        }
    }

    /// True if the rest has no whole line but blank ones.
    fn is_none_at_hand(&mut self) -> bool {
        let rest = &self.block[self.rest.clone()];
        let text = rest.trim_ascii_start();
        let blank = rest.len() - text.len();
        let end = memchr::memchr(b'\n', text);
        if !rest[..blank].contains(&b'\n') {
            // not to be searched again
            self.searched = end.map_or(self.rest.end, |end| self.rest.start + blank + end);
        }
        end.is_none()
    }

    /// Reads what is there behind the rest, and returns how much that is.
    fn read(&mut self) -> io::Result<usize> {
        let Some(reader) = &mut self.reader else { return Ok(0) };
        let rest = self.rest.len();
        let wanted = BLOCK.max(2 * rest);
        let has_room = |block: &mut Vec<u8>| block.len() <= wanted && block.len() - self.rest.end >= BLOCK / 4;
        if !Arc::get_mut(&mut self.block).is_some_and(has_room) {
            if let Some(block) = Arc::get_mut(&mut self.block).filter(|block| block.len() == wanted) {
                block.copy_within(self.rest.clone(), 0);
            } else {
                let free = |block: &mut Arc<Vec<u8>>| Arc::get_mut(block).is_some_and(|block| block.len() >= wanted);
                let place = self.used.iter_mut().position(free);
                let mut next = place.map_or_else(|| Arc::new(vec![0; wanted]), |place| self.used.swap_remove(place));
                if let Some(next) = Arc::get_mut(&mut next) {
                    next[..rest].copy_from_slice(&self.block[self.rest.clone()]);
                }
                let last = std::mem::replace(&mut self.block, next);
                if last.len() == BLOCK {
                    self.used.push(last);
                }
                let mut spare = 0;
                self.used.retain_mut(|block| {
                    spare += usize::from(Arc::get_mut(block).is_some());
                    spare <= SPARE || Arc::get_mut(block).is_none()
                });
            }
            self.searched -= self.rest.start;
            self.rest = 0..rest;
        }
        // the block is nobody else's
        let Some(block) = Arc::get_mut(&mut self.block) else { return Ok(0) };
        loop {
            match reader.read(&mut block[self.rest.end..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                result => return result.inspect(|length| self.rest.end += length),
            }
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            self.reader.as_ref()?;
            let line = self.line();
            self.number += 1;
            let (mut place, length) = match line {
                Ok((_, 0)) => return None,
                Ok(line) => line,
                Err(e) => {
                    self.reader = None;
                    // a file that cannot be read at all is the document that failed, not its first line
                    let id = if self.offset == 0 {
                        self.source.to_string()
                    } else {
                        format!("{}:{}", self.source, self.number)
                    };
                    return Some(Job::Failed { id, path: None, failure: Failure::io(&e) });
                }
            };
            let mut offset = self.offset;
            self.offset += length;
            if offset == 0 && self.block[place.clone()].starts_with(b"\xef\xbb\xbf") {
                place.start += 3;
                offset = 3;
            }
            let bytes = &self.block[place.clone()];
            if length - u64::from(bytes.ends_with(b"\n")) > self.reading.longest_line() {
                let id = format!("{}:{}", self.source, self.number);
                let failure = self.reading.too_long(Some(length));
                return Some(Job::Failed { id, path: None, failure });
            }
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let last_at_hand = self.is_none_at_hand();
            return Some(Job::Line(Line {
                block: self.block.clone(),
                place,
                source: self.source.clone(),
                number: self.number,
                offset,
                last_at_hand,
                fields: None,
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_their_places() {
        let lines = Lines::new(&b"\xef\xbb\xbf{}\n\n \r\n[]"[..], "x", Reading::default());
        let places: Vec<_> = lines
            .map(|job| match job {
                Job::Line(line) => (line.place(), line.offset, line.bytes().to_vec()),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(places, [("x:1".to_owned(), 3, b"{}\n".to_vec()), ("x:4".to_owned(), 10, b"[]".to_vec())]);
    }

    /// Gives a few bytes at a time.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = self.1 * 5 % 70_001;
            let length = self.1.min(buffer.len()).min(self.0.len()).max(usize::from(!self.0.is_empty()));
            let (now, later) = self.0.split_at(length);
            buffer[..length].copy_from_slice(now);
            self.0 = later;
            Ok(length)
        }
    }

    #[test]
    fn lines_are_whole_whatever_the_pieces_they_come_in() {
        let lengths = [1, 80, 3 * BLOCK, 70_000, 0, 5, BLOCK - 1, 2, 900_000, BLOCK, 7, 400_000];
        let lines: Vec<String> = lengths.iter().map(|&length| "x".repeat(length) + "\n").cycle().take(40).collect();
        let all = lines.concat();
        let read = || Lines::new(Trickle(all.trim_end().as_bytes(), 3), "x", Reading::default());
        let line = |job: Job| if let Job::Line(line) = job { line } else { panic!("{job:?}") };
        let wanted = || lines.iter().filter(|line| line.len() > 1).map(|line| line.trim_end().as_bytes());
        // each is gone when the next is read, or all are kept
        assert!(read().map(|job| line(job).bytes().trim_ascii().to_vec()).eq(wanted()));
        let kept: Vec<Line> = read().map(line).collect();
        assert!(kept.iter().map(|line| line.bytes().trim_ascii()).eq(wanted()));
        let offsets = kept.iter().map(|line| &all.as_bytes()[line.offset as usize..][..line.bytes().len()]);
        assert!(kept.iter().map(Line::bytes).eq(offsets));
        // what is too long is passed over
        let short = Reading { most: Some(70_000), ..Reading::default() };
        let jobs = Lines::new(Trickle(all.as_bytes(), 3), "x", short);
        let kept = jobs.filter_map(|job| if let Job::Line(line) = job { Some(line) } else { None });
        assert!(kept.map(|job| job.bytes().trim_ascii().to_vec()).eq(wanted().filter(|line| line.len() <= 70_000)));
    }

    #[test]
    fn what_is_passed_over_takes_no_memory() {
        let short = Reading { most: Some(1000), ..Reading::default() };
        for (byte, jobs) in [(b'\n', 0), (b'x', 1)] {
            let mut lines = Lines::new(b"{}\n".chain(io::repeat(byte).take(4 << 20)), "x", short);
            let kept = lines.next();
            assert!(matches!(&kept, Some(Job::Line(line)) if line.bytes() == b"{}\n"), "{kept:?}");
            assert_eq!(lines.by_ref().count(), jobs);
            assert!(lines.used.len() <= 2, "{}", lines.used.len());
        }
    }

    #[test]
    fn a_line_waits_for_whole_lines_only() {
        let pieces = b"[1]\n\n".chain(&b"[2]\n \n[3]\n["[..]).chain(&b"4]\n \n"[..]).chain(&b"[5]"[..]);
        let lines = Lines::new(pieces, "x", Reading::default()).map(|job| match job {
            Job::Line(line) => (line.bytes().trim_ascii().to_vec(), line.number, line.last_at_hand),
            other => panic!("{other:?}"),
        });
        let wanted = [("[1]", 1, true), ("[2]", 3, false), ("[3]", 5, true), ("[4]", 6, true), ("[5]", 8, true)];
        assert!(lines.eq(wanted.map(|(text, number, last)| (text.as_bytes().to_vec(), number, last))));
    }
}
