//! Inputs: paths become jobs, in the order of the output.
//!
//! A job is all that a worker needs for one document: the path of a file that it reads itself, or the bytes of a line. Making jobs
//! never fails: what cannot be found or opened is a job as well, one that ends in an error record.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gazet_decode::compression;
use walkdir::{DirEntry, WalkDir};

use crate::args::InputForm;
use crate::decode::Reading;
use crate::messages::io_error;

/// One document to be.
#[derive(Debug)]
pub(crate) enum Job {
    /// A file that is one text; its length as far as the file system knows.
    File { id: String, path: PathBuf, bytes: u64 },
    /// A text that is in memory already.
    Text { id: String, bytes: Vec<u8> },
    /// A line of JSON.
    Line(Line),
    /// What could not be read.
    Failed { id: String, path: Option<PathBuf>, failure: Failure },
}

/// A line of a JSONL input.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) bytes: Vec<u8>,
    source: Arc<str>,
    number: u64,
    /// Of its first byte in the input.
    pub(crate) offset: u64,
    /// Nothing behind it was read so far: the next line may take its time.
    pub(crate) last_at_hand: bool,
}

impl Line {
    /// Where it stands: `path:LINE`.
    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.source, self.number)
    }
}

/// Why there is no annotation of a document: a word for programs, a message for people.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) kind: &'static str,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// A failure to find or read something.
    pub(crate) fn io(error: &io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::NotFound { "missing" } else { "unreadable" };
        Self::new(kind, io_error(error))
    }
}

impl Job {
    /// Where it comes from, for messages.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::File { id, .. } | Self::Text { id, .. } | Self::Failed { id, .. } => id.clone(),
            Self::Line(line) => line.place(),
        }
    }

    /// Its text, read now.
    pub(crate) fn into_text(self, reading: &Reading) -> Result<String, Failure> {
        self.into_named_text(reading).1
    }

    /// The document's id and its text, read now, without a byte order mark in front.
    pub(crate) fn into_named_text(self, reading: &Reading) -> (String, Result<String, Failure>) {
        let decode = |bytes: Vec<u8>| reading.text(&bytes).map(|decoded| decoded.text.into_owned());
        match self {
            Self::File { id, path, .. } => (id, reading.file(&path).and_then(decode)),
            Self::Text { id, bytes } => (id, decode(bytes)),
            Self::Line(line) => match serde_json::from_slice::<serde_json::Value>(&line.bytes) {
                Ok(value) => {
                    let text = value["text"].as_str().map(str::to_owned);
                    let id = value["id"].as_str().map_or_else(|| line.place(), str::to_owned);
                    (id, text.ok_or_else(|| Failure::new("text", "no \"text\"")))
                }
                Err(e) => (line.place(), Err(Failure::new("json", format!("not JSON: {e}")))),
            },
            Self::Failed { id, failure, .. } => (id, Err(failure)),
        }
    }

    /// What it will hold in memory, about.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File { bytes, .. } => *bytes,
            Self::Text { bytes, .. } | Self::Line(Line { bytes, .. }) => bytes.len() as u64,
            Self::Failed { .. } => 0,
        }
    }
}

/// What to read, and how.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) form: Option<InputForm>,
    /// The file or folder that the output goes to: it is no input, though it may stand in a folder that is.
    pub(crate) output: Option<Identity>,
    pub(crate) reading: Reading,
}

/// What makes two paths the same file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Identity(u64, u64);

impl Identity {
    /// The file behind standard output, where it is one.
    #[cfg(unix)]
    pub(crate) fn of_stdout() -> Option<Self> {
        use std::os::fd::AsFd as _;
        let data = File::from(io::stdout().as_fd().try_clone_to_owned().ok()?).metadata().ok()?;
        data.is_file().then(|| Self::of(&data)).flatten()
    }

    /// The file or folder with these data.
    #[cfg(unix)]
    #[allow(clippy::unnecessary_wraps, reason = "other systems have none")]
    pub(crate) fn of(data: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self(data.dev(), data.ino()))
    }

    #[cfg(not(unix))]
    pub(crate) fn of_stdout() -> Option<Self> {
        None
    }

    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

type Jobs<'a> = Box<dyn Iterator<Item = Job> + 'a>;

