//! A folder of outputs that mirrors the inputs: one file a document, each there whole or not at all.
//!
//! A document's file stands where its id says, below the folder and nowhere else, with the format's ending. Nothing is ever
//! overwritten: the folder is new, empty or begun by the run that goes on, and a second document with the same place has failed.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use tempfile::NamedTempFile;

use crate::inputs::Identity;
use crate::messages::{Fatal, io_error};
use crate::outputs::Format;
use crate::worker::DocumentFile;

/// The name that a file has while it is written; hidden, so that a walk passes it over.
const PART: &str = ".gazet-part";
/// The journal of the run that wrote the folder.
const JOURNAL: &str = ".gazet-journal";
/// Parts of a path are cut to so many bytes: systems have 255, and endings come behind.
const LONGEST: usize = 200;

/// True where `-o` means a folder: one that is there, or a name that ends as those of folders do.
pub(crate) fn is_meant(path: &Path) -> bool {
    path != Path::new("-") && (path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/"))
}

/// An open folder of outputs.
pub(crate) struct Tree {
    folder: PathBuf,
    format: &'static dyn Format,
    /// The subfolder that was made or looked at last.
    made: PathBuf,
    /// What an earlier run wrote behind its last state may be there already.
    resume: bool,
}

impl Tree {
    /// Opens a folder that is new or empty, or with `resume` one that an earlier run began; returns the place of its journal too.
    pub(crate) fn open(folder: &Path, format: &'static dyn Format, resume: bool) -> Result<(Self, PathBuf), Fatal> {
        let fatal = |message: &str| Fatal::at(folder.to_string_lossy(), message);
        fs::create_dir_all(folder).map_err(|e| fatal(&format!("cannot be made: {}", io_error(&e))))?;
        let journal = folder.join(JOURNAL);
        let resume = resume && journal.is_file();
        let mut entries = fs::read_dir(folder).map_err(|e| fatal(&io_error(&e)))?;
        if !resume && entries.next().is_some() {
            return Err(fatal(if journal.is_file() {
                "has the files of a run in it, and nothing is overwritten; go on with --resume, or name a new folder"
            } else {
                "is not empty, and nothing in it is overwritten; name a new folder"
            }));
        }
        let tree = Self { folder: folder.to_owned(), format, made: PathBuf::new(), resume };
        // found out before any work is done
        tree.part().map_err(|e| fatal(&format!("cannot be written: {}", io_error(&e))))?;
        Ok((tree, journal))
    }

    /// True where an earlier run began it.
    pub(crate) fn resumes(&self) -> bool {
        self.resume
    }

    /// What a walk over the inputs has to pass over.
    pub(crate) fn identity(&self) -> Option<Identity> {
        fs::metadata(&self.folder).ok().as_ref().and_then(Identity::of)
    }

    /// Writes one document's file, and the one beside it; returns a message where the document has no place of its own.
    pub(crate) fn write(&mut self, record: &[u8], file: &DocumentFile) -> Result<Option<String>, Fatal> {
        let mut bytes = Vec::with_capacity(record.len());
        let mut writer = self.format.writer();
        let encoded = writer.begin(&mut bytes).and_then(|()| writer.record(record, &mut bytes));
        let encoded = encoded.and_then(|()| writer.finish(&mut bytes));
        let name = with_ending(&file.path, self.format.extension());
        let mut result = encoded.and_then(|()| self.place(&name, &bytes));
        if let (Ok(()), Some((ending, bytes))) = (&result, &file.beside) {
            result = self.place(&with_ending(&file.path, ending), bytes);
        }
        let Err(e) = result else { return Ok(None) };
        let message = match e.kind() {
            io::ErrorKind::AlreadyExists => "another document is in its place already".to_owned(),
            io::ErrorKind::InvalidFilename | io::ErrorKind::NotADirectory => io_error(&e),
            _ => return Err(Fatal::at(self.folder.join(&name).to_string_lossy(), io_error(&e))),
        };
        Ok(Some(format!("{}: not written: {message}", self.folder.join(&name).to_string_lossy())))
    }

    /// Waits until all files are on the disk, where the system can.
    #[allow(clippy::unnecessary_wraps, clippy::unused_self, reason = "other systems have no such call")]
    pub(crate) fn sync(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(fs::File::open(&self.folder)?)?;
        Ok(())
    }

    fn place(&mut self, name: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(parent) = name.parent().filter(|p| **p != self.made) {
            self.subfolder(parent)?;
            parent.clone_into(&mut self.made);
        }
        let mut part = self.part()?;
        part.write_all(bytes)?;
        let target = self.folder.join(name);
        match part.persist_noclobber(&target) {
            Ok(_) => Ok(()),
            Err(e) if self.resume && fs::read(&target).is_ok_and(|there| there == bytes) => e.file.close(),
            Err(e) => Err(e.error),
        }
    }

    /// Makes a subfolder with those above it. What is there must be a folder and no link to one, which could lead elsewhere.
    fn subfolder(&self, path: &Path) -> io::Result<()> {
        let mut folder = self.folder.clone();
        for part in path {
            folder.push(part);
            match fs::create_dir(&folder) {
                Ok(()) => {}
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    if !fs::symlink_metadata(&folder)?.is_dir() {
                        return Err(io::ErrorKind::NotADirectory.into());
                    }
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// A file without its name yet, in place of one that a run that was killed may have left.
    fn part(&self) -> io::Result<NamedTempFile> {
        match fs::remove_file(self.folder.join(PART)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(PART).rand_bytes(0);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.tempfile_in(&self.folder)
    }
}

/// Where a document's file stands below the folder: the path of its input or the id of its line, with nothing in it that leads
/// out of the folder, no control characters, and no part longer than file systems bear.
pub(crate) fn path_of(id: &Path) -> PathBuf {
    let mut path = PathBuf::new();
    for part in id.components() {
        match part {
            Component::Normal(part) => path.push(plain(part)),
            Component::ParentDir => path.push("%2E%2E"),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    match path.as_os_str().to_str() {
        Some("") => "%".into(),
        Some("-") => "stdin".into(),
        _ => path,
    }
}

fn plain(part: &OsStr) -> PathBuf {
    let shown = part.to_string_lossy();
    let is_bad = |c: char| c.is_control() || cfg!(windows) && r#"<>:"\|?*"#.contains(c);
    // the names of files that this program writes for itself are hidden and begin so
    let ours = shown.starts_with(".gazet");
    if !shown.contains(is_bad) && part.len() <= LONGEST && !ours {
        return part.into();
    }
    let mut name = String::new();
    for (i, c) in shown.chars().enumerate() {
        if is_bad(c) || (ours && i == 0) {
            name.extend(c.to_string().bytes().map(|b| format!("%{b:02X}")));
        } else {
            name.push(c);
        }
    }
    if name.len() > LONGEST {
        // what is cut off counts in the hash, so that two long names stay two
        let hash = xxhash_rust::xxh3::xxh3_64(part.as_encoded_bytes());
        let cut = name.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST - 17).last();
        name.truncate(cut.unwrap_or(0));
        name.extend([format!("~{hash:016x}")]);
    }
    name.into()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(".");
    path.push(ending);
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leads_out_of_the_folder() {
        for (id, path) in [
            ("seeds/a.txt", "seeds/a.txt"),
            ("./a.txt", "a.txt"),
            ("/etc/passwd", "etc/passwd"),
            ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd"),
            ("a/../b", "a/%2E%2E/b"),
            ("a//b/./c", "a/b/c"),
            ("", "%"),
            ("/", "%"),
            (".", "%"),
            ("-", "stdin"),
            ("a\nb\0c\u{1b}", "a%0Ab%00c%1B"),
            (".gazet-part", "%2Egazet-part"),
        ] {
            assert_eq!(path_of(Path::new(id)), Path::new(path), "{id:?}");
        }
        let long = |end: &str| path_of(Path::new(&format!("{}{end}", "서".repeat(300))));
        assert!(long("a").as_os_str().len() <= LONGEST && long("a") != long("b"));
    }
}
