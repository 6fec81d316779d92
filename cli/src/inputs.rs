//! Inputs: paths become jobs, in the order of the output.
//!
//! A job is all that a worker needs for one document: the path of a file that it reads itself, or the bytes of a line. Making jobs
//! never fails: what cannot be found or opened is a job as well, one that ends in an error record.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use gazet_decode::compression;
use walkdir::{DirEntry, WalkDir};

use crate::args::InputForm;
use crate::decode::Reading;
use crate::lines::{Line, Lines};
use crate::messages::io_error;

/// One document to be.
#[derive(Debug)]
pub(crate) enum Job {
    /// A file that is one text.
    File { id: String, path: PathBuf },
    /// A text that is in memory already, and its file, where it has one.
    Text { id: String, path: Option<PathBuf>, bytes: Vec<u8> },
    /// A line of JSON.
    Line(Line),
    /// What could not be read.
    Failed { id: String, path: Option<PathBuf>, failure: Failure },
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

    /// The same with its file read or its line taken apart, where those are small.
    pub(crate) fn read_ahead(self, reading: &Reading) -> Self {
        match self {
            Self::File { id, path } => match reading.small_file(&path) {
                Some(bytes) => Self::Text { id, path: Some(path), bytes },
                None => Self::File { id, path },
            },
            Self::Line(line) => Self::Line(line.read_ahead()),
            other => other,
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
            Self::Text { id, bytes, .. } => (id, decode(bytes)),
            Self::Line(line) => match serde_json::from_slice::<serde_json::Value>(line.bytes()) {
                Ok(value) => {
                    let text = value["text"].as_str().map(str::to_owned);
                    let id = value["id"].as_str().map_or_else(|| line.place(), str::to_owned);
                    (id, text.ok_or_else(|| Failure::new("text", "no \"text\"")))
                }
                Err(e) => (line.place(), Err(Failure::new("json", format!("not JSON: {e}")))),
            },
            Self::Failed { id, failure, .. } => (id, Err(failure)),
            Self::File { id, path } => (id, reading.file(&path).and_then(decode)),
        }
    }

    /// What it will hold in memory, about.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::File { path, .. } => fs::metadata(path).map_or(0, |data| data.len()),
            Self::Text { bytes, .. } => bytes.len() as u64,
            Self::Line(line) => line.bytes().len() as u64,
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

    /// False where an entry of a folder is another file, as far as the folder says.
    #[cfg(unix)]
    fn may_be(self, entry: &DirEntry) -> bool {
        use walkdir::DirEntryExt as _;
        entry.ino() == self.1
    }

    #[cfg(not(unix))]
    #[allow(clippy::unused_self, reason = "there is none")]
    fn may_be(self, _: &DirEntry) -> bool {
        false
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
        let lengths = files.filter_map(|file| Some(fs::metadata(file.ok()?.0).ok()?.len()));
        Some(lengths.sum())
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
            Ok((path, true)) => {
                warn(&format!("{}: is the output, passed over", id(&path)));
                Box::new(std::iter::empty())
            }
            Ok((path, false)) => self.file(path),
            Err((path, failure)) => one(failed(path, failure)),
        }))
    }

    fn stdin(&self) -> Jobs<'static> {
        let stdin = io::stdin().lock();
        if self.form == Some(InputForm::Jsonl) {
            return self.lines(stdin, Path::new("-"));
        }
        match self.reading.stream(stdin) {
            Ok(bytes) => one(Job::Text { id: "-".to_owned(), path: None, bytes }),
            Err(failure) => one(failed(PathBuf::from("-"), failure)),
        }
    }

    fn file(&self, path: PathBuf) -> Jobs<'static> {
        let form = self.form.unwrap_or_else(|| form_of(&path));
        match form {
            InputForm::Text | InputForm::Html => one(Job::File { id: id(&path), path }),
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

/// Every file at or below a path, in sorted order, and whether it is the output; or why it is none. The folder that is the output is
/// passed over.
fn walk<'a>(
    path: &'a Path,
    output: Option<Identity>,
    warn: &'a dyn Fn(&str),
) -> impl Iterator<Item = Result<(PathBuf, bool), (PathBuf, Failure)>> + 'a {
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
        // of most files the folder says enough
        if entry.file_type().is_file() && !output.is_some_and(|output| output.may_be(&entry)) {
            return Some(Ok((entry.into_path(), false)));
        }
        match fs::metadata(entry.path()) {
            Ok(data) if data.is_file() => {
                Some(Ok((entry.into_path(), output.is_some() && output == Identity::of(&data))))
            }
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