impl Inputs {
    /// All jobs, lazily. `warn` hears of what is passed over.
    pub(crate) fn jobs<'a>(&'a self, warn: &'a dyn Fn(&str)) -> impl Iterator<Item = Job> + 'a {
        self.paths.iter().flat_map(move |path| self.jobs_of(path, warn))
    }

    /// True where standard input is among them.
    pub(crate) fn has_stdin(&self) -> bool {
        self.paths.iter().any(|p| is_stdin(p))
    }

    /// The bytes of all files, as far as the file system knows; `None` where standard input is among them.
    pub(crate) fn total(&self) -> Option<u64> {
        if self.has_stdin() {
            return None;
        }
        let files = self.paths.iter().flat_map(|p| walk(p, self.output, &|_| ()));
        Some(files.filter_map(Result::ok).map(|(_, data)| data.len()).sum())
    }

    /// The argument through which `file` would be read as well.
    pub(crate) fn reader_of(&self, file: &Path) -> Option<&Path> {
        let file = fs::canonicalize(file).ok()?;
        let reads = |path: &&PathBuf| {
            fs::canonicalize(path).is_ok_and(|p| file.strip_prefix(p).is_ok_and(|rest| !rest.iter().any(is_hidden)))
        };
        self.paths.iter().filter(|p| !is_stdin(p)).find(reads).map(PathBuf::as_path)
    }

    fn jobs_of<'a>(&'a self, path: &'a Path, warn: &'a dyn Fn(&str)) -> Jobs<'a> {
        if is_stdin(path) {
            return self.stdin();
        }
        Box::new(walk(path, self.output, warn).flat_map(move |file| match file {
            Ok((path, data)) if self.output.is_some() && self.output == Identity::of(&data) => {
                warn(&format!("{}: is the output, passed over", id(&path)));
                Box::new(std::iter::empty())
            }
            Ok((path, data)) => self.file(path, &data),
            Err((path, failure)) => one(failed(path, failure)),
        }))
    }

    fn stdin(&self) -> Jobs<'static> {
        let stdin = io::stdin().lock();
        if self.form == Some(InputForm::Jsonl) {
            return self.lines(stdin, Path::new("-"));
        }
        match self.reading.stream(stdin) {
            Ok(bytes) => one(Job::Text { id: "-".to_owned(), bytes }),
            Err(failure) => one(failed(PathBuf::from("-"), failure)),
        }
    }

    fn file(&self, path: PathBuf, data: &Metadata) -> Jobs<'static> {
        let form = self.form.unwrap_or_else(|| form_of(&path));
        match form {
            InputForm::Text | InputForm::Html => one(Job::File { id: id(&path), bytes: data.len(), path }),
            InputForm::Jsonl => match File::open(&path) {
                Ok(file) => self.lines(BufReader::new(file), &path),
                Err(e) => one(failed(path, Failure::io(&e))),
            },
        }
    }

    fn lines(&self, mut reader: impl BufRead + 'static, path: &Path) -> Jobs<'static> {
        let packed = reader.fill_buf().map(compression::is_compressed);
        match packed {
            Ok(false) => Box::new(Lines::new(reader, &id(path), self.reading)),
            Ok(true) => match compression::reader(reader) {
                Ok(reader) => Box::new(Lines::new(reader, &id(path), self.reading.of_unpacked())),
                Err(e) => one(failed(path.to_owned(), Failure::io(&e))),
            },
            Err(e) => one(failed(path.to_owned(), Failure::io(&e))),
        }
    }
}

