//! Where the output goes: standard output, a file that appears only when it is complete, or a folder with a file a document.

mod journal;
mod part;
pub(crate) mod records;
pub(crate) mod tree;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::messages::{Fatal, io_error};
use part::Part;

/// Writes what people read to standard output; false where the reader has left, who has seen enough.
pub(crate) fn show(text: &str) -> Result<bool, Fatal> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        result => result.map(|()| true).map_err(|e| Fatal::at("standard output", io_error(&e))),
    }
}

/// An open output. A file that is not finished leaves nothing behind, or what `--resume` goes on with.
#[derive(Debug)]
pub(crate) enum Sink {
    Stdout,
    /// A device or pipe: nothing to rename.
    Direct(File, PathBuf),
    File(Part),
}

impl Sink {
    /// Opens the output. A place that cannot be written to is found out here, before any work is done.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Fatal> {
        match target(path)? {
            Target::Stdout => Ok(Self::Stdout),
            Target::Direct(path) => {
                let file = File::options().write(true).open(&path).map_err(|e| fatal(&path, &e))?;
                Ok(Self::Direct(file, path))
            }
            Target::File(path) => Ok(Self::File(open_part(&path, None)?)),
        }
    }

    /// The name for messages.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Stdout => "standard output".to_owned(),
            Self::Direct(_, target) => target.to_string_lossy().into_owned(),
            Self::File(part) => part.target().to_string_lossy().into_owned(),
        }
    }

    /// Appends bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Fatal> {
        let result = match self {
            Self::Stdout => io::stdout().lock().write_all(bytes),
            Self::Direct(file, _) => file.write_all(bytes),
            Self::File(part) => part.write(bytes),
        };
        result.map_err(|e| Fatal::at(self.name(), io_error(&e)))
    }

    /// Completes the output: the file is on the disk, then it gets its name.
    pub(crate) fn finish(self) -> Result<(), Fatal> {
        let name = self.name();
        let result = match self {
            Self::Stdout => io::stdout().lock().flush(),
            Self::Direct(mut file, _) => file.flush(),
            Self::File(part) => part.finish(),
        };
        result.map_err(|e| Fatal::at(name, io_error(&e)))
    }
}

/// What a path on the command line stands for.
enum Target {
    Stdout,
    Direct(PathBuf),
    File(PathBuf),
}

fn target(path: Option<&Path>) -> Result<Target, Fatal> {
    let Some(path) = path.filter(|p| *p != Path::new("-")) else { return Ok(Target::Stdout) };
    let fatal = |message: &str| Fatal::at(path.to_string_lossy(), message);
    // through a link to what it points at, so that the link stays
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(data) if data.is_dir() => return Err(fatal("is a folder, where the name of a file is needed")),
        Ok(data) if !data.is_file() => return Ok(Target::Direct(target)),
        Ok(data) if data.permissions().readonly() => return Err(fatal("is read-only")),
        Ok(_) | Err(_) => {}
    }
    if target.file_name().is_none() || path.to_string_lossy().ends_with('/') {
        return Err(fatal("is no name of a file"));
    }
    Ok(Target::File(target))
}

fn open_part(target: &Path, resume: Option<u64>) -> Result<Part, Fatal> {
    Part::open(target.to_owned(), resume).map_err(|e| match e.kind() {
        io::ErrorKind::WouldBlock => busy(target),
        _ => Fatal::at(target.to_string_lossy(), format!("cannot be written: {}", io_error(&e))),
    })
}

fn busy(target: &Path) -> Fatal {
    Fatal::at(target.to_string_lossy(), "another run of gazet is writing it")
}

fn fatal(path: &Path, error: &io::Error) -> Fatal {
    Fatal::at(path.to_string_lossy(), io_error(error))
}