/// Every file at or below a path, in sorted order, or why it is none. The folder that is the output is passed over.
fn walk<'a>(
    path: &'a Path,
    output: Option<Identity>,
    warn: &'a dyn Fn(&str),
) -> impl Iterator<Item = Result<(PathBuf, Metadata), (PathBuf, Failure)>> + 'a {
    // the path itself may be a link, and hidden
    let entries = WalkDir::new(path).sort_by_file_name().into_iter();
    let is_output = move |e: &DirEntry| {
        let data = output.filter(|_| e.file_type().is_dir()).and_then(|_| e.metadata().ok());
        data.is_some_and(|data| Identity::of(&data) == output)
    };
    let wanted = move |e: &DirEntry| e.depth() == 0 || !(is_hidden(e.file_name()) || is_output(e));
    entries.filter_entry(wanted).filter_map(move |entry| {
        let entry = match entry {
            Ok(entry) => entry,
            Err(e) => {
                let place = e.path().unwrap_or(path).to_owned();
                let error = e.into_io_error().unwrap_or_else(|| io::Error::other("a loop of links"));
                return Some(Err((place, Failure::io(&error))));
            }
        };
        if entry.file_type().is_dir() {
            return None;
        }
        match fs::metadata(entry.path()) {
            Ok(data) if data.is_file() => Some(Ok((entry.into_path(), data))),
            Ok(data) if data.is_dir() => {
                // the walk goes through a link only where it is an argument
                if entry.depth() > 0 {
                    warn(&format!("{}: a link to a folder, not followed", id(entry.path())));
                }
                None
            }
            Ok(_) => {
                let message = "neither a file nor a folder; what comes from a pipe or device is read through '-'";
                Some(Err((entry.into_path(), Failure::new("not_a_file", message))))
            }
            Err(e) => Some(Err((entry.into_path(), Failure::io(&e)))),
        }
    })
}

fn one(job: Job) -> Jobs<'static> {
    Box::new(std::iter::once(job))
}

fn failed(path: PathBuf, failure: Failure) -> Job {
    Job::Failed { id: id(&path), path: Some(path), failure }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

fn form_of(path: &Path) -> InputForm {
    let is_lines = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("jsonl") || e.eq_ignore_ascii_case("ndjson");
    let is_packed = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("gz") || e.eq_ignore_ascii_case("zst");
    let packed = path.extension().is_some_and(is_packed).then(|| path.with_extension(""));
    if packed.as_deref().unwrap_or(path).extension().is_some_and(is_lines) { InputForm::Jsonl } else { InputForm::Text }
}

/// A path as an id: as given, with `/` between its parts on every system.
fn id(path: &Path) -> String {
    let id = path.to_string_lossy();
    if cfg!(windows) { id.replace('\\', "/") } else { id.into_owned() }
}

/// The lines of a JSONL input; blank ones are passed over, but counted.
struct Lines<R> {
    reader: Option<BufReader<R>>,
    source: Arc<str>,
    number: u64,
    offset: u64,
    reading: Reading,
}

impl<R: Read> Lines<R> {
    fn new(reader: R, source: &str, reading: Reading) -> Self {
        let reader = BufReader::with_capacity(1 << 16, reader);
        Self { reader: Some(reader), source: source.into(), number: 0, offset: 0, reading }
    }
}

/// Passes over the rest of a line; returns its length.
fn pass_line(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut length = 0;
    loop {
        let buffer = reader.fill_buf()?;
        let (part, ended) = match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        reader.consume(part);
        length += part as u64;
        if ended {
            return Ok(length);
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            let mut bytes = Vec::new();
            let reader = self.reader.as_mut()?;
            let most = self.reading.longest_line();
            let mut read = reader.take(most.saturating_add(1)).read_until(b'\n', &mut bytes);
            let too_long = bytes.len() as u64 > most && !bytes.ends_with(b"\n");
            if too_long {
                read = pass_line(reader).map(|rest| bytes.len() + rest as usize);
            }
            let last_at_hand = reader.buffer().is_empty();
            self.number += 1;
            match read {
                Ok(0) => return None,
                Ok(length) => {
                    let mut offset = self.offset;
                    self.offset += length as u64;
                    if too_long {
                        let id = format!("{}:{}", self.source, self.number);
                        let failure = self.reading.too_long(Some(length as u64));
                        return Some(Job::Failed { id, path: None, failure });
                    }
                    if offset == 0 && bytes.starts_with(b"\xef\xbb\xbf") {
                        bytes.drain(..3);
                        offset = 3;
                    }
                    if !bytes.trim_ascii().is_empty() {
                        return Some(Job::Line(Line {
                            bytes,
                            source: self.source.clone(),
                            number: self.number,
                            offset,
                            last_at_hand,
                        }));
                    }
                }
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
            }
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
                Job::Line(line) => (line.place(), line.offset, line.bytes),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(places, [("x:1".to_owned(), 3, b"{}\n".to_vec()), ("x:4".to_owned(), 10, b"[]".to_vec())]);
    }
}
